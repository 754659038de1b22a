"""What plugins do beside the steps, called here and now instead of in processes of their own: for tests and scenarios.

Nothing leaves the machine: what a channel would have sent is kept in `sent`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar, cast

import msgspec

from core.errors import PluginError
from core.model.plugin_calls import Delivery, Sent
from core.plugin_api.host.hosts import Hosts, Lane, failure_told
from core.plugin_api.isolation import Incident, Reporter, log_incident, place_of
from core.plugin_api.limits import TooLong, within
from core.plugin_api.loaded import LoadedPlugin
from core.plugin_api.pure import TOO_LARGE

T = TypeVar("T")
SECONDS = 10.0
"""How long one call may take."""


class InPlace(Hosts):
    """Calls plugins where it stands. What a plugin raises is the cause of the `PluginError` that is told of it.

    Attributes:
        sent: the letters and messages that channels would have sent, in order.
    """

    def __init__(self, plugins: Iterable[LoadedPlugin] = (), report: Reporter = log_incident) -> None:
        super().__init__(plugins, report=report)
        self.sent: list[Delivery] = []

    def call(
        self,
        plugin: str,
        hook: str,
        id_: str,
        argument: msgspec.Struct,
        returns: type[T],
        *,
        lane: Lane = "work",  # noqa: ARG002 - there is only one here
        seconds: float | None = None,  # noqa: ARG002
        case: str | None = None,
        most: int | None = None,
    ) -> T:
        """What the plugin answers, of the type `returns`. Raises PluginError."""
        if isinstance(argument, Delivery):
            self.sent.append(argument)
            return msgspec.convert(Sent(), returns)
        asked = msgspec.msgpack.decode(msgspec.msgpack.encode(argument), type=type(argument))
        told = f"{hook}.{id_}"
        try:
            answer = within(SECONDS, lambda: self._contribution(plugin, hook, id_)(asked))
        except TooLong:
            raise self._failed(plugin, told, "hung", "", case) from None
        except Exception as error:
            raise self._failed(plugin, told, type(error).__name__, place_of(error), case) from error
        try:
            raw = msgspec.msgpack.encode(answer)
            if most is not None and len(raw) > most:
                raise self._failed(plugin, told, TOO_LARGE, "", case)
            return msgspec.msgpack.decode(raw, type=returns)
        except (msgspec.MsgspecError, TypeError, ValueError, OverflowError, RecursionError) as error:
            raise self._failed(plugin, told, "wrong_type", "", case) from error

    def _failed(self, plugin: str, told: str, error: str, place: str, case: str | None) -> PluginError:
        self._report(Incident(plugin, told, error, place, case))
        where = f" i {place}" if place else ""
        return PluginError(plugin=plugin, hook=told, error=error, reason=f"{told} {failure_told(error)}{where}.")

    def _contribution(self, plugin: str, hook: str, id_: str) -> Callable[[object], object]:
        loaded = self._plugins[plugin]
        given: Mapping[str, Iterable[object]] = {
            "rutin_reactions": loaded.reactions,
            "rutin_panels": loaded.panels,
            "rutin_pages": loaded.pages,
            "rutin_reports": loaded.reports,
            "rutin_rotas": loaded.rotas,
        }
        (found,) = (each for each in given[hook] if getattr(each, "id", "") == id_)
        return cast("Callable[[object], object]", getattr(found, "call"))  # noqa: B009 - whichever of them it is
