"""Raises in a hook at start."""

from __future__ import annotations

from collections.abc import Mapping

from core.model.plugins import ExpressionFunction, PluginInfo
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("refuses", "Vägrar", "1.0.0", API_VERSION)


@hookimpl
def rutin_expression_functions(settings: Mapping[str, object]) -> tuple[ExpressionFunction, ...]:
    raise RuntimeError("servern svarar inte")
