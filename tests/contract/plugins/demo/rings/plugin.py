"""Two reactions that set each other off: a note raises an event, and the event adds a note."""

from __future__ import annotations

from core.model.plugin_calls import RaiseEvent, ReactionCall, Wish, WriteNote
from core.model.plugins import PluginInfo
from core.model.plugins_beside import ReactionDef
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("rings", "Går runt", "1.0.0", API_VERSION, may=frozenset({"act"}))


def _raise(_call: ReactionCall) -> tuple[Wish, ...]:
    return (RaiseEvent("hort_av_sig"),)


def _note(_call: ReactionCall) -> tuple[Wish, ...]:
    return (WriteNote("Hörde av sig."),)


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    return (
        ReactionDef("hander", "Noterar att något hände", ("note_added",), ("event",), _raise, raises=("hort_av_sig",)),
        ReactionDef("antecknar", "Antecknar", ("event_raised",), ("note",), _note),
    )
