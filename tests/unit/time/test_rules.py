"""Which rules are refused, and the calendar's own edges."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, time

import pytest

from core.engine.time.calendar import DEFAULT_OFFICE_HOURS, Calendar
from core.engine.time.rules import rule_problems
from core.errors import ConfigurationError
from core.model.time import CalendarSpec, Duration, Rule, Window
from tests.unit.time.support import SE, hours, within

PLAIN = CalendarSpec()


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        (Rule(hours(24)), ()),
        (Rule(hours(24), rolls="next_working_day"), ()),
        (Rule(within((6, "days")), "working_days", rolls="next_working_day"), ()),
        (Rule(within((3, "years"), (6, "months"))), ()),
        (Rule(Duration(())), ("empty",)),
        (Rule(hours(-1)), ("amount",)),
        (Rule(within((1, "days"), (2, "days"))), ("unit_twice",)),
        (Rule(within((101, "years"))), ("too_long",)),
        (Rule(hours(90_000)), ("too_long",)),
        (Rule(within((1, "days"), (2, "hours"))), ("hours_mixed",)),
        (Rule(within((1, "days")), "office_hours"), ("office_hours_without_hours", "no_office_hours")),
        (Rule(hours(1), "office_hours"), ("no_office_hours",)),
        (Rule(within((1, "weeks")), "working_days"), ("working_days_with_longer_units",)),
        (Rule(within((1, "months")), "working_days"), ("working_days_with_longer_units",)),
        (Rule(hours(24), "working_days", rolls="next_working_day"), ("rolls_on_working_hours",)),
        (Rule(hours(24), window=Window(hours=(time(11), time(9)))), ("window",)),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_in_codes(rule: Rule, codes: tuple[str, ...]) -> None:
    assert rule_problems(rule, PLAIN) == codes


def test_office_hours_can_be_counted_where_they_are_declared() -> None:
    assert rule_problems(Rule(hours(1), "office_hours"), SE.spec) == ()


# -- the calendar


def test_the_digest_changes_with_anything_in_the_declaration_and_with_nothing_else() -> None:
    closed = frozenset({date(2026, 5, 15), date(2026, 6, 5)})
    same = [
        Calendar(CalendarSpec(closed=frozenset(order))).digest() for order in (sorted(closed), sorted(closed)[::-1])
    ]
    assert len(set(same)) == 1
    others = [
        CalendarSpec(),
        CalendarSpec(closed=closed),
        CalendarSpec(country="NO"),
        CalendarSpec(timezone="Europe/Oslo"),
        CalendarSpec(office_hours=DEFAULT_OFFICE_HOURS),
        CalendarSpec(office_hours={**DEFAULT_OFFICE_HOURS, 4: (time(8), time(15))}),
    ]
    assert len({Calendar(spec).digest() for spec in others}) == len(others)


def test_calendars_of_equal_declarations_are_equal_and_share_their_years() -> None:
    first, second = (Calendar(CalendarSpec(closed=frozenset({date(2026, 5, 15)}))) for _ in range(2))
    assert first == second
    assert hash(first) == hash(second)
    assert not first.is_working_day(date(2026, 5, 15))
    assert first._years is second._years


def test_another_country_has_its_own_holidays() -> None:
    norway = Calendar(CalendarSpec(country="NO", timezone="Europe/Oslo"))
    assert not norway.is_working_day(date(2027, 5, 17))
    assert SE.is_working_day(date(2027, 5, 17))


def test_an_unknown_country_or_zone_is_told_in_swedish() -> None:
    with pytest.raises(ConfigurationError, match="landet XX"):
        Calendar(CalendarSpec(country="XX")).is_working_day(date(2026, 3, 2))
    for zone in ("Europe/Bengtsfors", "../etc/passwd", ""):
        with pytest.raises(ConfigurationError, match="tidszonen"):
            Calendar(CalendarSpec(timezone=zone))


def test_the_office_is_closed_on_holidays_and_on_days_without_hours() -> None:
    assert SE.office_hours(date(2026, 4, 3)) is None
    assert SE.office_hours(date(2026, 3, 7)) is None
    saturdays = Calendar(CalendarSpec(office_hours={5: (time(10), time(14))}))
    assert saturdays.office_hours(date(2026, 3, 7)) is not None
    assert saturdays.office_hours(date(2026, 3, 9)) is None


def test_a_holiday_has_a_swedish_name() -> None:
    assert SE.holiday_name(date(2026, 4, 3)) == "långfredagen"
    assert SE.holiday_name(date(2026, 6, 19)) == "midsommarafton"
    assert SE.holiday_name(date(2026, 3, 3)) is None


def test_holidays_are_not_loaded_before_a_day_is_asked_about() -> None:
    program = (
        "import sys; from core.engine.time.calendar import Calendar; from core.model.time import CalendarSpec; "
        "from core.engine.time import booking, deadlines, windows; Calendar(CalendarSpec()).digest(); "
        "print('holidays' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
