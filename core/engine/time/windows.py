"""When something may take place: whether a window is open, and when it opens next.

An opening is one stretch of one day, given as a pair of moments in UTC. A window with clock hours is open from its first to its
last minute, both included; one without them is open the whole day, up to but not including the next day's 00:00.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from core.engine.time.calendar import ONE_DAY, Calendar
from core.model.time import LAST_WEEK, Window

HORIZON_DAYS = 5 * 366
"""How far a window is searched for an opening; one that gives no date in five years gives none."""

Opening = tuple[datetime, datetime]
WindowProblem = Literal["hours_reversed", "weekdays", "days_of_month", "week_of_month", "months"]

WORKING_DAYS = Window()
"""A window without conditions: every working day."""


def window_problems(window: Window) -> tuple[WindowProblem, ...]:
    """What is wrong with a window in itself, as codes; empty when nothing is.

    ``hours_reversed``: the last clock time is not after the first. ``weekdays``: a day outside 0-6. ``days_of_month``: not
    1-31 in order. ``week_of_month``: neither 1-5 nor the last. ``months``: a month outside 1-12.
    """
    found: list[WindowProblem] = []
    if window.hours and window.hours[1] <= window.hours[0]:
        found.append("hours_reversed")
    if not window.weekdays <= frozenset(range(7)):
        found.append("weekdays")
    if window.days_of_month and not 1 <= window.days_of_month[0] <= window.days_of_month[1] <= 31:
        found.append("days_of_month")
    if window.week_of_month is not None and window.week_of_month not in (1, 2, 3, 4, 5, LAST_WEEK):
        found.append("week_of_month")
    if not window.months <= frozenset(range(1, 13)):
        found.append("months")
    return tuple(found)


def opens_on(window: Window, day: date, calendar: Calendar) -> bool:
    """Whether the window opens at some time of `day`: every condition that is set holds, and the day is not closed.

    Closed are holidays, eves and the municipality's own days, and weekends that are not named, unless `window.holidays`.
    """
    if window.months and day.month not in window.months:
        return False
    weekday = day.weekday()
    if window.weekdays:
        if weekday not in window.weekdays:
            return False
    elif weekday > 4 and not window.dates and not window.holidays:
        return False
    if window.dates and day not in window.dates:
        return False
    if window.days_of_month and not window.days_of_month[0] <= day.day <= window.days_of_month[1]:
        return False
    if window.week_of_month and not _in_week(day, window.week_of_month, window.week_means):
        return False
    return window.holidays or not calendar.is_holiday(day)


def _in_week(day: date, week: int, means: str) -> bool:
    # a full week belongs to the month its Monday is in, so its last days may lie in the next month
    counted = day if means == "days" else day - timedelta(days=day.weekday())
    if week == LAST_WEEK:
        return (counted + timedelta(days=7)).month != counted.month
    return (counted.day - 1) // 7 + 1 == week


def opening_on(window: Window, day: date, calendar: Calendar) -> Opening | None:
    """The window's opening on `day`, or None."""
    if not opens_on(window, day, calendar):
        return None
    if window.hours:
        return calendar.utc(day, window.hours[0]), calendar.utc(day, window.hours[1])
    return calendar.midnight(day), calendar.midnight(day + ONE_DAY)


def is_open(window: Window, moment: datetime, calendar: Calendar) -> bool:
    """Whether `moment` (aware) lies in the window."""
    opening = opening_on(window, calendar.local_date(moment), calendar)
    return opening is not None and opening[0] <= moment <= _last_moment(window, opening)


def _last_moment(window: Window, opening: Opening) -> datetime:
    # a whole day ends just before the next begins; a clock time that is named is itself included
    return opening[1] if window.hours else opening[1] - datetime.resolution


def openings(window: Window, after: datetime, calendar: Calendar, limit: int) -> Iterator[Opening]:
    """At most `limit` openings from `after` (aware) on, in order; the first begins at `after` when the window is open then.

    Stops after five years without looking further.
    """
    for each in _days_to_search(window, calendar.local_date(after)):
        if limit <= 0:
            return
        opening = opening_on(window, each, calendar)
        if opening is not None and _last_moment(window, opening) > after:
            yield max(opening[0], after.astimezone(UTC)), opening[1]
            limit -= 1


def _days_to_search(window: Window, first: date) -> Iterator[date]:
    if not window.dates:
        return (first + timedelta(days=step) for step in range(HORIZON_DAYS))
    last = first + timedelta(days=HORIZON_DAYS)
    return iter(sorted(day for day in window.dates if first <= day < last))


def next_opening(window: Window, after: datetime, calendar: Calendar) -> Opening | None:
    """The first opening from `after` on, or None when there is none within five years."""
    return next(openings(window, after, calendar, 1), None)


def last_open_moment(window: Window, after: datetime, upto: datetime, calendar: Calendar) -> datetime | None:
    """The last moment later than `after` and not later than `upto` at which the window is open, or None.

    An `upto` at 00:00 is the day before's 24:00 (semantics section 5): the day that begins then has nothing of it. Looks at most five
    years back from `upto`.
    """
    if upto <= after:
        return None
    day = calendar.local_date(upto)
    if calendar.midnight(day) == upto:
        day -= ONE_DAY
    first = max(calendar.local_date(after), day - timedelta(days=HORIZON_DAYS))
    while day >= first:
        opening = opening_on(window, day, calendar)
        if opening is not None and opening[0] <= upto:
            last = min(_last_moment(window, opening), upto)
            return last if last > after else None
        day -= ONE_DAY
    return None
