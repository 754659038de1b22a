"""Calendar files (RFC 5545): the little of it that a booked time needs, with lines folded and texts escaped as it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST = 75
"""A line has at most so many bytes without its end (section 3.1)."""
_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Entry:
    """A time in a calendar. `start` is a moment (UTC) or a whole day; `end` may be left out. `uid` is the same each time it is fetched."""

    uid: str
    start: datetime | date
    summary: str
    end: datetime | None = None
    where: str = ""


def calendar(name: str, entries: Iterable[Entry], now: datetime) -> str:
    """A whole calendar file; `now` is when it was made (UTC)."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Rutin//Rutin//SV",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for entry in entries:
        lines += _event(entry, now)
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _event(entry: Entry, now: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}@rutin"
    yield f"DTSTAMP:{now.astimezone(UTC).strftime(_STAMP)}"
    yield from _times(entry)
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.where:
        yield f"LOCATION:{_text(entry.where)}"
    yield "END:VEVENT"


def _times(entry: Entry) -> Iterator[str]:
    if not isinstance(entry.start, datetime):
        yield f"DTSTART;VALUE=DATE:{entry.start:%Y%m%d}"
        yield f"DTEND;VALUE=DATE:{entry.start + timedelta(days=1):%Y%m%d}"
        return
    yield f"DTSTART:{entry.start.astimezone(UTC).strftime(_STAMP)}"
    if entry.end is not None:
        yield f"DTEND:{entry.end.astimezone(UTC).strftime(_STAMP)}"


def _text(text: str) -> str:
    """A text value (section 3.3.11): what separates is escaped, and nothing can begin a line of its own."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    lines = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(each for each in lines if each >= " ")


def _folded(line: str) -> Iterator[str]:
    """The line in parts of at most 75 bytes, those after the first with a space before; no letter is cut in two."""
    part, size = "", 0
    for letter in line:
        length = len(letter.encode())
        if size + length > LONGEST:
            yield part
            part, size = " ", 1
        part += letter
        size += length
    yield part
