"""What the booking page shows, and which slots need a reason."""

from __future__ import annotations

from datetime import time

from msgspec.structs import replace

from core.engine.time.booking import booking_advice, check_slot
from core.engine.time.windows import is_open
from core.model.time import Rule, Window
from tests.unit.time.support import SE, hours, moment, within

TUE_WED = Window(frozenset({1, 2}))
FRI_MON = Window(frozenset({4, 0}))
DAY_RULE = Rule(hours(24), "working_days", window=TUE_WED)
ACTIVITY = Rule(hours(48), "working_days", window=FRI_MON)
EASTER = moment("2026-04-02T10:00")


def test_without_deadline_or_window_the_next_working_days_are_offered() -> None:
    advice = booking_advice(None, None, None, moment("2026-03-06T10:00"), SE)
    assert (advice.due, advice.collision, advice.sentence) == (None, False, "")
    assert [since for since, _ in advice.suggestions] == [
        moment(f"2026-03-{day}") for day in ("06T10:00", "09T00:00", "10T00:00", "11T00:00", "12T00:00")
    ]


def test_a_deadline_that_begins_with_the_booking_is_reckoned_from_now() -> None:
    advice = booking_advice(DAY_RULE, TUE_WED, None, moment("2026-03-02T10:00"), SE)
    assert advice.due is not None
    assert advice.due.at == moment("2026-03-03T10:00")
    assert advice.sentence == ""


def test_a_rule_written_without_its_window_is_weighed_against_the_steps() -> None:
    bare = replace(ACTIVITY, window=None)
    assert booking_advice(bare, FRI_MON, EASTER, EASTER, SE) == booking_advice(ACTIVITY, FRI_MON, EASTER, EASTER, SE)


def test_openings_that_have_passed_since_the_start_do_not_count() -> None:
    rule = Rule(within((1, "weeks")), window=Window(frozenset({1})))
    start, now = moment("2026-03-03T08:00"), moment("2026-03-10T23:59")
    assert booking_advice(rule, rule.window, start, moment("2026-03-09T10:00"), SE).collision is False
    mornings = Window(frozenset({1}), (time(9), time(11)))
    assert booking_advice(rule, mornings, start, now, SE).collision is True


def test_a_deadline_that_has_passed_is_said_as_passed() -> None:
    advice = booking_advice(DAY_RULE, TUE_WED, moment("2026-03-02T10:00"), moment("2026-03-05T10:00"), SE)
    assert advice.collision is False
    assert advice.sentence == (
        "Fristen gick ut tisdag 3 mars kl. 10.00. Boka första möjliga tid och skriv varför det blir efter fristen."
    )


def test_where_the_deadline_wins_the_days_before_it_are_offered_first() -> None:
    advice = booking_advice(replace(ACTIVITY, outside_window="deadline_wins"), FRI_MON, EASTER, EASTER, SE)
    assert advice.suggestions[:3] == (
        (EASTER, moment("2026-04-03T00:00")),
        (moment("2026-04-07T00:00"), moment("2026-04-08T00:00")),
        (moment("2026-04-08T00:00"), moment("2026-04-08T10:00")),
    )
    assert advice.suggestions[3][0] == moment("2026-04-10T00:00")
    assert len(advice.suggestions) == 5


def test_suggestions_lie_in_the_window() -> None:
    advice = booking_advice(DAY_RULE, TUE_WED, None, moment("2026-03-02T10:00"), SE)
    assert len(advice.suggestions) == 5
    assert all(is_open(TUE_WED, since, SE) for since, _ in advice.suggestions)


def test_a_window_that_never_opens_is_said() -> None:
    never = Window(days_of_month=(31, 31), week_of_month=1)
    advice = booking_advice(Rule(hours(24)), never, None, EASTER, SE)
    assert advice.suggestions == ()
    assert "finns inom fem år" in advice.sentence


# -- slots


def test_a_slot_in_the_window_and_in_time_needs_no_reason() -> None:
    verdict = check_slot(DAY_RULE, TUE_WED, None, moment("2026-03-03T10:00"), moment("2026-03-02T10:00"), SE)
    assert (verdict.ok, verdict.reason_needed) == (True, None)


def test_a_slot_outside_the_window_needs_one() -> None:
    verdict = check_slot(None, TUE_WED, None, moment("2026-03-05T10:00"), moment("2026-03-02T10:00"), SE)
    assert not verdict.ok
    assert (
        verdict.reason_needed
        == "Tiden torsdag 5 mars kl. 10.00 ligger utanför den tid som gäller, tisdag eller onsdag."
    )


def test_a_slot_and_an_end_of_another_year_are_told_with_it() -> None:
    verdict = check_slot(DAY_RULE, TUE_WED, None, moment("2036-12-01T13:00"), moment("2026-12-30T10:00"), SE)
    assert verdict.reason_needed == (
        "Tiden måndag 1 december 2036 kl. 13.00 ligger utanför den tid som gäller, tisdag eller onsdag. "
        "Tiden måndag 1 december 2036 kl. 13.00 ligger efter fristen, som går ut måndag 4 januari 2027 kl. 10.00."
    )


def test_a_slot_on_a_holiday_is_told_which() -> None:
    verdict = check_slot(None, FRI_MON, None, moment("2026-04-03T10:00"), EASTER, SE)
    assert verdict.reason_needed == "Fredag 3 april är det stängt (långfredagen)."


def test_a_slot_after_the_deadline_needs_one() -> None:
    verdict = check_slot(DAY_RULE, TUE_WED, None, moment("2026-03-04T10:00"), moment("2026-03-02T10:00"), SE)
    assert (
        verdict.reason_needed
        == "Tiden onsdag 4 mars kl. 10.00 ligger efter fristen, som går ut tisdag 3 mars kl. 10.00."
    )


def test_both_reasons_are_said() -> None:
    verdict = check_slot(DAY_RULE, TUE_WED, None, moment("2026-03-06T10:00"), moment("2026-03-02T10:00"), SE)
    assert verdict.reason_needed is not None
    assert verdict.reason_needed.count("Tiden") == 2


def test_each_precedence_lets_its_own_slots_through() -> None:
    in_window, before_due = moment("2026-04-10T10:00"), moment("2026-04-07T10:00")
    allowed = {
        policy: tuple(
            check_slot(replace(ACTIVITY, outside_window=policy), FRI_MON, EASTER, slot, EASTER, SE).ok
            for slot in (in_window, before_due)
        )
        for policy in ("window_wins", "deadline_wins", "refuse")
    }
    assert allowed == {"window_wins": (True, False), "deadline_wins": (False, True), "refuse": (False, False)}


def test_where_the_deadline_wins_a_slot_outside_needs_a_reason_while_the_window_still_opens() -> None:
    rule = replace(DAY_RULE, outside_window="deadline_wins")
    now = moment("2026-03-02T10:00")
    assert not check_slot(rule, TUE_WED, None, moment("2026-03-02T15:00"), now, SE).ok
