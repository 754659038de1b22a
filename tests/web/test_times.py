"""How openings become days to choose from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from web.inputs import fits, local_parts
from web.times import Words, day_choices, moment_in_full

ZONE = ZoneInfo("Europe/Stockholm")
TODAY = date(2026, 4, 13)


def at(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A local moment of 2026 in UTC."""
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def said(*openings: tuple[datetime, datetime]) -> list[str]:
    """The words of the choices."""
    return [choice.words for choice in day_choices(openings, TODAY)]


def test_whole_days_are_said_without_hours_and_one_choice_a_day() -> None:
    assert said((at(4, 14), at(4, 16))) == ["Tisdag 14 april", "Onsdag 15 april"]


def test_a_day_of_another_year_is_said_with_it() -> None:
    new_year = datetime(2027, 1, 1, tzinfo=ZONE).astimezone(UTC)
    assert said((at(12, 31), new_year + timedelta(days=1))) == ["Torsdag 31 december", "Fredag 1 januari 2027"]


def test_the_rest_of_a_day_begins_somewhere() -> None:
    assert said((at(4, 13, 9), at(4, 14))) == ["Måndag 13 april, efter kl. 09.00"]


def test_hours_of_one_day_stand_together_in_order_of_time() -> None:
    afternoon, morning = (at(4, 14, 13), at(4, 14, 16)), (at(4, 14, 9), at(4, 14, 11, 30))
    assert said(afternoon, morning) == ["Tisdag 14 april, kl. 09.00–11.30 och kl. 13.00–16.00"]


def test_at_most_six_days_are_offered_and_the_first_ones() -> None:
    assert len(said((at(4, 13), at(5, 13)))) == 6
    assert said((at(4, 13), at(5, 13)))[0] == "Måndag 13 april"


def test_days_of_the_clock_changes_are_whole_days_too() -> None:
    assert said((at(3, 29), at(3, 30))) == ["Söndag 29 mars"]
    assert said((at(10, 25), at(10, 26))) == ["Söndag 25 oktober"]


def test_moments_are_said_as_seen_from_the_readers_day() -> None:
    words = Words(at(4, 7, 0, 30))
    assert words.due(at(4, 7, 10), False) == "i dag kl. 10.00"
    assert words.due(at(4, 7), True) == "i går"
    assert words.moment(at(4, 6, 23)) == "i går kl. 23.00"
    assert not words.apart(at(4, 7, 9), at(4, 7, 9, 59))
    assert words.apart(at(4, 7, 9), at(4, 7, 10))


def test_an_input_that_would_hide_what_was_written_becomes_a_line_of_text() -> None:
    assert fits("date", "2026-03-02")
    assert not fits("date", "2026-02-31")
    assert not fits("date", "20260302")
    assert fits("time", "08:30")
    assert not fits("time", "8.30")
    assert fits("month", "2026-03")
    assert not fits("month", "mars")
    assert fits("text", "vad som helst")
    assert fits("date", "")


def test_a_moment_is_shown_as_local_day_and_clock() -> None:
    assert local_parts("2026-07-01T22:30:00+00:00") == ("2026-07-02", "00:30")
    assert local_parts("") == ("", "")


def test_on_paper_the_day_is_named_also_when_it_is_near() -> None:
    words = Words(at(4, 13, 8))
    assert words.on_paper(at(4, 14, 9)) == "i morgon, tisdag 14 april kl. 09.00"
    assert words.on_paper(at(4, 28, 9)) == "tisdag 28 april kl. 09.00"
    assert moment_in_full(at(4, 13, 8, 5)) == "måndag 13 april 2026 kl. 08.05"
