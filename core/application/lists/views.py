"""What lists show: whom one may be, the worklist, cases that were found, registers. As plain as `core.application.case.views`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.application.form.views import Field
from core.storage.worklist import RowAction

Scope = Literal["mine", "unit"]


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A colleague the demo lets one act as. `roles` are titles."""

    id: str
    name: str
    roles: tuple[str, ...]
    unit: str


@dataclass(frozen=True, slots=True)
class MunicipalityChoice:
    """A municipality one may choose. `problems` counts errors in its files; with errors no new case can be started.

    `closed`: why it cannot be used at all until somebody has mended it; "" when it can.
    """

    slug: str
    title: str
    people: tuple[PersonChoice, ...]
    problems: int = 0
    closed: str = ""


@dataclass(frozen=True, slots=True)
class WorkItem:
    """One row of the worklist. `assigned` is a colleague id; `yours` says it is the reader. `period` is what a step that comes back is
    about this time (``oktober 2026``), or "". `moves_on`: `due` is when the case goes on by itself, not when something must be done.
    `protected`: the person has protected identity. `answers`: what whoever receives a handover may answer, in the routine's words.
    `may_take`: the reader is one of those whose turn it is. `kind`: the step's kind, "" when the routine that the case followed is gone.
    `ruled_out`: the reader would be, if four eyes did not ask for somebody else. `outside`: a board decides, and it is written down here.
    """

    case: str
    instance: str
    process_title: str
    step_title: str
    action: RowAction
    person: str
    due: datetime | None
    whole_day: bool
    late: bool
    slot: datetime | None
    opened: datetime
    roles: tuple[str, ...]
    assigned: str | None = None
    assigned_name: str | None = None
    yours: bool = False
    period: str = ""
    moves_on: bool = False
    protected: bool = False
    answers: tuple[str, ...] = ()
    may_take: bool = True
    kind: str = ""
    ruled_out: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of the worklist, earliest due first. `next` is the next page's cursor; `late` counts late rows, at most 100.

    `roles` are the titles of the roles whose tasks it shows.
    """

    scope: Scope
    items: tuple[WorkItem, ...]
    next: str | None
    late: int
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundCase:
    """A case in a search result or a register: `status` open, ended or erased. `shown` are the register's own columns, as text."""

    case: str
    number: str
    process_title: str
    person: str
    status: str
    started: datetime
    shown: tuple[str, ...] = ()
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Allocation:
    """What is done with the cases of a list that are chosen: the step's title and what it asks, the same for all of them."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """A register: open cases that stand in it. `next` is the next page's cursor, `columns` the titles of the facts it shows.

    `gives`: the step by which the cases that are chosen are given to a colleague, and what it asks; None: not from this list.
    """

    id: str
    title: str
    rows: tuple[FoundCase, ...]
    next: str | None
    columns: tuple[str, ...] = ()
    gives: Allocation | None = None
