"""What parent and child say to each other."""

from __future__ import annotations

import msgspec


class Begin(msgspec.Struct, frozen=True):
    """First of all: which plugin, its settings, what it may, and how much memory (bytes of address space) it may take."""

    module: str
    settings: dict[str, object]
    may: tuple[str, ...]
    memory: int


class Call(msgspec.Struct, frozen=True):
    """Calls what the hook `hook` gave under the id `id`. `seconds` is when the child is to be stopped by the system if nobody else has."""

    hook: str
    id: str
    argument: msgspec.Raw
    seconds: float


class Answer(msgspec.Struct, frozen=True, tag="answer"):
    """What the call gave."""

    value: msgspec.Raw


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """It raised `error` (a class name) at `place` (file and line), or gave something that is no plain data (``wrong_type``)."""

    error: str
    place: str


Reply = Answer | Failed
