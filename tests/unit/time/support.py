"""What the time tests share: calendars, shorthand, and oracles that know nothing of the engine.

The oracles reckon holidays from the law's own words (lag 1989:253 and lag 1930:173 2 §) and walk time in small steps.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from core.engine.time.calendar import DEFAULT_OFFICE_HOURS, Calendar
from core.model.time import CalendarSpec, Duration, Pause, Unit

TZ = ZoneInfo("Europe/Stockholm")
DAY = timedelta(days=1)
SE = Calendar(CalendarSpec(office_hours=DEFAULT_OFFICE_HOURS))
FIRST, LAST = date(2026, 1, 1), date(2035, 12, 31)

quick = settings(derandomize=True, max_examples=150, deadline=None, database=None)


def moment(text: str) -> datetime:
    """A local moment such as 2026-04-02T10:00, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=TZ).astimezone(UTC)


def within(*parts: tuple[int, Unit]) -> Duration:
    return Duration(parts)


def hours(count: int) -> Duration:
    return Duration(((count, "hours"),))


def shown(at: datetime | None, whole_day: bool) -> str:
    """A due moment as the worked examples write it: a bare date for a whole day."""
    assert at is not None
    local = at.astimezone(TZ)
    return (local - DAY).date().isoformat() if whole_day else local.strftime("%Y-%m-%d %H:%M")


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(0), TZ).astimezone(UTC)


# -- holidays by the law's own words


def easter(year: int) -> date:
    """Easter Sunday by the anonymous Gregorian rule."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)


@cache
def free_days(year: int) -> frozenset[date]:
    """Public holidays other than ordinary Sundays, and the three eves."""
    sunday, midsummer = easter(year), _saturday_from(date(year, 6, 20))
    fixed = [(1, 1), (1, 6), (5, 1), (6, 6), (12, 24), (12, 25), (12, 26), (12, 31)]
    moving = [sunday + timedelta(days=step) for step in (-2, 0, 1, 39, 49)]
    moving += [midsummer - DAY, midsummer, _saturday_from(date(year, 10, 31))]
    return frozenset([date(year, month, day) for month, day in fixed] + moving)


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in free_days(day.year)


# -- brute force


def still(pauses: Sequence[Pause], at: datetime) -> bool:
    return any(pause.since <= at and (pause.until is None or at < pause.until) for pause in pauses)


def always(at: datetime) -> bool:
    return True


def on_working_day(at: datetime) -> bool:
    return works(at.astimezone(TZ).date())


def in_office_hours(at: datetime) -> bool:
    local = at.astimezone(TZ)
    return works(local.date()) and time(8) <= local.time() < time(16, 30)


STEP = timedelta(minutes=30)


def walk_hours(count: int, ticks: Callable[[datetime], bool], start: datetime, pauses: Sequence[Pause]) -> datetime:
    """Where `count` hours lead when time is walked half an hour at a time; everything must lie on half hours."""
    at, left = start, 2 * count
    while left:
        if ticks(at) and not still(pauses, at):
            left -= 1
        at += STEP
    return at


def search_day(count: int, counts: Callable[[date], bool], start: date, pauses: Sequence[Pause]) -> date:
    """The first day by which enough days have counted and whose 24:00 the clock does not stand still at."""
    day, counted = start, 0
    while True:
        ended = counted >= count and not still(pauses, midnight(day + DAY))
        if ended and (day == start or counts(day)):
            return day
        day += DAY
        if counts(day) and not still(pauses, midnight(day)):
            counted += 1


# -- strategies

days = st.dates(FIRST, LAST)
half_hours = st.builds(
    lambda day, half: midnight(day) + half * STEP, days, st.integers(0, 47)
)  # the autumn day is an hour longer, which does no harm here


@st.composite
def near_pauses(draw: st.DrawFn, start: datetime) -> tuple[Pause, ...]:
    """Up to three pauses, overlapping or not, some beginning before the start."""
    found = []
    for _ in range(draw(st.integers(0, 3))):
        since = start + draw(st.integers(-40, 300)) * STEP
        found.append(Pause(since, since + draw(st.integers(0, 250)) * STEP))
    return tuple(found)
