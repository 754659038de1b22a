"""A plugin that makes something of the wrong type is refused with the hook and the field, and stops nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.definitions import render
from core.model.people import PluginUse
from core.model.plugins import AssessorDef, ExpressionFunction, PluginInfo, RegisterDef, StepKindDef
from core.model.plugins_beside import CasesRead, ChannelDef, PageDef, PanelDef, ReactionDef
from core.model.plugins_checks import ConfigCheckDef
from core.plugin_api import API_VERSION, PluginsRefused, build_manager
from tests.made_plugins import plugin_with

ALL: Any = frozenset({"personal_data", "network", "pages", "act"})
OFF: Any = None
Panel: Any = PanelDef
Reaction: Any = ReactionDef
Assessor: Any = AssessorDef
Kind: Any = StepKindDef
Function: Any = ExpressionFunction
Register: Any = RegisterDef
Info: Any = PluginInfo


def nothing(_call: object) -> Any:
    return ()


async def later(_call: object) -> Any:
    return ()


def bit_by_bit(_day: object) -> Any:
    yield ""


class BitByBit:
    def __call__(self, _length: object) -> Any:
        yield None


WRONG: dict[str, tuple[str, Callable[[], object], str]] = {
    "panel's title": ("rutin_panels", lambda: Panel("p", ("Titel",), ("lan",), print), "PanelDef.title är tuple"),
    "a title that turns around": (
        "rutin_panels",
        lambda: Panel("p", "P\u202eanel", ("lan",), print),
        "PanelDef.title har tecknet \\u202e, som inte syns på en rad",
    ),
    "a title of two lines": (
        "rutin_panels",
        lambda: Panel("p", "P\nanel", ("lan",), print),
        "PanelDef.title har tecknet \\n, som inte syns på en rad",
    ),
    "a title of spaces that might have been left out": (
        "rutin_expression_functions",
        lambda: Function("f", ("date",), "text", nothing, title="  "),
        "ExpressionFunction.title är tom",
    ),
    "panel's id": ("rutin_panels", lambda: Panel(5, "P", ("lan",), print), "PanelDef.id är int"),
    "panel's call": ("rutin_panels", lambda: Panel("p", "P", ("lan",), OFF), "PanelDef.call är None och ska vara"),
    "routines": (
        "rutin_reactions",
        lambda: Reaction("r", "R", ("case_started",), (), print, processes=OFF),
        "ReactionDef.processes är None och ska vara",
    ),
    "events as text": (
        "rutin_reactions",
        lambda: Reaction("r", "R", "case_started", (), print),
        "ReactionDef.to är str och ska vara tuple[str, ...]",
    ),
    "parameters": (
        "rutin_assessors",
        lambda: Assessor("a", "A", ["lan"], print),
        "AssessorDef.parameters är list",
    ),
    "schema": ("rutin_step_kinds", lambda: Kind("k", "K", OFF, print), "StepKindDef.schema är None och ska vara"),
    "function": (
        "rutin_expression_functions",
        lambda: Function("f", ("date",), "text", OFF),
        "ExpressionFunction.call är None och ska vara",
    ),
    "a title of nothing": ("rutin_panels", lambda: Panel("p", " ", ("lan",), print), "PanelDef.title är tom."),
    "what is in a list": (
        "rutin_pages",
        lambda: PageDef("s", "S", ("r",), nothing, cases=("lan",)),  # type: ignore[arg-type]
        "PageDef.cases är tuple[str] och ska vara tuple[CasesRead, ...].",
    ),
    "what is inside what is in a list": (
        "rutin_pages",
        lambda: PageDef("s", "S", ("r",), nothing, cases=(CasesRead("lan", "namn"),)),  # type: ignore[arg-type]
        "CasesRead.facts är str och ska vara tuple[str, ...].",
    ),
    "a call that takes nothing": (
        "rutin_panels",
        lambda: Panel("p", "P", ("lan",), lambda: ()),
        "PanelDef.call anropas med (PanelCall), men tar emot ().",
    ),
    "a call that is async": ("rutin_pages", lambda: PageDef("s", "S", ("r",), later), "PageDef.call är async"),  # type: ignore[arg-type]
    "a function that yields": (
        "rutin_expression_functions",
        lambda: Function("f", ("date",), "text", bit_by_bit),
        "f svarar med yield, men anropas som en vanlig funktion. Svara med return.",
    ),
    "a thing that yields when it is called": (
        "rutin_assessors",
        lambda: Assessor("a", "A", {"langd": "number"}, BitByBit()),
        "a svarar med yield, men anropas som en vanlig funktion.",
    ),
    "a function of too few": (
        "rutin_expression_functions",
        lambda: Function("f", ("date", "date"), "text", lambda day: ""),
        "f anropas med (date, date), men tar emot (day).",
    ),
    "an assessor of too many": (
        "rutin_assessors",
        lambda: Assessor("a", "A", {"langd": "number"}, lambda langd, vikt: None),
        "a anropas med (langd), men tar emot (langd, vikt).",
    ),
    "a check of one": (
        "rutin_config_checks",
        lambda: ConfigCheckDef("c", "C", lambda town: ()),  # type: ignore[arg-type, misc]
        "ConfigCheckDef.check anropas med (Municipality, Mapping), men tar emot (town).",
    ),
    "an address of no kind": (
        "rutin_channels",
        lambda: ChannelDef("k", "K", "telefon", nothing),  # type: ignore[arg-type]
        "k har adresser av typen telefon, men de som finns är email, phone.",
    ),
    "register's roles": (
        "rutin_registers",
        lambda: Register("r", "R", "lan", "steg.done", (), roles=5),
        "RegisterDef.roles är int",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_field_of_the_wrong_type_is_told_with_its_hook(name: str) -> None:
    hook, made, said = WRONG[name]
    plugin = plugin_with({hook: lambda: (made(),)}, Info("provet", "Provet", "1", API_VERSION, may=ALL))
    with pytest.raises(PluginsRefused) as refused:
        build_manager([PluginUse("provet", {}, may=ALL)], modules={"provet": plugin})
    told = [problem.message for problem in refused.value.problems if problem.rule == "plugin-answer"]
    assert any(hook in each and said in each for each in told), told


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Panel("p", "P", ("lan",), nothing), "den gav PanelDef. Den skrivs rutin_panels(settings: Mapping[str, object]) -> "
         "tuple[PanelDef, ...]. Sätt ett kommatecken efter: (PanelDef(…),)."),
        ({"p": 1}, "den gav dict[str: int]. Den skrivs"),
        (None, "den gav None. Den skrivs rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]. Saknas return i den?"),
        (("p",), "den gav tuple[str]. Den skrivs"),
    ],
)  # fmt: skip
def test_what_is_no_list_of_the_right_kind_is_told_with_what_it_is(answer: object, said: str) -> None:
    plugin = plugin_with({"rutin_panels": lambda: answer}, Info("provet", "Provet", "1", API_VERSION, may=ALL))
    with pytest.raises(PluginsRefused) as refused:
        build_manager([PluginUse("provet", {}, may=ALL)], modules={"provet": plugin})
    (problem,) = refused.value.problems
    assert f"Tillägget provet svarar fel på rutin_panels: {said}" in render(problem)


def test_what_the_plugin_says_of_itself_is_held_to_its_types_too() -> None:
    info = Info("provet", "Provet", "1", "1")
    with pytest.raises(PluginsRefused) as refused:
        build_manager([PluginUse("provet", {})], modules={"provet": plugin_with({}, info)})
    assert "PluginInfo.api_version är str och ska vara int." in refused.value.problems[0].message


def test_a_capability_that_nobody_has_is_the_plugins_mistake_and_not_the_municipalitys() -> None:
    info = Info("provet", "Provet", "1", API_VERSION, may=frozenset({"allt"}))
    with pytest.raises(PluginsRefused) as refused:
        build_manager([PluginUse("provet", {})], modules={"provet": plugin_with({}, info)})
    (problem,) = refused.value.problems
    assert "behöver allt, som inte finns. Det som finns är act, network, pages, personal_data." in problem.message
