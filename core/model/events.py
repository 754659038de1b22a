"""What has happened in a case. Append-only; `core.engine.evolve` alone turns events into a case (semantics section 3).

`EVENT_TYPES` maps the stored name to the class. Stored names and fields are kept for ever: a change gets a new version and an upcast.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.model.time import ReckoningStep
from core.model.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The envelope is kept beside the event (`Recorded`); the event itself holds only what it says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseStarted(Event):
    """A case was opened through `start`. `definition` is the digest of the version it runs on."""

    process: str
    definition: str
    start: str
    parent: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEnded(Event):
    """The case ended as `end`; None when it was annulled, with `reason`."""

    end: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactGiven(Event):
    """A fact was stated, at a step or outside any (`instance` None)."""

    fact: str
    value: Value
    instance: str | None = None
    motivation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FactCorrected(Event):
    """A fact entered wrongly was replaced. `was` is the value that no longer holds."""

    fact: str
    value: Value
    was: Value
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceQuestioned(Event):
    """After a correction a choice already taken would now go another way. No choice is taken again by itself."""

    step: str
    way: str
    would_be: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameOpened(Event):
    """A run through a list began."""

    frame: str
    list_id: str
    owner: str | None = None
    parent: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameClosed(Event):
    """A run through a list ended: ``done`` or ``cancelled``."""

    frame: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepOpened(Event):
    """A step became open."""

    instance: str
    step: str
    frame: str
    roles: tuple[str, ...] = ()
    assigned: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepSkipped(Event):
    """A step was passed because its `only_if` did not hold."""

    step: str
    frame: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPassed(Event):
    """An optional step that was open was passed over by a person."""

    instance: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackEnded(Event):
    """A member of an ``any`` phase is over: ``done``, or the ending it got."""

    track: str
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EndWaits(Event):
    """The case is to end as `end` as soon as its steps with `meanwhile` are done; None: it no longer is."""

    end: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverOffered(Event):
    """The case was offered to the receiving unit (or sent back to whoever offered it: `offered` false)."""

    instance: str
    to: str | None = None
    offered: bool = True
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalAsked(Event):
    """A decision was presented for whoever decides. `ticks` are the lines of the checklist that were ticked."""

    instance: str
    outcome: str
    reasons: str | None = None
    ticks: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRefused(Event):
    """A presented decision was sent back."""

    instance: str
    reason: str


@dataclass(frozen=True, slots=True)
class RowResult:
    """How a line of a table fell out.

    Attributes:
        verdict: ``met``, ``not_met`` or ``not_asked`` (nothing needed it).
        judged_by: actor id when a person judged it; `motivation` is what was written.
        near: only this stood between the table and another result.
        facts: what it read, with the values that held.
    """

    table: str
    row: str
    verdict: str
    near: bool = False
    judged_by: str | None = None
    motivation: str | None = None
    facts: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionMade(Event):
    """A decision with all it rests on; printed from here for ever, whatever happens to law and routine.

    Attributes:
        basis: provision id; `act`, `at`, `standard`, `appeal`, `verify` are its version in force on the day of the decision.
        rule: the delegation rule used. `presented_by`: who proposed it.
        reasons: as written, `{basis}` filled in. `follows`: the decision step it is chained to.
        rows: the verdict of every line of its tables, and of those they read; `values` are what its own tables were.
        facts: every other fact it read.
        valid_from, valid_to: local days, ISO.
    """

    instance: str
    outcome: str
    basis: str | None = None
    act: str | None = None
    at: str | None = None
    appeal: str | None = None
    verify: bool = False
    rule: str | None = None
    presented_by: str | None = None
    reasons: str | None = None
    follows: str | None = None
    rows: tuple[RowResult, ...] = ()
    facts: tuple[tuple[str, Value], ...] = ()
    valid_from: str | None = None
    valid_to: str | None = None
    deviates: bool = False
    standard: str | None = None
    values: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSent(Event):
    """A letter went out. Its text is the template of the case's version over the facts as they stood at this event."""

    letter: str
    instance: str
    template: str
    to: str | None = None
    channel: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven(Event):
    """A consent was given, until the day `until` (ISO) or until withdrawn."""

    consent: str
    until: str | None = None
    instance: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    """A consent was refused or withdrawn."""

    consent: str
    instance: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationGiven(Event):
    """Somebody was told something that the routine wants noted."""

    what: str
    to: str | None = None
    way: str | None = None
    instance: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRedirected(Event):
    """The owner moved the case, with a reason."""

    to: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCompleted(Event):
    """A step was done. `outcome` is None where it has only one. `reason` is what the person wrote when a rule asked for it."""

    instance: str
    outcome: str | None = None
    ticks: tuple[int, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCancelled(Event):
    """An open step was closed without being done, because the case left it."""

    instance: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAssigned(Event):
    """An open step was given to a colleague (None: to nobody)."""

    instance: str
    person: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceTaken(Event):
    """A choice went one way. `way` is the number of the condition that held (from 1) or ``otherwise``; `basis` the facts it read."""

    step: str
    way: str
    basis: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentPassed(Event):
    """A named moment of a step happened: booked, held."""

    instance: str
    moment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRaised(Event):
    """An `anytime` event happened for the n-th time, raised by a person or by itself."""

    event: str
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventLapsed(Event):
    """The condition of an event by itself is no longer true; it may fire again at the next rise."""

    event: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterChanged(Event):
    """A counter has a new value."""

    counter: str
    value: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveHeld(Event):
    """A move by itself waits because a fact it needs is missing."""

    move: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveReleased(Event):
    """A held move could be made after all, or is no longer needed."""

    move: str


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
    """A running deadline got a new due moment; `why` is ``resumed``, ``corrected``, ``calendar``, ``started``, ``lengthened``."""

    deadline: str
    why: str
    reason: str | None = None
    start: datetime | None = None
    due: datetime | None = None
    whole_day: bool = False
    problem: str | None = None
    warns: tuple[datetime, ...] = ()
    reckoning: tuple[ReckoningStep, ...] = ()


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
    """A time was booked. `reason` says why it lies outside window or deadline, if it does."""

    instance: str
    slot: datetime
    place: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingCancelled(Event):
    """A booking was taken back: ``moved``, ``missed``, ``left`` or the person's own reason."""

    instance: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMade(Event):
    """Another process is to be started with `facts`. `awaited` says whether this case waits for it."""

    instance: str
    process: str
    facts: tuple[tuple[str, Value], ...]
    awaited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswered(Event):
    """The called case `child` was opened."""

    instance: str
    child: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReturned(Event):
    """The called case ended as `end`."""

    instance: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAdded(Event):
    """Somebody wrote in the case's journal."""

    text: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """An event with its envelope.

    Attributes:
        seq: its number in the case, from 1 without gaps.
        at: when it was true. `recorded`: when it was written down. Both UTC.
        by: actor id. `command`: the command's id.
        hash: over the previous event's hash and this row as stored; set by the store, empty before.
    """

    case: str
    seq: int
    at: datetime
    recorded: datetime
    by: str
    command: str
    event: Event
    hash: bytes = b""


EVENT_TYPES: dict[str, type[Event]] = {
    "case_started": CaseStarted,
    "case_ended": CaseEnded,
    "fact_given": FactGiven,
    "fact_corrected": FactCorrected,
    "choice_questioned": ChoiceQuestioned,
    "frame_opened": FrameOpened,
    "frame_closed": FrameClosed,
    "step_opened": StepOpened,
    "step_skipped": StepSkipped,
    "step_completed": StepCompleted,
    "step_cancelled": StepCancelled,
    "step_assigned": StepAssigned,
    "choice_taken": ChoiceTaken,
    "moment_passed": MomentPassed,
    "event_raised": EventRaised,
    "event_lapsed": EventLapsed,
    "counter_changed": CounterChanged,
    "move_held": MoveHeld,
    "move_released": MoveReleased,
    "deadline_set": DeadlineSet,
    "deadline_moved": DeadlineMoved,
    "deadline_paused": DeadlinePaused,
    "deadline_warned": DeadlineWarned,
    "deadline_missed": DeadlineMissed,
    "deadline_closed": DeadlineClosed,
    "wake_set": WakeSet,
    "wake_passed": WakePassed,
    "booking_made": BookingMade,
    "booking_cancelled": BookingCancelled,
    "call_made": CallMade,
    "call_answered": CallAnswered,
    "call_returned": CallReturned,
    "note_added": NoteAdded,
    "step_passed": StepPassed,
    "track_ended": TrackEnded,
    "end_waits": EndWaits,
    "handover_offered": HandoverOffered,
    "approval_asked": ApprovalAsked,
    "approval_refused": ApprovalRefused,
    "decision_made": DecisionMade,
    "letter_sent": LetterSent,
    "consent_given": ConsentGiven,
    "consent_withdrawn": ConsentWithdrawn,
    "information_given": InformationGiven,
    "case_redirected": CaseRedirected,
}
EVENT_NAMES: dict[type[Event], str] = {cls: name for name, cls in EVENT_TYPES.items()}


def step_in_clear(event: Event) -> str:
    """The step instance, step or event id an event is about: the only part of it that is stored in clear."""
    for name in ("instance", "step", "event", "deadline", "frame", "start"):
        found = getattr(event, name, None)
        if isinstance(found, str):
            return found
    return ""
