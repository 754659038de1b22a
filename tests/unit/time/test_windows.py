"""When windows open, and that what they say of themselves agrees."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.engine.time.calendar import DEFAULT_OFFICE_HOURS, Calendar
from core.engine.time.windows import (
    WORKING_DAYS,
    is_open,
    last_open_moment,
    next_opening,
    openings,
    opens_on,
    window_problems,
)
from core.model.time import LAST_WEEK, CalendarSpec, Window
from tests.unit.time.support import DAY, SE, STEP, TZ, half_hours, midnight, moment, quick, works

FRI_MON = Window(frozenset({4, 0}))
clock_hours = st.sampled_from([None, (time(8), time(11, 30)), (time(13), time(16, 30)), (time(0), time(23, 59))])
windows = st.builds(
    Window,
    weekdays=st.frozensets(st.integers(0, 6)),
    hours=clock_hours,
    days_of_month=st.sampled_from([None, (1, 5), (16, 20), (31, 31)]),
    week_of_month=st.sampled_from([None, None, None, 1, 3]),
    week_means=st.sampled_from(["days", "first_full_week"]),
    holidays=st.booleans(),
    months=st.sampled_from([frozenset(), frozenset({5}), frozenset({11, 12, 1, 2})]),
)


def opening_days(window: Window, after: str, count: int) -> list[str]:
    return [since.astimezone(TZ).date().isoformat() for since, _ in openings(window, moment(after), SE, count)]


def test_friday_and_monday_leave_the_weekend_between_them_closed() -> None:
    assert opening_days(FRI_MON, "2026-03-05T10:00", 4) == ["2026-03-06", "2026-03-09", "2026-03-13", "2026-03-16"]


def test_easter_takes_both_friday_and_monday() -> None:
    assert opening_days(FRI_MON, "2026-04-02T10:00", 2) == ["2026-04-10", "2026-04-13"]


def test_a_window_is_shut_on_eves_and_on_the_municipalitys_own_closed_days() -> None:
    friday = Window(frozenset({4}))
    closed = Calendar(CalendarSpec(closed=frozenset({date(2026, 6, 12)}), office_hours=DEFAULT_OFFICE_HOURS))
    assert not opens_on(friday, date(2026, 6, 19), SE)
    assert opens_on(friday, date(2026, 6, 12), SE)
    assert not opens_on(friday, date(2026, 6, 12), closed)


def test_a_window_of_some_months_opens_in_them_and_nowhere_else() -> None:
    winter = Window(months=frozenset({11, 12, 1, 2}))
    assert opening_days(winter, "2026-02-26T10:00", 3) == ["2026-02-26", "2026-02-27", "2026-11-02"]
    assert not opens_on(winter, date(2026, 2, 28), SE), "a Saturday is closed as in every window"
    assert opening_days(Window(days_of_month=(1, 5), months=frozenset({5})), "2026-05-05T10:00", 2) == [
        "2026-05-05",
        "2027-05-03",
    ]


def test_a_window_may_be_declared_open_on_holidays() -> None:
    assert opens_on(Window(frozenset({4}), holidays=True), date(2026, 6, 19), SE)


def test_weekends_are_closed_unless_named() -> None:
    mornings = Window(hours=(time(9), time(11, 30)))
    assert not opens_on(mornings, date(2026, 3, 7), SE)
    assert opens_on(Window(frozenset({5}), mornings.hours), date(2026, 3, 7), SE)
    assert opens_on(Window(dates=frozenset({date(2026, 3, 7)})), date(2026, 3, 7), SE)
    assert opens_on(Window(hours=mornings.hours, holidays=True), date(2026, 3, 7), SE)


def test_the_16th_to_the_20th_open_on_their_working_days() -> None:
    days = opening_days(Window(days_of_month=(16, 20)), "2026-05-01T00:00", 4)
    assert days == ["2026-05-18", "2026-05-19", "2026-05-20", "2026-06-16"]


def test_the_first_week_is_days_1_to_7_or_the_first_full_week() -> None:
    tuesdays = frozenset({1})
    assert opening_days(Window(tuesdays, week_of_month=1), "2026-03-25T00:00", 1) == ["2026-04-07"]
    full = Window(frozenset({2}), week_of_month=1, week_means="first_full_week")
    assert opening_days(full, "2026-03-25T00:00", 1) == ["2026-04-08"]  # Wednesday 1 April is in March's last week
    # Monday 30 March begins March's fifth full week, which ends in April
    assert opens_on(Window(frozenset({3}), week_of_month=5, week_means="first_full_week"), date(2026, 4, 2), SE)


def test_the_last_week_is_the_last_seven_days_or_the_last_whose_monday_is_in_the_month() -> None:
    fridays = frozenset({4})
    assert opening_days(Window(fridays, week_of_month=LAST_WEEK), "2026-02-01T00:00", 3) == [
        "2026-02-27", "2026-03-27", "2026-04-24",
    ]  # fmt: skip
    assert (
        opens_on(Window(frozenset({3}), week_of_month=LAST_WEEK), date(2026, 12, 31), SE) is False
    )  # New Year's Eve is closed
    full = Window(frozenset({2}), week_of_month=LAST_WEEK, week_means="first_full_week")
    assert opens_on(full, date(2026, 4, 1), SE)  # Monday 30 March is in March
    assert not opens_on(full, date(2026, 3, 25), SE)


def test_clock_hours_include_both_their_ends_and_a_whole_day_not_the_next_midnight() -> None:
    morning = Window(frozenset({4}), (time(9), time(11, 30)))
    for text, expected in (("08:59", False), ("09:00", True), ("11:30", True), ("11:31", False)):
        assert is_open(morning, moment(f"2026-06-12T{text}"), SE) is expected, text
    friday = Window(frozenset({4}))
    assert is_open(friday, moment("2026-06-12T00:00"), SE)
    assert not is_open(friday, moment("2026-06-13T00:00"), SE)


def test_an_opening_that_is_just_ending_is_no_opening_to_offer() -> None:
    morning = Window(frozenset({4}), (time(9), time(11, 30)))
    opening = next_opening(morning, moment("2026-06-12T11:30"), SE)
    assert opening == (moment("2026-06-26T09:00"), moment("2026-06-26T11:30"))  # 19 June is Midsummer Eve


def test_clock_hours_are_local_on_both_sides_of_the_change_to_summer_time() -> None:
    morning = Window(frozenset({4, 0}), (time(9), time(11, 30)))
    spans = [
        (since.astimezone(TZ).time(), until.astimezone(TZ).time())
        for since, until in openings(morning, moment("2026-03-27T00:00"), SE, 2)
    ]
    assert spans == [(time(9), time(11, 30))] * 2


def test_a_window_that_gives_no_date_within_five_years_gives_none() -> None:
    never = Window(frozenset({0}), dates=frozenset({date(2026, 3, 3)}))  # a Tuesday
    far = Window(dates=frozenset({date(2050, 3, 3)}))
    impossible = Window(days_of_month=(31, 31), week_of_month=1)
    for window in (never, far, impossible):
        assert next_opening(window, moment("2026-01-01T00:00"), SE) is None
        assert list(openings(window, moment("2026-01-01T00:00"), SE, 5)) == []
        assert last_open_moment(window, moment("2020-01-01T00:00"), moment("2026-01-01T00:00"), SE) is None


@quick
@given(window=windows, after=half_hours)
def test_openings_are_ordered_apart_and_truly_open(window: Window, after: datetime) -> None:
    found = list(openings(window, after, SE, 6))
    assert len(found) <= 6
    for since, until in found:
        assert after <= since < until
        assert is_open(window, since, SE)
        assert is_open(window, until - datetime.resolution, SE)
        assert not is_open(window, until + datetime.resolution, SE) or window.hours is None
    assert all(earlier[1] <= later[0] for earlier, later in pairwise(found))


@quick
@given(window=windows, after=half_hours)
def test_nothing_is_open_between_now_and_the_next_opening(window: Window, after: datetime) -> None:
    opening = next_opening(window, after, SE)
    horizon = opening[0] if opening else after + 30 * DAY
    at = after
    while at < min(horizon, after + 30 * DAY):
        assert not is_open(window, at, SE) or (window.hours and at.astimezone(TZ).time() == window.hours[1])
        at += STEP


@quick
@given(window=windows, after=half_hours, length=st.integers(1, 20 * 48))
def test_the_last_open_moment_is_open_in_reach_and_the_last(window: Window, after: datetime, length: int) -> None:
    upto = after + length * STEP
    last = last_open_moment(window, after, upto, SE)
    walked = [at for n in range(1, length + 1) if is_open(window, at := after + n * STEP, SE)]
    if upto.astimezone(TZ).time() == time(0):
        walked = [at for at in walked if at < upto]  # an end at 00:00 belongs to the day before
    if last is None:
        assert walked == []
        return
    assert after < last <= upto
    assert is_open(window, last, SE)
    assert not walked or walked[-1] <= last


@quick
@given(window=windows, after=half_hours)
def test_a_window_opens_on_a_holiday_or_unnamed_weekend_only_if_it_says_so(window: Window, after: datetime) -> None:
    for since, _ in openings(window, after, SE, 12):
        day = since.astimezone(TZ).date()
        assert window.holidays or works(day) or (day.weekday() in window.weekdays and not SE.is_holiday(day))


def test_a_window_without_conditions_is_every_working_day() -> None:
    days = [date(2026, 1, 1) + timedelta(days=step) for step in range(365)]
    assert [opens_on(WORKING_DAYS, day, SE) for day in days] == [works(day) for day in days]


def test_nothing_lies_between_a_moment_and_itself() -> None:
    at = midnight(date(2026, 3, 3))
    assert last_open_moment(WORKING_DAYS, at, at, SE) is None


@pytest.mark.parametrize(
    ("window", "codes"),
    [
        (Window(frozenset({1}), (time(9), time(11))), ()),
        (Window(hours=(time(11), time(9))), ("hours_reversed",)),
        (Window(hours=(time(9), time(9))), ("hours_reversed",)),
        (Window(frozenset({7})), ("weekdays",)),
        (Window(days_of_month=(20, 16)), ("days_of_month",)),
        (Window(months=frozenset({0, 12})), ("months",)),
        (Window(days_of_month=(1, 32), week_of_month=6), ("days_of_month", "week_of_month")),
    ],
)
def test_what_is_wrong_with_a_window_is_told_in_codes(window: Window, codes: tuple[str, ...]) -> None:
    assert window_problems(window) == codes
