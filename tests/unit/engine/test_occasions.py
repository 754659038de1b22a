"""The sessions of a series: times that a day's hours are cut into, and the days of a standing meeting."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from core.engine.shared.occasions import occasion_at, occasions, occasions_on
from core.engine.time.calendar import Calendar
from core.model.sessions import Series
from core.model.time import CalendarSpec, Window

CALENDAR = Calendar(CalendarSpec())
TUESDAY = date(2026, 3, 10)


@given(st.integers(0, 18), st.integers(1, 5), st.integers(1, 400))
def test_the_hours_are_cut_into_as_many_whole_times_as_there_is_room_for(first: int, hours: int, minutes: int) -> None:
    window = Window(weekdays=frozenset({1}), hours=(time(first), time(first + hours)))
    found = occasions_on(Series("s", "Tider", window, minutes=minutes), TUESDAY, CALENDAR)
    assert len(found) == hours * 60 // minutes
    assert all(end - begin == timedelta(minutes=minutes) for begin, end in found)
    assert all(one[1] == other[0] for one, other in pairwise(found))


def test_a_series_on_a_meetings_days_is_on_no_other_day() -> None:
    series = Series("s", "Tider", Window(hours=(time(13), time(15)), dates=frozenset(), holidays=True), forum="besok")
    assert not list(occasions(series, CALENDAR.midnight(TUESDAY), CALENDAR, 5))
    planned = Series(
        "s",
        "Tider",
        Window(hours=(time(13), time(15)), dates=frozenset({TUESDAY}), holidays=True),
        forum="besok",
        minutes=60,
    )
    begins = [begin for begin, _ in occasions(planned, CALENDAR.midnight(TUESDAY), CALENDAR, 5)]
    assert begins == [CALENDAR.utc(TUESDAY, time(13)), CALENDAR.utc(TUESDAY, time(14))]
    assert occasion_at(planned, CALENDAR.utc(TUESDAY, time(13, 30)), CALENDAR) is None
