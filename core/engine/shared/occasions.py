"""Which sessions a series has: its days, without those that are closed, with begin and end in UTC."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from heapq import merge

from core.engine.time.calendar import ONE_DAY, Calendar
from core.engine.time.windows import HORIZON_DAYS, Opening, opening_on
from core.model.sessions import Series


def occasions(
    series: Series, after: datetime, calendar: Calendar, limit: int, *, to_begin: bool = False
) -> Iterator[Opening]:
    """At most `limit` sessions that begin after `after` (aware), in order; none when the series leaves its days to people.

    With `to_begin` only those at which new participants may begin. Looks five years ahead.
    """
    if not series.fixed:
        return
    for day in _days(series, calendar.local_date(after), calendar):
        if limit <= 0:
            return
        if to_begin and not takes_new(series, day):
            continue
        for found in occasions_on(series, day, calendar):
            if found[0] > after and limit > 0:
                yield found
                limit -= 1


def _days(series: Series, first: date, calendar: Calendar) -> Iterator[date]:
    added = sorted({day for begin, _ in series.extra if (day := calendar.local_date(begin)) >= first})
    before: date | None = None
    for day in merge(_rule_days(series, first), added):
        if day != before:
            yield day
        before = day


def _rule_days(series: Series, first: date) -> Iterator[date]:
    last = first + timedelta(days=HORIZON_DAYS)
    begins = max(first, series.since) if series.since is not None else first
    ends = min(last, series.until) if series.until is not None else last
    if series.window.dates or series.forum is not None:
        yield from sorted(day for day in series.window.dates if begins <= day <= ends)
        return
    day = begins
    while day <= ends:
        yield day
        day += ONE_DAY


def occasions_on(series: Series, day: date, calendar: Calendar) -> tuple[Opening, ...]:
    """The sessions on `day`, in order: those of the rule and those added, without those called off."""
    added = (each for each in series.extra if calendar.local_date(each[0]) == day)
    found = (*_by_rule(series, day, calendar), *added)
    return tuple(sorted(each for each in found if each[0] not in series.cancelled))


def _by_rule(series: Series, day: date, calendar: Calendar) -> tuple[Opening, ...]:
    if day in series.closed or not _in_stretch(series, day) or not _in_turn(series, day):
        return ()
    if series.forum is not None and day not in series.window.dates:
        return ()
    found = opening_on(series.window, day, calendar)
    if found is None:
        return ()
    return tuple(_cut(found, timedelta(minutes=series.minutes))) if series.minutes else (found,)


def _cut(opening: Opening, length: timedelta) -> Iterator[Opening]:
    """As many stretches of `length` as there is room for."""
    begin, end = opening
    while begin + length <= end:
        yield begin, begin + length
        begin += length


def occasion_at(series: Series, moment: datetime, calendar: Calendar) -> Opening | None:
    """The session that begins at `moment`, or None."""
    found = occasions_on(series, calendar.local_date(moment), calendar)
    return next((each for each in found if each[0] == moment), None)


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
