"""A message to a unit when a deadline has passed or a letter has not got away. Nothing about the person is in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from core.plugin_api import API_VERSION, PluginInfo, ReactionCall, ReactionDef, SendMessage, Wish, hookimpl

EVENTS: Mapping[str, tuple[str, str]] = {
    "frist_missad": ("deadline_missed", "En frist har gått ut"),
    "brev_kom_inte_fram": ("letter_failed", "Ett brev kom inte fram"),
    "arende_oppnat": ("case_started", "Ett ärende har öppnats"),
    "arende_avslutat": ("case_ended", "Ett ärende har avslutats"),
}
"""What can be told of: setting -> (event, heading)."""

SETTINGS_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "kanal": {"type": "string", "minLength": 1, "default": "epost"},
        "till": {"type": "string", "minLength": 3, "default": "funktion@kommunen.invalid"},
        "om": {
            "type": "array",
            "items": {"enum": list(EVENTS)},
            "minItems": 1,
            "uniqueItems": True,
            "default": ["frist_missad", "brev_kom_inte_fram"],
        },
        "rutiner": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "default": []},
        "rutins_adress": {"type": "string", "pattern": "^https?://[^/]+$", "default": "http://localhost:8000"},
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. Nothing is needed: no fact is read, no case is changed, and the channel has its own grants."""
    return PluginInfo("avisering", "Avisering", "1.0.0", API_VERSION, SETTINGS_SCHEMA)


@hookimpl
def rutin_reactions(settings: Mapping[str, object]) -> tuple[ReactionDef, ...]:
    """One reaction to everything that the municipality wants to be told of."""
    wanted, channel = cast("list[str]", settings["om"]), cast("str", settings["kanal"])
    headings = {EVENTS[name][0]: EVENTS[name][1] for name in wanted}

    def tell(call: ReactionCall) -> tuple[Wish, ...]:
        heading = headings[call.happened.event]
        lines = (f"{heading}: {call.step}." if call.step else f"{heading}.", f"Rutin: {call.title}.", "", address(call))
        return (SendMessage(channel, cast("str", settings["till"]), f"{heading} ({call.title})", "\n".join(lines)),)

    def address(call: ReactionCall) -> str:
        return f"{settings['rutins_adress']}{call.address}"

    processes = tuple(cast("list[str]", settings["rutiner"]))
    return (
        ReactionDef(
            "avisera", "Avisering till enheten", tuple(headings), ("message",), tell, processes, sends=(channel,)
        ),
    )
