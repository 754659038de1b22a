"""What values look like inside a plugin is as docs/reference/plugin-values.md says."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from core.application.step import actions as act
from core.plugin_api import (
    API_VERSION,
    ExpressionFunction,
    FactType,
    FactTypeDef,
    PluginInfo,
    ReactionCall,
    ReactionDef,
    Wish,
)
from core.testing import play
from tests.made_plugins import Hooks, plugin_with, provby

TOWN = provby("{may: [personal_data]}")
ROUTINE = """
process: prov
title: Prov
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  hyra: {type: money, title: Hyra}
  barn: {type: whole_number, title: Barn}
  ja: {type: yes_no, title: Ja}
  fran: {type: date, title: Från}
  boende: {type: choice, title: Boende, choices: {hyresratt: Hyresrätt, egen: Egen}}
  hjalp: {type: choices, title: Hjälp, choices: {hiss: Hiss, ramp: Ramp}}
  manad: {type: month, title: Månad}
  klocka: {type: time, title: Klocka}
  nummer: {type: provets, title: Nummer}
  sagt: {type: text, title: Sagt, is: "visa(personnummer, hyra, barn, ja, fran, boende, hjalp, manad, klocka, nummer)"}
steps:
  - start: fraga
    title: Fråga
    role: handlaggare
    asks: [personnummer, hyra, barn, ja, fran, boende, hjalp, manad, klocka, nummer]
  - task: klart
    title: Klart
    role: handlaggare
    end: klar
ends: {klar: {title: Klar, outcome: klar}}
"""
STATED = {
    "personnummer": "19850312-9820",
    "hyra": "7 000",
    "barn": "2",
    "ja": "yes",
    "fran": "2026-07-01",
    "boende": "hyresratt",
    "hjalp": "hiss,ramp",
    "manad": "2026-03",
    "klocka": "08:30",
    "nummer": "ab 1",
}
TYPES: tuple[FactType, ...] = (
    *("person_number", "money", "whole_number", "yes_no", "date", "choice", "choices", "month", "time", "text"),
)
KEPT = {
    "personnummer": "198503129820",
    "hyra": 7000.0,
    "barn": 2,
    "ja": True,
    "fran": "2026-07-01",
    "boende": "hyresratt",
    "hjalp": "hiss,ramp",
    "manad": "2026-03",
    "klocka": "08:30",
    "nummer": "AB1",
}


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    (tmp_path / "provby" / "processes").mkdir(parents=True)
    (tmp_path / "provby" / "municipality.yaml").write_text(TOWN, encoding="utf-8")
    (tmp_path / "provby" / "processes" / "prov.yaml").write_text(ROUTINE, encoding="utf-8")
    return tmp_path


def test_functions_take_python_values_and_the_rest_what_is_kept(configs: Path) -> None:
    taken: list[tuple[object, ...]] = []
    told: list[ReactionCall] = []

    def show(*given: object) -> str:
        taken.append(given)
        return "sagt"

    def react(call: ReactionCall) -> tuple[Wish, ...]:
        told.append(call)
        return ()

    hooks: Hooks = {
        "rutin_expression_functions": lambda: (ExpressionFunction("visa", TYPES, "text", show),),
        "rutin_fact_types": lambda: (
            FactTypeDef("provets", "Nummer", lambda text: text.replace(" ", "").upper(), lambda kept: f"Nr {kept}"),
        ),
        "rutin_reactions": lambda: (ReactionDef("r", "R", ("case_started",), (), react, reads=(*STATED, "sagt")),),
    }
    made = plugin_with(hooks, PluginInfo("provet", "Provet", "1", API_VERSION, may=frozenset({"personal_data"})))
    case = play(configs, "provby", "2026-03-05 09:00", plugins={"provet": made})
    values: dict[str, str | tuple[str, ...]] = {**STATED, "hjalp": ("hiss", "ramp")}
    started = act.StartAction(command=case.key(), process="prov", start="fraga", values=values)
    case.case = case.send("anna", started).case
    case.react()
    assert told[0].facts == {**KEPT, "sagt": "sagt"}
    assert [type(value) for value in told[0].facts.values()] == [type(value) for value in (*KEPT.values(), "")]
    person, rent, children, yes, day, home, help_, *rest = taken[-1]
    assert (person, rent, children, yes, home, help_) == (
        "198503129820",
        7000.0,
        2,
        True,
        "hyresratt",
        ["hiss", "ramp"],
    )
    assert [type(rent), type(children)] == [float, int]
    assert isinstance(day, datetime) and day.tzinfo is not None
    assert (day.date().isoformat(), day.hour) == (KEPT["fran"], 0), (
        "the day that people mean, not the one before it in UTC"
    )
    assert rest == ["2026-03", "08:30", "AB1"]
