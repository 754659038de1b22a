"""What happens to the case as a whole: its beginning and end, facts, calls, events and counters."""

from __future__ import annotations

from dataclasses import dataclass

from core.model.events.envelope import Event
from core.model.values import Value


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
class CaseRedirected(Event):
    """The owner moved the case, with a reason."""

    to: str
    reason: str


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
