"""Every plugin process of one municipality, and how each plugin has fared."""

from __future__ import annotations

from collections.abc import Iterable
from threading import Lock
from typing import Literal, TypeVar

import msgspec

from core.errors import PluginError
from core.plugin_api.fared import Health
from core.plugin_api.host.process import DEFAULT_LIMITS, Failure, PluginProcess, ProcessLimits
from core.plugin_api.isolation import Incident, Reporter, log_incident
from core.plugin_api.loaded import LoadedPlugin

T = TypeVar("T")
Lane = Literal["work", "page"]
"""What happens by itself, and what a person waits for, have a process each: nobody waits for a slow mail server to see a page."""

_NOTHING = msgspec.msgpack.encode(None)


def hooks_beside(plugin: LoadedPlugin) -> tuple[str, ...]:
    """The hooks of a plugin whose contributions are called in its own process."""
    found = {
        "rutin_reactions": plugin.reactions,
        "rutin_channels": plugin.channels,
        "rutin_panels": plugin.panels,
        "rutin_pages": plugin.pages,
    }
    return tuple(hook for hook, given in found.items() if given)


class Hosts:
    """Calls plugins in their own processes. Nothing is started until the first call. Safe to call from many threads."""

    def __init__(
        self,
        plugins: Iterable[LoadedPlugin] = (),
        limits: ProcessLimits = DEFAULT_LIMITS,
        report: Reporter = log_incident,
    ) -> None:
        self._plugins = {plugin.use.name: plugin for plugin in plugins}
        self._limits, self._report = limits, report
        self._processes: dict[tuple[str, Lane], PluginProcess] = {}
        self._lock = Lock()

    def call(
        self,
        plugin: str,
        hook: str,
        id_: str,
        argument: msgspec.Struct,
        returns: type[T],
        *,
        lane: Lane = "work",
        seconds: float | None = None,
        case: str | None = None,
    ) -> T:
        """What the plugin answers, of the type `returns`.

        Raises:
            PluginError: it raised, hung, died, or gave the wrong thing; the incident has been reported. ``hung`` and the like stand
                in the details as `error`, so that whoever has more for the same plugin can let it rest.
        """
        fared = self._plugins[plugin].fared
        fared.called()
        try:
            raw = self._process(plugin, lane).call(hook, id_, msgspec.msgpack.encode(argument), seconds)
            return msgspec.msgpack.decode(raw, type=returns)
        except Failure as failure:
            incident = Incident(plugin, f"{hook}.{id_}", failure.error, failure.place, case)
        except msgspec.MsgspecError:
            incident = Incident(plugin, f"{hook}.{id_}", "wrong_type", "", case)
        fared.note(incident)
        self._report(incident)
        raise PluginError(
            plugin=plugin,
            hook=incident.hook,
            error=incident.error,
            reason=f"{incident.hook} {failure_told(incident.error)}.",
        )

    def trouble(self, plugin: str) -> str:
        """Whether a plugin that works in a process of its own can begin there: "" when it can, else why not."""
        for hook in hooks_beside(self._plugins[plugin]):
            try:
                self._process(plugin, "work").call(hook, "", _NOTHING)
            except Failure as failure:
                return f"{hook} {failure_told(failure.error)}."
        return ""

    def health(self, plugin: str) -> Health:
        """How a plugin has fared since the start."""
        return self._plugins[plugin].fared.health()

    def running(self) -> int:
        """How many processes there are now."""
        with self._lock:
            return sum(process.running for process in self._processes.values())

    def close(self) -> None:
        """Ends every process."""
        with self._lock:
            processes = tuple(self._processes.values())
            self._processes.clear()
        for process in processes:
            process.close()

    def _process(self, plugin: str, lane: Lane) -> PluginProcess:
        with self._lock:
            found = self._processes.get((plugin, lane))
            if found is None:
                loaded = self._plugins[plugin]
                found = PluginProcess(loaded.module, loaded.settings, loaded.use.may, self._limits)
                self._processes[plugin, lane] = found
            return found


_TOLD = {
    "hung": "svarade inte i tid och stoppades",
    "took_too_long": "svarade inte i tid och stoppades",
    "died": "slutade mitt i arbetet",
    "MemoryError": "tog för mycket minne och stoppades",
    "too_large": "svarade med för mycket",
    "wrong_type": "svarade med något annat än det ska",
    "busy": "var upptaget",
    "undeclared_wish": "önskade något som det inte har sagt att det önskar",
    "PermissionError": "försökte göra något som det inte får",
}


def failure_told(error: str) -> str:
    """How something failed, as the end of a sentence that begins with who or what."""
    return _TOLD.get(error, f"stannade med {error}")
