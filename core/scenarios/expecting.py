"""What is to hold, against what does: each difference in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from core.definitions.text.checking import Record
from core.engine.reading import CaseValues
from core.engine.road.items import may_be_raised
from core.model import events as ev
from core.model.case import Case, RunningDeadline, step_of
from core.model.definition import ProcessDefinition
from core.model.steps import DecisionStep, Phase
from core.model.values import Missing
from core.scenarios import forum_lines, forums, organisation, places, reports
from core.scenarios.reading import local, plain, texts
from core.storage.worklist import WorklistQuery

if TYPE_CHECKING:
    from core.scenarios.playing import Player


class Standing:
    """A case as it stands now, in the words of scenarios."""

    def __init__(self, player: Player, case: Case) -> None:
        self.player, self.case = player, case
        self.definition = player.definition(case)
        self.events = player.events(case)

    def open(self) -> list[str]:
        """The steps that are open and wait for somebody; phases are seen by what is open in them, unless they are empty."""
        around = {frame.owner for frame in self.case.frames.values()}
        steps = self.definition.steps
        return [
            i.step for i in self.case.instances.values() if not (isinstance(steps[i.step], Phase) and i.id in around)
        ]

    def deadlines(self, step: str) -> list[RunningDeadline]:
        """The deadlines of a step that is open."""
        return [d for d in self.case.deadlines.values() if step_of(d.instance) == step]

    def day(self, moment: datetime) -> date:
        """The local day of a moment."""
        return self.player.office.calendar.local_date(moment)

    def written(self, moment: datetime, *, whole_day: bool = False) -> str:
        """A moment as scenarios write it; the end of a day is that day."""
        if whole_day:
            return self.day(moment - timedelta(seconds=1)).isoformat()
        return moment.astimezone(self.player.zone).strftime("%Y-%m-%d %H:%M")

    def values(self) -> CaseValues:
        """What expressions see now."""
        return CaseValues(self.definition, self.case, self.player.clock.now(), self.player.office.calendar)

    def decision(self, step: str) -> ev.DecisionMade | None:
        """The latest decision of a step."""
        made = [r for r in self.events if isinstance(r.event, ev.DecisionMade) and step_of(r.event.instance) == step]
        return made[-1].event if made and isinstance(made[-1].event, ev.DecisionMade) else None


def differences(expected: Record, standing: Standing) -> Iterator[str]:
    """Every difference, in the order the keys were written."""
    for key in expected.keys:
        check = _CHECKS.get(key)
        if check is not None:
            yield from check(expected, standing)


def _lists(said: str, wanted: Iterable[str], got: Iterable[str], *, ordered: bool = False) -> Iterator[str]:
    first, second = list(wanted), list(got)
    if (first if ordered else sorted(first)) != (second if ordered else sorted(second)):
        yield f"{said}: väntade {_shown(first)}, fick {_shown(second)}."


def _shown(names: list[str]) -> str:
    return "[" + ", ".join(names) + "]" if names else "inget"


def _one(said: str, wanted: object, got: object) -> Iterator[str]:
    if wanted != got:
        yield f"{said}: väntade {wanted}, fick {'inget' if got is None else got}."


def _wanted(expected: Record, key: str) -> list[str]:
    return [leaf.text for leaf in expected.leaves(key) if leaf.text != "none"]


def _open(expected: Record, s: Standing) -> Iterator[str]:
    yield from _lists("Öppna steg", _wanted(expected, "open"), s.open())


def _late(expected: Record, s: Standing) -> Iterator[str]:
    late = {
        step_of(d.instance)
        for d in s.case.deadlines.values()
        if d.missed or (d.due is not None and d.due < s.player.clock.now())
    }
    yield from _lists("För sent", _wanted(expected, "late"), late)


def _missed(expected: Record, s: Standing) -> Iterator[str]:
    missed = {step_of(r.event.deadline) for r in s.events if isinstance(r.event, ev.DeadlineMissed)}
    yield from _lists("Frister som har gått ut", _wanted(expected, "missed"), missed)


def _due(expected: Record, s: Standing) -> Iterator[str]:
    for step, wanted in plain(expected, "due").items():
        running = [d for d in s.deadlines(step) if d.due is not None]
        first = min(running, key=lambda d: d.due or s.player.clock.now(), default=None)
        got = s.written(first.due, whole_day=first.whole_day) if first is not None and first.due is not None else "none"
        if got != wanted and not (len(wanted) == 10 and got.startswith(wanted)):
            yield f"Fristen för {step}: väntade {wanted}, fick {got}."


def _counters(expected: Record, s: Standing) -> Iterator[str]:
    for name, wanted in plain(expected, "counters").items():
        yield from _one(f"Räknaren {name}", wanted, str(s.case.counters.get(name, 0)))


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "inget" if value is None or isinstance(value, Missing) else str(value)


def _same(wanted: str, value: object) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            return float(wanted) == float(value)
        except ValueError:
            return False
    return _text(value) == {"true": "yes", "false": "no"}.get(wanted, wanted)


def _facts(expected: Record, s: Standing) -> Iterator[str]:
    values = s.values()
    for name, wanted in texts(expected, "facts").items():
        fact = s.definition.facts[name]
        value = fact.derived.evaluate(values) if fact.derived is not None else s.case.value(name)
        written = ",".join(wanted) if isinstance(wanted, tuple) else wanted
        if not _same("" if written == "none" else written, "" if value is None and written == "none" else value):
            yield f"Uppgiften {name}: väntade {written}, fick {_text(value)}."


def _tables(expected: Record, s: Standing) -> Iterator[str]:
    values = s.values()
    for name, wanted in plain(expected, "tables").items():
        value = values.get(name)
        if not _same(wanted, value):
            yield f"Tabellen {name}: väntade {wanted}, fick {_text(value)}."


def _outcomes(expected: Record, s: Standing) -> Iterator[str]:
    for step, wanted in plain(expected, "outcomes").items():
        yield from _one(f"Utfallet på {step}", wanted, s.case.outcomes.get(step))


def _ended(expected: Record, s: Standing) -> Iterator[str]:
    wanted = expected.text("ended")
    got = "no" if s.case.status == "open" else s.case.end or "annulled"
    yield from _one("Slutet", wanted, got)


def _letters(expected: Record, s: Standing) -> Iterator[str]:
    sent = [r.event.template for r in s.events if isinstance(r.event, ev.LetterSent)]
    yield from _lists("Brev", _wanted(expected, "letters"), sent, ordered=True)


def _tasks(expected: Record, s: Standing) -> Iterator[str]:
    wanted = expected.record("tasks")
    for role in wanted.fields if wanted else ():
        rows = s.player.office.store.worklist(WorklistQuery(frozenset((role,)))).rows
        got = [step_of(row.instance) for row in rows if row.case == s.case.id]
        yield from _lists(f"Att göra för {role}", _wanted(wanted, role) if wanted else (), got)


def _offered(expected: Record, s: Standing) -> Iterator[str]:
    values = s.values()
    got = [
        e.id
        for e in s.definition.anytime.values()
        if may_be_raised(s.case, e) and (e.only_if is None or e.only_if.evaluate(values) is True)
    ]
    yield from _lists("Går att göra när som helst", _wanted(expected, "offered"), got)


def _booked(expected: Record, s: Standing) -> Iterator[str]:
    booked = {step_of(i): s.written(b.slot) for i, b in s.case.bookings.items()}
    for step, wanted in plain(expected, "booked").items():
        moment = s.written(local(wanted, s.player.zone))
        yield from _one(f"Bokningen av {step}", moment, booked.get(step))


def _consents(expected: Record, s: Standing) -> Iterator[str]:
    yield from _lists("Samtycken", _wanted(expected, "consents"), s.case.consents)


def _registers(expected: Record, s: Standing) -> Iterator[str]:
    office = s.player.office
    stands = [
        name
        for name in office.municipality.registers
        if any(row.case == s.case.id for row in office.store.register(name, limit=500)[0])
    ]
    yield from _lists("Registren", _wanted(expected, "registers"), stands)


def _skipped(expected: Record, s: Standing) -> Iterator[str]:
    skipped = {r.event.step for r in s.events if isinstance(r.event, ev.StepSkipped)}
    skipped |= {step_of(r.event.instance) for r in s.events if isinstance(r.event, ev.StepPassed)}
    for step in _wanted(expected, "skipped"):
        if step not in skipped:
            yield f"Steget {step} skulle ha hoppats över."


def _cases(expected: Record, s: Standing) -> Iterator[str]:
    for process, wanted in plain(expected, "cases").items():
        found = s.player.cases.get(process)
        case = s.player.office.case(found) if found else None
        got = None if case is None else "open" if case.status == "open" else case.end
        yield from _one(f"Ärendet {process}", wanted, got)


def _decisions(expected: Record, s: Standing) -> Iterator[str]:
    wanted = expected.record("decisions")
    for step, record in wanted.fields.items() if wanted else ():
        made = s.decision(step)
        if made is None:
            yield f"Beslutet {step} är inte fattat."
        elif isinstance(record, Record):
            yield from _decision(step, record, made, s)


def _decision(step: str, wanted: Record, made: ev.DecisionMade, s: Standing) -> Iterator[str]:
    act = s.definition.laws.acts.get(made.act or "")
    valid = f"{made.valid_from or ''}..{made.valid_to or ''}"
    state = s.case.decisions.get(step)
    got = {
        "outcome": made.outcome,
        "basis": made.basis,
        "act": act.number if act else made.act,
        "at": made.at,
        "appeal": made.appeal,
        "rule": made.rule,
        "follows": made.follows,
        "valid": valid,
        "by": _decided_by(s.definition, step) or (state.by if state else None),
    }
    for key, value in got.items():
        if key in wanted.keys:
            yield from _one(f"Beslutet {step}, {key}", wanted.text(key), value)
    verdicts = {(row.table, row.row): row.verdict for row in made.rows}
    for table, rows in wanted.entries("rows"):
        for row in rows.fields if isinstance(rows, Record) else ():
            text = rows.text(row) if isinstance(rows, Record) else None
            yield from _one(f"Beslutet {step}, raden {table}.{row}", text, verdicts.get((table, row)))
    if "nearly" in wanted.keys:
        near = [row.row for row in made.rows if row.near]
        yield from _lists(f"Beslutet {step}, nästan uppfyllt", [leaf.text for leaf in wanted.leaves("nearly")], near)
    yield from _why(step, wanted, made)
    reasons = wanted.text("reasons")
    if reasons is not None and reasons.lower() not in (made.reasons or "").lower():
        yield f"Beslutet {step}: motiveringen nämner inte {reasons}. Den är: {made.reasons or 'tom'}"


def _decided_by(definition: ProcessDefinition, step: str) -> str | None:
    """The board or authority that decides, where somebody here only writes it down."""
    decision = definition.steps.get(step)
    return ", ".join(decision.decides.boards) or None if isinstance(decision, DecisionStep) else None


def _why(step: str, wanted: Record, made: ev.DecisionMade) -> Iterator[str]:
    said = {(row.table, row.row): f"{row.motivation or ''} {row.nearly or ''}".strip() for row in made.rows}
    for table, rows in wanted.entries("why"):
        for row in rows.fields if isinstance(rows, Record) else ():
            text = (rows.text(row) if isinstance(rows, Record) else None) or ""
            got = said.get((table, row))
            if got is None or text.lower() not in got.lower():
                yield f"Beslutet {step}, raden {table}.{row}: skälet nämner inte {text}. Det är: {got or 'tomt'}"


_CHECKS: dict[str, Callable[[Record, Standing], Iterator[str]]] = {
    "open": _open,
    "due": _due,
    "late": _late,
    "missed": _missed,
    "counters": _counters,
    "facts": _facts,
    "tables": _tables,
    "outcomes": _outcomes,
    "ended": _ended,
    "letters": _letters,
    "decisions": _decisions,
    "tasks": _tasks,
    "offered": _offered,
    "booked": _booked,
    "consents": _consents,
    "registers": _registers,
    "skipped": _skipped,
    "cases": _cases,
    "in_use": places.in_use,
    "waiting": places.waiting,
    "places": places.places,
    "left": places.left,
    "reports": reports.reports,
    "units": lambda expected, s: organisation.units(expected, s.player),
    "agenda": forums.agenda,
    "lacks": forums.lacks,
    "meets": lambda expected, s: forum_lines.meets(expected, s.player),
}
