"""Working days, office hours and local time of one municipality.

Each year's days are kept for the life of the process, shared by all calendars with the same country and closed days.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from core.errors import ConfigurationError
from core.model.time import CalendarSpec
from core.words import inside
from core.workdays import public_holidays

FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Deadlines may start within these years; outside them a date is a slip of the finger.

The holidays package knows Swedish holidays from 1953 to 2100; in other years only weekends and closed days are not worked.
"""
ONE_DAY = timedelta(days=1)
FIRST = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)

DEFAULT_OFFICE_HOURS: Mapping[int, tuple[time, time]] = {day: (time(8), time(16, 30)) for day in range(5)}
"""Monday to Friday 08:00 to 16:30: what `rutin deadline try` counts with when nothing else is said. Never a municipality's."""

_closed_days: dict[tuple[str, frozenset[date]], dict[int, frozenset[date]]] = {}


class Calendar:
    """A municipality's calendar, made from its declaration; cheap to make, safe to share between threads.

    Attributes:
        spec: what it was made from.
        zone: the time zone everything is counted in.
    """

    __slots__ = ("_day", "_digest", "_years", "spec", "zone")

    def __init__(self, spec: CalendarSpec) -> None:
        self.spec = spec
        self.zone = _zone(spec.timezone)
        self._years = _closed_days.setdefault((spec.country, spec.closed), {})
        self._digest: str | None = None
        self._day = (FIRST, FIRST.date())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.spec == other.spec

    def __hash__(self) -> int:
        return hash(self.digest())

    # -- days

    def is_holiday(self, day: date) -> bool:
        """Whether `day` is a public holiday, one of the eves, or a day the municipality has closed."""
        found = self._years.get(day.year)
        if found is None:
            found = self._load(day.year)
        return day in found

    def is_working_day(self, day: date) -> bool:
        """Whether `day` is Monday to Friday and not a holiday, an eve or a closed day."""
        if day.weekday() > 4:
            return False
        found = self._years.get(day.year)
        if found is None:
            found = self._load(day.year)
        return day not in found

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day` (before it when `count` is negative); `day` itself is not counted."""
        step = ONE_DAY if count > 0 else -ONE_DAY
        left = abs(count)
        while left:
            day += step
            if self.is_working_day(day):
                left -= 1
        return day

    def holiday_name(self, day: date) -> str | None:
        """Why `day` is a holiday: its name, ``stängd dag`` for the municipality's own, None for an ordinary day."""
        name = public_holidays(self.spec.country, day.year).get(day)
        if name:
            return inside(name)
        return "stängd dag" if day in self.spec.closed else None

    def office_hours(self, day: date) -> tuple[datetime, datetime] | None:
        """Opening and closing on `day` in UTC, or None when the office is closed that day."""
        hours = self.spec.office_hours.get(day.weekday())
        if hours is None or self.is_holiday(day):
            return None
        return self.utc(day, hours[0]), self.utc(day, hours[1])

    # -- local time and UTC

    def local(self, moment: datetime) -> datetime:
        """`moment` (aware) in local time."""
        return moment.astimezone(self.zone)

    def local_date(self, moment: datetime) -> date:
        """The local day of `moment` (aware).

        The latest answer is kept: while a step is decided the same moment is asked about again and again.
        """
        asked, day = self._day
        if asked is not moment:
            day = moment.astimezone(self.zone).date()
            self._day = moment, day
        return day

    def utc(self, day: date, clock: time) -> datetime:
        """The moment in UTC when local clocks show `clock` on `day`.

        A time that occurs twice is the first of the two; one that is skipped is read with the offset before the change
        (PEP 495 with fold 0).
        """
        return datetime(
            day.year, day.month, day.day, clock.hour, clock.minute, clock.second, clock.microsecond, self.zone
        ).astimezone(UTC)

    def midnight(self, day: date) -> datetime:
        """The moment in UTC when `day` begins."""
        return _midnight(self.zone, day)

    # -- identity

    def digest(self) -> str:
        """Sixteen hexadecimal digits that change when anything in the declaration does."""
        if self._digest is None:
            self._digest = _digest(self.spec)
        return self._digest

    def _load(self, year: int) -> frozenset[date]:
        public = public_holidays(self.spec.country, year)
        days = frozenset(public) | {day for day in self.spec.closed if day.year == year}
        self._years[year] = days
        return days


@lru_cache(maxsize=4096)
def _midnight(zone: ZoneInfo, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ConfigurationError(reason=f"tidszonen {name} finns inte, välj till exempel Europe/Stockholm.") from error


def _digest(spec: CalendarSpec) -> str:
    hours = sorted((day, opens.isoformat(), closes.isoformat()) for day, (opens, closes) in spec.office_hours.items())
    closed = sorted(day.isoformat() for day in spec.closed)
    text = repr((spec.country, spec.timezone, closed, hours))
    return hashlib.sha256(text.encode()).hexdigest()[:16]
