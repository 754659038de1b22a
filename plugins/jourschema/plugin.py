"""Duty shared fairly: whoever has had it least is next, a day or a whole week at a time, and nobody on a day that is not theirs (SU-23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from core.plugin_api import (
    API_VERSION,
    ConfigCheckDef,
    ConfigProblem,
    Municipality,
    PluginInfo,
    ProcessDefinition,
    RotaAnswer,
    RotaCall,
    RotaDef,
    hookimpl,
)
from plugins.jourschema.checks import strangers
from plugins.jourschema.turns import DAYS, shared

SETTINGS_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "aldrig": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {"enum": list(DAYS)},
                "minItems": 1,
                "uniqueItems": True,
            },
            "default": {},
        },
        "roller": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "default": []},
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. Nothing is needed: only colleagues and days are read."""
    return PluginInfo("jourschema", "Jourschema", "1.0.0", API_VERSION, SETTINGS_SCHEMA)


@hookimpl
def rutin_config_checks(settings: Mapping[str, object]) -> tuple[ConfigCheckDef, ...]:
    """That those who never have some days are among those who share a duty."""
    named = tuple(cast("Mapping[str, object]", settings["aldrig"]))

    def check(town: Municipality, _routines: Mapping[str, ProcessDefinition]) -> tuple[ConfigProblem, ...]:
        return strangers(named, town)

    return (ConfigCheckDef("medarbetare", "De som aldrig har vissa dagar delar på jouren", check),)


@hookimpl
def rutin_rotas(settings: Mapping[str, object]) -> tuple[RotaDef, ...]:
    """By the week and by the day."""
    never = {name: frozenset(days) for name, days in cast("Mapping[str, list[str]]", settings["aldrig"]).items()}
    roles = tuple(cast("list[str]", settings["roller"]))

    def by_week(call: RotaCall) -> RotaAnswer:
        return shared(call, never, weekly=True)

    def by_day(call: RotaCall) -> RotaAnswer:
        return shared(call, never, weekly=False)

    return (
        RotaDef("vecka", "en vecka i taget, den som haft minst jour först", by_week, roles),
        RotaDef("dag", "en dag i taget, den som haft minst jour först", by_day, roles),
    )
