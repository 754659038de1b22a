"""When a standing meeting is due to be held: its periods, which days of one may be chosen, and the days the rule itself names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from msgspec import Struct

from core.engine.time.calendar import ONE_DAY, Calendar
from core.engine.time.periods import first_day, next_period
from core.engine.time.windows import opens_on
from core.model.forums import Forum

PROPOSED = 6


class Slot(Struct, frozen=True):
    """A period in which the meeting is held so many `times`: from `first` to and with `last`."""

    first: date
    last: date
    times: int


def slots(forum: Forum, today: date, count: int) -> Iterator[Slot]:
    """The period that holds `today` and those that follow, `count` in all; none when nobody has said how often."""
    if forum.per is None:
        return
    first = first_day(forum.per, today)
    while count > 0:
        following = next_period(forum.per, first)
        if _in_turn(forum, first):
            yield Slot(first, following - ONE_DAY, forum.times)
            count -= 1
        first = following


def _in_turn(forum: Forum, monday: date) -> bool:
    """Whether it is one of the weeks of a meeting that is not held every week."""
    if forum.every <= 1 or forum.since is None:
        return True
    return (monday - first_day("week", forum.since)).days // 7 % forum.every == 0


def days_of(forum: Forum, slot: Slot, calendar: Calendar) -> Iterator[date]:
    """The days of a period on which the meeting may be held."""
    day = slot.first
    while day <= slot.last:
        if opens_on(forum.window, day, calendar):
            yield day
        day += ONE_DAY


def named_days(forum: Forum, first: date, last: date, calendar: Calendar) -> tuple[date, ...]:
    """The days from `first` to and with `last` that the rule itself names; none when somebody has to plan them."""
    if not forum.fixed:
        return ()
    found, day = [], first
    while day <= last:
        if _in_turn(forum, first_day("week", day)) and opens_on(forum.window, day, calendar):
            found.append(day)
        day += ONE_DAY
    return tuple(found)


def proposals(forum: Forum, slot: Slot, today: date, after: Sequence[date], calendar: Calendar) -> tuple[date, ...]:
    """Days to choose among, at most six from `today` on: with `after`, the first that may be chosen after each of those meetings."""
    possible = [day for day in days_of(forum, slot, calendar) if day >= today]
    if forum.after is None:
        return tuple(possible[:PROPOSED])
    firsts = (next((day for day in possible if day > other), None) for other in sorted(after))
    return tuple(dict.fromkeys(day for day in firsts if day is not None))


def fits(forum: Forum, day: date, after: Sequence[date], calendar: Calendar) -> bool:
    """Whether the rule lets the meeting be held on `day`: an open day of its window, soon after the other body's meeting."""
    if not opens_on(forum.window, day, calendar):
        return False
    if forum.after is None:
        return True
    return any(other < day <= other + timedelta(days=14) for other in after)
