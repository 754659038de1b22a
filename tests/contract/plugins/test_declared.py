"""A plugin that makes something of the wrong type is refused with the hook and the field, and stops nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from core.model.people import PluginUse
from core.model.plugins import AssessorDef, ExpressionFunction, PluginInfo, RegisterDef, StepKindDef
from core.model.plugins_beside import PanelDef, ReactionDef
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
WRONG: dict[str, tuple[str, Callable[[], object], str]] = {
    "panel's title": ("rutin_panels", lambda: Panel("p", ("Titel",), ("lan",), print), "PanelDef.title är tuple"),
    "panel's id": ("rutin_panels", lambda: Panel(5, "P", ("lan",), print), "PanelDef.id är int"),
    "panel's call": ("rutin_panels", lambda: Panel("p", "P", ("lan",), OFF), "PanelDef.call är NoneType"),
    "routines": (
        "rutin_reactions",
        lambda: Reaction("r", "R", ("case_started",), (), print, processes=OFF),
        "ReactionDef.processes är NoneType",
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
    "schema": ("rutin_step_kinds", lambda: Kind("k", "K", OFF, print), "StepKindDef.schema är NoneType"),
    "function": (
        "rutin_expression_functions",
        lambda: Function("f", ("date",), "text", OFF),
        "ExpressionFunction.call är NoneType",
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
