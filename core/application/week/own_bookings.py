"""What is booked with a colleague, read from the worklist's rows and the forums' days: for the page of the week and for the feed.

No case is read: how much work it is depends on how many rows somebody has open, of which there is a most, not on how many cases there are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from core.application.case.reader import followed
from core.application.forums.case import roles_of
from core.application.forums.days import days
from core.application.groups.series_now import series_now
from core.application.groups.sessions import session_at
from core.application.step.office import Office
from core.model.case import step_of
from core.model.forums import Forum
from core.model.steps import Session, Step
from core.storage.worklist import TaskRow, WorklistQuery

PAGE, MOST = 200, 1000
"""So many rows are read at a time, and in all."""


@dataclass(frozen=True, slots=True)
class OwnBooking:
    """A time that is booked in a case: the worklist's row and its step.

    `series`: for a group session, those of the step's series that have one then; nearly always one. `ends`: when it ends.
    """

    row: TaskRow
    step: Step
    slot: datetime
    series: tuple[str, ...] = ()
    ends: datetime | None = None

    @property
    def together(self) -> bool:
        """Whether it is a place in a group session."""
        return isinstance(self.step, Session)


@dataclass(frozen=True, slots=True)
class OwnForum:
    """A standing meeting on a day; `begins` and `ends` where they are said."""

    forum: Forum
    day: date
    begins: datetime | None
    ends: datetime | None


def bookings(
    office: Office, roles: frozenset[str], person: str, first: datetime, last: datetime
) -> Iterator[OwnBooking]:
    """Times between two moments that the colleague has, or that nobody in particular has and one of the roles does."""
    for row in _rows(office, roles, person):
        if row.slot is None or not first <= row.slot <= last:
            continue
        definition = followed(office, row, step_of(row.instance))
        step = definition.steps.get(step_of(row.instance)) if definition is not None else None
        if step is not None:
            series, ends = _session(office, step, row.slot)
            yield OwnBooking(row, step, row.slot, series, ends)


def _rows(office: Office, roles: frozenset[str], person: str) -> Iterator[TaskRow]:
    after: str | None = None
    for _ in range(MOST // PAGE):
        page = office.store.worklist(WorklistQuery(roles, person, PAGE, after))
        yield from page.rows
        after = page.next
        if after is None:
            return


def _session(office: Office, step: Step, slot: datetime) -> tuple[tuple[str, ...], datetime | None]:
    """Which of the step's series have a session that begins then, and when it ends.

    A series whose days people choose may have one at any time, so one with days of its own goes first.
    """
    names = step.all_series if isinstance(step, Session) else ()
    found = [(name, at[1]) for name in names if (at := _at(office, name, slot)) is not None]
    with_days = [each for each in found if each[1] is not None]
    return tuple(name for name, _ in with_days or found), with_days[0][1] if with_days else None


def _at(office: Office, series: str, slot: datetime) -> tuple[datetime, datetime | None] | None:
    found = series_now(office, series, slot)
    return session_at(office, found, slot) if found is not None else None


def end_of(office: Office, step: Step, series: str | None, slot: datetime) -> datetime | None:
    """When a session of a series that begins then ends; None for what is no session."""
    found = _at(office, series or "", slot) if isinstance(step, Session) else None
    return found[1] if found is not None else None


def forum_days(office: Office, roles: frozenset[str], today: date, first: date, last: date) -> Iterator[OwnForum]:
    """Standing meetings from a day to another, both with them, that one of the roles takes part in."""
    for forum in office.municipality.forums.values():
        if not roles & set(roles_of(office.municipality, forum)):
            continue
        found = days(office, forum.id, today)
        for day in found.all:
            if first <= day <= last:
                yield OwnForum(forum, day, found.begins(day), found.ends(day))
