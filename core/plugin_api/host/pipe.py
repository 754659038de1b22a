"""Messages over a pair of pipes: four bytes of length, then msgpack. Writing and reading give up when their time is out."""

from __future__ import annotations

import os
import select
from time import monotonic

LENGTH = 4
_CHUNK = 1 << 16


class PipeClosed(Exception):  # noqa: N818 - the two ways a pipe ends
    """The other end is gone."""


class PipeTimeout(Exception):  # noqa: N818
    """The other end did not answer in time."""


class PipeOverfull(Exception):  # noqa: N818
    """The other end says more than may be said."""


def send(descriptor: int, message: bytes, until: float | None = None) -> None:
    """Writes a message; with `until` (monotonic seconds) the descriptor must not block. Raises PipeClosed, PipeTimeout."""
    rest = memoryview(len(message).to_bytes(LENGTH, "big") + message)
    while rest:
        try:
            rest = rest[os.write(descriptor, rest[:_CHUNK]) :]
        except BlockingIOError:
            _wait(descriptor, select.POLLOUT, until)
        except OSError as error:
            raise PipeClosed from error


class Inlet:
    """The end of a pipe that messages are read from; what has come of the next one is kept."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._kept = b""

    def receive(self, until: float | None = None, largest: int = 1 << 31) -> bytes:
        """Reads a message of at most `largest` bytes. Raises PipeClosed, PipeTimeout, PipeOverfull."""
        size = int.from_bytes(self._exactly(LENGTH, until), "big")
        if size > largest:
            raise PipeOverfull
        return self._exactly(size, until)

    def _exactly(self, count: int, until: float | None) -> bytes:
        if len(self._kept) < count:
            parts = [self._kept]
            lacking = count - len(self._kept)
            while lacking > 0:
                parts.append(self._more(until))
                lacking -= len(parts[-1])
            self._kept = b"".join(parts)
        found, self._kept = self._kept[:count], self._kept[count:]
        return found

    def _more(self, until: float | None) -> bytes:
        while True:
            _wait(self._descriptor, select.POLLIN, until)
            try:
                part = os.read(self._descriptor, _CHUNK)
            except BlockingIOError:
                continue
            except OSError as error:
                raise PipeClosed from error
            if not part:
                raise PipeClosed
            return part


def _wait(descriptor: int, event: int, until: float | None) -> None:
    if until is None:
        return
    waiting = select.poll()
    waiting.register(descriptor, event)
    left = until - monotonic()
    if left <= 0 or not waiting.poll(left * 1000):
        raise PipeTimeout
