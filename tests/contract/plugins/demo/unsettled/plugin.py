"""Gives a type of fact that reads a value that it gave itself as another."""

from __future__ import annotations

from core.model.plugins import FactTypeDef, PluginInfo
from core.plugin_api import API_VERSION, hookimpl


@hookimpl
def rutin_plugin() -> PluginInfo:
    return PluginInfo("unsettled", "Ombytlig", "1.0.0", API_VERSION)


@hookimpl
def rutin_fact_types() -> tuple[FactTypeDef, ...]:
    return (FactTypeDef("organisationsnummer", "Nummer", lambda text: f"{text}1", str),)
