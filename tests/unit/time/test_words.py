"""How times are said and read."""

from __future__ import annotations

import re
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model.time import Window
from core.words import (
    UNITS,
    WEEKDAYS,
    answered,
    called,
    counted_words,
    date_words,
    due_words,
    duration_words,
    expected_words,
    inside,
    iso_day_words,
    list_words,
    moment_words,
    money_words,
    parse_clock,
    parse_duration,
    parse_hours,
    plain_date_words,
    quoted,
    times_words,
    weekdays_words,
    weeks_words,
    window_words,
)
from tests.unit.time.support import TZ, moment, quick

FRIDAY = date(2026, 4, 10)


def test_one_time_and_several() -> None:
    assert [times_words(count) for count in (1, 2)] == ["1 gång", "2 gånger"]


@pytest.mark.parametrize(("kept", "said"), [("2026-04-10", "fredag 10 april 2026"), ("i vår", "i vår"), ("", "")])
def test_a_day_that_is_kept_is_said_as_people_do_and_what_is_no_day_stays(kept: str, said: str) -> None:
    assert iso_day_words(kept) == said


def test_a_day_is_said_with_weekday_and_month() -> None:
    assert date_words(FRIDAY) == "fredag 10 april"
    assert date_words(FRIDAY, year=True) == "fredag 10 april 2026"


def test_near_days_are_said_from_today_and_another_year_is_named() -> None:
    said = [date_words(FRIDAY, today=date(2026, 4, day)) for day in (9, 10, 11, 12)]
    assert said == ["i morgon", "i dag", "i går", "fredag 10 april"]
    assert date_words(FRIDAY, today=date(2025, 4, 10)) == "fredag 10 april 2026"


def test_a_year_is_named_when_it_is_another_than_that_of_a_day() -> None:
    assert date_words(FRIDAY, year=date(2026, 4, 10)) == "fredag 10 april"
    assert date_words(FRIDAY, year=date(2025, 12, 31)) == "fredag 10 april 2026"
    assert moment_words(moment("2026-04-10T10:00"), TZ, year=date(2025, 4, 10)) == "fredag 10 april 2026 kl. 10.00"
    assert due_words(moment("2026-04-11T00:00"), True, TZ, year=date(2027, 1, 1)) == "fredag 10 april 2026"


def test_a_moment_is_said_in_local_time() -> None:
    assert moment_words(moment("2026-04-10T10:00"), TZ) == "fredag 10 april kl. 10.00"
    assert moment_words(moment("2026-04-10T09:05"), TZ, today=FRIDAY) == "i dag kl. 09.05"


def test_a_due_moment_is_said_as_its_day_or_with_its_clock_time() -> None:
    end = moment("2026-04-11T00:00")
    assert due_words(end, True, TZ) == "fredag 10 april"
    assert due_words(end, False, TZ) == "fredag 10 april kl. 24.00"
    assert due_words(moment("2026-04-10T10:00"), False, TZ) == "fredag 10 april kl. 10.00"
    # the day of 23 hours still ends on its own date
    assert due_words(moment("2026-03-30T00:00"), True, TZ) == "söndag 29 mars"


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (((24, "hours"),), "24 timmar"),
        (((1, "hours"),), "1 timme"),
        (((3, "years"), (6, "months")), "3 år och 6 månader"),
        (((1, "years"), (1, "months"), (1, "weeks"), (1, "days")), "1 år, 1 månad, 1 vecka och 1 dag"),
    ],
)
def test_a_length_is_said_in_words(parts: tuple[tuple[int, str], ...], said: str) -> None:
    assert duration_words(parts) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({1, 2}, "tisdag eller onsdag"),
        ({4, 0}, "fredag eller måndag"),
        ({0, 1, 2, 3, 4}, "måndag–fredag"),
        ({0, 2, 4}, "måndag, onsdag eller fredag"),
        ({3}, "torsdag"),
        (set(), ""),
    ],
)
def test_weekdays_are_said_in_the_order_people_say_them(days: set[int], said: str) -> None:
    assert weekdays_words(frozenset(days)) == said


@quick
@given(st.frozensets(st.integers(0, 6)))
def test_no_weekday_is_lost_or_added_when_they_are_put_in_order(days: frozenset[int]) -> None:
    assert _days_said(weekdays_words(days)) == days


def _days_said(text: str) -> frozenset[int]:
    """The weekdays that a text names, with those between the two ends of a span. Fails when one is named twice."""
    named = [
        (WEEKDAYS.index(first) + n) % 7
        for first, _, last in (part.partition("–") for part in re.split(", | eller ", text) if part)
        for n in range((WEEKDAYS.index(last or first) - WEEKDAYS.index(first)) % 7 + 1)
    ]
    assert len(set(named)) == len(named)
    return frozenset(named)


@pytest.mark.parametrize(
    ("window", "said"),
    [
        (Window(frozenset({4}), (time(9), time(11, 30))), "fredag kl. 09.00–11.30"),
        (Window(hours=(time(9), time(11, 30))), "arbetsdagar kl. 09.00–11.30"),
        (Window(days_of_month=(16, 20)), "den 16–20 i månaden"),
        (Window(days_of_month=(1, 1)), "den 1 i månaden"),
        (Window(days_of_month=(2, 2), months=frozenset({3})), "den 2 i mars"),
        (Window(frozenset({1}), week_of_month=1), "tisdag i månadens första vecka"),
        (Window(dates=frozenset({FRIDAY})), "fredag 10 april 2026"),
        (
            Window(dates=frozenset({FRIDAY, date(2026, 6, 1), date(2027, 1, 4)})),
            "fredag 10 april, måndag 1 juni 2026 eller måndag 4 januari 2027",
        ),
        (Window(dates=frozenset({FRIDAY, FRIDAY + timedelta(1)})), "fredag 10 april eller lördag 11 april 2026"),
        (
            Window(dates=frozenset({date(2026, 3, 2), *(FRIDAY + timedelta(n) for n in range(3))})),
            "måndag 2 mars eller från 10 april till och med 12 april 2026",
        ),
        (
            Window(dates=frozenset(date(2026, 12, 30) + timedelta(n) for n in range(5)), hours=(time(9), time(11))),
            "från 30 december 2026 till och med 3 januari 2027 kl. 09.00–11.00",
        ),
        (Window(months=frozenset({5, 6, 7, 8})), "arbetsdagar i maj–augusti"),
        (Window(months=frozenset({3, 9}), holidays=True), "vilken dag som helst i mars eller september"),
        (
            Window(frozenset({1}), (time(9), time(11)), months=frozenset({11, 12, 1, 2})),
            "tisdag i november–februari kl. 09.00–11.00",
        ),
        (Window(days_of_month=(1, 15), months=frozenset({2})), "den 1–15 i februari"),
        (Window(), ""),
    ],
)
def test_a_window_is_said_in_words(window: Window, said: str) -> None:
    assert window_words(window) == said


@pytest.mark.parametrize(
    ("every", "said"),
    [
        (1, "varje vecka"),
        (2, "varannan vecka"),
        (3, "var tredje vecka"),
        (12, "var tolfte vecka"),
        (22, "med 22 veckors mellanrum"),
    ],
)
def test_what_comes_every_so_many_weeks_is_said_in_words(every: int, said: str) -> None:
    assert weeks_words(every) == said


def test_words_are_joined_the_swedish_way() -> None:
    assert [list_words(["a", "b", "c"][:count]) for count in range(4)] == ["", "a", "a och b", "a, b och c"]


# -- reading


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("24 hours", ((24, "hours"),)),
        ("1 hour", ((1, "hours"),)),
        ("2  weeks", ((2, "weeks"),)),
        ("3 years 6 months", ((3, "years"), (6, "months"))),
        ("0 days", ((0, "days"),)),
    ],
)
def test_lengths_are_read(text: str, parts: tuple[tuple[int, str], ...]) -> None:
    assert parse_duration(text) == parts


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "duration_shape"),
        ("24", "duration_shape"),
        ("24hours", "duration_shape"),
        ("hours 24", "duration_unit"),
        ("24 timmar", "duration_unit"),
        ("2 s", "duration_unit"),
        ("1.5 hours", "duration_number"),
        ("-1 hours", "duration_number"),
        ("٣ hours", "duration_number"),
        ("9999999 hours", "duration_number"),
        ("6 months 3 years", "duration_order"),
        ("1 day 2 days", "duration_order"),
    ],
)
def test_a_length_that_cannot_be_read_gives_a_code(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        parse_duration(text)


@quick
@given(st.lists(st.tuples(st.sampled_from(UNITS), st.integers(0, 999)), min_size=1, unique_by=lambda part: part[0]))
def test_what_is_written_is_read_back(parts: list[tuple[str, int]]) -> None:
    ordered = tuple((amount, unit) for unit, amount in sorted(parts, key=lambda part: UNITS.index(part[0])))
    assert parse_duration(" ".join(f"{amount} {unit}" for amount, unit in ordered)) == ordered


def test_clock_hours_are_read() -> None:
    assert parse_hours("09:00-11:30") == parse_hours("9:00 – 11:30") == (time(9), time(11, 30))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("09:00", "hours_shape"),
        ("11:30-09:00", "hours_reversed"),
        ("9-11", "clock"),
        ("24:00-25:00", "clock"),
        ("٠٩:00-10:00", "clock"),
    ],
)
def test_clock_hours_that_cannot_be_read_give_a_code(text: str, code: str) -> None:
    with pytest.raises(ValueError, match=f"^{code}$"):
        parse_hours(text)


def test_a_clock_time_needs_its_colon() -> None:
    assert parse_clock("8:30") == time(8, 30)
    with pytest.raises(ValueError, match=r"^clock$"):
        parse_clock("0830")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1-3 weeks", "1–3 veckor"),
        ("1 week", "1 vecka"),
        ("2 months", "2 månader"),
        ("när läkaren har svarat", "när läkaren har svarat"),
        ("weeks", "weeks"),
    ],
)
def test_how_long_something_usually_takes_is_said_in_swedish(written: str, said: str) -> None:
    assert expected_words(written) == said


@pytest.mark.parametrize(
    ("kronor", "said"),
    [
        (7000, "7 000 kr"),
        (7000.5, "7 000,50 kr"),
        (0, "0 kr"),
        (-250.0, "−250 kr"),
        (1234567.894, "1 234 567,89 kr"),
        (-0.001, "0 kr"),
    ],
)
def test_money_is_said_with_spaces_between_thousands(kronor: float, said: str) -> None:
    assert money_words(kronor) == said


def test_a_plain_date_may_leave_the_year_out() -> None:
    assert plain_date_words(date(2026, 11, 16), year=False) == "16 november"


@pytest.mark.parametrize(
    ("title", "said"),
    [
        ("Handläggare på IFO", "handläggare på IFO"),
        ("E-post", "e-post"),
        ("OCR på hyresavin", "OCR på hyresavin"),
        ("OCR-nummer", "OCR-nummer"),
        ("B12-brist", "B12-brist"),
        ("iPad", "iPad"),
        ("Arbetsförmedlingen", "Arbetsförmedlingen"),
        ("Försäkringskassans handläggare", "Försäkringskassans handläggare"),
        ("Region Värmland", "Region Värmland"),
        ("Statens servicecenter", "Statens servicecenter"),
        ("Regional samordnare", "regional samordnare"),
        ("S", "s"),
        ("", ""),
    ],
)
def test_a_title_inside_a_sentence_is_lowered_unless_an_abbreviation_or_an_authority_comes_first(
    title: str, said: str
) -> None:
    assert inside(title) == said


@pytest.mark.parametrize(
    ("title", "line", "inside_a_sentence", "sentence"),
    [
        ("Namn", "Namn: ja", "Namn", "”Namn”."),
        ("Behövs tolk?", "Behövs tolk? Ja", "”Behövs tolk?”", "”Behövs tolk?”"),
    ],
)
def test_a_question_is_answered_quoted_and_ended_once(
    title: str, line: str, inside_a_sentence: str, sentence: str
) -> None:
    assert (answered(title, "ja"), called(title), quoted(title)) == (line, inside_a_sentence, sentence)


@pytest.mark.parametrize(
    ("parts", "counting", "said"),
    [
        (((24, "hours"),), "working_days", "24 timmar på arbetsdagar"),
        (((1, "days"),), "working_days", "1 arbetsdag"),
        (((10, "days"),), "working_days", "10 arbetsdagar"),
        (((12, "hours"),), "office_hours", "12 timmar på kontorstid"),
        (((3, "weeks"),), "every_day", "3 veckor"),
        ((), "every_day", ""),
    ],
)
def test_a_length_says_what_of_the_time_counts(parts: tuple[tuple[int, str], ...], counting: str, said: str) -> None:
    assert counted_words(parts, counting) == said
