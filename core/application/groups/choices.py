"""The sessions that somebody who books a place may choose among."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SessionChoice:
    """A session that may be booked. `value` is its local day and clock time (ISO), `words` when it is, `room` how many places are left."""

    value: str
    words: str
    room: str
    full: bool = False
    late: bool = False


@dataclass(frozen=True, slots=True)
class SessionAdvice:
    """The sessions of a series to choose among. `fixed` false: somebody writes when it is. `late`: none with room comes in time. `reason`:
    one that comes too late is booked with a reason.

    `sentence` is what to know before choosing, `called_off` that the session that was booked is not held.
    """

    title: str
    where: str
    fixed: bool
    late: bool
    sentence: str
    coming: tuple[SessionChoice, ...] = ()
    called_off: str = ""
    reason: bool = False
