"""The kit's three demo plugins do what they say: one works, one says no in every way it may, one crashes."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import pytest

from core.application.step.actions import InvalidInput
from core.errors import ConfigurationError, PluginError
from core.model.plugin_pages import Fields, Notice
from core.testing import Conformance, Play, play
from core.testing.demo import crashes, refuses, works

TOWN = """
municipality: demoby
title: Demoby kommun
code: 9999
units: {{kontoret: {{title: Kontoret}}}}
roles: {{handlaggare: {{title: Handläggare, unit: kontoret}}}}
staff: {{anna: {{name: Anna Exempel, roles: [handlaggare]}}}}
plugins: {{{plugin}}}
"""
ROUTINE = """
process: lan
title: Lån
about: none
facts:
{facts}
steps:
  - {{start: fraga, title: Fråga, role: handlaggare, asks: [{asks}]}}
  - task: svara
    title: Svara
    role: handlaggare
    outcomes:
      ja: {{title: Ja, end: klart{only}}}
      nej: {{title: Nej, end: klart}}
ends: {{klart: {{title: Klart, outcome: klart}}}}
"""


class TestWorks(Conformance):
    module: ClassVar = works


class TestRefuses(Conformance):
    module: ClassVar = refuses


def town(folder: Path, plugin: str, module: object, facts: str, asks: str, only: str = "") -> Play:
    home = folder / "demoby"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.format(plugin=plugin), encoding="utf-8")
    routine = ROUTINE.format(facts=facts, asks=asks, only=f", only_if: {only}" if only else "")
    (home / "processes" / "lan.yaml").write_text(routine, encoding="utf-8")
    return play(folder, "demoby", "2026-03-05 09:00", plugins={plugin.partition(":")[0]: module})  # type: ignore[dict-item]


def test_one_works(tmp_path: Path) -> None:
    facts = "  lanad: {type: date, title: Lånad}\n  sista: {type: date, title: Sista dag, is: demo_sista_dag(lanad)}"
    case = town(tmp_path, "works: {may: [act, pages, personal_data], settings: {dagar: 7}}", works, facts, "lanad")
    case.start("anna", "lan", "fraga", lanad="2026-03-05")
    case.react()
    assert next(entry.text for entry in case.page("anna").history) == "Lån har börjat."
    anna = case.rutin.actor("demoby", "anna")
    assert case.rutin.plugins.panel("demoby", anna, case.case, "works", "lanet").blocks == (
        Fields((("Lånad", "2026-03-05"),)),
    )


REFUSES = "refuses: {{may: [network, personal_data]{settings}}}"


def test_one_says_no_at_start_when_its_settings_do_not_fit_together(tmp_path: Path) -> None:
    facts = "  nummer: {type: demo_nummer, title: Nummer}"
    named = REFUSES.format(settings=", settings: {lagst: 9, hogst: 3}")
    with pytest.raises(ConfigurationError, match=r"refuses stannade i rutin_fact_types: ValueError i refuses.py:"):
        town(tmp_path, named, refuses, facts, "nummer")


def test_and_at_the_field_when_it_cannot_read_what_was_written(tmp_path: Path) -> None:
    facts = "  nummer: {type: demo_nummer, title: Nummer}"
    case = town(tmp_path, REFUSES.format(settings=""), refuses, facts, "nummer")
    with pytest.raises(InvalidInput) as refused:
        case.start("anna", "lan", "fraga", nummer="hundra")
    assert refused.value.errors == {"nummer": "Skriv ett nummer från 1 till 99."}
    assert refused.value.__notes__ == [f"nummer: {refused.value.errors['nummer']}"]


def test_one_crashes_and_the_case_goes_on(tmp_path: Path) -> None:
    facts = (
        "  antal: {type: whole_number, title: Antal}\n  racker: {type: yes_no, title: Räcker, is: demo_kraschar(antal)}"
    )
    case = town(tmp_path, "crashes: {may: [act, pages, personal_data]}", crashes, facts, "antal")
    case.start("anna", "lan", "fraga", antal="3")
    with pytest.raises(PluginError) as failed:
        case.react()
    assert isinstance(failed.value.__cause__, RuntimeError)
    anna = case.rutin.actor("demoby", "anna")
    (block,) = case.rutin.plugins.panel("demoby", anna, case.case, "crashes", "ruta").blocks
    assert isinstance(block, Notice) and block.warn
    case.do("anna", "svara", "nej")
    assert case.page("anna").status == "ended"
