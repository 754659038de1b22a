"""A process of its own for each plugin that acts beside the steps, so that one which hangs, dies or eats memory hurts only itself."""

from core.plugin_api.host.hosts import Health, Hosts, failure_told
from core.plugin_api.host.process import Failure, PluginProcess, ProcessLimits

__all__ = ["Failure", "Health", "Hosts", "PluginProcess", "ProcessLimits", "failure_told"]
