"""Reactions that wish what they have said that they wish, but nothing that can be."""

from __future__ import annotations

from collections.abc import Callable

from core.model.plugin_calls import OpenCase, RaiseEvent, ReactionCall, StateFacts, Wish, WriteNote
from core.model.plugins import PluginInfo
from core.model.plugins_beside import ReactionDef, WishKind
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("wishes_amiss", "Önskar fel", "1.0.0", API_VERSION, may=frozenset({"act"}))


def _wishing(wish: Wish) -> Callable[[ReactionCall], tuple[Wish, ...]]:
    return lambda _call: (wish,)


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    def on_start(name: str, kind: WishKind, wish: Wish, raises: tuple[str, ...] = ()) -> ReactionDef:
        return ReactionDef(name, f"Försöker {name}", ("case_started",), (kind,), _wishing(wish), raises=raises)

    opens = _wishing(OpenCase("prov", "ansokan"))
    return (
        on_start("okand", "facts", StateFacts({"kim_pahittad": 5})),
        on_start("fel", "facts", StateFacts({"telefon": 5})),
        on_start("tom", "note", WriteNote("")),
        on_start("annat", "event", RaiseEvent("fick_svar"), raises=("hort_av_sig",)),
        ReactionDef("utan", "Öppnar", ("step_opened",), ("case",), opens, about=("kallelse",), opens=("prov",)),
    )
