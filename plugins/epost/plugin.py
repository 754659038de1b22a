"""E-mail: letters that a routine sends ``by: epost``, and messages that other plugins wish."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from core.plugin_api import API_VERSION, ChannelDef, Delivery, NotSent, PluginInfo, SendAnswer, hookimpl
from plugins.epost import mail

SETTINGS_SCHEMA: Mapping[str, object] = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "server": {"type": "string", "minLength": 1, "default": "localhost"},
        "port": {"type": "integer", "minimum": 1, "maximum": 65535, "default": 587},
        "kryptering": {"enum": ["starttls", "tls", "ingen"], "default": "starttls"},
        "anvandare": {"type": "string", "default": ""},
        "losenordsfil": {"type": "string", "default": ""},
        "avsandare": {"type": "string", "pattern": "^[^@<>]+@[^@<>]+$", "default": "rutin@kommunen.invalid"},
        "innehall": {"enum": ["brev", "besked"], "default": "brev"},
        "adresser": {"type": "object", "additionalProperties": {"type": "string"}, "default": {}},
    },
}

_TLS: Mapping[str, mail.Encryption] = {"starttls": "starttls", "tls": "tls", "ingen": "none"}


@hookimpl
def rutin_plugin() -> PluginInfo:
    """Who we are. Letters are about people, and mail goes to other machines."""
    return PluginInfo(
        name="epost",
        title="E-post",
        version="1.0.0",
        api_version=API_VERSION,
        settings_schema=SETTINGS_SCHEMA,
        may=frozenset({"personal_data", "network"}),
    )


@hookimpl
def rutin_channels(settings: Mapping[str, object]) -> tuple[ChannelDef, ...]:
    """One channel, by SMTP."""
    server = mail.Server(
        host=cast("str", settings["server"]),
        port=cast("int", settings["port"]),
        tls=_TLS[cast("str", settings["kryptering"])],
        user=cast("str", settings["anvandare"]),
        password_file=cast("str", settings["losenordsfil"]),
    )

    def send(delivery: Delivery) -> SendAnswer:
        try:
            written = mail.written(delivery, cast("str", settings["avsandare"]), cast("str", settings["innehall"]))
        except ValueError:
            return NotSent("Adressen är ingen e-postadress.")
        return mail.hand_over(server, written)

    addresses = cast("Mapping[str, str]", settings["adresser"])
    return (ChannelDef("epost", "E-post", "email", send, addresses),)
