"""Scenario files -> scenarios, or problems with place and advice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from core.definitions.problems.report import Report
from core.definitions.text.checking import Checker, Leaf, Read, Record, Series
from core.definitions.text.source import read
from core.scenarios import places
from core.scenarios.keys import FILE
from core.scenarios.model import Act, EarlierGiven, Expectation, Line, Passing, Refusal, Scenario, Texts

_OF_THE_FIRST = ("person", "settings", "earlier", "resources", "draws")
"""What is given once, where the first of several scenarios begins."""

MOST_LINES = 1_000_000


def scenario_files(folder: Path) -> tuple[Path, ...]:
    """The scenario files of a municipality's folder."""
    scenarios = folder / "scenarios"
    if not scenarios.is_dir():
        return ()
    return tuple(sorted(p for p in scenarios.iterdir() if p.suffix in (".yaml", ".yml") and not p.name.startswith(".")))


def scenarios(
    path: Path, zone: ZoneInfo, report: Report, titles: Mapping[str, str] | None = None
) -> tuple[Scenario, ...]:
    """The scenarios of a file; what is wrong is in `report`. `titles` gives the name of what is called something, in small letters."""
    node = read(path, str(path), report, mended=True)
    found = Checker(report, titles=titles).read(node, FILE) if node is not None else None
    if not isinstance(found, Series):
        return ()
    reader = _Reader(zone, report)
    records = [item for item in found.items if isinstance(item, Record)]
    for record, following in pairwise((*records, None)):
        if record is not None:
            reader.add(record, following.place.line if following is not None else MOST_LINES)
    return tuple(reader.built.values())


def local(text: str, zone: ZoneInfo) -> datetime:
    """A local day and time as a moment in UTC; a day alone is its beginning. Raises ValueError."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


class _Reader:
    """Builds the scenarios of one file, in order: one may go on where an earlier one ended."""

    def __init__(self, zone: ZoneInfo, report: Report) -> None:
        self._zone, self._report = zone, report
        self._faulty: set[str] = set()
        self.built: dict[str, Scenario] = {}

    def add(self, record: Record, until: int) -> None:
        """Keeps the scenario if nothing is wrong with it. `until` is the line where the next one begins."""
        made = self._continued(record) if "after" in record.keys else self._first(record)
        title = record.text("scenario") or ""
        first = self.built.get(title)
        if made is not None and first is not None:
            twice(self._report, made, first)
        elif made is not None and not self._is_faulty(record, until):
            self.built[title] = made
        else:
            self._faulty.add(title)

    def _is_faulty(self, record: Record, until: int) -> bool:
        place = record.place
        lines = (p.line for p in self._report.problems() if p.file == place.file)
        return any(line == 0 or place.line <= line < until for line in lines)

    def _first(self, record: Record) -> Scenario | None:
        now = self._moment(record, "now")
        if now is None and "now" not in record.keys:
            hint = "Skriv när det börjar: now: 2026-03-02 09:00."
            self._report.add(record.place, "missing-key", "Ett scenario saknar now.", hint=hint)
        title, process = record.text("scenario"), record.text("process")
        if now is None or process is None or title is None:
            return None
        given = record.record("given")
        person = given.record("person") if given else None
        return Scenario(
            title=title,
            process=process,
            now=now,
            story=self._story(record, now),
            place=record.at("scenario"),
            record=record,
            age=whole(person, "age", 40),
            born=_day(person, "born"),
            name=(person.text("name") if person else None) or "Kim Påhittad",
            facts=texts(given, "facts"),
            staff=_staff(given),
            settings=plain(given, "settings"),
            earlier=tuple(_earlier(item) for item in given.records("earlier")) if given else (),
            covers=tuple(leaf.text for leaf in record.leaves("covers")),
            resources=places.given(given),
            draws=places.draws(given),
        )

    def _continued(self, record: Record) -> Scenario | None:
        """A scenario that goes on where another one of the same file ended; its own answers come before the other's."""
        title = record.text("after") or ""
        base = self.built.get(title)
        if base is None and title in self._faulty:
            return None  # what is wrong with it has been told
        if base is None:
            message, hint = f"Scenariot {title} finns inte.", "Det ska stå tidigare i samma fil."
            self._report.add(record.at("after"), "unknown-name", message, allowed=self.built, given=title, hint=hint)
            return None
        self._nothing_twice(record, base)
        given = record.record("given")
        times = [line.moment for line in base.story if isinstance(line, Passing)]
        return replace(
            base,
            title=record.text("scenario") or "",
            story=(*base.story, *self._story(record, times[-1] if times else base.now)),
            place=record.at("scenario"),
            record=record,
            facts={**base.facts, **texts(given, "facts")},
            staff={**base.staff, **_staff(given)},
            covers=tuple(leaf.text for leaf in record.leaves("covers")),
        )

    def _nothing_twice(self, record: Record, base: Scenario) -> None:
        """What only the first scenario can say."""
        given = record.record("given")
        said = [(record, "now")] if "now" in record.keys else []
        said += [(given, key) for key in _OF_THE_FIRST if given is not None and key in given.keys]
        for where, key in said:
            message = f"{key} kan inte stå här: scenariot fortsätter efter ett annat."
            hint = "Ta bort raden, eller ta bort after: och låt scenariot börja självt."
            self._report.add(where.at(key), "scenario-shape", message, hint=hint)
        if record.text("process") not in (None, base.process):
            message = f"Scenariot fortsätter i {base.process}, inte i {record.text('process')}."
            hint = f"Skriv process: {base.process}. En annan rutins ärende nås med case: på raden."
            self._report.add(record.at("process"), "scenario-shape", message, hint=hint)

    # ---- lines -----------------------------------------------------------------------------------------------------

    def _story(self, record: Record, begins: datetime) -> tuple[Line, ...]:
        found: list[Line] = []
        for item in record.records("story"):
            line = self._line(item)
            if line is None:
                continue
            if isinstance(line, Passing):
                begins = self._forward(line, begins)
            found.append(line)
        return tuple(found)

    def _forward(self, line: Passing, last: datetime) -> datetime:
        if line.moment < last:
            shown = last.astimezone(self._zone).strftime("%Y-%m-%d %H:%M")
            hint = "Tiden går bara framåt. Byt plats på raderna, eller rätta dagen."
            self._report.add(line.place, "time-backwards", f"Klockan är redan {shown}.", hint=hint)
        return max(line.moment, last)

    def _line(self, record: Record) -> Line | None:
        if record.kind == "time":
            moment = self._moment(record, "time")
            return Passing(moment, record.at("time")) if moment is not None else None
        if record.kind == "expect":
            expected = record.record("expect")
            for booked in _inner(expected, "booked"):
                self._exists(booked)
            return Expectation(expected, record.place) if expected is not None else None
        if record.kind == "refused":
            inner = record.record("refused")
            return Refusal(self._act(inner), record.text("why") or "", record.place) if inner is not None else None
        return self._act(record)

    def _act(self, record: Record) -> Act:
        if (slot := record.leaf("for")) is not None:
            self._exists(slot)
        return act(record)

    def _moment(self, record: Record, key: str) -> datetime | None:
        leaf = record.leaf(key)
        return local(leaf.text, self._zone) if leaf is not None and self._exists(leaf) else None

    def _exists(self, leaf: Leaf) -> bool:
        """Whether the clock shows that time at all: an hour a year it does not."""
        written = datetime.fromisoformat(leaf.text)
        shown = local(leaf.text, self._zone).astimezone(self._zone).replace(tzinfo=None)
        if shown != written:
            message = f"Klockan {leaf.text[11:]} finns inte den {leaf.text[:10]}: då ställs klockan fram."
            self._report.add(leaf.place, "bad-value", message, hint="Skriv en annan tid.")
        return shown == written


def asserts_nothing(made: Scenario) -> bool:
    """Whether a scenario shows no more than that something can be done."""
    said = made.record.records("story")
    return not any(r.kind == "refused" or (r.kind == "expect" and _expects(r)) for r in said)


def _expects(record: Record) -> bool:
    """Whether a line says anything that is to hold."""
    said = record.record("expect")
    return said is not None and bool(set(said.keys) - {"case"})


def act(record: Record) -> Act:
    """A line that does something."""
    return Act(
        kind=record.kind,
        name=record.text(record.kind) or "",
        record=record,
        place=record.at(record.kind),
        by=record.text("by"),
        case=record.text("case"),
        answers=texts(record, "with"),
        motivations=plain(record, "motivations"),
        reason=record.text("reason") or "",
    )


def twice(report: Report, made: Scenario, first: Scenario) -> None:
    """Two scenarios with the same title cannot be told apart."""
    where = f"på rad {first.place.line}" if first.place.file == made.place.file else f"i {first.place.file}"
    message = f"Scenariot {made.title} finns redan {where}."
    report.add(made.place, "duplicate-scenario", message, hint="Ge det en titel som säger vad just det visar.")


def _inner(record: Record | None, key: str) -> Iterable[Leaf]:
    inner = record.record(key) if record is not None else None
    return [leaf for leaf in inner.fields.values() if isinstance(leaf, Leaf)] if inner is not None else []


def whole(record: Record | None, key: str, default: int) -> int:
    """A whole number that is written under `key`, or `default`."""
    leaf = record.leaf(key) if record else None
    return leaf.value if leaf is not None and isinstance(leaf.value, int) else default


def _day(record: Record | None, key: str) -> date | None:
    leaf = record.leaf(key) if record else None
    return leaf.value if leaf is not None and isinstance(leaf.value, date) else None


def _staff(given: Record | None) -> Mapping[str, frozenset[str]]:
    staff = given.record("staff") if given else None
    return {name: frozenset(leaf.text for leaf in staff.leaves(name)) for name in staff.fields} if staff else {}


def _earlier(record: Record) -> EarlierGiven:
    counters = {name: leaf.value for name, leaf in record.entries("counters") if isinstance(leaf, Leaf)}
    return EarlierGiven(
        record.text("process") or "",
        record.text("end"),
        _day(record, "ended") or date.min,
        {name: value for name, value in counters.items() if isinstance(value, int)},
    )


def texts(record: Record | None, key: str) -> Texts:
    """A table of answers: texts, or lists of texts."""
    found = record.record(key) if record else None
    return {name: _answer(value) for name, value in found.fields.items()} if found else {}


def _answer(value: Read) -> str | tuple[str, ...]:
    if isinstance(value, Leaf):
        return value.text
    return tuple(item.text for item in value.items if isinstance(item, Leaf)) if isinstance(value, Series) else ""


def plain(record: Record | None, key: str) -> dict[str, str]:
    """A table of single texts."""
    return {name: value for name, value in texts(record, key).items() if isinstance(value, str)}
