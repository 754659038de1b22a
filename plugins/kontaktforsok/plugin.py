"""The hooks of the plugin, and nothing else: how a step is written out is in `rules`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from core.plugin_api import API_VERSION, Expansion, PluginInfo, StepKindDef, StepUse, hookimpl
from plugins.kontaktforsok import rules

_ROAD: Final = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"go": {"type": "string"}, "end": {"type": "string"}},
    "minProperties": 1,
    "maxProperties": 1,
}
_TRIES: Final = {"type": "integer", "minimum": 1, "maximum": rules.MOST}
KEYS: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "title": {"type": "string"},
        "role": {"type": "string"},
        "help": {"type": "string"},
        "asks": {"type": "array"},
        "deadline": {"type": "object"},
        "hogst": _TRIES,
        "mellan": {"type": "string"},
        "naddes": _ROAD,
        "naddes_inte": _ROAD,
    },
    "required": ["title", "role", "naddes", "naddes_inte"],
    "examples": [
        {
            "title": "Sök kontakt",
            "role": "handlaggare",
            "naddes": {"go": "samtal"},
            "naddes_inte": {"end": "ingen_kontakt"},
        },
        {
            "title": "Ring hem",
            "role": "handlaggare",
            "hogst": "5",
            "mellan": "2 days",
            "help": "Ring på kvällen.",
            "asks": ["telefon"],
            "deadline": {"within": "5 days", "from": "start.done"},
            "naddes": {"go": "samtal"},
            "naddes_inte": {"end": "ingen_kontakt"},
        },
    ],
}
SETTINGS_SCHEMA: Final[Mapping[str, object]] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "forsok": {
            "description": "Hur många försök som görs där steget inte säger något annat.",
            **_TRIES,
            "default": 3,
        },
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. Nothing about anybody is read, so nothing has to be granted."""
    return PluginInfo("kontaktforsok", "Kontaktförsök", "1.0.0", API_VERSION, SETTINGS_SCHEMA)


@hookimpl
def rutin_step_kinds(settings: Mapping[str, object]) -> tuple[StepKindDef, ...]:
    """One kind of step."""
    tries = cast("int", settings["forsok"])

    def expand(use: StepUse) -> Expansion:
        steps, counters = rules.written_out(use.name, use.keys, tries)
        return Expansion(steps, {"counters": counters})

    return (StepKindDef("kontaktforsok", "Sök kontakt ett visst antal gånger", KEYS, expand),)
