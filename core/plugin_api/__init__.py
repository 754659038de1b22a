"""The door for plugins: what a plugin author imports, and how the application gets at what plugins contribute.

A plugin imports `hookimpl` and `API_VERSION` from here, the data classes from `core.model.plugins`, and nothing else of the core
but `core.model` and `core.errors`. The hooks are in `core.plugin_api.specs`.
"""

from core.plugin_api.checking_beside import check_beside
from core.plugin_api.commands import commands_of
from core.plugin_api.config_checks import check_configuration
from core.plugin_api.discovery import installed
from core.plugin_api.host import Health, Hosts, ProcessLimits, failure_told
from core.plugin_api.isolation import Incident, Reporter, isolated
from core.plugin_api.loaded import LoadedPlugin, Plugins
from core.plugin_api.manager import build_manager
from core.plugin_api.markers import API_VERSION, hookimpl
from core.plugin_api.refusals import PluginsRefused
from core.plugin_api.registers import check_registers
from core.words import date_words

__all__ = [
    "API_VERSION",
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
