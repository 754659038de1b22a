"""The other half of a ring of two plugins: when there was an answer, the person is noted to have been in touch."""

from __future__ import annotations

from core.model.plugin_calls import RaiseEvent, ReactionCall, Wish
from core.model.plugins import PluginInfo
from core.model.plugins_beside import ReactionDef
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("answers_back", "Svarar", "1.0.0", API_VERSION, may=frozenset({"act"}))


def _raise(_call: ReactionCall) -> tuple[Wish, ...]:
    return (RaiseEvent("hort_av_sig"),)


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    about, raises = ("fick_svar",), ("hort_av_sig",)
    return (ReactionDef("svarar", "Svarar", ("event_raised",), ("event",), _raise, about=about, raises=raises),)
