"""What somebody asks to be done with a case. Every command is idempotent by its `id` (semantics section 2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.model.people import Actor
from core.model.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The envelope.

    Attributes:
        id: chosen by the sender; the same id again returns the same events and does nothing twice.
        case: case id.
        at: when it was true, between the case's start and now (UTC).
        seen: the case version the sender had before them, or None when that does not matter.
    """

    id: str
    case: str
    actor: Actor
    at: datetime
    seen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StartCase(Command):
    """Opens a new case through the start step `start`. `parent` is (case, instance) when a call starts it."""

    process: str
    start: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    parent: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveFacts(Command):
    """States facts outside any step."""

    facts: Mapping[str, Value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Complete(Command):
    """A step is done, with an outcome (None where the step has only one), facts, and the checklist's ticked lines (from 0)."""

    instance: str
    outcome: str | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book(Command):
    """Books (or moves) a meeting to `slot` (UTC). `reason` is needed outside window or deadline."""

    instance: str
    slot: datetime
    place: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbook(Command):
    """Cancels the booking of a meeting."""

    instance: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Raise(Command):
    """Raises an `anytime` event."""

    event: str
    facts: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Correct(Command):
    """Replaces a fact that was entered wrongly; the earlier entry stays in the history."""

    fact: str
    value: Value
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote(Command):
    """A note in the case's journal."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    """Gives an open step to a colleague (None: to nobody). `person_roles` are that colleague's roles, looked up by the application."""

    instance: str
    person: str | None
    person_name: str = ""
    person_roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Annul(Command):
    """The case is closed early (withdrawn, moved, died), with a reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallStarted(Command):
    """The system tells a waiting case which case its call started."""

    instance: str
    child: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallEnded(Command):
    """The system tells a waiting case that the case it called has ended."""

    instance: str
    end: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Command):
    """The clock: everything that has become due by `at` happens, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalculate(Command):
    """The calendar changed: running deadlines are reckoned anew. `why` is kept."""

    why: str
