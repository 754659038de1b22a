"""Every plugin process of one municipality, and how each plugin has fared."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic
from typing import Literal, TypeVar

import msgspec

from core.errors import PluginError
from core.plugin_api.fared import Health
from core.plugin_api.guarding import REST, RESTING
from core.plugin_api.host.fence import UNREACHABLE
from core.plugin_api.host.process import DEFAULT_LIMITS, RESTS, Failure, PluginProcess, ProcessLimits
from core.plugin_api.isolation import DIED_IDLE, DIED_TOGETHER, PROCESS, TOO_LONG, Incident, Reporter, log_incident
from core.plugin_api.loaded import LoadedPlugin
from core.plugin_api.pure import TOO_LARGE, UNSEEN, UNSETTLED

T = TypeVar("T")
STOPPED = "stopped"
"""What was not done since Rutin is to end."""
Lane = Literal["work", "page", "report"]
"""What happens by itself, the panels and pages a person waits for, and the counting of many cases have a process each: nobody waits for a
slow mail server or a long report to see a page."""

_NOTHING = msgspec.msgpack.encode(None)


def hooks_beside(plugin: LoadedPlugin) -> tuple[str, ...]:
    """The hooks of a plugin whose contributions are called in its own process."""
    found = {
        "rutin_reactions": plugin.reactions,
        "rutin_channels": plugin.channels,
        "rutin_panels": plugin.panels,
        "rutin_pages": plugin.pages,
        "rutin_reports": plugin.reports,
        "rutin_rotas": plugin.rotas,
    }
    return tuple(hook for hook, given in found.items() if given)


class Hosts:
    """Calls plugins in their own processes. Nothing is started until the first call. Safe to call from many threads.

    `now`: seconds on a clock that only goes forward.
    """

    def __init__(
        self,
        plugins: Iterable[LoadedPlugin] = (),
        limits: ProcessLimits = DEFAULT_LIMITS,
        report: Reporter = log_incident,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._plugins = {plugin.use.name: plugin for plugin in plugins}
        self._limits, self._report, self._now = limits, report, now
        self._processes: dict[tuple[str, Lane], PluginProcess] = {}
        self._lock = Lock()
        self.stopping = False

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
        most: int | None = None,
    ) -> T:
        """What the plugin answers, of the type `returns`, in at most `most` bytes where that is less than the limit of every answer.

        Raises:
            PluginError: it raised, hung, died, or gave the wrong thing; the incident has been reported. ``hung`` and the like stand
                in the details as `error`, so that whoever has more for the same plugin can let it rest. ``resting``: what a person waits
                for had to be stopped less than a minute ago and is not asked; that is no incident of its own. Nor is what
                `stop` ended.
        """
        part = f"{hook}.{id_}"
        if self.stopping:
            raise _error(Incident(plugin, part, STOPPED, "", case))
        process, fared = self._process(plugin, lane), self._plugins[plugin].fared
        try:
            raw = process.call(hook, id_, msgspec.msgpack.encode(argument), seconds)
            if most is not None and len(raw) > most:
                raise Failure(TOO_LARGE)
            answer = msgspec.msgpack.decode(raw, type=returns)
            fared.called()
            return answer
        except Failure as failure:
            incident = Incident(plugin, part, failure.error, failure.place, case)
        except msgspec.MsgspecError:
            incident = Incident(plugin, part, "wrong_type", "", case)
        if incident.error == RESTING or self.stopping:
            raise _error(incident)
        fared.called()
        raise self.wrong(incident)

    def note(self, incident: Incident) -> None:
        """Something a plugin did wrong is kept among how it has fared, and told to whoever minds the plugins."""
        self._plugins[incident.plugin].fared.note(incident)
        self._report(incident)

    def wrong(self, incident: Incident) -> PluginError:
        """The error to raise for something a plugin did wrong, now that it has been noted."""
        self.note(incident)
        return _error(incident)

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

    def stop(self) -> None:
        """Ends what is under way, since Rutin is to end: nothing is begun after it, and nothing that it ended is the plugin's fault."""
        self.stopping = True
        with self._lock:
            processes = tuple(self._processes.values())
        for process in processes:
            process.stop()

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
                rest = 0.0 if lane == "work" else REST
                found = PluginProcess(
                    loaded.module,
                    loaded.settings,
                    loaded.use.may,
                    self._limits,
                    rest=rest,
                    now=self._now,
                    ended=lambda: self.note(Incident(plugin, PROCESS, DIED_IDLE)),
                )
                self._processes[plugin, lane] = found
            return found


def _error(incident: Incident) -> PluginError:
    return PluginError(
        plugin=incident.plugin,
        hook=incident.hook,
        error=incident.error,
        place=incident.place,
        reason=f"{incident.hook} {failure_told(incident.error, incident.place)}.",
    )


_TOLD = {
    "hung": "svarade inte i tid och stoppades",
    TOO_LONG: "svarade inte i tid och stoppades",
    "died": "slutade mitt i arbetet",
    DIED_IDLE: "slutade medan ingen frågade det något",
    DIED_TOGETHER: "delade process med andra tillägg när den slutade",
    "MemoryError": "tog för mycket minne och stoppades",
    TOO_LARGE: "svarade med för mycket",
    "wrong_type": "svarade med något annat än det ska",
    UNSEEN: "svarade med tecken som inte syns",
    UNSETTLED: "läste det värde som det själv gav som ett annat",
    "busy": "var upptaget",
    STOPPED: "stoppades eftersom Rutin stängs av",
    RESTING: "vilar en minut, eftersom det nyss fick stoppas",
    "too_many_wishes": "önskade fler saker på en gång än som går att göra",
    "undeclared_wish": "önskade något som det inte har sagt att det önskar",
    "unasked_wish": "ville öppna ärenden utan att någon hade skickat ett formulär",
    "ring": "sattes i gång av sig självt och stoppades",
    "refused_note": "ville skriva en anteckning och fick nej",
    "refused_facts": "ville skriva uppgifter och fick nej",
    "refused_event": "ville notera en händelse och fick nej",
    "refused_case": "ville öppna ett ärende och fick nej",
    "refused_message": "ville skicka ett meddelande och fick nej",
    "PermissionError": "försökte göra något som det inte får",
    **dict.fromkeys(
        (
            *("ConnectionError", "ConnectionRefusedError", "ConnectionResetError", "ConnectionAbortedError"),
            *("BrokenPipeError", "TimeoutError", "IncompleteRead", "RemoteDisconnected", "URLError"),
            *("gaierror", "herror", "timeout", "SMTPConnectError", "SMTPServerDisconnected", "SMTPHeloError"),
            *(UNREACHABLE,),
        ),
        "kom inte fram till den andra datorn",
    ),
    **dict.fromkeys(
        ("SSLError", "SSLCertVerificationError", "CertificateError", "SSLEOFError", "SMTPNotSupportedError"),
        "kunde inte tala säkert med den andra datorn",
    ),
    "SMTPAuthenticationError": "fick inte logga in på den andra datorn",
    **dict.fromkeys(
        ("SMTPException", "SMTPResponseException", "SMTPSenderRefused", "SMTPDataError", "HTTPError"),
        "fick nej av den andra datorn",
    ),
}


def is_resting(error: str) -> bool:
    """Whether a panel, page or report that fails so is not asked again for a minute."""
    return error in RESTS or error == RESTING


def failure_in_plain_words(error: str, place: str = "") -> str:
    """The same for those who do not look after the plugin: an error's class tells them nothing."""
    return _known(error, place) or "stannade på grund av ett fel i det"


def failure_told(error: str, place: str = "") -> str:
    """How something failed, as the end of a sentence that begins with who or what; `place` as in `Incident`."""
    return _known(error, place) or f"stannade med {error}"


def _known(error: str, place: str) -> str:
    slow_for_lack_of_memory = place and error in ("hung", TOO_LONG)
    return _TOLD.get(error, "") + (f", och hade då tagit {place}" if slow_for_lack_of_memory else "")
