"""Counting: where a length of time leads from a start, when some of the time stands still.

Hours are elapsed time over what ticks: every moment, the 24 hours of working days, or office hours. Longer units are days on the
calendar. Nothing here knows of end rules or windows.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

from core.engine.time.calendar import ONE_DAY, Calendar
from core.model.time import Counting, Pause, Unit

FOREVER = datetime.max.replace(tzinfo=UTC)

Stretch = tuple[datetime, datetime]


def merge_pauses(pauses: Sequence[Pause]) -> tuple[Stretch, ...]:
    """The union of pauses as disjoint stretches in order; an open pause lasts `FOREVER`, an empty one is nothing."""
    found: list[Stretch] = []
    for since, until in sorted((pause.since, pause.until or FOREVER) for pause in pauses):
        if until <= since:
            continue
        if found and since <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], until))
        else:
            found.append((since, until))
    return tuple(found)


def stands_still(pauses: Sequence[Stretch], moment: datetime) -> bool:
    """Whether the clock stands still at `moment`; a pause holds from its beginning up to but not including its end."""
    return any(since <= moment < until for since, until in pauses)


def stands_still_for_good(pauses: Sequence[Stretch], moment: datetime) -> bool:
    """Whether the clock stands still at `moment` and nobody knows until when."""
    return bool(pauses) and pauses[-1][1] == FOREVER and pauses[-1][0] <= moment


# -- hours


def add_hours(
    hours: int, counting: Counting, start: datetime, pauses: Sequence[Stretch], cal: Calendar
) -> datetime | None:
    """The first moment at which `hours` have ticked since `start` (UTC). None when a pause that is still open comes before it."""
    left = timedelta(hours=hours)
    if not left or (counting == "every_day" and not pauses):
        return start + left
    for since, until in _ticking(counting, start, pauses, cal):
        length = until - since
        if left <= length:
            return since + left
        left -= length
    return None


def subtract_hours(hours: int, counting: Counting, start: datetime, cal: Calendar) -> datetime:
    """The last moment from which `hours` tick until `start` (UTC)."""
    left = timedelta(hours=hours)
    if not left or counting == "every_day":
        return start - left
    day = cal.local_date(start)
    while True:
        stretch = _stretch_of(counting, day, cal)
        if stretch is not None and stretch[0] < start:
            until = min(stretch[1], start)
            length = until - stretch[0]
            if left <= length:
                return until - left
            left -= length
        day -= ONE_DAY


def _ticking(counting: Counting, start: datetime, pauses: Sequence[Stretch], cal: Calendar) -> Iterator[Stretch]:
    """The stretches after `start` in which the clock runs, in order; ends only where a pause is still open."""
    if counting == "every_day":
        yield from _outside(pauses, (start, FOREVER))
        return
    day = cal.local_date(start)
    while not stands_still_for_good(pauses, cal.midnight(day)):
        stretch = _stretch_of(counting, day, cal)
        if stretch is not None and stretch[1] > start:
            yield from _outside(pauses, (max(stretch[0], start), stretch[1]))
        day += ONE_DAY


def _stretch_of(counting: Counting, day: date, cal: Calendar) -> Stretch | None:
    if counting == "office_hours":
        return cal.office_hours(day)
    return (cal.midnight(day), cal.midnight(day + ONE_DAY)) if cal.is_working_day(day) else None


def _outside(pauses: Sequence[Stretch], stretch: Stretch) -> Iterator[Stretch]:
    since, until = stretch
    for stop, go in pauses:
        if go <= since:
            continue
        if stop >= until:
            break
        if stop > since:
            yield since, stop
        since = go
    if since < until:
        yield since, until


# -- days and longer


def add_days(days: int, counting: Counting, start: date, pauses: Sequence[Stretch], cal: Calendar) -> date | None:
    """The last day when `days` are counted after `start`, which is itself not counted.

    A day is not counted if the clock stood still when it began, and the last day is not over while the clock stands still at its
    24:00: it then ends with the next day that counts. None when a pause that is still open comes before the end.
    """
    working = counting == "working_days"
    if not pauses:
        return cal.add_working_days(start, days) if working else start + timedelta(days=days)
    day, left = start, days
    while left or stands_still(pauses, cal.midnight(day + ONE_DAY)):
        day += ONE_DAY
        begins = cal.midnight(day)
        if stands_still_for_good(pauses, begins):
            return None
        if left and not (working and not cal.is_working_day(day)) and not stands_still(pauses, begins):
            left -= 1
        elif not left and working:
            day = _next_working(day, cal)
    return day


def _next_working(day: date, cal: Calendar) -> date:
    while not cal.is_working_day(day):
        day += ONE_DAY
    return day


def subtract_days(days: int, counting: Counting, start: date, cal: Calendar) -> date:
    """The day `days` before `start`; an end that is reckoned backwards does not move because the case stands still."""
    return cal.add_working_days(start, -days) if counting == "working_days" else start - timedelta(days=days)


def calendar_days(parts: Sequence[tuple[int, Unit]], start: date, sign: int) -> int:
    """How many days `parts` (days and longer units) span from `start`, forwards (`sign` 1) or backwards (-1).

    Years and months go first and are clamped to the end of the month (lag 1930:173 1 §), then weeks, then days.
    """
    amounts = {unit: amount for amount, unit in parts}
    month = add_months(start, sign * (12 * amounts.get("years", 0) + amounts.get("months", 0)))
    end = month + timedelta(days=sign * (7 * amounts.get("weeks", 0) + amounts.get("days", 0)))
    return abs((end - start).days)


def add_months(day: date, count: int) -> date:
    """`day` moved `count` months; a date the month does not have becomes its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))
