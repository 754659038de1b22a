"""Fills a demo with invented people and cases: the lines of scenarios, with days counted back from today.

An answer that is a day may be written from the line's own day: ``today``, ``in 14 days``, ``30 days ago``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import structlog

from core.application.jobs.worker import work_once
from core.application.service import Rutin
from core.application.step.office import Office
from core.definitions.text.tree import Place
from core.errors import ConfigurationError, RutinError, StorageError
from core.scenarios.demo_cases import FILE, Told, cases, scenario
from core.scenarios.model import Act
from core.scenarios.playing import Player, Refusing

log = structlog.get_logger("rutin.demo")

_MORNING = 9
_HELD = ("hold", "miss", "do")
_DAY = re.compile(r"today|(?P<on>in )?(?P<days>[0-9]{1,3}) days(?(on)| ago)")


def fill(rutin: Rutin, configs: Path, now: datetime) -> int:
    """Carries out the invented cases of every municipality that has any and no case yet; gives how many cases.

    They are those of its demo.yaml and of its plugins. Raises ConfigurationError when the municipality's own file cannot be read or a line
    of it is refused, StorageError when it cannot be saved; what is wrong in a plugin's is told in the log, and the rest goes on.
    """
    filled = 0
    for slug, office in rutin.offices.items():
        if office.store.open_cases(limit=1):
            continue
        path = configs / slug / FILE
        if path.exists():
            filled += _fill(office, path, slug, now)
        for plugin, carried in office.beside.plugins.demos():
            try:
                filled += _fill(office, carried, f"{slug}-{plugin}-{carried.stem}", now)
            except StorageError:
                raise
            except RutinError as error:
                told = str(error.details.get("reason", error.text))  # the file, the line and the sentence
                log.error("plugin_demo_left_out", municipality=slug, plugin=plugin, hook="rutin_demo", text=told)
    return filled


def _fill(office: Office, path: Path, name: str, now: datetime) -> int:
    found = cases(path)
    for number, told in enumerate(found):
        _Teller(f"{name}-{number}", told, office, now).tell()
    return len(found)


class _Teller(Player):
    """Plays one invented case up to today. A meeting is held when its booked time has passed, whatever the lines say."""

    def __init__(self, name: str, told: Told, office: Office, now: datetime) -> None:
        began = _working_moment(office, now, -told.started, _MORNING)
        super().__init__(scenario(name, told, began), office)
        self._name, self._told, self._today = name, told, now

    def key(self) -> str:
        """A new id for a command or a case; another for every case of every municipality, the same in every demo."""
        self._keys += 1
        return blake2b(f"demo-{self._name}-{self._keys}".encode(), digest_size=16).hexdigest()

    def tell(self) -> None:
        """Carries out what has happened by now. Raises ConfigurationError at a line that is refused, StorageError."""
        for moment, each in self._moments():
            if moment > self._today:
                break
            self._until(moment)
            try:
                self._carry_out(each)
            except Refusing as refusing:
                if isinstance(refusing.__cause__, StorageError):
                    raise refusing.__cause__ from None  # it is not the line that is wrong
                raise ConfigurationError(reason=f"{_where(each.place)}: {refusing.sentence}") from refusing
        self._until(self._today)

    def _work(self) -> int:
        """As when Rutin runs: what fails is tried again."""
        return work_once(self.office, self.clock.now())

    def _until(self, moment: datetime) -> None:
        """Lets time pass day by day, so that what happens by itself is written down when it happens."""
        day = self.office.calendar.local_date(self.clock.now()) + timedelta(days=1)
        while (midnight := self.office.calendar.midnight(day)) < moment:
            self.clock.set(midnight)
            work_once(self.office, midnight)
            day += timedelta(days=1)
        self.clock.set(moment)
        self._settle()

    def _moments(self) -> Iterator[tuple[datetime, Act]]:
        """Each line with its moment, which for a meeting depends on when it was booked."""
        moment = self.scenario.now
        for number, (days, each) in enumerate(self._told.acts):
            if days:
                moment = _working_moment(self.office, moment, days, _MORNING + number % 6)
            moment = max(moment, self._over(each) or moment)
            yield moment, each

    def _over(self, each: Act) -> datetime | None:
        """When the booked meeting that a line is about is over."""
        if each.kind == "start":
            return None
        case = self.case(each.case)
        booked = [b.slot for i, b in case.bookings.items() if case.instances[i].step == each.name]
        return booked[-1] + timedelta(hours=1) if booked and each.kind in _HELD else None

    def _carry_out(self, each: Act) -> None:
        """As a person does it: when the routine says other weekdays, with a reason."""
        line = replace(each, answers={name: self._dated(value) for name, value in each.answers.items()})
        try:
            self._do(line)
        except Refusing as refusing:
            if "outside_window" not in refusing.codes or line.reason:
                raise
            self._do(replace(line, reason="Passade inte en annan dag"))

    def _dated(self, value: str | tuple[str, ...]) -> str | tuple[str, ...]:
        """A day that is written from today's, as a day."""
        found = _DAY.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            return value
        days = int(found["days"] or 0) * (1 if found["on"] else -1)
        return (self.office.calendar.local_date(self.clock.now()) + timedelta(days=days)).isoformat()


def _where(place: Place) -> str:
    return f"{place.file}:{place.line}:{place.column}"


def _working_moment(office: Office, origin: datetime, days: int, hour: int) -> datetime:
    """`hour` o'clock local time, `days` working days from `origin` (negative: before)."""
    day = office.calendar.local_date(origin)
    step = timedelta(days=1 if days >= 0 else -1)
    left = abs(days)
    while left or not office.calendar.is_working_day(day):
        day += step
        left -= 1 if left and office.calendar.is_working_day(day) else 0
    return datetime(day.year, day.month, day.day, hour, tzinfo=office.calendar.zone).astimezone(UTC)
