"""What somebody asks to be done with a case. Every command is idempotent by its `id` (semantics section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from msgspec import Struct, field

from core.model.accounts import AccountEntry
from core.model.definition import ProcessDefinition
from core.model.people import Actor
from core.model.places import Vacancy
from core.model.sessions import Series
from core.model.time import Duration
from core.model.values import Value


class Command(Struct, gc=False, frozen=True, kw_only=True):
    """The envelope.

    Attributes:
        id: chosen by the sender; the same id again returns the same events and does nothing twice.
        case: case id.
        at: when it was true, between the case's start and now (UTC).
        seen: the case version the sender had before them, or None when that does not matter.
        trail: the plugins' reactions that led here, first to last; empty when a person or the clock did.
    """

    id: str
    case: str
    actor: Actor
    at: datetime
    seen: int | None = None
    trail: tuple[str, ...] = ()


class StartCase(Command, frozen=True, kw_only=True):
    """Opens a new case through the start step `start`. `parent` is (case, instance) when a call starts it.

    `reason` is why it is opened outside the start's window. `protected`: the person has protected identity.
    """

    process: str
    start: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    parent: tuple[str, str] | None = None
    motivations: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None
    protected: bool = False


class EarlierCase(Struct, gc=False, frozen=True):
    """An earlier case of the same person, as look-backs need it. `end` is how it ended, by the name of its own routine.

    `decisions` are the decision steps in which a decision was taken (``follows``, ``renews``). `accounts` are its lines, by account.
    """

    case: str
    process: str
    end: str | None
    started: datetime
    ended: datetime | None
    counters: Mapping[str, int] = field(default_factory=dict)
    decisions: tuple[str, ...] = ()
    accounts: Mapping[str, tuple[AccountEntry, ...]] = field(default_factory=dict)


class Answers(Struct, gc=False, frozen=True):
    """What was looked up before deciding; what is used of it stands in the events.

    `NO_ANSWERS` itself means that nobody has looked; a lookup that found nothing is an `Answers()` of its own.

    `places` says how the resources stand, by id; one that nobody has looked at is waited for. `series` are the municipality's group
    sessions, by id; a place in one that nobody has looked at is booked at any time. `protected`: the municipality knows from another
    case that the person whom the command says that the case is about has protected identity. `leaves`: the version of the routine that a
    case which goes over to another has followed.
    """

    earlier: tuple[EarlierCase, ...] = ()
    places: Mapping[str, Vacancy] = field(default_factory=dict)
    series: Mapping[str, Series] = field(default_factory=dict)
    protected: bool = False
    leaves: ProcessDefinition | None = None


NO_ANSWERS = Answers()


class GiveFacts(Command, frozen=True, kw_only=True):
    """States facts outside any step."""

    facts: Mapping[str, Value]
    motivations: Mapping[str, str] = field(default_factory=dict)


class Complete(Command, frozen=True, kw_only=True):
    """A step is done, with an outcome (None where the step has only one), facts, and the checklist's ticked lines (from 0).

    `motivations` are texts by fact id, `informed` the ids of information given, `consents` the answers to those asked for, `channel` how
    a letter goes out (None: the first that may be used), `present` who was at a meeting.
    """

    instance: str
    outcome: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    reason: str | None = None
    motivations: Mapping[str, str] = field(default_factory=dict)
    informed: frozenset[str] = frozenset()
    consents: Mapping[str, bool] = field(default_factory=dict)
    channel: str | None = None
    present: frozenset[str] = frozenset()


class Book(Command, frozen=True, kw_only=True):
    """Books (or moves) a meeting to `slot` (UTC). `reason` is needed outside window or deadline."""

    instance: str
    slot: datetime
    place: str | None = None
    reason: str | None = None
    channel: str | None = None


class Unbook(Command, frozen=True, kw_only=True):
    """Cancels the booking of a meeting."""

    instance: str
    reason: str | None = None


class CallOff(Command, frozen=True, kw_only=True):
    """The group session at `slot`, in which the case is booked, was called off."""

    instance: str
    slot: datetime
    reason: str


class CorrectAttendance(Complete, frozen=True, kw_only=True):
    """How it went at the session of `series` at `slot` was noted as `was`, which was wrong: it went as `outcome`. `reason` says why."""

    series: str
    slot: datetime
    was: str


class Raise(Command, frozen=True, kw_only=True):
    """Raises an `anytime` event."""

    event: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    motivations: Mapping[str, str] = field(default_factory=dict)
    channel: str | None = None


class Correct(Command, frozen=True, kw_only=True):
    """Replaces a fact that was entered wrongly, or with no value takes it back; the earlier entry stays in the history."""

    fact: str
    value: Value | None
    reason: str


class AddNote(Command, frozen=True, kw_only=True):
    """A note in the case's journal."""

    text: str


class Protect(Command, frozen=True, kw_only=True):
    """Marks the case as about somebody with protected identity (`on`), or takes the mark away, which needs a reason."""

    on: bool
    reason: str | None = None


class Assign(Command, frozen=True, kw_only=True):
    """Gives an open step to a colleague (None: to nobody). `person_roles` are that colleague's roles, looked up by the application."""

    instance: str
    person: str | None
    person_name: str = ""
    person_roles: frozenset[str] = frozenset()


class Annul(Command, frozen=True, kw_only=True):
    """The case is closed early (withdrawn, moved, died), with a reason."""

    reason: str


class CallStarted(Command, frozen=True, kw_only=True):
    """The system tells a waiting case which case its call started."""

    instance: str
    child: str


class CallEnded(Command, frozen=True, kw_only=True):
    """The system tells a waiting case that the case it called has ended."""

    instance: str
    end: str
    facts: Mapping[str, Value] = field(default_factory=dict)


class Grant(Command, frozen=True, kw_only=True):
    """The system gives a waiting case a place in `resource`, and says how it was chosen. See `core.model.events.PlaceGranted`."""

    instance: str
    resource: str
    period: str = ""
    how: Literal["order", "lot", "points"] = "order"
    among: int = 1
    drawn: int | None = None


class Pass(Command, frozen=True, kw_only=True):
    """An optional step is passed over."""

    instance: str
    reason: str | None = None


class Offer(Command, frozen=True, kw_only=True):
    """A handover is offered to the receiving unit, with the facts it asks for. `reason` is needed outside its window."""

    instance: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    motivations: Mapping[str, str] = field(default_factory=dict)
    reason: str | None = None


class Approve(Command, frozen=True, kw_only=True):
    """Whoever decides agrees with a proposed decision, or sends it back with a reason."""

    instance: str
    yes: bool
    reason: str | None = None


class RecordConsent(Command, frozen=True, kw_only=True):
    """A consent is given (`given`) or withdrawn outside any step."""

    consent: str
    given: bool
    until: str | None = None


class RecordMoment(Command, frozen=True, kw_only=True):
    """A moment of a decision that comes later is noted: ``sent``, ``received``."""

    step: str
    moment: str


class RecordDelivery(Command, frozen=True, kw_only=True):
    """The system notes that a channel has handed a letter over (with the receiving system's `reference`), or could not (`failed`)."""

    letter: int
    channel: str
    reference: str = ""
    failed: str | None = None


class Lengthen(Command, frozen=True, kw_only=True):
    """A running deadline gets the longer time its rule allows, with a motivation. `added`: how much, where a person chooses."""

    deadline: str
    reason: str
    added: Duration | None = None


class Redirect(Command, frozen=True, kw_only=True):
    """The owner moves a case to a step of an open list, with a reason."""

    to: str
    reason: str


class Judge(Command, frozen=True, kw_only=True):
    """What a correction put in question about a step has been judged by a person, with a reason."""

    step: str
    reason: str


class Migrate(Command, frozen=True, kw_only=True):
    """The case goes over to the version of its routine that it is decided with (`Answers.leaves`: the one it leaves)."""


class Tick(Command, frozen=True, kw_only=True):
    """The clock: everything that has become due by `at` happens, in order."""


class Recalculate(Command, frozen=True, kw_only=True):
    """The calendar changed: running deadlines are reckoned anew. `why` is kept."""

    why: str
