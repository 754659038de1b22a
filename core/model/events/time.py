"""What time does: deadlines, limits that wait, and booked times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model.events.envelope import Event
from core.model.time import Duration, ReckoningStep


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineSet(Event):
    """A deadline of an open step was reckoned for the first time, with each step of the reckoning.

    `due` None: undecided (`problem` ``undecided``), paused, or what it is counted from has not happened (`start` None).
    """

    deadline: str
    instance: str
    start: datetime | None = None
    due: datetime | None = None
    whole_day: bool = False
    problem: str | None = None
    warns: tuple[datetime, ...] = ()
    reckoning: tuple[ReckoningStep, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMoved(Event):
    """A running deadline got a new due moment; `why` is ``resumed``, ``corrected``, ``calendar``, ``started``, ``lengthened``.

    `added`: how much a person chose to add when lengthening it.
    """

    deadline: str
    why: str
    reason: str | None = None
    start: datetime | None = None
    due: datetime | None = None
    whole_day: bool = False
    problem: str | None = None
    warns: tuple[datetime, ...] = ()
    reckoning: tuple[ReckoningStep, ...] = ()
    added: Duration | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlinePaused(Event):
    """The clock of a deadline stands still while the step `by` is open."""

    deadline: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineWarned(Event):
    """A warning moment of a deadline has come."""

    deadline: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineMissed(Event):
    """The due moment has passed and the step is not done. `tell` are roles to be told."""

    deadline: str
    tell: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineClosed(Event):
    """A deadline is over: ``met``, ``met_late`` or ``cancelled``."""

    deadline: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WakeSet(Event):
    """The clock is to wake the case at `time` (None: no longer)."""

    name: str
    time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WakePassed(Event):
    """A wake's moment has come."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingMade(Event):
    """A time was booked. `reason` says why it lies outside window or deadline, if it does. `series`: it is a place in a group session."""

    instance: str
    slot: datetime
    place: str | None = None
    reason: str | None = None
    series: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled(Event):
    """A booking was taken back: ``moved``, ``missed``, how somebody stayed away, ``left`` or the person's own reason."""

    instance: str
    why: str
