"""Reactions that wish too much, and messages that no channel can send."""

from __future__ import annotations

from core.model.plugin_calls import SendMessage, WriteNote
from core.model.plugins import PluginInfo
from core.model.plugins_beside import ReactionDef
from core.plugin_api import API_VERSION, hookimpl

STREET = SendMessage("bud", "Storgatan 1", "Hej", "Text")
TWO_LINES = SendMessage("bud", "070-174 06 05", "Hej\r\nBcc: x@example.com", "Text")

BOOK = SendMessage("bud", "070-174 06 05", "Hej", "x" * 20_001)


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("wishes_much", "Önskar mycket", "1.0.0", API_VERSION, may=frozenset({"act"}))


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    return (
        ReactionDef("adress", "Skickar till en gata", ("case_started",), ("message",), lambda _call: (STREET,)),
        ReactionDef("amne", "Skickar två ämnesrader", ("case_started",), ("message",), lambda _call: (TWO_LINES,)),
        ReactionDef("langt", "Skickar en bok", ("case_started",), ("message",), lambda _call: (BOOK,)),
        ReactionDef("mycket", "Skriver mycket", ("case_started",), ("note",), lambda _call: (WriteNote("x"),) * 51),
    )
