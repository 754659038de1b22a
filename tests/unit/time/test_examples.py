"""The twelve worked examples of the design, and the edges its words leave to us."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from core.engine.time.calendar import DEFAULT_OFFICE_HOURS, Calendar
from core.engine.time.deadlines import due
from core.model.time import CalendarSpec, OutsideWindow, Pause, Rolls, Rule, Window
from tests.unit.time.support import SE, hours, moment, shown, within

CLOSED = Calendar(CalendarSpec(closed=frozenset({date(2026, 5, 15)}), office_hours=DEFAULT_OFFICE_HOURS))
FRIDAY_MORNING = Window(frozenset({4}), (time(9), time(11, 30)))
PAUSED = (Pause(moment("2026-10-13T10:00"), moment("2026-10-21T09:00")),)
NEXT: Rolls = "next_working_day"
PREVIOUS: Rolls = "previous_working_day"

EXAMPLES = [
    (1, Rule(hours(24), "working_days"), moment("2026-05-13T14:00"), (), SE, "2026-05-15 14:00"),
    (2, Rule(hours(24), "working_days"), moment("2026-05-13T14:00"), (), CLOSED, "2026-05-18 14:00"),
    (3, Rule(hours(48), "working_days"), moment("2026-04-02T10:00"), (), SE, "2026-04-08 10:00"),
    (4, Rule(hours(24)), moment("2026-03-28T12:00"), (), SE, "2026-03-29 13:00"),
    (5, Rule(within((1, "weeks")), rolls=NEXT), moment("2026-12-18T15:00"), (), SE, "2026-12-28"),
    (6, Rule(within((10, "days")), rolls=NEXT), moment("2026-05-14T09:00"), (), SE, "2026-05-25"),
    (7, Rule(within((6, "months")), before=True, rolls=PREVIOUS), date(2026, 8, 31), (), SE, "2026-02-27"),
    (8, Rule(within((6, "days")), "working_days"), moment("2026-12-23T16:00"), (), SE, "2027-01-07"),
    (9, Rule(within((3, "years"), (6, "months")), rolls=PREVIOUS), date(2022, 11, 1), (), SE, "2026-04-30"),
    (10, Rule(hours(12), "office_hours"), moment("2026-06-05T15:00"), (), SE, "2026-06-09 10:00"),
    (11, Rule(within((3, "weeks")), rolls=NEXT), moment("2026-10-02T08:00"), PAUSED, SE, "2026-11-02"),
    (12, Rule(within((1, "weeks")), window=FRIDAY_MORNING, outside_window="window_wins"), moment("2026-06-12T12:00"), (), SE,
     "2026-06-26 11:30"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "start", "pauses", "calendar", "expected"),
    [each[1:] for each in EXAMPLES],
    ids=[str(each[0]) for each in EXAMPLES],
)
def test_worked_example(
    rule: Rule, start: datetime | date, pauses: tuple[Pause, ...], calendar: Calendar, expected: str
) -> None:
    result = due(rule, start, pauses, calendar)
    assert shown(result.at, result.whole_day) == expected
    assert result.at is not None
    assert result.at.tzinfo is UTC


def test_explaining_changes_nothing_but_the_steps() -> None:
    for _, rule, start, pauses, calendar, _ in EXAMPLES:
        told = due(rule, start, pauses, calendar)
        untold = due(rule, start, pauses, calendar, explain=False)
        assert untold.steps == ()
        assert (told.at, told.whole_day, told.latest_slot, told.problem) == (
            untold.at, untold.whole_day, untold.latest_slot, untold.problem,
        )  # fmt: skip


# -- windows against the end

FRI_MON = Window(frozenset({4, 0}))
EASTER = moment("2026-04-02T10:00")


def test_the_window_wins_and_the_due_moves_to_the_end_of_its_next_opening() -> None:
    result = due(Rule(hours(48), "working_days", window=FRI_MON, outside_window="window_wins"), EASTER, (), SE)
    assert (shown(result.at, result.whole_day), result.problem) == ("2026-04-10", "no_slot")
    assert result.latest_slot == moment("2026-04-10T23:59:59.999999")


@pytest.mark.parametrize("policy", ["deadline_wins", "refuse"])
def test_otherwise_the_due_stands_and_the_collision_is_said(policy: OutsideWindow) -> None:
    rule = Rule(hours(48), "working_days", window=FRI_MON, outside_window=policy)
    result = due(rule, EASTER, (), SE)
    assert (shown(result.at, False), result.problem, result.latest_slot) == ("2026-04-08 10:00", "no_slot", None)


def test_latest_slot_is_the_due_itself_when_the_window_is_open_then() -> None:
    result = due(Rule(hours(24), "working_days", window=Window(frozenset({1, 2}))), moment("2026-03-03T10:00"), (), SE)
    assert result.latest_slot == result.at == moment("2026-03-04T10:00")
    assert result.problem is None


def test_an_opening_that_begins_exactly_at_the_due_counts_and_one_that_ended_at_the_start_does_not() -> None:
    morning = Window(frozenset({3}), (time(10), time(12)))
    opens_at_due = due(Rule(hours(24), window=morning), moment("2026-03-04T10:00"), (), SE)
    ended_at_start = due(Rule(hours(24), window=morning), moment("2026-03-05T12:00"), (), SE)
    assert opens_at_due.latest_slot == moment("2026-03-05T10:00")
    assert ended_at_start.problem == "no_slot"


def test_a_window_that_never_opens_is_said_and_the_due_stands() -> None:
    gone = Window(dates=frozenset({date(2020, 1, 7)}))
    result = due(Rule(hours(24), window=gone, outside_window="window_wins"), EASTER, (), SE)
    assert (shown(result.at, False), result.problem) == ("2026-04-03 10:00", "never")


def test_a_rule_reckoned_backwards_may_be_met_at_any_opening_before_its_end() -> None:
    rule = Rule(within((6, "months")), before=True, window=Window(frozenset({1})))
    result = due(rule, date(2026, 8, 31), (), SE)
    assert (shown(result.at, result.whole_day), result.problem) == ("2026-02-28", None)
    assert result.latest_slot == moment("2026-02-24T23:59:59.999999")


# -- end rules


def test_rolling_back_past_the_start_is_not_done_and_is_said() -> None:
    result = due(Rule(within((1, "days")), rolls=PREVIOUS), moment("2026-03-07T10:00"), (), SE)  # a Saturday
    assert (shown(result.at, result.whole_day), result.problem) == ("2026-03-08", "before_start")


def test_rolling_back_to_the_day_of_the_start_is_allowed() -> None:
    result = due(Rule(within((1, "days")), rolls=PREVIOUS), moment("2026-03-06T10:00"), (), SE)
    assert (shown(result.at, result.whole_day), result.problem) == ("2026-03-06", None)


def test_hours_may_not_roll_back_to_before_they_began() -> None:
    result = due(Rule(hours(20), rolls=PREVIOUS), moment("2026-03-06T15:00"), (), SE)
    assert (shown(result.at, False), result.problem) == ("2026-03-07 11:00", "before_start")


def test_hours_may_roll_back_to_the_very_moment_they_began() -> None:
    result = due(Rule(hours(24), rolls=PREVIOUS), moment("2026-03-06T15:00"), (), SE)
    assert (shown(result.at, False), result.problem) == ("2026-03-06 15:00", None)


def test_working_hours_that_run_out_on_friday_end_at_its_24_and_not_on_monday() -> None:
    result = due(Rule(hours(24), "working_days"), moment("2026-03-06T00:00"), (), SE)
    assert shown(result.at, False) == "2026-03-07 00:00"
    assert result.steps[-1].detail == "Fristen går ut fredag 6 mars 2026 kl. 24.00."


def test_rolling_forward_past_the_day_it_is_reckoned_back_from_is_not_done() -> None:
    result = due(Rule(within((1, "days")), before=True, rolls=NEXT), date(2026, 3, 8), (), SE)
    assert (shown(result.at, result.whole_day), result.problem) == ("2026-03-07", "before_start")


def test_hours_keep_their_clock_time_when_they_roll() -> None:
    result = due(Rule(hours(24), rolls=NEXT), moment("2026-03-06T10:00"), (), SE)
    assert shown(result.at, result.whole_day) == "2026-03-09 10:00"


def test_an_end_at_midnight_belongs_to_the_day_before() -> None:
    friday = due(Rule(hours(24), rolls=NEXT), moment("2026-03-06T00:00"), (), SE)
    saturday = due(Rule(hours(24), rolls=NEXT), moment("2026-03-07T00:00"), (), SE)
    assert shown(friday.at, False) == "2026-03-07 00:00"  # Friday 24:00: Friday works
    assert shown(saturday.at, False) == "2026-03-10 00:00"  # Saturday 24:00 becomes Monday 24:00


# -- pauses

START = moment("2026-03-02T10:00")  # a Monday


def test_an_open_pause_before_the_end_gives_no_due() -> None:
    open_pause = (Pause(moment("2026-03-03T09:00")),)
    for rule in (Rule(hours(48)), Rule(hours(48), "working_days"), Rule(hours(40), "office_hours"),
                 Rule(within((3, "days"))), Rule(within((3, "days")), "working_days"), Rule(within((2, "weeks")))):  # fmt: skip
        result = due(rule, START, open_pause, SE)
        assert (result.at, result.problem) == (None, None), rule


def test_an_open_pause_after_the_end_changes_nothing() -> None:
    later = (Pause(moment("2026-03-20T09:00")),)
    for rule in (Rule(hours(48)), Rule(within((3, "days"))), Rule(within((3, "days")), "working_days")):
        assert due(rule, START, later, SE).at == due(rule, START, (), SE).at


def test_a_deadline_may_be_born_paused() -> None:
    born = (Pause(moment("2026-03-01T00:00"), moment("2026-03-02T12:00")),)
    assert shown(due(Rule(hours(4)), START, born, SE).at, False) == "2026-03-02 16:00"


def test_the_last_day_is_not_over_while_the_clock_stands_still_at_its_end() -> None:
    pause = (Pause(moment("2026-03-03T10:00"), moment("2026-03-04T09:00")),)
    result = due(Rule(within((1, "days"))), START, pause, SE)
    assert shown(result.at, result.whole_day) == "2026-03-04"
    still_open = due(Rule(within((1, "days"))), START, (Pause(pause[0].since),), SE)
    assert still_open.at is None


def test_an_end_that_rolls_into_a_pause_waits_for_it() -> None:
    pause = (Pause(moment("2026-03-08T10:00"), moment("2026-03-10T09:00")),)
    rule = Rule(within((5, "days")), rolls=NEXT)
    assert shown(due(rule, START, pause, SE).at, True) == "2026-03-10"
    assert due(rule, START, (Pause(pause[0].since),), SE).at is None


def test_a_rule_reckoned_backwards_takes_no_notice_of_pauses() -> None:
    rule = Rule(within((2, "weeks")), before=True)
    assert due(rule, date(2026, 10, 30), PAUSED, SE).at == due(rule, date(2026, 10, 30), (), SE).at
    rolled = Rule(within((2, "weeks")), before=True, rolls=NEXT)  # Sunday 1 November back to Sunday 18 October
    over_the_end = (Pause(moment("2026-10-18T10:00"), moment("2026-10-21T09:00")),)
    assert shown(due(rolled, date(2026, 11, 1), over_the_end, SE).at, True) == "2026-10-19"


# -- bad input


@pytest.mark.parametrize(
    ("rule", "start", "code"),
    [
        (Rule(hours(1)), date(2026, 3, 2), "start_without_clock"),
        (Rule(hours(1)), datetime(2026, 3, 2), "start_without_zone"),  # noqa: DTZ001
        (Rule(within((1, "weeks"), (2, "hours"))), START, "hours_mixed"),
        (Rule(within((1, "days")), "office_hours"), START, "office_hours_without_hours"),
    ],
)
def test_what_cannot_be_reckoned_is_refused_with_a_code(rule: Rule, start: datetime | date, code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        due(rule, start, (), SE)


@pytest.mark.parametrize("start", [date(206, 3, 2), date(9999, 12, 31), datetime(1, 1, 1, tzinfo=UTC)])
def test_a_start_outside_the_calendar_never_falls_due_instead_of_failing(start: date) -> None:
    result = due(Rule(within((100, "years")), rolls=NEXT), start, (), SE)
    assert (result.at, result.problem, len(result.steps)) == (None, "never", 1)


def test_the_longest_rule_from_the_last_year_can_be_reckoned() -> None:
    result = due(Rule(within((100, "years")), rolls=NEXT), date(2100, 5, 3), (), SE)
    assert shown(result.at, True) == "2200-05-05"  # 3 May 2200 is a Saturday
