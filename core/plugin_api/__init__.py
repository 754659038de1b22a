"""The door for plugins: what a plugin author imports, and how the application gets at what plugins contribute.

A plugin imports `hookimpl` and `API_VERSION` from here, the data classes from `core.model.plugins`, and nothing else of the core
but `core.model` and `core.errors`. The hooks are in `core.plugin_api.specs`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from core.plugin_api.markers import API_VERSION, hookimpl
from core.words import date_words

if TYPE_CHECKING:
    from core.plugin_api.checking_beside import check_beside
    from core.plugin_api.commands import commands_of
    from core.plugin_api.config_checks import check_configuration
    from core.plugin_api.discovery import installed
    from core.plugin_api.fared import Health
    from core.plugin_api.host.hosts import Hosts, failure_told
    from core.plugin_api.host.process import ProcessLimits
    from core.plugin_api.isolation import HANDLED, Incident, Reporter, isolated
    from core.plugin_api.loaded import LoadedPlugin, Plugins
    from core.plugin_api.manager import build_manager
    from core.plugin_api.refusals import PluginsRefused
    from core.plugin_api.registers import check_registers

__all__ = [
    "API_VERSION",
    "HANDLED",
    "Health",
    "Hosts",
    "Incident",
    "LoadedPlugin",
    "Plugins",
    "PluginsRefused",
    "ProcessLimits",
    "Reporter",
    "build_manager",
    "check_beside",
    "check_configuration",
    "check_registers",
    "commands_of",
    "date_words",
    "failure_told",
    "hookimpl",
    "installed",
    "isolated",
]

# A plugin imports the marks; what the application wants is fetched when it is asked for, so that a plugin's own process begins at once.
_HOMES = {
    "HANDLED": "core.plugin_api.isolation",
    "Health": "core.plugin_api.fared",
    "Hosts": "core.plugin_api.host.hosts",
    "Incident": "core.plugin_api.isolation",
    "LoadedPlugin": "core.plugin_api.loaded",
    "Plugins": "core.plugin_api.loaded",
    "PluginsRefused": "core.plugin_api.refusals",
    "ProcessLimits": "core.plugin_api.host.process",
    "Reporter": "core.plugin_api.isolation",
    "build_manager": "core.plugin_api.manager",
    "check_beside": "core.plugin_api.checking_beside",
    "check_configuration": "core.plugin_api.config_checks",
    "check_registers": "core.plugin_api.registers",
    "commands_of": "core.plugin_api.commands",
    "failure_told": "core.plugin_api.host.hosts",
    "installed": "core.plugin_api.discovery",
    "isolated": "core.plugin_api.isolation",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(name)
    found: object = getattr(import_module(_HOMES[name]), name)
    globals()[name] = found
    return found
