"""Takes ``setings``."""

from __future__ import annotations

from collections.abc import Mapping

from core.model.plugins import PluginInfo, RegisterDef
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("wrong_argument", "Fel argument", "1.0.0", API_VERSION)


@hookimpl
def rutin_registers(setings: Mapping[str, object]) -> tuple[RegisterDef, ...]:
    return ()
