"""What every event has, and the envelope it is kept in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The envelope is kept beside the event (`Recorded`); the event itself holds only what it says."""


@dataclass(frozen=True, slots=True)
class Recorded:
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
