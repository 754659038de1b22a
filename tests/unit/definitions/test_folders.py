"""A folder of municipalities in a folder of municipalities: checked and played along, sharing what is shared, and never served."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.application.upkeep.versions import Versions
from core.cli import rutin
from core.clock import FixedClock
from core.definitions import load, municipalities
from core.model.definition import ProcessDefinition

LAWS = """\
laws: NAMN
title: Lagrum
acts:
  ACT: {title: lagen om ACT, number: "2001:1", from: 2002-01-01}
provisions:
  PROVISION:
    title: Rätten
    versions:
      - {act: ACT, at: 1 §}
"""
TOWN = """\
municipality: NAMN
title: Exempelkommun
code: 9999
roles:
  handlaggare: {title: Handläggare}
"""
BASE = """\
process: grund
title: Grund
about: none
needs: {roles: [handlaggare]}
steps:
  - start: kommer
    title: Något kommer
    role: handlaggare
  - end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""
RESTS = """\
process: PROV
title: Prövning
about: none
steps:
  - start: kommer
    title: Något kommer
    role: handlaggare
  - decision: beslut
    title: Beslut
    role: handlaggare
    basis: PROVISION
    outcomes:
      ja: {title: Ja, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
STORY = """\
- scenario: Någon får ja
  process: prov_skolskjuts
  now: 2026-03-05 09:00
  story:
    - {start: kommer}
    - {do: beslut, outcome: ja}
    - expect: {ended: klart}
"""


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _laws(name: str, act: str, provision: str) -> str:
    return LAWS.replace("NAMN", name).replace("ACT", act).replace("PROVISION", provision)


@pytest.fixture(name="configs")
def fixture_configs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A town that is served, and in ``_examples`` another that rests on shared law, law of its own and a shared routine."""
    monkeypatch.chdir(tmp_path)
    configs = Path("configs")
    _write(configs / "_national" / "laws.yaml", _laws("national", "stod", "stod_ratt"))
    _write(configs / "_national" / "processes" / "grund.yaml", BASE)
    _write(configs / "stad" / "municipality.yaml", TOWN.replace("NAMN", "stad"))
    _write(configs / "stad" / "processes" / "grund.yaml", BASE)
    room = configs / "_examples"
    _write(room / "_national" / "laws.yaml", _laws("examples", "skolan", "skolskjuts"))
    _write(room / "skane" / "municipality.yaml", TOWN.replace("NAMN", "skane"))
    for provision in ("stod_ratt", "skolskjuts"):
        routine = RESTS.replace("PROVISION", provision).replace("PROV", f"prov_{provision}")
        _write(room / "skane" / "processes" / f"{provision}.yaml", routine)
    based = "process: grund\ntitle: Vår grund\nbased_on: _national/grund\n"
    _write(room / "skane" / "processes" / "grund.yaml", based)
    _write(room / "skane" / "scenarios" / "skolskjuts.yaml", STORY)
    return configs


@pytest.mark.parametrize("path", ["configs", "configs/_examples", "configs/_examples/skane"])
def test_examples_are_checked_and_played_with_the_others(configs: Path, path: str) -> None:
    checked, played = CliRunner().invoke(rutin, ["check", path]), CliRunner().invoke(rutin, ["test", path])
    assert (checked.exit_code, checked.stdout) == (0, "")
    assert f"{5 if path == configs.name else 3} rutiner granskade" in checked.stderr
    assert (played.exit_code, played.stdout) == (0, "1 scenario stämmer.\n")


def test_a_fault_in_an_example_is_found_from_above(configs: Path) -> None:
    file = configs / "_examples" / "skane" / "processes" / "skolskjuts.yaml"
    _write(file, file.read_text(encoding="utf-8").replace("basis: skolskjuts", "basis: skolskjut"))
    checked = CliRunner().invoke(rutin, ["check", "configs"])
    assert checked.exit_code == 1
    assert checked.stdout.startswith(f"{file}:11:12 ")
    assert "stod_ratt, skolskjuts" in checked.stdout


@pytest.mark.parametrize("place", ["configs/_examples", "configs/_examples/skane"])
def test_they_work_from_where_they_stand(configs: Path, place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(place)
    assert configs.name == "configs"
    assert CliRunner().invoke(rutin, ["check", "."]).exit_code == 0
    assert CliRunner().invoke(rutin, ["test", "."]).exit_code == 0


def test_a_shared_provision_act_or_appeal_has_one_home(configs: Path) -> None:
    file = configs / "_examples" / "_national" / "laws.yaml"
    _write(file, _laws("examples", "stod", "stod_ratt"))
    problems = load(configs / "_examples", "skane").problems
    assert [(p.rule, p.line) for p in problems if p.file == str(file)] == [("duplicate-id", 4), ("duplicate-id", 7)]
    assert problems[0].message == "Lagen stod finns redan i _national/laws.yaml."


def test_examples_are_not_served_with_the_others_but_can_be_on_their_own(configs: Path, tmp_path: Path) -> None:
    assert municipalities(configs) == ("stad",)
    assert municipalities(configs / "_examples") == ("skane",)
    clock = FixedClock(datetime(2026, 3, 5, 9, tzinfo=UTC))
    assert [m.slug for m in bootstrap.open_rutin(configs, None, clock).municipalities()] == ["stad"]
    rutin_of = bootstrap.open_rutin(configs / "_examples", tmp_path / "data", clock)
    assert [m.slug for m in rutin_of.municipalities()] == ["skane"]
    bootstrap.close(rutin_of)


def test_a_kept_version_keeps_the_laws_of_both(configs: Path, tmp_path: Path) -> None:
    made = load(configs / "_examples", "skane").processes
    versions = Versions(tmp_path / "versions")
    versions.keep(made.values(), configs / "_examples" / "skane")

    def kept(definition: ProcessDefinition) -> ProcessDefinition | None:
        return versions.find(definition.id, definition.digest)

    for name, definition in made.items():
        found = kept(definition)
        assert found is not None, name
        assert (found.title, found.laws) == (definition.title, definition.laws)
