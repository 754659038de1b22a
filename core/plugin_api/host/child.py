"""The other side of the wall: runs one plugin, answers one call at a time, and ends when the pipe is closed."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, cast

import msgspec

from core.model.plugin_calls import Delivery, ReactionCall
from core.model.plugin_pages import PageCall, PanelCall
from core.model.plugin_reports import ReportCall
from core.model.plugin_rotas import RotaCall
from core.plugin_api.host.fence import answer_until_closed, ask_hook, failed, fence
from core.plugin_api.host.messages import Answer, Begin, Call, Failed, Reply
from core.plugin_api.host.pipe import Inlet, send

ARGUMENTS: Mapping[str, type] = {
    "rutin_reactions": ReactionCall,
    "rutin_channels": Delivery,
    "rutin_panels": PanelCall,
    "rutin_pages": PageCall,
    "rutin_reports": ReportCall,
    "rutin_rotas": RotaCall,
}
"""What the call of each hook's contribution takes."""


class Contribution(Protocol):
    """What the hooks give that is called in here: a thing with an id and a call."""

    @property
    def id(self) -> str:
        """Names it within the plugin."""
        ...

    @property
    def call(self) -> Callable[[object], object]:
        """What is called."""
        ...


def serve(inward: int, outward: int) -> None:
    """Answers calls until the pipe is closed."""
    inlet = Inlet(inward)
    begin = msgspec.msgpack.decode(inlet.receive(), type=Begin)
    fence(begin.memory, frozenset(begin.may))
    plugin = _Plugin(begin)
    while True:
        call = msgspec.msgpack.decode(inlet.receive(), type=Call)
        # Should the parent be gone, the system ends a call that never returns.
        signal.setitimer(signal.ITIMER_REAL, call.seconds)
        reply = plugin.answer(call)
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(outward, msgspec.msgpack.encode(reply))
        if isinstance(reply, Failed) and reply.error == "MemoryError":
            return  # what is left of the memory is not to be trusted


class _Plugin:
    """The plugin, imported when it is first called so that whatever that raises is an answer too."""

    def __init__(self, begin: Begin) -> None:
        self._begin = begin
        self._found: dict[str, Mapping[str, Contribution]] = {}

    def answer(self, call: Call) -> Reply:
        """What the call gave, or how it failed. A call of nothing (no id) only asks the plugin to begin."""
        try:
            if not call.id:
                self._contributions(call.hook)
                return Answer(msgspec.Raw(b"\xc0"))
            value = self._contribution(call).call(msgspec.msgpack.decode(call.argument, type=ARGUMENTS[call.hook]))
        except Exception as error:  # the whole point: whatever a plugin raises is told, without its words
            return failed(error)
        try:
            return Answer(msgspec.Raw(msgspec.msgpack.encode(value)))
        except MemoryError:
            return Failed("MemoryError", "")
        except (TypeError, ValueError, OverflowError, RecursionError):
            return Failed("wrong_type", "")

    def _contribution(self, call: Call) -> Contribution:
        return self._contributions(call.hook)[call.id]

    def _contributions(self, name: str) -> Mapping[str, Contribution]:
        if name not in self._found:
            given = cast("Iterable[Contribution]", ask_hook(self._begin.module, name, self._begin.settings))
            self._found[name] = {each.id: each for each in given}
        return self._found[name]


def main() -> None:
    """Takes the pipes from standard input and output, and gives the plugin none of them."""
    answer_until_closed(serve)
