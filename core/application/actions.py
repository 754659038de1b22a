"""What a person sends from a page: raw texts, to be checked field by field before they become a command.

`command` is the form's own id, made when the page was drawn, so that sending twice does nothing twice. `seen` is the case
version that was on the page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import RutinError

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseAction(Action):
    """The envelope of an action on an existing case."""

    case: str
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CompleteAction(CaseAction):
    """Complete a step. `day` and `clock` (local texts) say when, where the card asks for it; empty means now."""

    instance: str
    outcome: str | None = None
    values: Mapping[str, RawValue] = field(default_factory=dict)
    ticks: frozenset[int] = frozenset()
    day: str = ""
    clock: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAction(CaseAction):
    """Book or move a meeting. Field names for errors: day, clock, place, reason."""

    instance: str
    day: str
    clock: str
    place: str = ""
    reason: str = ""


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
