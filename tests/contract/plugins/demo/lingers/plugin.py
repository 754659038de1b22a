"""Starts well, and then starts what would be there when it is gone itself, or takes nearly all it may and goes on."""

from __future__ import annotations

import multiprocessing
import threading
import time

from core.model.plugin_calls import ReactionCall, Wish, WriteNote
from core.model.plugins import PluginInfo
from core.model.plugins_beside import ReactionDef
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("lingers", "Dröjer kvar", "1.0.0", API_VERSION, may=frozenset({"act"}))


def _spawns(_call: ReactionCall) -> tuple[Wish, ...]:
    multiprocessing.get_context("spawn").Process(target=print).start()
    return ()


def _stays(_call: ReactionCall) -> tuple[Wish, ...]:
    threading.Thread(target=time.sleep, args=(600,), daemon=False).start()
    return (WriteNote("startade"),)


def _fills(_call: ReactionCall) -> tuple[Wish, ...]:
    kept = bytearray(260 * 1024 * 1024)
    while kept:
        pass
    return ()


@hookimpl
def rutin_reactions() -> tuple[ReactionDef, ...]:
    return tuple(
        ReactionDef(call.__name__.lstrip("_"), "Dröjer kvar", ("case_started",), ("note",), call)
        for call in (_spawns, _stays, _fills)
    )
