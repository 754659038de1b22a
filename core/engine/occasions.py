"""Which sessions a series has: its days, without those that are closed, with begin and end in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from core.engine.calendar import ONE_DAY, Calendar
from core.engine.windows import HORIZON_DAYS, Opening, opening_on
from core.model.sessions import Series


def occasions(
    series: Series, after: datetime, calendar: Calendar, limit: int, *, to_begin: bool = False
) -> Iterator[Opening]:
    """At most `limit` sessions that begin after `after` (aware), in order; none when the series leaves its days to people.

    With `to_begin` only those at which new participants may begin. Looks five years ahead.
    """
    if not series.fixed:
        return
    for day in _days(series, calendar.local_date(after)):
        if limit <= 0:
            return
        found = occasion_on(series, day, calendar)
        if found is not None and found[0] > after and (not to_begin or takes_new(series, day)):
            yield found
            limit -= 1


def _days(series: Series, first: date) -> Iterator[date]:
    last = first + timedelta(days=HORIZON_DAYS)
    begins = max(first, series.since) if series.since is not None else first
    ends = min(last, series.until) if series.until is not None else last
    if series.window.dates:
        yield from sorted(day for day in series.window.dates if begins <= day <= ends)
        return
    day = begins
    while day <= ends:
        yield day
        day += ONE_DAY


def occasion_on(series: Series, day: date, calendar: Calendar) -> Opening | None:
    """The session on `day`, or None: not a day of the series, or closed."""
    if day in series.closed or not _in_stretch(series, day) or not _in_turn(series, day):
        return None
    return opening_on(series.window, day, calendar)


def occasion_at(series: Series, moment: datetime, calendar: Calendar) -> Opening | None:
    """The session that begins at `moment`, or None."""
    found = occasion_on(series, calendar.local_date(moment), calendar)
    return found if found is not None and found[0] == moment else None


def takes_new(series: Series, day: date) -> bool:
    """Whether somebody new may begin on `day`."""
    return not series.starts or day in series.starts


def _in_stretch(series: Series, day: date) -> bool:
    return (series.since is None or day >= series.since) and (series.until is None or day <= series.until)


def _in_turn(series: Series, day: date) -> bool:
    """Whether it is one of the weeks of a series that is not on every week."""
    if series.every <= 1 or series.since is None:
        return True
    monday, first = day - timedelta(days=day.weekday()), series.since - timedelta(days=series.since.weekday())
    return (monday - first).days // 7 % series.every == 0
