"""A plugin's function may say that it cannot tell: a person is asked, told what it rests on, and nothing is reported as wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from core.errors import PluginError, Refused
from core.model.people import PluginUse
from core.plugin_api import API_VERSION, ExpressionFunction, Incident, PluginInfo, build_manager
from core.plugin_api.guarding import CANNOT_TELL
from core.testing import Conformance, Play, play
from tests.made_plugins import plugin_with, provby

TOWN = provby("{}")
ROUTINE = """
process: bidrag
title: Bidrag
about: none
facts:
  hyra: {type: money, title: Hyran}
  inkomst: {type: money, title: Inkomsten}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [hyra, inkomst]
  - task: val
    title: Välj
    role: handlaggare
    outcomes:
      hog: {title: Hög, only_if: "andel(hyra, inkomst) != 30", end: hog}
      lag: {title: Låg, only_if: "andel(hyra, inkomst) == 30", end: lag}
ends:
  hog: {title: Hög, outcome: hog}
  lag: {title: Låg, outcome: lag}
"""


def share(rent: float, income: float) -> float | None:
    return round(100 * rent / income) if income else None


def plugin(call: Callable[[float, float], object]) -> ModuleType:
    found = ExpressionFunction("andel", ("money", "money"), "number", call, title="Hur stor del av inkomsten är hyran")
    return plugin_with(
        {"rutin_expression_functions": lambda: (found,)}, PluginInfo("provet", "Provet", "1", API_VERSION)
    )


@pytest.fixture
def case(tmp_path: Path) -> Play:
    home = tmp_path / "provby"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN, encoding="utf-8")
    (home / "processes" / "bidrag.yaml").write_text(ROUTINE, encoding="utf-8")
    return play(tmp_path, "provby", "2026-03-05 09:00", plugins={"provet": plugin(share)})


def test_what_it_can_tell_it_tells(case: Play) -> None:
    case.start("anna", "bidrag", "ansokan", hyra="3000", inkomst="10000")
    case.do("anna", "val", "lag")
    assert case.now.end == "lag"


def test_a_person_is_asked_and_told_which_facts_it_rests_on(case: Play) -> None:
    case.start("anna", "bidrag", "ansokan", hyra="3000", inkomst="0")
    with pytest.raises(Refused, match="Hur stor del av inkomsten är hyran") as refused:
        case.do("anna", "val", "hog")
    assert refused.value.code == "unanswered"
    stand_in = refused.value.field
    assert stand_in is not None
    assert case.office.definition_of(case.now).stand_ins[stand_in].help == (
        "Ett tillägg skulle ha svarat utifrån Hyran och Inkomsten, men ger inget svar. Se först att det stämmer. "
        "Svara själv och skriv varför. Ditt svar står fast när tillägget svarar igen."
    )
    case.judge("anna", "val", "hog", {stand_in: "100"}, {stand_in: "Personen har ingen inkomst."})
    assert case.now.end == "hog"


def test_it_is_no_incident_and_is_never_taken_for_an_answer() -> None:
    reported: list[Incident] = []
    made = build_manager([PluginUse("provet")], modules={"provet": plugin(share)}, report=reported.append)
    (found,) = made.functions()
    assert found.call(3000.0, 10000.0) == 30
    for _ in range(2):
        with pytest.raises(PluginError, match=CANNOT_TELL):
            found.call(3000.0, 0.0)
    assert reported == []


def test_the_suite_accepts_it() -> None:
    suite = type("Suite", (Conformance,), {"module": plugin(share)})()
    assert isinstance(suite, Conformance)
    suite.test_its_functions_answer()
