"""Periods are written one way, read back as they were written, and everything else is told kindly."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.application.reports.periods import SHOWN, first_of, latest, title_of
from core.engine.time.periods import first_day, period_of
from core.errors import NotFound
from core.model.periods import PERIODS, Period

ALL = tuple(PERIODS.values())


@given(st.sampled_from(ALL), st.dates(date(1900, 1, 8), date(2200, 1, 1)))
def test_a_period_is_read_back_as_it_was_written(per: Period, day: date) -> None:
    assert first_of(per, period_of(per, day)) == first_day(per, day)


@given(st.sampled_from(ALL), st.text(max_size=9))
def test_anything_else_is_no_period(per: Period, text: str) -> None:
    try:
        found = first_of(per, text)
    except NotFound as error:
        assert error.code == "no_period" and "skriv den som" in error.text
    else:
        assert period_of(per, found) == text


@pytest.mark.parametrize(
    ("per", "text"),
    [("month", "2026-13"), ("month", "2026-00"), ("week", "2026-W54"), ("year", "0000"), ("year", "9999"), ("month", "2026-3"),
     ("half_year", "2026-H3"), ("quarter", "2026-Q5"), ("quarter", "2026-Q0"), ("month", "2026-03\n"), ("month", "٢٠٢٦-٠٣")],
)  # fmt: skip
def test_what_no_calendar_has_is_no_period(per: Period, text: str) -> None:
    with pytest.raises(NotFound):
        first_of(per, text)


@given(st.sampled_from(ALL), st.dates(date(1900, 1, 8), date(2200, 1, 1)))
def test_the_latest_periods_come_one_after_the_other(per: Period, day: date) -> None:
    found = latest(per, day)
    assert len(found) == SHOWN and found[0] == first_day(per, day)
    assert all(first_day(per, later) == later and later > earlier for later, earlier in pairwise(found))


def test_periods_are_said_as_people_say_them() -> None:
    assert title_of("month", date(2026, 3, 1)) == "mars 2026"
    assert [title_of("half_year", date(2026, m, 1)) for m in (1, 7)] == ["första halvåret 2026", "andra halvåret 2026"]
    assert [title_of("quarter", date(2026, m, 1)) for m in (1, 6, 9, 10)] == [
        f"{each} kvartalet 2026" for each in ("första", "andra", "tredje", "fjärde")
    ]
    assert title_of("week", date(2025, 12, 29)) == "vecka 1 2026"
    assert title_of("year", date(2026, 1, 1)) == "2026"
