"""What is kept on record: decisions, letters, consents and information given."""

from __future__ import annotations

from msgspec import Struct

from core.model.events.envelope import Event
from core.model.values import Value


class ApprovalAsked(Event, frozen=True, kw_only=True):
    """A decision was presented for whoever decides. `ticks` are the lines of the checklist that were ticked."""

    instance: str
    outcome: str
    reasons: str | None = None
    ticks: tuple[int, ...] = ()


class ApprovalRefused(Event, frozen=True, kw_only=True):
    """A presented decision was sent back."""

    instance: str
    reason: str


class RowResult(Struct, gc=False, frozen=True):
    """How a line of a table fell out.

    Attributes:
        verdict: ``met``, ``not_met`` or ``not_asked`` (nothing needed it).
        judged_by: actor id when a person judged it; `motivation` is what was written.
        assessed_by: the plugin and version whose assessor judged it; `motivation` is then what it gave, and `nearly` what would have
            changed it.
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
    assessed_by: str | None = None
    nearly: str | None = None


class DecisionMade(Event, frozen=True, kw_only=True):
    """A decision with all it rests on; printed from here for ever, whatever happens to law and routine.

    Attributes:
        basis: provision id; `act`, `at`, `standard`, `appeal`, `verify` are its version in force on the day of the decision.
        cites: other provisions that it refers to, each in words as it stood that day.
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
    cites: tuple[str, ...] = ()


class LetterSent(Event, frozen=True, kw_only=True):
    """A letter went out. Its text is the template of the case's version over the facts as they stood at this event."""

    letter: str
    instance: str
    template: str
    to: str | None = None
    channel: str | None = None


class LetterDelivered(Event, frozen=True, kw_only=True):
    """A channel has handed the letter over. `letter` is its number; `reference` the receiving system's own number for it."""

    letter: str
    channel: str
    reference: str = ""


class LetterFailed(Event, frozen=True, kw_only=True):
    """A channel could not hand the letter over. `reason` is a Swedish sentence without anything of the letter in it."""

    letter: str
    channel: str
    reason: str


class ConsentGiven(Event, frozen=True, kw_only=True):
    """A consent was given, until the day `until` (ISO) or until withdrawn."""

    consent: str
    until: str | None = None
    instance: str | None = None


class ConsentWithdrawn(Event, frozen=True, kw_only=True):
    """A consent was refused or withdrawn."""

    consent: str
    instance: str | None = None


class InformationGiven(Event, frozen=True, kw_only=True):
    """Somebody was told something that the routine wants noted."""

    what: str
    to: str | None = None
    way: str | None = None
    instance: str | None = None
