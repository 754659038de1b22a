"""What the scenarios have exercised: steps, ways, table rows, deadlines, what may happen at any time, and requirements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from core.engine.evolving.evolve import evolve_all
from core.model import events as ev
from core.model.case import Case, step_of
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.sessions import AWAY
from core.model.steps import ChoiceStep

KINDS = ("steps", "branches", "rows", "deadlines", "anytime", "ends")
TITLES = {
    "steps": "steg",
    "branches": "vägar",
    "rows": "tabellrader",
    "deadlines": "frister",
    "anytime": "när som helst",
    "ends": "slut",
}


@dataclass(frozen=True, slots=True)
class Covered:
    """One kind of thing in one routine: everything there is by id with its title, and what has been exercised."""

    there: Mapping[str, str]
    exercised: frozenset[str]

    @property
    def missing(self) -> tuple[str, ...]:
        """Titles of what no scenario has exercised."""
        return tuple(title for name, title in self.there.items() if name not in self.exercised)


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of one routine, by kind."""

    process: str
    title: str
    kinds: Mapping[str, Covered] = field(default_factory=dict)


def coverage(
    definition: ProcessDefinition, histories: Iterable[tuple[ProcessDefinition, tuple[Recorded, ...]]]
) -> Coverage:
    """What `histories` (cases of any routine) have exercised of `definition`."""
    own = [events for played, events in histories if played.id == definition.id]
    found = _exercised(definition, own)
    there = _there(definition)
    return Coverage(
        definition.id,
        definition.title,
        {kind: Covered(there[kind], frozenset(found[kind]) & frozenset(there[kind])) for kind in KINDS},
    )


def _there(d: ProcessDefinition) -> dict[str, dict[str, str]]:
    return {
        "steps": {s.id: s.title for s in d.steps.values()},
        "branches": dict(_branches(d)),
        "rows": dict(_rows(d)),
        "deadlines": {
            f"{s.id}/{dl.id}": dl.title or s.title
            for s in d.steps.values()
            for dl in s.deadlines
            if dl.within is not None
        },
        "anytime": {e.id: e.title for e in d.anytime.values()},
        "ends": {e.id: e.title for e in d.ends.values()},
    }


def _branches(d: ProcessDefinition) -> Iterator[tuple[str, str]]:
    for step in d.steps.values():
        for outcome in step.outcomes:
            yield f"{step.id}.{outcome.id}", f"{step.title}: {outcome.title}"
        if isinstance(step, ChoiceStep):
            for number, way in enumerate(step.branch.when, 1):
                yield f"{step.id}.{number}", f"{step.title}: {way.condition.text}"
            if step.branch.otherwise is not None:
                yield f"{step.id}.otherwise", f"{step.title}: annars"


def _rows(d: ProcessDefinition) -> Iterator[tuple[str, str]]:
    for table in d.tables.values():
        for row in table.rows:
            yield f"{table.id}.{row.id}=met", f"{table.title}: {row.title}, uppfylld"
            yield f"{table.id}.{row.id}=not_met", f"{table.title}: {row.title}, inte uppfylld"


def _exercised(d: ProcessDefinition, cases: Iterable[tuple[Recorded, ...]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {kind: set() for kind in KINDS}
    for events in cases:
        for recorded in events:
            _note(found, recorded.event)
        found["rows"] |= _rows_of(d, events)
    return found


def _note(found: dict[str, set[str]], event: ev.Event) -> None:
    if isinstance(event, ev.StepOpened):
        found["steps"].add(event.step)
    elif isinstance(event, ev.StepCompleted):
        found["steps"].add(step_of(event.instance))
        if event.outcome is not None:
            found["branches"].add(f"{step_of(event.instance)}.{event.outcome}")
    elif isinstance(event, ev.BookingCancelled) and event.why in ("missed", *AWAY):
        found["branches"].add(f"{step_of(event.instance)}.{event.why}")
    elif isinstance(event, ev.ChoiceTaken):
        found["branches"].add(f"{event.step}.{event.way}")
    elif isinstance(event, ev.DeadlineSet | ev.DeadlineMoved):
        step, _, name = event.deadline.partition("/")
        if event.due is not None:
            found["deadlines"].add(f"{step_of(step)}/{name}")
    elif isinstance(event, ev.EventRaised):
        found["anytime"].add(event.event)
    elif isinstance(event, ev.CaseEnded) and event.end is not None:
        found["ends"].add(event.end)
    elif isinstance(event, ev.TrackEnded):
        found["ends"].add(event.how)
    elif isinstance(event, ev.DecisionMade):
        found["rows"] |= {f"{row.table}.{row.row}={row.verdict}" for row in event.rows}


def _rows_of(d: ProcessDefinition, events: tuple[Recorded, ...]) -> set[str]:
    """How the rows of tables that no decision records fell out, after each thing that was done: a row may be met only later."""
    if not d.tables:
        return set()
    from core.engine.decisions.judging import judge
    from core.engine.reading import CaseValues
    from core.engine.time.calendar import Calendar
    from core.model.time import CalendarSpec

    calendar = Calendar(CalendarSpec())
    found: set[str] = set()
    case: Case | None = None
    for _, together in groupby(events, lambda recorded: recorded.command):
        done = tuple(together)
        case = evolve_all(case or Case(done[0].case), done)
        values = CaseValues(d, case, done[-1].at, calendar)
        for table in d.tables.values():
            judged = judge(d, table, values)
            for row, verdict in zip(table.rows, judged.verdicts, strict=True):
                if verdict is not None:
                    found.add(f"{table.id}.{row.id}={'met' if verdict else 'not_met'}")
    return found
