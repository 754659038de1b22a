"""Calendar files as RFC 5545 wants them: lines folded, texts escaped, nothing that a text could add."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from core.application.week.ical import LONGEST, Entry, calendar

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SLOT = datetime(2026, 3, 10, 8, 0, tzinfo=UTC)


def unfolded(text: str) -> list[str]:
    """The lines as a calendar program reads them."""
    assert text.endswith("\r\n")
    lines: list[str] = []
    for line in text[:-2].split("\r\n"):
        if line.startswith(" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return lines


def unescaped(value: str) -> str:
    """A text value as it was."""
    found, rest = "", iter(value)
    for letter in rest:
        found += {"n": "\n", "N": "\n"}.get(after := next(rest), after) if letter == "\\" else letter
    return found


def test_a_meeting_is_one_event_with_its_times_in_utc() -> None:
    text = calendar("Rutin", [Entry("a1", SLOT, "Nybesök", SLOT.replace(hour=9), "Rum 3")], NOW)
    assert unfolded(text) == [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rutin//Rutin//SV", "CALSCALE:GREGORIAN", "X-WR-CALNAME:Rutin",
        "BEGIN:VEVENT", "UID:a1@rutin", "DTSTAMP:20260302T080000Z", "DTSTART:20260310T080000Z", "DTEND:20260310T090000Z",
        "SUMMARY:Nybesök", "LOCATION:Rum 3", "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip


def test_a_day_without_a_clock_time_is_a_whole_day() -> None:
    lines = unfolded(calendar("Rutin", [Entry("a", date(2026, 12, 31), "Möte")], NOW))
    assert "DTSTART;VALUE=DATE:20261231" in lines and "DTEND;VALUE=DATE:20270101" in lines


@given(st.text(), st.text())
def test_whatever_a_text_says_it_stays_one_value_on_short_lines(summary: str, where: str) -> None:
    text = calendar("Rutin", [Entry("a", SLOT, summary, None, where)], NOW)
    assert all(len(line.encode("utf-8", "surrogatepass")) <= LONGEST for line in text.split("\r\n"))
    lines = unfolded(text)
    assert [line.partition(":")[0] for line in lines].count("SUMMARY") == 1
    said = next(line for line in lines if line.startswith("SUMMARY:")).partition(":")[2]
    plain = summary.replace("\r\n", "\n").replace("\r", "\n")
    assert unescaped(said) == "".join(each for each in plain if each >= " " or each == "\n")
    assert lines.count("BEGIN:VEVENT") == 1 and lines[-1] == "END:VCALENDAR"
