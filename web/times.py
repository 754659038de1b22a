"""Moments on the page: UTC from the application, local words for the reader."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from core.words import capital, clock_words, date_words, due_words, moment_words

ZONE = ZoneInfo("Europe/Stockholm")
"""Swedish municipalities count in Swedish time."""


def moment_in_full(at: datetime) -> str:
    """A moment with its year, for paper: ``onsdag 8 april 2026 kl. 14.20``."""
    local = at.astimezone(ZONE)
    return f"{date_words(local.date(), year=True)} kl. {clock_words(local.time())}"


@dataclass(frozen=True, slots=True)
class Words:
    """Says moments as seen at `now` (UTC)."""

    now: datetime
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", self.now.astimezone(ZONE).date())

    def due(self, at: datetime, whole_day: bool) -> str:
        """A due moment: ``i dag kl. 10.00``, ``onsdag 8 april``."""
        return _due(at, whole_day, self.today)

    def moment(self, at: datetime) -> str:
        """A moment: ``i går kl. 14.20``."""
        return _moment(at, self.today)

    def on_paper(self, at: datetime) -> str:
        """A moment whose day is always named, for what is printed: ``i dag, onsdag 8 april kl. 14.20``."""
        local = at.astimezone(ZONE)
        near, full = self.day_words(local.date()), self.weekday(local.date())
        return f"{full if near == full else f'{near}, {full}'} kl. {clock_words(local.time())}"

    def day(self, at: datetime) -> str:
        """The day of a moment: ``onsdag 8 april``."""
        return date_words(at.astimezone(ZONE).date(), today=self.today)

    def day_words(self, day: date) -> str:
        """A day: ``onsdag 8 april``."""
        return date_words(day, today=self.today)

    def day_in_full(self, day: date) -> str:
        """A day with its year, for what is kept or printed: ``onsdag 8 april 2026 (i dag)``."""
        near, full = self.day_words(day), date_words(day, year=True)
        return f"{full} ({near})" if near != self.weekday(day) else full

    def weekday(self, day: date) -> str:
        """A day where near days are not said otherwise: ``onsdag 8 april``."""
        return date_words(day, year=self.today)

    def hours(self, begin: datetime, end: datetime | None) -> str:
        """From when to when, of a day that is told already: ``09.00–11.00``, or ``09.00`` where nobody knows when it ends."""
        said = [clock_words(each.astimezone(ZONE).time()) for each in (begin, end) if each is not None]
        return "–".join(said)

    def turn(self, at: datetime) -> str:
        """When something goes on by itself: the day that begins then, else the moment."""
        local = at.astimezone(ZONE)
        return self.day_words(local.date()) if local.time() == time(0) else self.moment(at)

    def apart(self, at: datetime, recorded: datetime) -> bool:
        """Whether something was written down so much later (an hour) than it happened that the reader should know."""
        return recorded - at >= timedelta(hours=1)


# The same few moments stand on page after page; the words hold nothing of any case.
@lru_cache(maxsize=4096)
def _due(at: datetime, whole_day: bool, today: date) -> str:
    return due_words(at, whole_day, ZONE, today=today)


@lru_cache(maxsize=4096)
def _moment(at: datetime, today: date) -> str:
    return moment_words(at, ZONE, today=today)


MOST_DAYS = 6
"""Days to choose among when something is to be booked."""


@dataclass(frozen=True, slots=True)
class DayChoice:
    """A day that may be booked. `value` is ISO, `words` the day and the hours of it that are open."""

    value: str
    words: str


def day_choices(openings: tuple[tuple[datetime, datetime], ...], today: date) -> tuple[DayChoice, ...]:
    """The openings day by day, nearest first, hours of one day together; at most `MOST_DAYS` days. A year that is not this one is said."""
    hours: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for first, last in sorted(openings):
        start, end = first.astimezone(ZONE), last.astimezone(ZONE)
        while start < end and len(hours) <= MOST_DAYS:
            midnight = datetime.combine(start.date() + timedelta(days=1), time(), tzinfo=ZONE)
            value = start.date().isoformat()
            names[value] = date_words(start.date(), year=today)
            hours.setdefault(value, []).append(_hours(start, min(end, midnight), midnight))
            start = midnight
    chosen = list(hours)[:MOST_DAYS]
    return tuple(DayChoice(day, f"{capital(names[day])}{_joined(hours[day])}") for day in chosen)


def _hours(start: datetime, end: datetime, midnight: datetime) -> str:
    first, last = clock_words(start.time()), "24.00" if end == midnight else clock_words(end.time())
    if last == "24.00":
        return "" if first == "00.00" else f"efter kl. {first}"
    return f"kl. {first}–{last}"


def _joined(hours: list[str]) -> str:
    said = [each for each in hours if each]
    return f", {' och '.join(said)}" if said and len(said) == len(hours) else ""
