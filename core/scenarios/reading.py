"""Scenario files -> scenarios, or problems with place and advice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from core.definitions.checking import Checker, Leaf, Read, Record, Series
from core.definitions.report import Report
from core.definitions.source import read
from core.definitions.tree import Place
from core.scenarios.keys import FILE
from core.scenarios.model import Act, EarlierGiven, Expectation, Line, Passing, Refusal, Scenario, Texts


def scenario_files(folder: Path) -> tuple[Path, ...]:
    """The scenario files of a municipality's folder."""
    scenarios = folder / "scenarios"
    if not scenarios.is_dir():
        return ()
    return tuple(sorted(p for p in scenarios.iterdir() if p.suffix in (".yaml", ".yml") and not p.name.startswith(".")))


def scenarios(path: Path, zone: ZoneInfo, report: Report) -> tuple[Scenario, ...]:
    """The scenarios of a file; what is wrong is in `report`."""
    node = read(path, str(path), report)
    found = Checker(report).read(node, FILE) if node is not None else None
    if not isinstance(found, Series):
        return ()
    built: dict[str, Scenario] = {}
    for item in found.items:
        made = _scenario(item, zone, report, built) if isinstance(item, Record) else None
        if made is not None:
            built[made.title] = made
    return tuple(built.values())


def local(text: str, zone: ZoneInfo) -> datetime:
    """A local day and time as a moment in UTC; a day alone is its beginning. Raises ValueError."""
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


def _scenario(record: Record, zone: ZoneInfo, report: Report, earlier: Mapping[str, Scenario]) -> Scenario | None:
    if "after" in record.keys:
        return _continued(record, zone, report, earlier)
    now = _moment(record, "now", zone, report)
    if now is None and "now" not in record.keys:
        report.add(
            record.place, "missing-key", "Ett scenario saknar now.", hint="Skriv när det börjar: now: 2026-03-02 09:00."
        )
    if now is None or record.text("process") is None or record.text("scenario") is None:
        return None
    given = record.record("given")
    person = given.record("person") if given else None
    return Scenario(
        title=record.text("scenario") or "",
        process=record.text("process") or "",
        now=now,
        story=tuple(line for item in record.records("story") if (line := _line(item, zone, report)) is not None),
        place=record.at("scenario"),
        age=_whole(person, "age", 40),
        born=_day(person, "born"),
        name=(person.text("name") if person else None) or "Kim Påhittad",
        facts=texts(given, "facts"),
        staff=_staff(given),
        settings=plain(given, "settings"),
        earlier=tuple(_earlier(item) for item in given.records("earlier")) if given else (),
        covers=tuple(leaf.text for leaf in record.leaves("covers")),
    )


def _continued(record: Record, zone: ZoneInfo, report: Report, earlier: Mapping[str, Scenario]) -> Scenario | None:
    """A scenario that goes on where another one of the same file ended; its own answers come before the other's."""
    title = record.text("after") or ""
    base = earlier.get(title)
    if base is None:
        hint = "Det ska stå tidigare i samma fil."
        report.add(
            record.at("after"),
            "unknown-name",
            f"Scenariot {title} finns inte.",
            allowed=earlier,
            given=title,
            hint=hint,
        )
        return None
    given = record.record("given")
    own = tuple(line for item in record.records("story") if (line := _line(item, zone, report)) is not None)
    return replace(
        base,
        title=record.text("scenario") or "",
        story=(*base.story, *own),
        place=record.at("scenario"),
        facts={**base.facts, **texts(given, "facts")},
        covers=tuple(leaf.text for leaf in record.leaves("covers")),
    )


def _whole(record: Record | None, key: str, default: int) -> int:
    leaf = record.leaf(key) if record else None
    return leaf.value if leaf is not None and isinstance(leaf.value, int) else default


def _day(record: Record | None, key: str) -> date | None:
    leaf = record.leaf(key) if record else None
    return leaf.value if leaf is not None and isinstance(leaf.value, date) else None


def _staff(given: Record | None) -> Mapping[str, frozenset[str]]:
    staff = given.record("staff") if given else None
    return {name: frozenset(leaf.text for leaf in staff.leaves(name)) for name in staff.fields} if staff else {}


def _earlier(record: Record) -> EarlierGiven:
    ended = record.leaf("ended")
    day = ended.value if ended is not None and isinstance(ended.value, date) else date.min
    counters = {name: leaf.value for name, leaf in record.entries("counters") if isinstance(leaf, Leaf)}
    return EarlierGiven(
        record.text("process") or "",
        record.text("end"),
        day,
        {name: value for name, value in counters.items() if isinstance(value, int)},
    )


def _line(record: Record, zone: ZoneInfo, report: Report) -> Line | None:
    if record.kind == "time":
        moment = _moment(record, "time", zone, report)
        return Passing(moment, record.place) if moment is not None else None
    if record.kind == "expect":
        expected = record.record("expect")
        return Expectation(expected, record.place) if expected is not None else None
    if record.kind == "refused":
        inner = record.record("refused")
        return Refusal(_act(inner), record.text("why") or "", record.place) if inner is not None else None
    return _act(record)


def _act(record: Record) -> Act:
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


def _moment(record: Record, key: str, zone: ZoneInfo, report: Report) -> datetime | None:
    text = record.text(key)
    if text is None:
        return None
    try:
        return local(text, zone)
    except ValueError:
        hint = "Skriv till exempel 2026-03-02 09:00."
        report.add(record.at(key), "bad-value", f"Dagen eller tiden {text} finns inte.", hint=hint)
        return None


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


def place_in(record: Record, *path: str) -> Place:
    """Where the innermost of `path` stands."""
    place = record.place
    for key in path:
        place = record.keys.get(key, place)
        inner = record.record(key)
        if inner is None:
            break
        record = inner
    return place
