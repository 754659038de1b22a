"""Does what it should: a function with a setting, a panel and a reaction."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Final, cast

from core.plugin_api import (
    API_VERSION,
    Block,
    ExpressionFunction,
    Fields,
    PanelCall,
    PanelDef,
    PluginInfo,
    ReactionCall,
    ReactionDef,
    Wish,
    WriteNote,
    hookimpl,
)

SCHEMA: Final[Mapping[str, object]] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "dagar": {"description": "Hur länge ett lån varar.", "type": "integer", "minimum": 1, "default": 14},
        "rutin": {"description": "Rutinen som rutan står vid.", "type": "string", "default": "lan"},
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who it is, the settings it takes, and what it needs to be granted."""
    return PluginInfo("works", "Fungerar", "1", API_VERSION, SCHEMA, frozenset({"pages", "personal_data", "act"}))


@hookimpl
def rutin_expression_functions(settings: Mapping[str, object]) -> tuple[ExpressionFunction, ...]:
    """The last day of a loan, from the day it began."""
    last = partial(_last_day, cast("int", settings["dagar"]))
    return (ExpressionFunction("demo_sista_dag", ("date",), "date", last, title="Vilken är lånets sista dag"),)


@hookimpl
def rutin_panels(settings: Mapping[str, object]) -> tuple[PanelDef, ...]:
    """What the case says of the loan."""
    return (PanelDef("lanet", "Lånet", (cast("str", settings["rutin"]),), _loan, reads=("lanad",)),)


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    """A note when a case has been opened."""
    return (ReactionDef("halsar", "Hälsar", ("case_started",), ("note",), _greet),)


def _last_day(days: int, begun: datetime) -> datetime:
    return begun + timedelta(days=days)


def _loan(call: PanelCall) -> tuple[Block, ...]:
    return (Fields((("Lånad", str(call.case.facts.get("lanad", "Inte än"))),)),)


def _greet(call: ReactionCall) -> tuple[Wish, ...]:
    return (WriteNote(f"{call.title} har börjat."),)
