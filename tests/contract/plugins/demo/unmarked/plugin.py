"""Forgets ``@hookimpl``, so its register would silently never be there."""

from __future__ import annotations

from core.model.plugins import PluginInfo, RegisterDef
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("unmarked", "Omärkt", "1.0.0", API_VERSION)


def rutin_registers() -> tuple[RegisterDef, ...]:
    return ()
