"""The one function that reckons due times: start, count, pauses, end rule, window, in that order (semantics section 5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from core.engine.time.calendar import FIRST_YEAR, LAST_YEAR, ONE_DAY, Calendar
from core.engine.time.counting import (
    Stretch,
    add_days,
    add_hours,
    calendar_days,
    merge_pauses,
    stands_still,
    stands_still_for_good,
    subtract_days,
    subtract_hours,
)
from core.engine.time.explain import Reckoning, explain_reckoning
from core.engine.time.rules import rule_problems
from core.engine.time.windows import HORIZON_DAYS, last_open_moment, next_opening
from core.model.time import Due, DueProblem, Pause, Rule

MIDNIGHT = time(0)


class _End(Struct, gc=False, frozen=True):
    """Where a count led: the moment in UTC, the day it belongs to, and whether it is that day's 24:00 as a whole day."""

    at: datetime
    day: date
    whole_day: bool


def due(
    rule: Rule, start: datetime | date, pauses: Sequence[Pause], calendar: Calendar, *, explain: bool = True
) -> Due:
    """When `rule` falls due if it started at `start`.

    Args:
        rule: a rule without `rule_problems`.
        start: an aware moment, or a day; rules in hours need a moment.
        pauses: stretches during which the clock stood still, in any order, overlapping or not. A rule that reckons
            backwards from a day takes no notice of them.
        calendar: the municipality's.
        explain: whether to fill in `Due.steps`, each step of the reckoning in Swedish.

    Raises ValueError with a code: one of `rule_problems`, ``start_without_clock`` (hours from a day), ``start_without_zone``.
    A start outside the years 1900 to 2100 gives no due moment and the problem ``never``.
    """
    reckoning = reckon(rule, start, pauses, calendar)
    steps = explain_reckoning(reckoning) if explain else ()
    return Due(reckoning.at, reckoning.whole_day, reckoning.latest_slot, reckoning.problem, steps)


def reckon(rule: Rule, start: datetime | date, pauses: Sequence[Pause], calendar: Calendar) -> Reckoning:
    """As `due`, with what it came to before the window was held against it."""
    _check(rule, start, calendar)
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        return Reckoning(rule, start, calendar, problem="never")
    if isinstance(start, datetime):
        start = start.astimezone(UTC)
    stops = merge_pauses(pauses) if pauses and not rule.before else ()
    counted = _count(rule, start, stops, calendar)
    if counted is None:
        return Reckoning(rule, start, calendar, pauses=stops)
    rolled, problem = _roll(rule, start, counted, stops, calendar)
    if rolled is None:
        return Reckoning(rule, start, calendar, pauses=stops, counted=counted.at)
    at, whole_day, latest, collision = _weigh_window(rule, start, rolled, calendar)
    return Reckoning(
        rule, start, calendar, pauses=stops, counted=counted.at, rolled=rolled.at, at=at,
        counted_whole_day=counted.whole_day, whole_day=whole_day, latest_slot=latest, problem=collision or problem,
        roll_stopped=problem is not None,
    )  # fmt: skip


def _check(rule: Rule, start: datetime | date, calendar: Calendar) -> None:
    problems = rule_problems(rule, calendar.spec)
    if problems:
        raise ValueError(problems[0])
    if isinstance(start, datetime):
        if start.tzinfo is None:
            raise ValueError("start_without_zone")
    elif rule.within.parts[0][1] == "hours":
        raise ValueError("start_without_clock")


# -- count


def _count(rule: Rule, start: datetime | date, stops: Sequence[Stretch], cal: Calendar) -> _End | None:
    """Start, length and pauses: the end before any end rule, or None while an open pause comes before it."""
    parts = rule.within.parts
    if isinstance(start, datetime) and parts[0][1] == "hours":
        hours = parts[0][0]
        at = (
            subtract_hours(hours, rule.counting, start, cal)
            if rule.before
            else add_hours(hours, rule.counting, start, stops, cal)
        )
        return None if at is None else _End(at, _day_of(at, cal), False)
    day = cal.local_date(start) if isinstance(start, datetime) else start
    days = calendar_days(parts, day, -1 if rule.before else 1)
    if rule.before:
        return _whole(subtract_days(days, rule.counting, day, cal), cal)
    last = add_days(days, rule.counting, day, stops, cal)
    return None if last is None else _whole(last, cal)


def _whole(day: date, cal: Calendar) -> _End:
    return _End(cal.midnight(day + ONE_DAY), day, True)


def _day_of(at: datetime, cal: Calendar) -> date:
    """The day an end belongs to: an end at 00:00 is the day before's 24:00."""
    local = cal.local(at)
    return local.date() - ONE_DAY if local.time() == MIDNIGHT else local.date()


# -- end rule


def _roll(
    rule: Rule, start: datetime | date, end: _End, stops: Sequence[Stretch], cal: Calendar
) -> tuple[_End | None, DueProblem | None]:
    """The end after the end rule. None when the clock stands still at the new end and nobody knows until when.

    An end that would pass the start is left where it was, with the problem ``before_start``.
    """
    if rule.rolls == "none" or cal.is_working_day(end.day):
        return end, None
    move = _mover(end, cal)
    if rule.rolls == "previous_working_day":
        rolled = move(cal.add_working_days(end.day, -1))
        passed = not rule.before and _is_before(rolled, start, cal)
        return (end, "before_start") if passed else (rolled, None)
    rolled = move(cal.add_working_days(end.day, 1))
    while stands_still(stops, rolled.at):
        if stands_still_for_good(stops, rolled.at):
            return None, None
        rolled = move(cal.add_working_days(rolled.day, 1))
    passed = rule.before and _is_after(rolled, start, cal)
    return (end, "before_start") if passed else (rolled, None)


def _mover(end: _End, cal: Calendar) -> Callable[[date], _End]:
    """How to put this end on another day: a whole day stays whole, an hour keeps its clock time, 24:00 included."""
    clock = cal.local(end.at).time()
    if end.whole_day:
        return lambda day: _whole(day, cal)
    if clock == MIDNIGHT:
        return lambda day: _End(cal.midnight(day + ONE_DAY), day, False)
    return lambda day: _End(cal.utc(day, clock), day, False)


def _is_before(end: _End, start: datetime | date, cal: Calendar) -> bool:
    if isinstance(start, datetime):
        return end.day < cal.local_date(start) if end.whole_day else end.at < start
    return end.day < start


def _is_after(end: _End, start: datetime | date, cal: Calendar) -> bool:
    if isinstance(start, datetime):
        return end.day > cal.local_date(start) if end.whole_day else end.at > start
    return end.day > start


# -- window


def _weigh_window(
    rule: Rule, start: datetime | date, end: _End, cal: Calendar
) -> tuple[datetime, bool, datetime | None, DueProblem | None]:
    """Due moment, whole day, latest slot and problem once the window has been held against the end."""
    window = rule.window
    if window is None:
        return end.at, end.whole_day, None, None
    latest = last_open_moment(window, _window_from(rule, start, end, cal), end.at, cal)
    if latest is not None:
        return end.at, end.whole_day, latest, None
    if rule.outside_window != "window_wins":
        return end.at, end.whole_day, None, "no_slot"
    opening = next_opening(window, end.at, cal)
    if opening is None:
        return end.at, end.whole_day, None, "never"
    at = opening[1]
    return at, window.hours is None, last_open_moment(window, end.at, at, cal), "no_slot"


def _window_from(rule: Rule, start: datetime | date, end: _End, cal: Calendar) -> datetime:
    if rule.before:  # the act may be done at any time before the end, so there is no moment to begin from
        return end.at - timedelta(days=HORIZON_DAYS)
    return start if isinstance(start, datetime) else cal.midnight(start)
