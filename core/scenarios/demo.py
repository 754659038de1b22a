"""Fills a demo with invented people and cases: the lines of scenarios, with days counted back from today.

An answer that is a day may be written from the line's own day: ``today``, ``in 14 days``, ``30 days ago``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from pathlib import Path

import structlog
from msgspec import structs

from core.application.jobs.worker import work_once
from core.application.service import Rutin
from core.application.step.office import Office
from core.definitions.language import scalars as s
from core.definitions.language.shapes import Key, Kinds, ListOf, Obj
from core.definitions.loading import Loaded
from core.definitions.problems.report import Report, line
from core.definitions.text.checking import Checker, Record, Series
from core.definitions.text.source import read
from core.definitions.text.tree import Place
from core.errors import ConfigurationError, RutinError, StorageError
from core.model.problems import Problem
from core.scenarios import names
from core.scenarios.keys import ACTS, VALUES
from core.scenarios.lookup import Lookup
from core.scenarios.model import Act, Scenario
from core.scenarios.people import right_numbers
from core.scenarios.playing import Player, Refusing
from core.scenarios.reading import act, texts, whole

log = structlog.get_logger("rutin.demo")

FILE = "demo.yaml"
_DAYS = {"days": Key(s.WHOLE, "Så många arbetsdagar efter raden före. Utan days: samma dag.")}
_ACT = {name: structs.replace(shape, keys={**shape.keys, **_DAYS}) for name, shape in ACTS.items()}
_CASE = Obj(
    "demo_case",
    "ett påhittat ärende",
    {
        "process": Key(s.ID, "Rutinen."),
        "started": Key(s.WHOLE, "För så många arbetsdagar sedan ärendet öppnades."),
        "facts": Key(VALUES, "Svar som ges när de frågas, om inget annat står på raden."),
        "story": Key(ListOf(Kinds("demo_line", "en rad i berättelsen", _ACT)), "Vad som har hänt."),
    },
    ("process", "started", "story"),
)
SHAPE = ListOf(_CASE)
"""What a municipality's demo.yaml may say."""
_MORNING = 9
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HELD = ("hold", "miss", "do")
_DAY = re.compile(r"today|(?P<on>in )?(?P<days>[0-9]{1,3}) days(?(on)| ago)")


@dataclass(frozen=True, slots=True)
class Told:
    """An invented case: how many working days ago it began, and each line with the working days after the one before."""

    process: str
    started: int
    facts: Mapping[str, str | tuple[str, ...]]
    acts: tuple[tuple[int, Act], ...]
    record: Record


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


def cases(path: Path) -> tuple[Told, ...]:
    """The invented cases of a file. Raises ConfigurationError with every problem in it, each on its line."""
    report = Report()
    found = _read(path, report)
    if (problems := report.problems()) or found is None:
        lines = [line(problem) for problem in problems] or [str(path)]
        raise ConfigurationError(reason="\n".join(lines if len(lines) == 1 else ("", *lines)))
    return found


def problems_in(path: Path, loaded: Loaded) -> tuple[Problem, ...]:
    """What is wrong in a municipality's demo.yaml, without playing it: its shape, and names that do not exist.

    Lines of a routine that has an error of its own are not looked into, since nobody knows what it will hold.
    """
    report = Report()
    found = _read(path, report)
    if found is None or loaded.municipality is None or report.problems():
        return report.problems()
    look = Lookup(loaded.processes, loaded.municipality, report)
    for told in found:
        if told.process not in loaded.unread and told.process not in loaded.followable:
            names.check(_scenario("", told, _EPOCH), look)
        for answers, place in ((told.facts, told.record.place), *((each.answers, each.place) for _, each in told.acts)):
            for right in right_numbers(answers):
                report.add(place, "bad-value", "Sista siffran i personnumret stämmer inte.", hint=right)
    return report.problems()


def _read(path: Path, report: Report) -> tuple[Told, ...] | None:
    """The invented cases of a file; None where it holds no list of them."""
    node = read(path, str(path), report, mended=True)
    found = Checker(report).read(node, SHAPE) if node is not None else None
    return tuple(_told(i) for i in found.items if isinstance(i, Record)) if isinstance(found, Series) else None


def _scenario(name: str, told: Told, began: datetime) -> Scenario:
    lines = tuple(act for _, act in told.acts)
    return Scenario(name, told.process, began, lines, told.record.place, told.record, facts=told.facts)


def _told(record: Record) -> Told:
    lines = tuple((whole(item, "days", 0), act(item)) for item in record.records("story"))
    return Told(record.text("process") or "", whole(record, "started", 0), texts(record, "facts"), lines, record)


class _Teller(Player):
    """Plays one invented case up to today. A meeting is held when its booked time has passed, whatever the lines say."""

    def __init__(self, name: str, told: Told, office: Office, now: datetime) -> None:
        began = _working_moment(office, now, -told.started, _MORNING)
        super().__init__(_scenario(name, told, began), office)
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
