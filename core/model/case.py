"""A case as it stands: a tree of frames, what is known, and what runs on the clock.

Made only by `core.engine.evolving.evolve` from events. Mappings are never changed in place. Moments are UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from core.model.accounts import AccountEntry
from core.model.periods import Period
from core.model.time import Duration, Pause
from core.model.values import Value

CaseStatus = Literal["new", "open", "ended"]


class Frame(Struct, gc=False, frozen=True, omit_defaults=True):
    """One run through one list of steps. `instance` is the step instance it stands at, or None.

    `owner` is the phase instance that opened it, the event occurrence (``event#n``) for a side frame, the closed step instance for a
    side road, or None for the process's own. `parent` is where a frame beside the road belongs: the frame it rejoins or was opened
    in, or the phase instance it is left with. A step with `meanwhile` has a frame of its own with the list ``meanwhile:STEP``.
    """

    id: str
    list_id: str
    owner: str | None = None
    instance: str | None = None
    parent: str | None = None


class Proposal(Struct, gc=False, frozen=True, omit_defaults=True):
    """A decision as it was presented: who, which outcome, the reasons written and the lines of the checklist ticked."""

    by: str
    outcome: str
    reasons: str | None = None
    ticks: tuple[int, ...] = ()


class DecisionState(Struct, gc=False, frozen=True, omit_defaults=True):
    """A decision that has been taken, as later steps need it. Days are ISO text, local. `values` are what its tables were."""

    step: str
    outcome: str
    decided: datetime
    by: str
    basis: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    values: tuple[tuple[str, Value], ...] = ()


class ConsentState(Struct, gc=False, frozen=True, omit_defaults=True):
    """A consent that holds: given when, until which day (ISO, None: until withdrawn)."""

    given: datetime
    until: str | None = None


class Instance(Struct, gc=False, frozen=True, omit_defaults=True):
    """An open step: ``step#n``, where n counts the times the step has been opened in this case.

    `roles` are who answers when that was decided at opening (empty: the definition's). `offered`: a handover waits for its answer.
    `proposal`: a decision that has been presented and waits for whoever decides. `assigned_roles`: those of the step's roles that whoever
    it was given to had then. `stops_clock`: there are deadlines that stand still while it is open. `came_back`: what was offered or
    presented last was sent back.
    """

    id: str
    step: str
    frame: str
    opened: datetime
    assigned: str | None = None
    roles: tuple[str, ...] = ()
    offered: bool = False
    proposal: Proposal | None = None
    assigned_roles: tuple[str, ...] = ()
    stops_clock: bool = False
    came_back: bool = False


class FactEntry(Struct, gc=False, frozen=True, omit_defaults=True):
    """One statement of a fact; the last one holds. `seq` is the event's number, `corrected` true if it replaced an error.

    `motivation` is what was written with it, or the reason it was corrected.
    """

    value: Value
    at: datetime
    by: str
    seq: int
    corrected: bool = False
    motivation: str | None = None


class RunningDeadline(Struct, gc=False, frozen=True, omit_defaults=True):
    """A deadline of an open step.

    Attributes:
        id: ``step#n/deadline``.
        start: when it began to run (moment), or None while what it is counted from has not happened.
        due: None while paused, undecided or not started.
        whole_day: the deadline ends with the day before `due`; show the date only.
        warns: moments still to come at which to warn.
        missed: its due moment has passed without being met.
        learned: when it became known that the due moment had passed already, as when a day was corrected; it runs out then.
        longer: it has got the longer time its rule allows.
        added: how much a person chose to add, where the rule lets a person choose.
    """

    id: str
    instance: str
    deadline: str
    start: datetime | None = None
    due: datetime | None = None
    whole_day: bool = False
    problem: str | None = None
    warns: tuple[datetime, ...] = ()
    missed: bool = False
    pauses: tuple[Pause, ...] = ()
    longer: bool = False
    added: Duration | None = None
    learned: datetime | None = None


class Booking(Struct, gc=False, frozen=True, omit_defaults=True):
    """A time that has been booked for a meeting, or a place in a session of `series`. `reason`: why it lies outside window or deadline."""

    slot: datetime
    made: datetime
    by: str
    place: str | None = None
    reason: str | None = None
    series: str | None = None


class PendingCall(Struct, gc=False, frozen=True, omit_defaults=True):
    """A process this case has asked to be started and waits for."""

    instance: str
    process: str
    child: str | None = None


class PlaceState(Struct, gc=False, frozen=True, omit_defaults=True):
    """A place in a resource: waited for, kept while somebody is asked, had, or used up for its period.

    `since` is when it came to stand so. `per`, `by_hand` and `period` are what was told of the resource; see `core.model.places`.
    """

    instance: str
    resource: str
    state: Literal["waiting", "offered", "held", "used"]
    since: datetime
    per: Period | None = None
    by_hand: bool = False
    period: str = ""
    points: float | None = None


class Case(Struct, gc=False, frozen=True, omit_defaults=True):
    """Everything that decides what can happen next. `seq` is the number of its last event;
    `acted` that of the last that pages drawn before it are too old for: not the clock's, no note and no fact that a plugin has stated.

    Attributes:
        definition: digest of the definition it runs on.
        rounds: step id -> how many times it has been opened (or event id -> how many times raised).
        outcomes: step id -> the latest outcome. `done_by`: step id -> who completed it last.
        moved_past: step id -> who moved the case past it, or passed over it, until it is done after all (four eyes).
        moments: ``step.moment`` -> when it last happened.
        stopped: step -> when it was open before, of steps during which deadlines stand still.
        missed: deadline -> the due moment that was missed, of those whose condition no longer holds.
        wakes: name -> the moment at which the clock wakes the case.
        fired: events by themselves whose condition is true now and that have fired for this rise.
        held: names of moves that wait for a missing fact -> the fact's id.
        parent: (case id, instance) of the call that started it, or None.
        decisions: step id -> the latest decision. `consents`: those that hold.
        ended_tracks: member of an open ``any`` phase -> ``done`` or the ending it got.
        places: step instance -> the place it asked for; kept when the step is done, for as long as the place is had or used up.
        accounts: account id -> its lines, in the order they were written.
        protected: the case is marked as about somebody with protected identity; a fact may say so too (`core.engine.reading.is_protected`).
        letters: how many letters have been sent. `ending`: the end that waits for steps with `meanwhile` to be done.
    """

    id: str
    process: str = ""
    definition: str = ""
    status: CaseStatus = "new"
    started: datetime | None = None
    ended: datetime | None = None
    end: str | None = None
    end_reason: str | None = None
    seq: int = 0
    acted: int = 0
    frames: Mapping[str, Frame] = field(default_factory=dict)
    instances: Mapping[str, Instance] = field(default_factory=dict)
    rounds: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, tuple[FactEntry, ...]] = field(default_factory=dict)
    counters: Mapping[str, int] = field(default_factory=dict)
    moments: Mapping[str, datetime] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    done_by: Mapping[str, str] = field(default_factory=dict)
    deadlines: Mapping[str, RunningDeadline] = field(default_factory=dict)
    stopped: Mapping[str, tuple[Pause, ...]] = field(default_factory=dict)
    missed: Mapping[str, datetime] = field(default_factory=dict)
    wakes: Mapping[str, datetime] = field(default_factory=dict)
    bookings: Mapping[str, Booking] = field(default_factory=dict)
    calls: Mapping[str, PendingCall] = field(default_factory=dict)
    fired: frozenset[str] = frozenset()
    held: Mapping[str, str] = field(default_factory=dict)
    parent: tuple[str, str] | None = None
    decisions: Mapping[str, DecisionState] = field(default_factory=dict)
    consents: Mapping[str, ConsentState] = field(default_factory=dict)
    ended_tracks: Mapping[str, str] = field(default_factory=dict)
    letters: int = 0
    ending: str | None = None
    places: Mapping[str, PlaceState] = field(default_factory=dict)
    accounts: Mapping[str, tuple[AccountEntry, ...]] = field(default_factory=dict)
    moved_past: Mapping[str, str] = field(default_factory=dict)
    protected: bool = False

    def value(self, fact: str) -> Value | None:
        """The value that holds for `fact`, or None when nobody has stated it."""
        entries = self.facts.get(fact)
        return entries[-1].value if entries else None


def step_of(instance: str) -> str:
    """The step id of an instance id: ``samtal#2`` -> ``samtal``."""
    return instance.partition("#")[0]
