"""Open work: its rows as a step writes them, and what is asked of the worklist."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

RowAction = Literal[
    "do", "book", "hold", "wait", "offer", "answer", "propose", "decide", "end", "unanswered", "lost", "offer_again", "propose_again"
]  # fmt: skip
"""What is next with a piece of open work, as the worklist tells it."""


class TaskRow(Struct, gc=False, frozen=True):
    """One open piece of work, as the worklist needs it. Structure is in clear, `label` (the person's name) is encrypted.

    Attributes:
        instance: ``step#n``. A step has one row at a time; `action` says what is next: a meeting is to be booked or held, a
            handover offered or answered, a decision proposed or decided (both anew when it was sent back), a phase ended by hand, a
            choice answered for a plugin.
        roles: role ids that may do it. `assigned`: colleague id or None.
        due: the earliest running due moment (UTC), else when the step goes on by itself, or None. `late`: it has been missed.
        whole_day: the due moment is the end of a day; show the date before it.
        slot: the booked time, if any.
        opened: when the step became open.
        label: the person's name, or `core.storage.port.UNREADABLE`.
        protected: the person has protected identity, which is marked wherever the name stands. It is kept in the sealed label.
    """

    case: str
    instance: str
    process: str
    action: RowAction
    roles: tuple[str, ...]
    assigned: str | None
    due: datetime | None
    whole_day: bool
    late: bool
    slot: datetime | None
    opened: datetime
    label: str
    protected: bool = False


class WorklistQuery(Struct, gc=False, frozen=True):
    """Which rows of the worklist: those one of `roles` may do, and those that are `mine` by name whatever their roles.

    With `mine` set to a colleague id, rows assigned to somebody else are left out. Order: earliest due first, those without
    due last by opening time; so what is late is on top. `after` is the last row's cursor of the page before.
    """

    roles: frozenset[str]
    mine: str | None = None
    limit: int = 50
    after: str | None = None


class WorklistPage(Struct, gc=False, frozen=True):
    """Rows in order; `next` is the cursor of the next page or None. `late` counts late rows of the query, at most 100."""

    rows: tuple[TaskRow, ...]
    next: str | None
    late: int
