"""Bengtsfors' chain of weekdays and hours (B-14 to B-19), and what happens when a holiday breaks it (B-A1, B-A4)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from core.engine.time.booking import booking_advice, check_slot
from core.engine.time.deadlines import due
from core.engine.time.windows import next_opening
from core.model.time import Rule, Window
from tests.unit.time.support import DAY, FIRST, LAST, SE, TZ, hours, midnight, moment, works

INVESTIGATION = Window(frozenset({0, 1}))
MAPPING = Rule(hours(24), "working_days", window=Window(frozenset({1, 2})))
THREE_PARTY = Rule(hours(24), "working_days", window=Window(frozenset({2, 3})))
ACTIVITY = Rule(hours(48), "working_days", window=Window(frozenset({4, 0})))
CHAIN = ((MAPPING, (0, 1)), (THREE_PARTY, (1, 2)), (ACTIVITY, (2, 3)))
"""Each deadline with the weekdays of the step before it."""

MONDAYS = [
    FIRST + timedelta(days=step) for step in range((LAST - FIRST).days) if (FIRST + timedelta(days=step)).weekday() == 0
]
ORDINARY = [monday for monday in MONDAYS if all(works(monday + timedelta(days=step)) for step in (0, 1, 2, 3, 4, 7))]


def at(day: date, hour: int) -> datetime:
    return midnight(day) + timedelta(hours=hour)


def test_every_ordinary_week_of_ten_years_fits_without_collision() -> None:
    assert len(ORDINARY) > 350
    for monday in ORDINARY:
        for rule, weekdays in CHAIN:
            for weekday in weekdays:
                for hour in (8, 15):
                    result = due(rule, at(monday + weekday * DAY, hour), (), SE, explain=False)
                    assert result.problem is None, (monday, rule, weekday, hour)


def test_in_an_ordinary_week_the_next_step_always_has_a_day_after_the_one_it_is_counted_from() -> None:
    for monday in ORDINARY:
        for rule, weekdays in CHAIN:
            for weekday in weekdays:
                day = monday + weekday * DAY
                slot = due(rule, at(day, 10), (), SE, explain=False).latest_slot
                assert slot is not None
                assert slot.astimezone(TZ).date() > day


def test_with_clock_hours_the_activity_after_a_thursday_has_friday_only() -> None:
    clock = replace(ACTIVITY, counting="every_day")
    result = due(clock, moment("2026-03-05T10:00"), (), SE)
    assert result.at == moment("2026-03-07T10:00")
    assert result.latest_slot == moment("2026-03-06T23:59:59.999999")


def test_an_application_from_wednesday_to_friday_waits_for_monday() -> None:
    for day in ("2026-03-04", "2026-03-05", "2026-03-06"):
        opening = next_opening(INVESTIGATION, moment(f"{day}T10:00"), SE)
        assert opening is not None
        assert opening[0] == moment("2026-03-09T00:00")


def test_a_count_that_begins_on_a_free_day_ends_at_midnight_and_leaves_nothing_of_the_next_day() -> None:
    """24 hours from a Saturday are Monday's: Tuesday is after them, though it begins at the very moment they end (B-A1)."""
    saturday = moment("2026-11-28T10:00")
    left = due(MAPPING, saturday, (), SE)
    assert (left.at, left.latest_slot, left.problem) == (moment("2026-12-01T00:00"), None, "no_slot")
    moved = due(replace(MAPPING, outside_window="window_wins"), saturday, (), SE)
    assert (moved.at, moved.problem) == (moment("2026-12-02T00:00"), "no_slot")
    advice = booking_advice(MAPPING, MAPPING.window, None, saturday, SE)
    assert advice.collision
    assert "men nästa tid på tisdag eller onsdag är tisdag 1 december" in advice.sentence
    verdict = check_slot(MAPPING, MAPPING.window, saturday, moment("2026-12-01T13:00"), saturday, SE)
    assert verdict.reason_needed is not None


def test_from_any_moment_of_ten_years_the_last_slot_is_in_time() -> None:
    """Weekends, holidays and eves are among the days that are counted from."""
    for step in range((LAST - FIRST).days):
        for hour in (0, 9, 15):
            for rule, _ in CHAIN:
                start = at(FIRST + timedelta(days=step), hour)
                found = due(rule, start, (), SE, explain=False)
                assert found.at is not None
                if found.latest_slot is None:
                    assert found.problem == "no_slot"
                    continue
                last = found.at - timedelta(microseconds=1)
                assert found.latest_slot <= found.at
                assert found.latest_slot.astimezone(TZ).date() <= last.astimezone(TZ).date()


@pytest.mark.parametrize("year", range(2026, 2036))
def test_maundy_thursday_collides_every_year_and_is_said(year: int) -> None:
    friday = next(day for day in (date(year, 3, 15) + timedelta(days=n) for n in range(50)) if _is_good_friday(day))
    start = at(friday - DAY, 10)
    advice = booking_advice(ACTIVITY, ACTIVITY.window, start, start, SE)
    assert advice.due is not None
    assert (advice.due.problem, advice.collision) == ("no_slot", True)
    assert advice.suggestions[0][0] == midnight(friday + 7 * DAY)
    assert "men nästa tid på fredag eller måndag är fredag" in advice.sentence


def _is_good_friday(day: date) -> bool:
    return SE.holiday_name(day) == "långfredagen"


def test_the_sentence_follows_the_declared_precedence() -> None:
    start = moment("2026-04-02T10:00")
    said = {
        policy: booking_advice(replace(ACTIVITY, outside_window=policy), ACTIVITY.window, start, start, SE).sentence
        for policy in ("refuse", "window_wins", "deadline_wins")
    }
    first = "Fristen går ut onsdag 8 april kl. 10.00, men nästa tid på fredag eller måndag är fredag 10 april. "
    assert said == {
        "refuse": first + "Välj en dag före fristens slut eller en senare tid, och skriv varför.",
        "window_wins": first + "Veckodagarna gäller: fristen flyttas till fredag 10 april.",
        "deadline_wins": first + "Fristen gäller: boka en tid före den, även om det blir en annan dag.",
    }


def test_ascension_day_leaves_only_today_for_a_three_party_talk_and_that_is_said() -> None:
    booked = moment("2026-05-13T13:00")  # Wednesday; Thursday is Ascension Day
    advice = booking_advice(THREE_PARTY, THREE_PARTY.window, None, booked, SE)
    assert advice.collision is False
    assert advice.sentence == (
        "Bokar du nu går fristen ut fredag 15 maj kl. 13.00. Före den finns tid på onsdag eller torsdag bara i dag. "
        "Nästa tid därefter är onsdag 20 maj."
    )


def test_ascension_day_collides_when_the_talks_have_clock_hours() -> None:
    mornings = replace(THREE_PARTY, window=Window(frozenset({2, 3}), (time(9), time(11, 30))))
    advice = booking_advice(mornings, mornings.window, None, moment("2026-05-13T13:00"), SE)
    assert advice.collision
    assert "kl. 09.00–11.30 är onsdag 20 maj" in advice.sentence


def test_midsummer_leaves_monday_on_working_days_and_collides_on_clock_hours() -> None:
    held = moment("2026-06-18T10:00")  # Thursday before Midsummer Eve
    working = booking_advice(ACTIVITY, ACTIVITY.window, held, held, SE)
    assert (working.collision, working.suggestions[0][0]) == (False, moment("2026-06-22T00:00"))
    clock = booking_advice(replace(ACTIVITY, counting="every_day"), ACTIVITY.window, held, held, SE)
    assert clock.collision
    assert clock.sentence.startswith(
        "Fristen går ut lördag 20 juni kl. 10.00, men nästa tid på fredag eller måndag är måndag 22 juni."
    )
