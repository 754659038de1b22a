"""One half of a ring of two plugins: when the person has been in touch, an answer is noted."""

from __future__ import annotations

from core.model.plugin_calls import RaiseEvent, ReactionCall, Wish
from core.model.plugins import PluginInfo
from core.model.plugins_beside import ReactionDef
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("asks_back", "Frågar", "1.0.0", API_VERSION, may=frozenset({"act"}))


def _raise(_call: ReactionCall) -> tuple[Wish, ...]:
    return (RaiseEvent("fick_svar"),)


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    about, raises = ("hort_av_sig",), ("fick_svar",)
    return (ReactionDef("fragar", "Frågar", ("event_raised",), ("event",), _raise, about=about, raises=raises),)
