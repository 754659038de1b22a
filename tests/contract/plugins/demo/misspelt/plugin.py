"""Writes ``registars`` for ``registers``."""

from __future__ import annotations

from core.model.plugins import PluginInfo, RegisterDef
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("misspelt", "Felstavat", "1.0.0", API_VERSION)


@hookimpl
def rutin_registars() -> tuple[RegisterDef, ...]:
    return ()
