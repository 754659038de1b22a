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
        _wait(descriptor, select.POLLOUT, until)
        try:
            rest = rest[os.write(descriptor, rest[:_CHUNK]) :]
        except BlockingIOError:
            continue
        except OSError as error:
            raise PipeClosed from error


def receive(descriptor: int, until: float | None = None, largest: int = 1 << 31) -> bytes:
    """Reads a message of at most `largest` bytes. Raises PipeClosed, PipeTimeout, PipeOverfull."""
    size = int.from_bytes(_exactly(descriptor, LENGTH, until), "big")
    if size > largest:
        raise PipeOverfull
    return _exactly(descriptor, size, until)


def _exactly(descriptor: int, count: int, until: float | None) -> bytes:
    parts: list[bytes] = []
    while count:
        _wait(descriptor, select.POLLIN, until)
        try:
            part = os.read(descriptor, min(count, _CHUNK))
        except BlockingIOError:
            continue
        except OSError as error:
            raise PipeClosed from error
        if not part:
            raise PipeClosed
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def _wait(descriptor: int, event: int, until: float | None) -> None:
    if until is None:
        return
    waiting = select.poll()
    waiting.register(descriptor, event)
    left = until - monotonic()
    if left <= 0 or not waiting.poll(left * 1000):
        raise PipeTimeout
