"""What time does: deadlines, limits that wait, and booked times."""

from __future__ import annotations

from datetime import datetime

from core.model.events.envelope import Event
from core.model.time import Duration, Pause, ReckoningStep


class DeadlineSet(Event, frozen=True, kw_only=True):
    """A deadline of an open step was reckoned for the first time, with each step of the reckoning.

    `due` None: undecided (`problem` ``undecided``), paused, or what it is counted from has not happened (`start` None). `pauses`: when
    its clock stood still before. `missed`: that very due moment was missed before, when the deadline's condition held the last time.
    """

    deadline: str
    instance: str
    start: datetime | None = None
    due: datetime | None = None
    whole_day: bool = False
    problem: str | None = None
    warns: tuple[datetime, ...] = ()
    reckoning: tuple[ReckoningStep, ...] = ()
    pauses: tuple[Pause, ...] = ()
    missed: bool = False


class DeadlineMoved(Event, frozen=True, kw_only=True):
    """A running deadline got a new due moment; `why` is ``resumed``, ``corrected``, ``calendar``, ``started``, ``lengthened``.

    `added`: how much a person chose to add when lengthening it. `pauses`: when its clock stood still before it ``started``.
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
    pauses: tuple[Pause, ...] = ()


class DeadlinePaused(Event, frozen=True, kw_only=True):
    """The clock of a deadline stands still while the step `by` is open: from now on, or `since` it was opened before the deadline began."""

    deadline: str
    by: str
    since: datetime | None = None


class DeadlineWarned(Event, frozen=True, kw_only=True):
    """A warning moment of a deadline has come."""

    deadline: str


class DeadlineMissed(Event, frozen=True, kw_only=True):
    """The due moment has passed and the step is not done. `tell` are roles to be told."""

    deadline: str
    tell: tuple[str, ...] = ()


class DeadlineClosed(Event, frozen=True, kw_only=True):
    """A deadline is over: ``met``, ``met_late`` or ``cancelled``."""

    deadline: str
    how: str


class WakeSet(Event, frozen=True, kw_only=True):
    """The clock is to wake the case at `time` (None: no longer)."""

    name: str
    time: datetime | None


class WakePassed(Event, frozen=True, kw_only=True):
    """A wake's moment has come."""

    name: str


class BookingMade(Event, frozen=True, kw_only=True):
    """A time was booked. `reason` says why it lies outside window or deadline, if it does. `series`: it is a place in a group session."""

    instance: str
    slot: datetime
    place: str | None = None
    reason: str | None = None
    series: str | None = None


class BookingCancelled(Event, frozen=True, kw_only=True):
    """A booking was taken back: ``moved``, ``missed``, how somebody stayed away, ``left``, ``called_off`` or the person's own reason.

    `reason` is why the whole session was called off.
    """

    instance: str
    why: str
    reason: str | None = None


class AttendanceCorrected(Event, frozen=True, kw_only=True):
    """How it went for somebody at the session of `series` at `slot` was noted wrongly: `was`, and is `outcome`."""

    instance: str
    series: str
    slot: datetime
    was: str
    outcome: str
    reason: str
