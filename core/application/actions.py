"""What a person sends from a page: raw texts, to be checked field by field before they become a command.

`command` is the form's own id, made when the page was drawn, so that sending twice does nothing twice. `seen` is the case
version that was on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import RutinError
from core.model.time import Unit

RawValue = str | tuple[str, ...]


class InvalidInput(RutinError):  # noqa: N818
    """Something in a form cannot be read. `errors` maps field names to Swedish sentences that say what to write instead."""

    code = "invalid_input"

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("invalid_input")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """The envelope of every action."""

    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartAction(Action):
    """Open a new case."""

    process: str
    start: str
    values: Mapping[str, RawValue] = field(default_factory=dict)
    motivations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAction(Action):
    """The envelope of an action on an existing case."""

    case: str
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteAction(CaseAction):
    """Complete a step. `day` and `clock` (local texts) say when, where the card asks for it; empty means now.

    `motivations` are texts by fact id (errors at ``skal.FACT``), `consents` yes/no texts by consent id (``consent.ID``), `informed` the
    ids of information given (``ID`` or ``ID.WAY``, errors at ``inform.ID``), `channel` how a letter goes out (``channel``), `present` who
    was at a meeting (``present``).
    """

    instance: str
    outcome: str | None = None
    values: Mapping[str, RawValue] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    day: str = ""
    clock: str = ""
    reason: str = ""
    motivations: Mapping[str, str] = field(default_factory=dict)
    informed: frozenset[str] = frozenset()
    consents: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    present: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAction(CaseAction):
    """Book or move a meeting. Field names for errors: day, clock, place, reason."""

    instance: str
    day: str
    clock: str
    place: str = ""
    reason: str = ""
    channel: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnbookAction(CaseAction):
    """Cancel a booking."""

    instance: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RaiseAction(CaseAction):
    """Raise an anytime event."""

    event: str
    values: Mapping[str, RawValue] = field(default_factory=dict)
    motivations: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectAction(CaseAction):
    """Correct a fact. Field names for errors: the fact's id, reason."""

    fact: str
    value: RawValue
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteAction(CaseAction):
    """Write a note. Field name for errors: text."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignAction(CaseAction):
    """Give a step to a colleague id; "" gives it to nobody. Taking over is assigning it to oneself."""

    instance: str
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnulAction(CaseAction):
    """Close the case early. Field name for errors: reason."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PassAction(CaseAction):
    """Pass an optional step over."""

    instance: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferAction(CaseAction):
    """Offer a handover to the receiving unit. Field names for errors: those of its facts, reason."""

    instance: str
    values: Mapping[str, RawValue] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    motivations: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveAction(CaseAction):
    """Agree with a proposed decision (`answer` is ``yes``) or send it back (``no``). Field names for errors: svar, reason."""

    instance: str
    answer: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentAction(CaseAction):
    """Note a consent that was given or withdrawn. `until` is a local day. Field name for errors: until."""

    consent: str
    given: bool
    until: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MomentAction(CaseAction):
    """Note when something happened to a decision. Field names for errors: day, clock."""

    step: str
    moment: str
    day: str = ""
    clock: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthenAction(CaseAction):
    """Give a deadline its longer time. Field names for errors: reason, added.

    `added`: how many are added, where the rule lets a person choose; `unit` what is counted, the rule's own when None.
    """

    deadline: str
    reason: str
    added: str = ""
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RedirectAction(CaseAction):
    """Move the case to another step. Field names for errors: to, reason."""

    to: str
    reason: str
