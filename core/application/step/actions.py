"""What a person sends from a page: raw texts, to be checked field by field before they become a command.

`command` is the form's own id, made when the page was drawn, so that sending twice does nothing twice. `seen` is the case
version that was on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from msgspec import Struct, field

from core.errors import RutinError
from core.model.time import Unit

RawValue = str | tuple[str, ...]


class InvalidInput(RutinError):  # noqa: N818
    """Something in a form cannot be read. `errors` maps field names to Swedish sentences that say what to write instead."""

    code = "invalid_input"

    def __init__(self, errors: Mapping[str, str]) -> None:
        self.errors = dict(errors)
        super().__init__("invalid_input")


class Action(Struct, gc=False, frozen=True, kw_only=True):
    """The envelope of every action."""

    command: str


class StartAction(Action, frozen=True, kw_only=True):
    """Open a new case. `protected`: the person has protected identity."""

    process: str
    start: str
    values: Mapping[str, RawValue] = field(default_factory=dict)
    motivations: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    protected: bool = False


class CaseAction(Action, frozen=True, kw_only=True):
    """The envelope of an action on an existing case."""

    case: str
    seen: int


class CompleteAction(CaseAction, frozen=True, kw_only=True):
    """Complete a step. `day` and `clock` (local texts) say when, where the card asks for it; empty means now.

    `day` is None where the form does not ask for one. Where it asks and a booked meeting has been, empty is no answer (`day`).

    `outcome` is None where the form does not ask for one, and empty where it asks and nothing is chosen.

    `motivations` are texts by fact id (errors at ``skal.FACT``), `consents` yes/no texts by consent id (``consent.ID``), `informed` the
    ids of information given (``ID`` or ``ID.WAY``, errors at ``inform.ID``), `channel` how a letter goes out (``channel``), `present` who
    was at a meeting (``present``). `confirmed`: what has to be asked first has been answered (``sakert``), or nobody is to be asked.
    `unfilled`: a letter may go out with blanks that nobody has filled in (``luckor``). `offered`: the outcomes that the form offered; empty
    where nobody has seen a form.
    """

    instance: str
    outcome: str | None = None
    values: Mapping[str, RawValue] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    day: str | None = None
    clock: str = ""
    reason: str = ""
    motivations: Mapping[str, str] = field(default_factory=dict)
    informed: frozenset[str] = frozenset()
    consents: Mapping[str, str] = field(default_factory=dict)
    channel: str = ""
    present: frozenset[str] = frozenset()
    confirmed: bool = True
    unfilled: bool = True
    offered: frozenset[str] = frozenset()


class BookAction(CaseAction, frozen=True, kw_only=True):
    """Book or move a meeting. Field names for errors: day, clock, place, reason.

    `confirmed`: a day more than a year ahead is meant (``sakert``), or nobody is to be asked. `unfilled`: as for `CompleteAction`.
    """

    instance: str
    day: str
    clock: str
    place: str = ""
    reason: str = ""
    channel: str = ""
    confirmed: bool = True
    unfilled: bool = True


class UnbookAction(CaseAction, frozen=True, kw_only=True):
    """Cancel a booking."""

    instance: str
    reason: str = ""


class RaiseAction(CaseAction, frozen=True, kw_only=True):
    """Raise an anytime event. `unfilled`: as for `CompleteAction`."""

    event: str
    values: Mapping[str, RawValue] = field(default_factory=dict)
    motivations: Mapping[str, str] = field(default_factory=dict)
    unfilled: bool = True


class AnswerAction(CaseAction, frozen=True, kw_only=True):
    """State what a plugin should have given and does not. Field names for errors: the fact's id, ``skal.FACT``."""

    values: Mapping[str, RawValue]
    motivations: Mapping[str, str] = field(default_factory=dict)


class CorrectAction(CaseAction, frozen=True, kw_only=True):
    """Correct a fact. Field names for errors: the fact's id, reason."""

    fact: str
    value: RawValue
    reason: str


class NoteAction(CaseAction, frozen=True, kw_only=True):
    """Write a note. Field name for errors: text."""

    text: str


class JudgeAction(CaseAction, frozen=True, kw_only=True):
    """Note what was judged about a step that a correction has put in question. Field name for errors: reason."""

    step: str
    reason: str = ""


class AssignAction(CaseAction, frozen=True, kw_only=True):
    """Give a step to a colleague id; "" gives it to nobody. Taking over is assigning it to oneself."""

    instance: str
    person: str


class ProtectAction(CaseAction, frozen=True, kw_only=True):
    """Mark the case as about somebody with protected identity, or take the mark away. Field name for errors: reason."""

    on: bool
    reason: str = ""


class AnnulAction(CaseAction, frozen=True, kw_only=True):
    """Close the case early. Field name for errors: reason."""

    reason: str


class PassAction(CaseAction, frozen=True, kw_only=True):
    """Pass an optional step over."""

    instance: str
    reason: str = ""


class OfferAction(CaseAction, frozen=True, kw_only=True):
    """Offer a handover to the receiving unit. Field names for errors: those of its facts, reason."""

    instance: str
    values: Mapping[str, RawValue] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    motivations: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


class ApproveAction(CaseAction, frozen=True, kw_only=True):
    """Agree with a proposed decision (`answer` is ``yes``) or send it back (``no``). Field names for errors: svar, reason.

    `unfilled`: as for `CompleteAction`; the letters of a decision go when it is taken.
    """

    instance: str
    answer: str
    reason: str = ""
    unfilled: bool = True


class ConsentAction(CaseAction, frozen=True, kw_only=True):
    """Note a consent that was given or withdrawn. `until` is a local day. Field name for errors: until."""

    consent: str
    given: bool
    until: str = ""


class MomentAction(CaseAction, frozen=True, kw_only=True):
    """Note when something happened to a decision. Field names for errors: day, clock. `just_now`: no day means that it was now."""

    step: str
    moment: str
    day: str = ""
    clock: str = ""
    just_now: bool = True


class LengthenAction(CaseAction, frozen=True, kw_only=True):
    """Give a deadline its longer time. Field names for errors: reason, added.

    `added`: how many are added, where the rule lets a person choose; `unit` what is counted, the rule's own when None.
    """

    deadline: str
    reason: str
    added: str = ""
    unit: Unit | None = None


class RedirectAction(CaseAction, frozen=True, kw_only=True):
    """Move the case to another step. Field names for errors: to, reason."""

    to: str
    reason: str


@dataclass(frozen=True, slots=True)
class Done:
    """An action was carried out: the case and its version now. `message` is a short Swedish sentence for the page."""

    case: str
    version: int
    message: str
