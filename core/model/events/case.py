"""What happens to the case as a whole: its beginning and end, facts, calls, events and counters."""

from __future__ import annotations

from core.model.events.envelope import Event
from core.model.values import Value


class CaseStarted(Event, frozen=True, kw_only=True):
    """A case was opened through `start`. `definition` is the digest of the version it runs on.

    `reason` is why it was opened outside the window of `start`.
    """

    process: str
    definition: str
    start: str
    parent: tuple[str, str] | None = None
    reason: str | None = None


class CaseEnded(Event, frozen=True, kw_only=True):
    """The case ended as `end`; None when it was annulled, with `reason`."""

    end: str | None
    reason: str | None = None


class FactGiven(Event, frozen=True, kw_only=True):
    """A fact was stated, at a step or outside any (`instance` None). `found`: the earlier case that a look-back's yes comes from."""

    fact: str
    value: Value
    instance: str | None = None
    motivation: str | None = None
    found: str | None = None


class FactCorrected(Event, frozen=True, kw_only=True):
    """A fact entered wrongly was replaced. `was` is the value that no longer holds."""

    fact: str
    value: Value
    was: Value
    reason: str


class FactWithdrawn(Event, frozen=True, kw_only=True):
    """A fact that nobody has to state was stated by mistake, and is not known any more. `was` is the value that does not hold."""

    fact: str
    was: Value
    reason: str


class CaseRedirected(Event, frozen=True, kw_only=True):
    """The owner moved the case, with a reason. `passed`: steps left undone that somebody else is to follow up (four eyes)."""

    to: str
    reason: str
    passed: tuple[str, ...] = ()


class EventRaised(Event, frozen=True, kw_only=True):
    """An `anytime` event happened for the n-th time, raised by a person or by itself."""

    event: str
    n: int


class EventLapsed(Event, frozen=True, kw_only=True):
    """The condition of an event by itself is no longer true; it may fire again at the next rise."""

    event: str


class CounterChanged(Event, frozen=True, kw_only=True):
    """A counter has a new value."""

    counter: str
    value: int
    because: str


class MoveHeld(Event, frozen=True, kw_only=True):
    """A move by itself waits because a fact it needs is missing; a choice or a condition, because a plugin does not answer."""

    move: str
    missing: str


class MoveReleased(Event, frozen=True, kw_only=True):
    """A held move could be made after all, or is no longer needed."""

    move: str


class CallMade(Event, frozen=True, kw_only=True):
    """Another process is to be started with `facts`. `awaited` says whether this case waits for it."""

    instance: str
    process: str
    facts: tuple[tuple[str, Value], ...]
    awaited: bool


class CallAnswered(Event, frozen=True, kw_only=True):
    """The called case `child` was opened."""

    instance: str
    child: str


class CallReturned(Event, frozen=True, kw_only=True):
    """The called case ended as `end`."""

    instance: str
    end: str


class CaseMigrated(Event, frozen=True, kw_only=True):
    """The case follows another version of its routine from now on: the one with the digest `definition` instead of `was`."""

    definition: str
    was: str


class NoteAdded(Event, frozen=True, kw_only=True):
    """Somebody wrote in the case's journal."""

    text: str


class ProtectionSet(Event, frozen=True, kw_only=True):
    """The case was marked as about somebody with protected identity (`on`), or the mark was taken away, with a `reason`.

    `known`: nobody said so here; the municipality knew it from another case of the person.
    """

    on: bool
    reason: str | None = None
    known: bool = False
