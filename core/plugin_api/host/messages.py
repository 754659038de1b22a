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


class Answer(msgspec.Struct, frozen=True, array_like=True, tag="answer"):
    """What the call gave."""

    value: msgspec.Raw


class Failed(msgspec.Struct, frozen=True, array_like=True, tag="failed"):
    """It raised `error` (a class name) at `place` (file and line), or gave something that is no plain data (``wrong_type``)."""

    error: str
    place: str


Reply = Answer | Failed


class PurePlugin(msgspec.Struct, frozen=True):
    """A plugin whose pure functions are to be run: its name, where it is, its settings, and the time zone they are given moments in."""

    name: str
    module: str
    settings: dict[str, object]
    timezone: str


class PureBegin(msgspec.Struct, frozen=True):
    """First of all to a process for pure functions: whose, and how much memory (bytes of address space) it may take."""

    plugins: tuple[PurePlugin, ...]
    memory: int


class PureCall(msgspec.Struct, frozen=True, array_like=True):
    """Calls the part `part` of what the hook `hook` of `plugin` gave under the name `name`."""

    plugin: str
    hook: str
    name: str
    part: str
    arguments: tuple[object, ...]


class PureCalls(msgspec.Struct, frozen=True, array_like=True):
    """Calls to be answered in order. `seconds` is when the child is to be stopped by the system if nobody else has."""

    calls: tuple[PureCall, ...]
    seconds: float
