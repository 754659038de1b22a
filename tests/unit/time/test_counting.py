"""Counting and pauses against oracles that walk time step by step."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.engine.time.counting import add_months
from core.engine.time.deadlines import due
from core.model.time import Counting, Pause, Rolls, Rule, Unit
from tests.unit.time.support import (
    DAY,
    FIRST,
    LAST,
    SE,
    STEP,
    TZ,
    always,
    days,
    half_hours,
    hours,
    in_office_hours,
    midnight,
    moment,
    near_pauses,
    on_working_day,
    quick,
    search_day,
    shown,
    walk_hours,
    within,
    works,
)

TICKS = {"every_day": always, "working_days": on_working_day, "office_hours": in_office_hours}
countings = st.sampled_from(sorted(TICKS))


def test_every_day_of_ten_years_is_judged_as_the_law_says() -> None:
    span = (FIRST + timedelta(days=step) for step in range((LAST - FIRST).days + 1))
    assert [day for day in span if SE.is_working_day(day) != works(day)] == []


@quick
@given(start=half_hours, count=st.integers(1, 60), counting=countings, data=st.data())
def test_hours_agree_with_walking_time_half_an_hour_at_a_time(
    start: datetime, count: int, counting: Counting, data: st.DataObject
) -> None:
    pauses = data.draw(near_pauses(start))
    result = due(Rule(hours(count), counting), start, pauses, SE, explain=False)
    assert result.at == walk_hours(count, TICKS[counting], start, pauses)


@quick
@given(start=half_hours, count=st.integers(0, 25), working=st.booleans(), data=st.data())
def test_days_agree_with_searching_day_by_day(start: datetime, count: int, working: bool, data: st.DataObject) -> None:
    pauses = data.draw(near_pauses(start))
    rule = Rule(within((count, "days")), "working_days" if working else "every_day")
    first = start.astimezone(TZ).date()
    last = search_day(count, works if working else (lambda day: True), first, pauses)
    assert shown(due(rule, start, pauses, SE, explain=False).at, True) == last.isoformat()


@quick
@given(start=half_hours, count=st.integers(1, 8), data=st.data())
def test_every_day_is_the_next_but_n_midnight_at_which_the_clock_runs(
    start: datetime, count: int, data: st.DataObject
) -> None:
    pauses = data.draw(near_pauses(start))
    day, left = start.astimezone(TZ).date(), count + 1
    while left:
        day += DAY
        left -= not any(pause.since <= midnight(day) < (pause.until or midnight(day)) for pause in pauses)
    assert due(Rule(within((count, "days"))), start, pauses, SE, explain=False).at == midnight(day)


@quick
@given(start=half_hours, weeks=st.integers(1, 6), data=st.data())
def test_weeks_move_one_day_for_each_day_the_clock_stood_still(
    start: datetime, weeks: int, data: st.DataObject
) -> None:
    pauses = data.draw(near_pauses(start))
    as_weeks = due(Rule(within((weeks, "weeks"))), start, pauses, SE, explain=False)
    as_days = due(Rule(within((7 * weeks, "days"))), start, pauses, SE, explain=False)
    assert as_weeks.at == as_days.at


# -- pausing n counted units moves the end by exactly n


@quick
@given(
    start=half_hours, count=st.integers(2, 80), paused=st.integers(1, 80), counting=countings, after=st.integers(0, 79)
)
def test_pausing_n_counted_hours_moves_the_end_by_exactly_n(
    start: datetime, count: int, paused: int, counting: Counting, after: int
) -> None:
    """The pause begins when `after` hours have ticked and ends when `paused` more have."""
    assume(after < count)
    plain = due(Rule(hours(count + paused), counting), start, (), SE, explain=False).at
    since = due(Rule(hours(after), counting), start, (), SE, explain=False).at
    until = due(Rule(hours(after + paused), counting), start, (), SE, explain=False).at
    assert since is not None
    assert until is not None
    stop = (Pause(since, until),)
    assert due(Rule(hours(count), counting), start, stop, SE, explain=False).at == plain


@quick
@given(
    start=half_hours,
    count=st.integers(1, 40),
    paused=st.integers(1, 20),
    at=st.integers(0, 39),
    hour=st.integers(1, 23),
)
def test_pausing_over_n_nights_moves_the_end_by_exactly_n_days(
    start: datetime, count: int, paused: int, at: int, hour: int
) -> None:
    assume(at < count)
    begins = midnight(start.astimezone(TZ).date() + at * DAY) + timedelta(hours=hour)
    stop = (Pause(begins, begins + paused * DAY),)
    moved = due(Rule(within((count, "days"))), start, stop, SE, explain=False)
    assert moved.at == due(Rule(within((count + paused, "days"))), start, (), SE, explain=False).at


@quick
@given(start=half_hours, count=st.integers(2, 40), paused=st.integers(1, 20), at=st.integers(0, 38))
def test_pausing_n_working_days_moves_the_end_by_exactly_n(start: datetime, count: int, paused: int, at: int) -> None:
    """The pause stands from 00:00 of one working day until 00:00 of a later one, inside the run."""
    assume(at < count - 1)
    first = SE.add_working_days(start.astimezone(TZ).date(), at + 1)
    stop = (Pause(midnight(first), midnight(SE.add_working_days(first, paused))),)
    moved = due(Rule(within((count, "days")), "working_days"), start, stop, SE, explain=False)
    assert moved.at == due(Rule(within((count + paused, "days")), "working_days"), start, (), SE, explain=False).at


@quick
@given(start=half_hours, count=st.integers(1, 60), counting=countings, data=st.data())
def test_pauses_count_once_however_they_are_cut_and_ordered(
    start: datetime, count: int, counting: Counting, data: st.DataObject
) -> None:
    pauses = data.draw(near_pauses(start))
    pieces = [Pause(pause.since, pause.since + STEP) for pause in pauses] + list(reversed(pauses))
    whole = due(Rule(hours(count), counting), start, pauses, SE, explain=False)
    assert due(Rule(hours(count), counting), start, pieces, SE, explain=False).at == whole.at


# -- the end rule, over ten years


@quick
@given(
    start=half_hours, amount=st.integers(1, 40), unit=st.sampled_from(["hours", "days", "weeks", "months"]),
    rolls=st.sampled_from(["next_working_day", "previous_working_day"]), before=st.booleans(), data=st.data(),
)  # fmt: skip
def test_with_an_end_rule_no_due_day_is_a_weekend_holiday_or_eve(
    start: datetime, amount: int, unit: Unit, rolls: Rolls, before: bool, data: st.DataObject
) -> None:
    pauses = data.draw(near_pauses(start))
    result = due(Rule(within((amount, unit)), before=before, rolls=rolls), start, pauses, SE, explain=False)
    assert result.at is not None
    local = result.at.astimezone(TZ)
    ends_at_midnight = result.whole_day or local.time() == datetime.min.time()
    day = (local - DAY).date() if ends_at_midnight else local.date()
    assert works(day) or result.problem == "before_start"


@pytest.mark.parametrize("rolls", ["next_working_day", "previous_working_day"])
def test_with_an_end_rule_every_start_day_of_ten_years_ends_on_a_working_day(rolls: Rolls) -> None:
    rule = Rule(within((2, "weeks")), rolls=rolls)
    for step in range((LAST - FIRST).days + 1):
        day = FIRST + timedelta(days=step)
        at = due(rule, day, (), SE, explain=False).at
        assert at is not None
        last = (at.astimezone(TZ) - DAY).date()
        plain = day + timedelta(days=14)
        assert works(last)
        assert (last >= plain) if rolls == "next_working_day" else (last <= plain)
        # and nothing nearer works
        between = (min(last, plain) + timedelta(days=n) for n in range(abs((last - plain).days) + 1))
        assert [each for each in between if works(each)] == [last]


# -- reckoning backwards


@quick
@given(start=half_hours, count=st.integers(1, 60), counting=countings)
def test_hours_backwards_are_the_latest_start_that_leads_there(start: datetime, count: int, counting: Counting) -> None:
    back = due(Rule(hours(count), counting, before=True), start, (), SE, explain=False).at
    assert back is not None
    ticked, at = 0, back
    while at < start:
        ticked += TICKS[counting](at)
        at += STEP
    assert ticked == 2 * count
    assert TICKS[counting](back)


@quick
@given(day=days, count=st.integers(1, 30))
def test_working_days_backwards_and_forwards_meet(day: date, count: int) -> None:
    assume(works(day))
    at = due(Rule(within((count, "days")), "working_days", before=True), day, (), SE, explain=False).at
    assert at is not None
    there = (at.astimezone(TZ) - DAY).date()
    assert works(there)
    assert sum(works(there + timedelta(days=n)) for n in range(1, (day - there).days + 1)) == count


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 8, 31), -6, date(2026, 2, 28)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
        (date(2026, 1, 15), -1, date(2025, 12, 15)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_are_clamped_to_the_last_day(day: date, count: int, expected: date) -> None:
    assert add_months(day, count) == expected


def test_years_and_months_go_first_then_weeks_then_days() -> None:
    rule = Rule(within((1, "months"), (1, "weeks"), (1, "days")))
    assert shown(due(rule, date(2026, 1, 31), (), SE).at, True) == "2026-03-08"


# -- summer time

CHANGES = [day for year in range(2026, 2036) for month in (3, 10) for day in [date(year, month, 31)]]
CHANGE_DAYS = [day - timedelta(days=(day.weekday() + 1) % 7) for day in CHANGES]


@pytest.mark.parametrize("change", CHANGE_DAYS, ids=str)
def test_summer_time_never_moves_a_due_time_by_an_hour(change: date) -> None:
    friday = midnight(change - 2 * DAY) + timedelta(hours=14)
    assert (midnight(change + DAY) - midnight(change)) != DAY  # it is a day of 23 or 25 hours
    for length in (within((3, "days")), within((1, "weeks")), within((1, "months"))):
        at = due(Rule(length), friday, (), SE, explain=False).at
        assert at is not None
        assert at.astimezone(TZ).time() == datetime.min.time()
    working = due(Rule(hours(24), "working_days"), friday, (), SE, explain=False)
    assert works(change + DAY) is False or shown(working.at, False) == f"{change + DAY} 14:00"
    elapsed = due(Rule(hours(72)), friday, (), SE, explain=False).at
    assert elapsed == friday + timedelta(hours=72)


def test_a_clock_time_that_is_skipped_or_occurs_twice_is_read_one_way() -> None:
    """PEP 495, fold 0: the first of two, and the offset before the change."""
    assert SE.utc(date(2026, 10, 25), datetime(2026, 1, 1, 2, 30).time()) == moment("2026-10-25T00:00") + 5 * STEP  # noqa: DTZ001
    assert SE.utc(date(2026, 3, 29), datetime(2026, 1, 1, 2, 30).time()) == moment("2026-03-29T03:30")  # noqa: DTZ001
