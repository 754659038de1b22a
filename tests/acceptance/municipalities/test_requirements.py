"""Each requirement of the five municipalities is carried by a file, and a scenario that claims something fails when it is no longer so."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core import bootstrap
from core.cli.requirements import ROOT
from core.scenarios.requirements import LISTED, carried
from core.scenarios.running import play


def test_every_requirement_and_everything_unclear_is_carried_by_a_file() -> None:
    files = sorted((*ROOT.glob("municipality_configs/[!_]*/**/*.yaml"), *ROOT.glob("plugins/*/processes/*.yaml")))
    found = carried((f for f in files if f.parent.name != "scenarios"), ROOT)
    assert not set(LISTED) - set(found)


BROKEN = [
    ("eda", "processes/uppdrag.yaml", "default: 3 weeks, title: Återkoppling", "default: 2 weeks, title: Återkoppling", "uppdrag"),
    ("eda", "processes/uppdrag.yaml", "days_of_month: 16-20", "days_of_month: 15-19", "uppdrag"),
    ("eda", "processes/uppdrag.yaml", "week_of_month: first", "week_of_month: second", "uppdrag"),
    ("eda", "municipality.yaml", "default: 10", "default: 12", "uppdrag"),
    ("eda", "municipality.yaml", "after: inskrivningssamtal.held, by: outcome", "after: case.start, by: outcome", "uppdrag"),
    ("eda", "municipality.yaml", "nya: {title: Nya inskrivna, happened: inskrivningssamtal.held}",
     "nya: {title: Nya inskrivna, happened: aterkoppling.done}", "uppdrag"),
    ("malmo", "processes/inskrivning_30plus.yaml", "default: 2,", "default: 3,", "inskrivning_30plus"),
    ("malmo", "municipality.yaml", "weekdays: fri", "weekdays: thu", "inskrivning_30plus"),
    ("stockholm", "municipality.yaml", "to: handlaggare,", "to: coach,", "ansokan"),
    ("stockholm", "municipality.yaml", "happened: beslut_utover.decided", "happened: beslut_ratt.decided", "ansokan"),
    ("bengtsfors", "municipality.yaml", "from: forsta_kontakt.opened, to: case.end", "from: bedomning.done, to: bedomning.done", "kaa"),
    ("bengtsfors", "municipality.yaml", "    forum: af_besok\n", "    weekdays: wed\n", "samverkan"),
    ("bengtsfors", "municipality.yaml", "default: 12:00-17:00", "default: 08:00-17:00", "samverkan"),
    ("bengtsfors", "municipality.yaml", "after: elevkonferens", "after: skolsamverkan", "samverkan"),
    ("bengtsfors", "municipality.yaml", "carry_over: yes", "carry_over: no", "samverkan"),
    ("bengtsfors", "municipality.yaml", "questions_to: [af_besok]", "questions_to: [finsammote]", "samverkan"),
    ("bengtsfors", "municipality.yaml", "every: {times: 3, per: year}", "every: {times: 2, per: year}", "samverkan"),
    ("sundbyberg", "processes/ekonomiskt_bistand.yaml", "default: 3 weeks", "default: 4 weeks", "forsorjningsstod"),
    ("sundbyberg", "processes/ekonomiskt_bistand.yaml", "    default: 3\n", "    default: 2\n", "forsorjningsstod"),
    ("sundbyberg", "processes/ekonomiskt_bistand.yaml", "weekdays: mon-thu", "weekdays: mon-fri", "forsorjningsstod"),
    ("sundbyberg", "processes/ekonomiskt_bistand.yaml", "by: delegation", "by: samordnare_mg", "forsorjningsstod"),
    ("sundbyberg", "municipality.yaml", "among: [socialsekreterare_mg, samordnare_mg]", "among: [socialsekreterare_mg]", "jour"),
    ("sundbyberg", "municipality.yaml", "posts: 4.75", "posts: 5", "kartan"),
    ("sundbyberg", "municipality.yaml", "    weekdays: mon-thu\n", "    weekdays: mon-wed\n", "jobbsoket"),
    ("sundbyberg", "municipality.yaml", "places: 3, agreed_with: vantorp", "places: 4, agreed_with: vantorp", "platser"),
    ("sundbyberg", "municipality.yaml", "window: {weekdays: wed}", "window: {weekdays: thu}", "moten"),
    ("sundbyberg", "municipality.yaml", "title: Fyrpartssamverkan, every: month", "title: Fyrpartssamverkan, every: week", "moten"),
    ("sundbyberg", "processes/ekonomiskt_bistand.yaml", "        forum: intakemote_mg\n", "", "moten"),
    ("sundbyberg", "processes/flykting.yaml", "default: 3 years 6 months", "default: 4 years", "flykting"),
    ("sundbyberg", "processes/flykting.yaml", "    default: 40\n", "    default: 20\n", "flykting"),
    ("sundbyberg", "processes/forsorjningsgruppen.yaml", "every: half_year", "every: year", "forsorjningsgruppen"),
    ("sundbyberg", "processes/sektionskontakt.yaml", "accepted_by: samordnare_familj", "accepted_by: samordnare_vuxen", "samverkan"),
    ("sundbyberg", "processes/hanvisning.yaml", "use: djuputredare", "use: socialsekreterare_mg", "samverkan"),
]  # fmt: skip
"""Municipality, file, what it says, what it says when it is broken, and the scenarios that have to notice."""


@pytest.mark.parametrize(("town", "file", "was", "becomes", "scenarios"), BROKEN, ids=lambda text: str(text)[:40])
def test_a_broken_value_makes_a_scenario_fail(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    town: str,
    file: str,
    was: str,
    becomes: str,
    scenarios: str,
) -> None:
    monkeypatch.setattr(
        "core.proof.prove", lambda *_, **__: ()
    )  # a scenario is to notice, whatever the proof would say
    for folder in (town, "_national"):
        shutil.copytree(bootstrap.CONFIGS / folder, tmp_path / folder)
    path = tmp_path / town / file
    text = path.read_text(encoding="utf-8")
    assert was in text, "the value has moved: say here what stands there now"
    path.write_text(text.replace(was, becomes), encoding="utf-8")
    (only,) = [p for p in (tmp_path / town / "scenarios").glob("*.yaml") if p.stem == scenarios]
    assert not play([only], bootstrap.ScenarioOffices()).ok
