"""What pages of standing meetings get, and what they send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from core.application.forums.case import Question


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """A meeting that is planned. `key` is its part of the address (the day), `reason` why it is outside the rule, if it is."""

    key: str
    day: date
    clock: str
    where: str
    past: bool
    opened: bool = False
    closed: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SlotView:
    """A period with its meetings: how many are still to be planned, and days to choose among.

    `over`: the rule has no day left in the period, so that what is missing can no longer be planned by it.
    """

    title: str
    meetings: tuple[MeetingLine, ...]
    missing: int
    proposals: tuple[date, ...]
    over: bool = False


@dataclass(frozen=True, slots=True)
class ForumView:
    """A forum. `how` says how often and when it is held; `cases` how many stand on its agenda, None for those who may not see it.

    `times` are the series of times that may be booked on its days, each with id and title.
    """

    id: str
    title: str
    how: str
    where: str
    members: tuple[str, ...]
    sometimes: tuple[str, ...]
    may_see: bool
    next: MeetingLine | None
    cases: int | None
    note: str | None = None
    times: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ForumPage:
    """A forum with its coming periods, those that have been, and what is planned outside every period."""

    forum: ForumView
    slots: tuple[SlotView, ...]
    past: tuple[MeetingLine, ...]
    besides: tuple[MeetingLine, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case on an agenda. `missing` is what it lacks; `todo` what can be done with it from the agenda, "" for nothing.

    `on_page`: something has to be filled in or chosen, on the case's own page.
    """

    key: str
    case: str
    case_number: str
    person: str
    protected: bool
    process_title: str
    step_title: str
    missing: tuple[str, ...]
    todo: str
    on_page: bool = False


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who may take part: a role or an outside party."""

    id: str
    title: str
    here: bool
    hint: str = ""


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """The agenda of one meeting. `version` is that of what was written (0: nothing yet).

    `taken`: id (empty when it has been erased), number and what was done, of each case that was taken up.
    """

    forum: ForumView
    meeting: MeetingLine
    version: int
    items: tuple[tuple[str, str], ...]
    other: str
    present: tuple[Present, ...]
    questions: tuple[Question, ...]
    pass_on: tuple[tuple[str, str], ...]
    ready: tuple[CaseLine, ...]
    waiting: tuple[CaseLine, ...]
    taken: tuple[tuple[str, str, str], ...]
    takes_cases: bool
    carries: bool = False
    more: int = 0


@dataclass(frozen=True, slots=True)
class AgendaInput:
    """What somebody has written in an agenda: texts by the number of the item, answers and what is answered by question.

    `confirmed`: whoever closes the meeting has been asked whether to, or is not to be asked.
    """

    command: str
    seen: int
    texts: Mapping[int, str] = field(default_factory=dict)
    other: str = ""
    present: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)
    done: frozenset[str] = frozenset()
    passed_on: Mapping[str, str] = field(default_factory=dict)
    new_question: str = ""
    close: bool = False
    confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Skipped:
    """A case that was not taken up, and why."""

    case: str
    person: str
    why: str


@dataclass(frozen=True, slots=True)
class TakenUp:
    """What came of taking up several cases at once."""

    done: int
    message: str
    skipped: tuple[Skipped, ...] = ()
