"""The invented cases of a demo as they are written: read, and their names looked up. `core.scenarios.demo` carries them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from msgspec import structs

from core.definitions.language import scalars as s
from core.definitions.language.shapes import Key, Kinds, ListOf, Obj
from core.definitions.loading import Loaded
from core.definitions.problems.report import Report, line
from core.definitions.text.checking import Checker, Record, Series
from core.definitions.text.source import read
from core.errors import ConfigurationError
from core.model.problems import Problem
from core.scenarios import names
from core.scenarios.keys import ACTS, VALUES
from core.scenarios.lookup import Lookup
from core.scenarios.model import Act, Scenario
from core.scenarios.people import right_numbers
from core.scenarios.reading import act, texts, whole

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
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """An invented case: how many working days ago it began, and each line with the working days after the one before."""

    process: str
    started: int
    facts: Mapping[str, str | tuple[str, ...]]
    acts: tuple[tuple[int, Act], ...]
    record: Record


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
            names.check(scenario("", told, _EPOCH), look)
        for answers, place in ((told.facts, told.record.place), *((each.answers, each.place) for _, each in told.acts)):
            for right in right_numbers(answers):
                report.add(place, "bad-value", "Sista siffran i personnumret stämmer inte.", hint=right)
    return report.problems()


def _read(path: Path, report: Report) -> tuple[Told, ...] | None:
    """The invented cases of a file; None where it holds no list of them."""
    node = read(path, str(path), report, mended=True)
    found = Checker(report).read(node, SHAPE) if node is not None else None
    return tuple(_told(i) for i in found.items if isinstance(i, Record)) if isinstance(found, Series) else None


def scenario(name: str, told: Told, began: datetime) -> Scenario:
    """The invented case as a scenario that begins at a moment."""
    lines = tuple(act for _, act in told.acts)
    return Scenario(name, told.process, began, lines, told.record.place, told.record, facts=told.facts)


def _told(record: Record) -> Told:
    lines = tuple((whole(item, "days", 0), act(item)) for item in record.records("story"))
    return Told(record.text("process") or "", whole(record, "started", 0), texts(record, "facts"), lines, record)
