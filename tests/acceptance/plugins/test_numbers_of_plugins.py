"""A number of a plugin that cannot be kept and read again is refused where it is wished, and no answer where it is reckoned."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from core.errors import PluginError, Refused
from core.model.plugins_beside import WishKind
from core.plugin_api import (
    API_VERSION,
    ExpressionFunction,
    FactType,
    OpenCase,
    PluginInfo,
    RaiseEvent,
    ReactionCall,
    ReactionDef,
    StateFacts,
    Wish,
)
from core.testing import Conformance, Play, play
from tests.made_plugins import Hooks, plugin_with, provby

TOWN = provby("{may: [act]}")
ROUTINE = """
process: lan
title: Lån
about: none
facts:
  belopp: {type: money, title: Beloppet, optional: yes}
  andel: {type: number, title: Andelen}
  antal: {type: whole_number, title: Antalet, optional: yes}
  kvar: {type: money, title: Kvar, is: rakna(andel)}
anytime:
  - event: andrat
    title: Något ändras
    role: handlaggare
    asks: [{fact: belopp, optional: yes}]
    steps:
      - {task: se, title: Se över, role: handlaggare}
steps:
  - start: fraga
    title: Fråga
    role: handlaggare
    asks: [andel]
  - task: kontroll
    title: Kontroll
    role: handlaggare
    outcomes:
      stort: {title: Stort, only_if: kvar > 10, end: klar}
      litet: {title: Litet, only_if: not (kvar > 10), end: klar}
ends: {klar: {title: Klar, outcome: klar}}
"""
OTHER = """
process: annat
title: Annat
about: none
facts:
  andel: {type: number, title: Andelen}
steps:
  - start: fraga
    title: Fråga
    role: handlaggare
    asks: [andel]
  - {task: klart, title: Klart, role: handlaggare, end: klar}
ends: {klar: {title: Klar, outcome: klar}}
"""
UNKEPT = [math.nan, math.inf, -math.inf, 1e308, 10**15, 10**30]
Reckon = Callable[[float], object]


def plugin(wish: Wish | None, reckon: Reckon, returns: FactType = "money") -> ModuleType:
    def react(call: ReactionCall) -> tuple[Wish, ...]:
        return (wish,) if wish is not None else ()

    may: tuple[WishKind, ...] = ("facts", "event", "case")
    reaction = ReactionDef(
        "raknar", "Räknar", ("case_started",), may, react, processes=("lan",), opens=("annat",), raises=("andrat",)
    )
    hooks: Hooks = {
        "rutin_reactions": lambda: (reaction,),
        "rutin_expression_functions": lambda: (ExpressionFunction("rakna", ("number",), returns, reckon),),
    }
    return plugin_with(hooks, PluginInfo("provet", "Provet", "1", API_VERSION, may=frozenset({"act"})))


def opened(folder: Path, wish: Wish | None = None, reckon: Reckon = lambda _: 1.0, returns: FactType = "money") -> Play:
    home = folder / "provby"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN, encoding="utf-8")
    (home / "processes" / "lan.yaml").write_text(
        ROUTINE.replace("type: money, title: Kvar", f"type: {returns}, title: Kvar"), encoding="utf-8"
    )
    (home / "processes" / "annat.yaml").write_text(OTHER, encoding="utf-8")
    case = play(folder, "provby", "2026-03-05 09:00", plugins={"provet": plugin(wish, reckon, returns)})
    case.start("anna", "lan", "fraga", andel="1")
    return case


def incidents(case: Play) -> set[tuple[str, str, str]]:
    """(hook, error, about) of what the plugin has done wrong."""
    (loaded,) = case.office.beside.plugins.loaded
    return {(incident.hook, incident.error, incident.place) for incident in loaded.fared.health().latest}


@pytest.mark.parametrize("number", UNKEPT)
@pytest.mark.parametrize("kind", ["facts", "event", "case"])
def test_a_wish_with_a_number_that_cannot_be_kept_is_refused(tmp_path: Path, kind: str, number: float) -> None:
    wishes: dict[str, tuple[Wish, str]] = {
        "facts": (StateFacts({"belopp": number}), "belopp"),
        "event": (RaiseEvent("andrat", {"belopp": number}), "belopp"),
        "case": (OpenCase("annat", "fraga", {"andel": number}), "andel"),
    }
    wish, fact = wishes[kind]
    case = opened(tmp_path, wish)
    if number == 10**30:  # it cannot even be sent
        with pytest.raises(PluginError, match="svarade med något annat än det ska"):
            case.react()
    else:
        with pytest.raises(PluginError, match="har ett värde som inte går att använda"):
            case.react()
        assert incidents(case) == {("rutin_reactions.raknar", f"refused_{kind}", f"value:{fact}")}
    assert case.now.value("belopp") is None
    assert case.page("anna").process_title == "Lån"


@pytest.mark.parametrize("number", [math.nan, math.inf, 1.5, 10**15])
def test_so_is_one_for_a_whole_number(tmp_path: Path, number: float) -> None:
    with pytest.raises(PluginError, match="har ett värde som inte går att använda"):
        opened(tmp_path, StateFacts({"antal": number})).react()


def test_a_number_that_a_form_takes_is_stated(tmp_path: Path) -> None:
    case = opened(tmp_path, StateFacts({"belopp": 999_999_999_999.25, "antal": -999_999_999_999}))
    case.react()
    assert (case.now.value("belopp"), case.now.value("antal")) == (999_999_999_999.25, -999_999_999_999)


@pytest.mark.parametrize("number", UNKEPT)
@pytest.mark.parametrize("returns", ["money", "number"])
def test_a_function_that_gives_such_a_number_gives_no_answer_and_a_person_is_asked(
    tmp_path: Path, returns: FactType, number: float
) -> None:
    case = opened(tmp_path, reckon=lambda _: number, returns=returns)
    assert case.page("anna").process_title == "Lån"
    with pytest.raises(Refused) as refused:
        case.do("anna", "kontroll", "litet")
    assert refused.value.code == "unanswered"
    assert ("rutin_expression_functions.rakna", "wrong_type", "") in incidents(case)


def test_the_suite_tells_the_author(tmp_path: Path) -> None:
    suite = type("Suite", (Conformance,), {"module": plugin(StateFacts({"belopp": 10**30}), lambda _: math.nan)})()
    assert isinstance(suite, Conformance)
    with pytest.raises(AssertionError, match="inte av den typ som den säger"):
        suite.test_its_functions_answer()
    with pytest.raises(AssertionError, match="svarade med något annat än det ska"):
        suite.test_its_reactions_answer()
