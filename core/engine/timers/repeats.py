"""When something comes back: from a length of time, or once in each calendar period (semantics section 4, Repeats).

Without a window: the day it began plus k times the length, each reckoned from the beginning so that 31 January gives 28 February and
31 March. With a window, or a number of times in a period: once in each period (or part of it), from the first opening that starts
after it began.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise

from core.engine.time.calendar import ONE_DAY, Calendar
from core.engine.time.counting import add_months
from core.engine.time.windows import opening_on
from core.model.anytime import Repeat
from core.model.periods import MONTHS
from core.model.time import Duration, Unit, Window

FURTHEST = timedelta(days=5 * 366)
"""A window that gives no occasion in five years gives none."""

Part = tuple[date, date]
"""A stretch of days: the first, and the day after the last."""


def next_occasion(repeat: Repeat, begun: datetime, after: datetime, calendar: Calendar) -> datetime | None:
    """The first occasion later than `after`, of something that began at `begun`; None when nobody has decided how often, or never."""
    if repeat.every is None and (repeat.times is None or repeat.per is None):
        return None
    if repeat.every is not None and repeat.window is None:
        return _by_length(repeat.every, begun, after, calendar)
    limit = calendar.local_date(after) + FURTHEST
    for first, end in _parts(repeat, calendar.local_date(begun)):
        if first > limit:
            return None
        if end <= calendar.local_date(after):
            continue
        start = _start(repeat.window, first, end, calendar)
        if start is not None and start > after:
            return start
    return None


def _start(window: Window | None, first: date, end: date, calendar: Calendar) -> datetime | None:
    """When the occasion of a part begins: with the part itself, or with the window's first opening in it."""
    if window is None:
        return calendar.midnight(first)
    day = first
    while day < end:
        opening = opening_on(window, day, calendar)
        if opening is not None:
            return opening[0]
        day += ONE_DAY
    return None


# ---- by a length of time


def _by_length(every: Duration, begun: datetime, after: datetime, calendar: Calendar) -> datetime | None:
    amounts: dict[Unit, int] = {unit: amount for amount, unit in every.parts}
    if hours := amounts.get("hours"):
        return begun + timedelta(hours=hours) * ((after - begun) // timedelta(hours=hours) + 1)
    months = 12 * amounts.get("years", 0) + amounts.get("months", 0)
    days = 7 * amounts.get("weeks", 0) + amounts.get("days", 0)
    if not months and not days:
        return None
    first = calendar.local_date(begun)
    # No occasion before this one can be late enough: a month has at most 31 days.
    k = max(1, (calendar.local_date(after) - first).days // (31 * months + days) - 1)
    while (moment := calendar.midnight(add_months(first, k * months) + k * days * ONE_DAY)) <= after:
        k += 1
    return moment


# ---- by calendar periods


def _parts(repeat: Repeat, begun: date) -> Iterator[Part]:
    """The stretches in each of which there is one occasion, in order, from the period that holds `begun` on."""
    if repeat.every is not None:
        yield from _periods(repeat.every, begun)
        return
    times, per = repeat.times or 1, repeat.per or "year"
    months = MONTHS.get(per)
    if months is not None and months % times == 0:
        yield from _month_periods(months // times, begun)
        return
    whole = _month_periods(months, begun) if months is not None else _day_periods(7, _monday(begun))
    for first, end in whole:
        length = (end - first).days
        cuts = [first + timedelta(days=length * n // times) for n in range(times)] + [end]
        yield from pairwise(cuts)


def _periods(every: Duration, begun: date) -> Iterator[Part]:
    amounts: dict[Unit, int] = {unit: amount for amount, unit in every.parts}
    months = 12 * amounts.get("years", 0) + amounts.get("months", 0)
    if months:
        return _month_periods(months, begun)
    weeks, days = amounts.get("weeks", 0), amounts.get("days", 0)
    if weeks and not days:
        return _day_periods(7 * weeks, _monday(begun))
    return _day_periods(max(1, 7 * weeks + days), begun)


def _month_periods(months: int, begun: date) -> Iterator[Part]:
    """Calendar months, quarters, half-years, years; lengths that do not fit in a year are counted from the month (year) it began."""
    first = begun.replace(day=1)
    if 12 % months == 0:
        first = first.replace(month=(begun.month - 1) // months * months + 1)
    elif months % 12 == 0:
        first = first.replace(month=1)
    while True:
        end = add_months(first, months)
        yield first, end
        first = end


def _day_periods(days: int, first: date) -> Iterator[Part]:
    while True:
        yield first, first + timedelta(days=days)
        first += timedelta(days=days)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
