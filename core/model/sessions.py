"""Group sessions: series of them in the municipality, and how somebody who had a place in one took part.

A series is the municipality's own, not the routine's: a day that is closed, or a size that changes, holds at once, also for cases that
began before. So the engine is told of the series (`core.model.commands.Answers`) and keeps only what was booked.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from msgspec import Struct, field

from core.model.time import Window

ATTENDED, ABSENT, VALID_ABSENCE, EXCUSED = "attended", "absent", "valid_absence", "excused"
"""How it went: the person took part; stayed away; stayed away for a valid reason; said beforehand that it would not be possible."""
AWAY = (ABSENT, VALID_ABSENCE, EXCUSED)
"""Every way of not having taken part."""
CALLED_OFF = "called_off"
"""Why a booking is gone when the session itself was called off."""


class Series(Struct, frozen=True):
    """A row of group sessions.

    Attributes:
        window: which days and hours; with `fixed` false it says nothing, and a person says when each session is.
        every: in every how many weeks, counted from the week of `since`.
        since, until: the first and the last day of the series, or None.
        starts: days on which new participants may begin; empty: on any session (rolling intake).
        closed: days without a session, besides the municipality's own closed days.
        capacity: how many there is room for; None where there is no limit or nobody has decided.
        where: the place. `roles`: who leads it and sees who is booked, besides those who answer for the steps.
        forum: it is on the days of that standing meeting, which stand as `dates` of the window wherever somebody books.
        cancelled: sessions that were called off, by when they begin (UTC). `extra`: (begin, end) of those held besides the rule.
        minutes: the hours of a day are cut into times of so many minutes, each a session of its own; None: one session a day.
    """

    id: str
    title: str
    window: Window = field(default_factory=Window)
    every: int = 1
    since: date | None = None
    until: date | None = None
    starts: frozenset[date] = frozenset()
    closed: frozenset[date] = frozenset()
    capacity: int | None = None
    counted: Literal["number", "none", "undecided"] = "none"
    where: str | None = None
    roles: tuple[str, ...] = ()
    forum: str | None = None
    minutes: int | None = None
    cancelled: frozenset[datetime] = frozenset()
    extra: tuple[tuple[datetime, datetime], ...] = ()
    note: str | None = None
    question: str | None = None
    covers: tuple[str, ...] = ()

    @property
    def fixed(self) -> bool:
        """Whether the series itself says which days it is on."""
        window = self.window
        return self.forum is not None or bool(
            window.weekdays or window.dates or window.days_of_month or window.week_of_month
        )
