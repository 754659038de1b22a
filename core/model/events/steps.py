"""What happens on the road: lists opened and closed, steps opened, done, passed over."""

from __future__ import annotations

from core.model.events.envelope import Event
from core.model.events.records import RowResult
from core.model.values import Value


class ChoiceQuestioned(Event, frozen=True, kw_only=True):
    """After a correction a choice already taken would now go another way. No choice is taken again by itself."""

    step: str
    way: str
    would_be: str


class ChoiceJudged(Event, frozen=True, kw_only=True):
    """Somebody has judged whether the case has to change since something about `step` was put in question, and says why or why not."""

    step: str
    reason: str


class FrameOpened(Event, frozen=True, kw_only=True):
    """A run through a list began."""

    frame: str
    list_id: str
    owner: str | None = None
    parent: str | None = None


class FrameClosed(Event, frozen=True, kw_only=True):
    """A run through a list ended: ``done`` or ``cancelled``."""

    frame: str
    how: str


class StepOpened(Event, frozen=True, kw_only=True):
    """A step became open. `stops_clock`: there are deadlines that stand still while it is."""

    instance: str
    step: str
    frame: str
    roles: tuple[str, ...] = ()
    assigned: str | None = None
    stops_clock: bool = False


class StepSkipped(Event, frozen=True, kw_only=True):
    """A step was passed because its `only_if` did not hold."""

    step: str
    frame: str


class StepPassed(Event, frozen=True, kw_only=True):
    """An optional step that was open was passed over by a person."""

    instance: str
    reason: str | None = None


class TrackEnded(Event, frozen=True, kw_only=True):
    """A member of an ``any`` phase is over: ``done``, or the ending it got."""

    track: str
    how: str


class EndWaits(Event, frozen=True, kw_only=True):
    """The case is to end as `end` as soon as its steps with `meanwhile` are done; None: it no longer is."""

    end: str | None


class HandoverOffered(Event, frozen=True, kw_only=True):
    """The case was offered to the receiving unit (or sent back to whoever offered it: `offered` false)."""

    instance: str
    to: str | None = None
    offered: bool = True
    reason: str | None = None


class StepCompleted(Event, frozen=True, kw_only=True):
    """A step was done. `outcome` is None where it has only one. `reason` is what the person wrote when a rule asked for it."""

    instance: str
    outcome: str | None = None
    ticks: tuple[int, ...] = ()
    reason: str | None = None


class StepCancelled(Event, frozen=True, kw_only=True):
    """An open step was closed without being done, because the case left it."""

    instance: str
    why: str


class StepAssigned(Event, frozen=True, kw_only=True):
    """An open step was given to a colleague (None: to nobody). `roles`: those of the step's roles that the colleague had."""

    instance: str
    person: str | None
    roles: tuple[str, ...] = ()


class ChoiceTaken(Event, frozen=True, kw_only=True):
    """A choice went one way. `way` is the number of the condition that held (from 1) or ``otherwise``; `basis` the facts it read.

    `rows`: how every row of the tables it looked at fell out, and why; `values`: what those tables were.
    """

    step: str
    way: str
    basis: tuple[tuple[str, Value], ...] = ()
    rows: tuple[RowResult, ...] = ()
    values: tuple[tuple[str, Value], ...] = ()


class MomentPassed(Event, frozen=True, kw_only=True):
    """A named moment of a step happened: booked, held. `present`: who was there, where that is noted (roles and outside parties)."""

    instance: str
    moment: str
    present: tuple[str, ...] = ()
