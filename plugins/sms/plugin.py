"""Text messages: letters that a routine sends ``by: sms``, and messages that other plugins wish."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import cast

from core.plugin_api import API_VERSION, ChannelDef, PluginInfo, hookimpl
from plugins.sms.gateway import Gateway, hand_over

SETTINGS_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "adress": {"type": "string", "pattern": "^https?://", "default": "http://localhost:8080/sms"},
        "avsandare": {"type": "string", "minLength": 1, "maxLength": 15, "default": "Kommunen"},
        "nyckelfil": {"type": "string", "default": ""},
        "hogst_tecken": {"type": "integer", "minimum": 70, "maximum": 1600, "default": 640},
        "adresser": {"type": "object", "additionalProperties": {"type": "string"}, "default": {}},
    },
}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. Letters are about people, and messages go to another machine."""
    return PluginInfo(
        name="sms",
        title="Sms",
        version="1.0.0",
        api_version=API_VERSION,
        settings_schema=SETTINGS_SCHEMA,
        may=frozenset({"personal_data", "network"}),
    )


@hookimpl
def rutin_channels(settings: Mapping[str, object]) -> tuple[ChannelDef, ...]:
    """One channel, by the gateway."""
    gateway = Gateway(
        url=cast("str", settings["adress"]),
        sender=cast("str", settings["avsandare"]),
        token_file=cast("str", settings["nyckelfil"]),
        longest=cast("int", settings["hogst_tecken"]),
    )
    addresses = cast("Mapping[str, str]", settings["adresser"])
    return (ChannelDef("sms", "Sms", "phone", partial(hand_over, gateway), addresses),)
