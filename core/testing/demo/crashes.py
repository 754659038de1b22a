"""Starts well, and then fails in all that it does: the case goes on without it."""

from __future__ import annotations

from typing import NoReturn

from core.plugin_api import (
    API_VERSION,
    AssessorDef,
    ExpressionFunction,
    PanelDef,
    PluginInfo,
    ReactionDef,
    hookimpl,
)


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who it is."""
    return PluginInfo("crashes", "Kraschar", "1", API_VERSION, may=frozenset({"pages", "personal_data", "act"}))


@hookimpl
def rutin_expression_functions() -> tuple[ExpressionFunction, ...]:
    """A function that raises: a person is asked instead."""
    return (ExpressionFunction("demo_kraschar", ("whole_number",), "yes_no", _crash, title="Räcker det"),)


@hookimpl
def rutin_assessors() -> tuple[AssessorDef, ...]:
    """An assessor that raises: a person judges the row."""
    return (AssessorDef("demo_bedomer", "Bedömer", {"antal": "whole_number"}, _crash),)


@hookimpl
def rutin_panels() -> tuple[PanelDef, ...]:
    """A panel that raises: its place says so, and the page is shown."""
    return (PanelDef("ruta", "Ruta", ("lan",), _crash),)


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    """A reaction that raises: it is tried again, and then told on Driftstörningar."""
    return (ReactionDef("reagerar", "Reagerar", ("case_started",), ("note",), _crash),)


def _crash(_given: object) -> NoReturn:
    raise RuntimeError("tillägget är trasigt")
