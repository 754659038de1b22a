"""How time is said: durations, windows, deadline rules, and the result of a reckoning.

Moments are aware datetimes in UTC; days are dates in the municipality's time zone (Europe/Stockholm by default).
Source: design, semantics section 5.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Literal

from msgspec import Struct, field

Unit = Literal["hours", "days", "weeks", "months", "years"]
Counting = Literal["every_day", "working_days", "office_hours"]
Rolls = Literal["none", "next_working_day", "previous_working_day"]
OutsideWindow = Literal["window_wins", "deadline_wins", "refuse"]
DueProblem = Literal["no_slot", "before_start", "never", "undecided"]


class Duration(Struct, gc=False, frozen=True):
    """A length of time in the words it was written in, such as 3 years 6 months; hours never mix with other units.

    `parts` is a tuple of (amount, unit), largest unit first. Months clamp to the end of the month.
    """

    parts: tuple[tuple[int, Unit], ...]


def together(first: Duration, second: Duration) -> Duration:
    """The two lengths as one, unit by unit: ten weeks and three weeks are thirteen weeks."""
    amounts: dict[Unit, int] = {"years": 0, "months": 0, "weeks": 0, "days": 0, "hours": 0}
    for amount, unit in (*first.parts, *second.parts):
        amounts[unit] += amount
    return Duration(tuple((amount, unit) for unit, amount in amounts.items() if amount))


LAST_WEEK = -1
"""The last week of a month: its last seven days, or the last week whose Monday is in it."""


class Window(Struct, gc=False, frozen=True):
    """When something may take place: every named condition must hold. An unset condition does not limit.

    Attributes:
        weekdays: ISO days minus one (0 is Monday); a window never opens on a closed day or holiday unless
            `holidays` is true. Weekends count as closed unless named here (or in `dates`).
        months: 1 for January; empty for no limit.
        hours: first and last local clock time, or None for the whole day.
        days_of_month: first and last day of the month, inclusive.
        week_of_month: 1 for the first week of the month and so on, LAST_WEEK for its last; see `week_means`.
        week_means: ``days`` (days 1-7 are week 1) or ``first_full_week`` (the first week whose Monday is in the month).
        dates: explicit dates; empty for no limit.
        holidays: whether the window is open on public holidays and closed days too.
    """

    weekdays: frozenset[int] = frozenset()
    hours: tuple[time, time] | None = None
    days_of_month: tuple[int, int] | None = None
    week_of_month: int | None = None
    week_means: Literal["days", "first_full_week"] = "days"
    dates: frozenset[date] = frozenset()
    holidays: bool = False
    months: frozenset[int] = frozenset()


class Rule(Struct, gc=False, frozen=True):
    """One deadline, fully decided: everything `core.engine.time.deadlines.due` needs besides start, pauses and calendar.

    Attributes:
        within: how long. None with `undecided` true means nobody has decided: the deadline does not run.
        counting: which time ticks: every day, working days only (24 h each), or office hours.
        before: reckon backwards from the start (6 months before an end date).
        rolls: where the last day moves when it is not a working day (lag 1930:173 2 §).
        window: when the act itself may take place, or None.
        outside_window: which of the two wins when no opening of the window lies before the due moment (B-A1).
    """

    within: Duration
    counting: Counting = "every_day"
    before: bool = False
    rolls: Rolls = "none"
    window: Window | None = None
    outside_window: OutsideWindow = "refuse"


class Pause(Struct, gc=False, frozen=True):
    """A stretch during which the clock stands still; `until` None means it still does. Both in UTC."""

    since: datetime
    until: datetime | None = None


class ReckoningStep(Struct, gc=False, frozen=True):
    """One line of the reckoning, for `rutin deadline try` and the case page.

    `what` names the step: start, count, skip, pause, roll, window, due. `moment` is the local moment or day it led to, as ISO
    text. `detail` is a Swedish sentence.
    """

    what: str
    moment: str
    detail: str


class Due(Struct, gc=False, frozen=True):
    """The result of a reckoning.

    Attributes:
        at: the due moment in UTC; in time means at or before it. A whole day is due at 24:00 local, that is the next
            day's 00:00. None while a pause is open before the end, or nobody has decided the length.
        whole_day: the deadline ends with a day and not at a clock time; show the date only (the day before `at`).
        latest_slot: the last moment in (start, at] at which the window is open, or None.
        problem: ``no_slot`` when window and deadline collide (also when the window then moved the due), ``never`` when the
            window has no opening within five years or the start lies outside the calendar, ``before_start`` when the end rule
            would have passed the day it is counted from and was therefore not applied, or None.
        steps: each step of the reckoning, in order.
    """

    at: datetime | None
    whole_day: bool = False
    latest_slot: datetime | None = None
    problem: DueProblem | None = None
    steps: tuple[ReckoningStep, ...] = ()


class CalendarSpec(Struct, gc=False, frozen=True):
    """The calendar as declared by a municipality: country for public holidays and eves, own closed days, office hours.

    `office_hours` maps a weekday (0 is Monday) to opening and closing local clock time; a weekday that is missing is closed.
    `digest` of a spec changes when anything in it does, so open deadlines can be reckoned anew.
    """

    country: str = "SE"
    timezone: str = "Europe/Stockholm"
    closed: frozenset[date] = frozenset()
    office_hours: Mapping[int, tuple[time, time]] = field(default_factory=dict)
