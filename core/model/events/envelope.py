"""What every event has, and the envelope it is kept in."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct


class Event(Struct, gc=False, frozen=True, kw_only=True):
    """The envelope is kept beside the event (`Recorded`); the event itself holds only what it says."""


class Recorded(Struct, gc=False, frozen=True):
    """An event with its envelope.

    Attributes:
        seq: its number in the case, from 1 without gaps.
        at: when it was true. `recorded`: when it was written down. Both UTC.
        by: actor id. `command`: the command's id.
        hash: over the hash before it and all events of the same step as stored; set by the store, empty before.
    """

    case: str
    seq: int
    at: datetime
    recorded: datetime
    by: str
    command: str
    event: Event
    hash: bytes = b""
