"""The other side of the wall for pure functions: runs those of some plugins, answers many calls at a time, and writes where it is.

Which call is under way stands in memory that both sides see: of a process that has to be stopped nobody can ask which function it was.
"""

from __future__ import annotations

import mmap
import os
import signal
from collections.abc import Iterable, Mapping
from typing import cast

import msgspec

from core.plugin_api.host.fence import answer_until_closed, ask_hook, failed, fence
from core.plugin_api.host.messages import Answer, Failed, PureBegin, PureCall, PureCalls, PurePlugin, Reply
from core.plugin_api.host.pipe import Inlet, send
from core.plugin_api.pure import PURE_HOOKS, Pure, pure_of

OUT_OF_MEMORY = 77
"""The exit code that says so."""
PLACE = 4
"""Bytes of the shared memory: the number of the call under way."""


def serve(inward: int, outward: int, shared: int) -> None:
    """Answers calls until the pipe is closed."""
    inlet = Inlet(inward)
    begin = msgspec.msgpack.decode(inlet.receive(), type=PureBegin)
    place = mmap.mmap(shared, PLACE)
    fence(begin.memory)
    plugins = {each.name: _Plugin(each) for each in begin.plugins}
    decoder, encoder = msgspec.msgpack.Decoder(PureCalls), msgspec.msgpack.Encoder()
    while True:
        asked = decoder.decode(inlet.receive())
        # Should the parent be gone, the system ends a call that never returns.
        signal.setitimer(signal.ITIMER_REAL, asked.seconds)
        replies: list[Reply] = []
        try:
            for number, call in enumerate(asked.calls):
                place[:PLACE] = number.to_bytes(PLACE, "little")
                replies.append(plugins[call.plugin].answer(call, encoder))
        except MemoryError:
            os._exit(OUT_OF_MEMORY)  # what is left of the memory is not to be trusted
        signal.setitimer(signal.ITIMER_REAL, 0)
        send(outward, encoder.encode(replies))


class _Plugin:
    """A plugin, imported when it is first asked for."""

    def __init__(self, begin: PurePlugin) -> None:
        self._begin = begin
        self._pure: Mapping[tuple[str, str, str], Pure] | None = None
        self._broken: Failed | None = None

    def answer(self, call: PureCall, encoder: msgspec.msgpack.Encoder) -> Reply:
        """What the call gave, or how it failed. A call of nothing (no hook) only loads the plugin."""
        if self._pure is None:
            self._load()
        if self._pure is None or not call.hook:
            return self._broken or Answer(msgspec.Raw(b"\xc0"))
        try:
            pure = self._pure[call.hook, call.name, call.part]
            value = pure.call(*call.arguments)
            if fault := pure.fault(value):
                return Failed(fault, "")
            return _sent(encoder, value)
        except MemoryError:
            raise
        except BaseException as error:  # the whole point: whatever a plugin raises is told, without its words
            return failed(error)

    def _load(self) -> None:
        if self._broken is not None:
            return
        try:
            self._pure = {
                (pure.hook, pure.name, pure.part): pure
                for hook in PURE_HOOKS
                for item in cast("Iterable[object]", ask_hook(self._begin.module, hook, self._begin.settings) or ())
                for pure in pure_of(hook, item, self._begin.timezone)
            }
        except MemoryError:
            raise
        except BaseException as error:  # told at each call
            self._broken = failed(error)


def _sent(encoder: msgspec.msgpack.Encoder, value: object) -> Reply:
    """The answer as it is sent. What is of the right kind and yet no plain data, as a text of a class of its own, cannot be."""
    try:
        return Answer(msgspec.Raw(encoder.encode(value)))
    except (TypeError, ValueError, OverflowError):
        return Failed("wrong_type", "")


def main(shared: int) -> None:
    """Takes the pipes from standard input and output, and gives the plugins none of them."""
    answer_until_closed(lambda inward, outward: serve(inward, outward, shared))
