"""Which steps a routine has and in which list each stands: the first pass over what was read."""

from __future__ import annotations

from msgspec import Struct, field
from msgspec.structs import replace

from core.definitions.problems.report import Report
from core.definitions.text.checking import Record, Series
from core.definitions.text.tree import Place
from core.model.steps import MAIN

MAX_STEPS = 500
"""A routine with more steps than this is several routines."""


class StepNode(Struct, frozen=True):
    """A step before it is built. `phases` are the phases around it, innermost first. `anytime`: it stands alone under anytime."""

    id: str
    kind: str
    record: Record
    list_id: str
    position: int
    phases: tuple[str, ...] = ()
    anytime: bool = False

    @property
    def place(self) -> Place:
        """Where its id stands."""
        return self.record.at(self.kind)


class EventNode(Struct, frozen=True):
    """An item of `anytime` before it is built: an event, or any kind of step. `phases` are the phases around it, innermost first."""

    id: str
    record: Record
    phases: tuple[str, ...] = ()

    @property
    def is_step(self) -> bool:
        """Whether it is a step and no event."""
        return self.record.kind != "event"

    @property
    def place(self) -> Place:
        """Where its id stands."""
        return self.record.at(self.record.kind)


class Outline(Struct):
    """The routine's skeleton. `unsure`: some step has no name that can be read, so which steps there are is not known."""

    steps: dict[str, StepNode] = field(default_factory=dict)
    lists: dict[str, tuple[str, ...]] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)
    events: dict[str, EventNode] = field(default_factory=dict)
    unsure: bool = False

    def where(self, node: StepNode) -> str:
        """Where a step stands that another may not lead into, in words."""
        kind, _, name = node.list_id.partition(":")
        if kind == "side":
            return f"sidovägen under {name}"
        if kind == "anytime":
            return f"stegen under {name} i anytime"
        if kind == "track":
            return f"fasen {self.owners[node.list_id]}, där alla steg är öppna på en gång,"
        return f"fasen {node.phases[0]}" if node.phases else "en annan lista"

    def chain(self, list_id: str) -> tuple[str, ...]:
        """The list and the lists around it, innermost first. Around an event's own steps are those it may interrupt."""
        found = [list_id]
        while found[-1] != MAIN:
            owner = self.owners.get(found[-1])
            event = self.events.get(found[-1].removeprefix("anytime:"))
            if owner is not None:
                found.append(self.steps[owner].list_id)
            elif event is not None and event.phases:
                found.append(f"phase:{event.phases[0]}")
            else:
                found.append(MAIN)
        return tuple(found)


def outline(root: Record, report: Report) -> Outline:
    """The skeleton of a process; ids said twice are problems and the first keeps the name."""
    return _Outliner(root, report).build()


class _Outliner:
    def __init__(self, root: Record, report: Report) -> None:
        self._root = root
        self._report = report
        self._out = Outline()
        self._ends: dict[str, int] = {}
        self._declared = self._sections()

    def build(self) -> Outline:
        self._list(self._root, MAIN, ())
        self._events(self._root, ())
        return self._out

    def _sections(self) -> dict[str, tuple[str, Place]]:
        """Names taken by facts, settings, counters and tables: all share one namespace with the steps."""
        taken: dict[str, tuple[str, Place]] = {}
        for section in ("facts", "settings", "counters", "tables"):
            record = self._root.record(section)
            for name, place in record.keys.items() if record else ():
                if name in taken:
                    self._twice(name, place, taken[name])
                taken.setdefault(name, (section, place))
        return taken

    def _twice(self, name: str, place: Place, first: tuple[str, Place]) -> None:
        message = f"Namnet {name} är redan taget, på rad {first[1].line} under {first[0]}."
        hint = "Uppgifter, inställningar, räknare, tabeller och steg delar namn, så att villkor aldrig blir tvetydiga. Byt det ena."
        self._report.add(place, "duplicate-id", message, hint=hint)

    def _list(self, holder: Record, list_id: str, phases: tuple[str, ...]) -> None:
        ids: list[str] = []
        found = holder.fields.get("steps")
        if "steps" in holder.keys and not (isinstance(found, Series) and found.whole):
            self._out.unsure = True
        for record in holder.records("steps"):
            if len(self._out.steps) >= MAX_STEPS:
                message = f"Rutinen har fler än {MAX_STEPS} steg."
                self._report.add(self._root.at("steps"), "too-many", message, hint="Dela upp den på flera rutiner.")
                self._out.unsure = True
                break
            step_id = self._step_id(record)
            if step_id is None or not _ways_are_read(record):
                self._out.unsure = True
            if step_id is None:
                continue
            node = StepNode(step_id, record.kind, record, list_id, len(ids), phases)
            if not self._is_new(node):
                continue
            self._out.steps[step_id] = node
            ids.append(step_id)
            self._inside(node)
        self._out.lists[list_id] = tuple(ids)

    def _inside(self, node: StepNode) -> None:
        """What a step holds: a phase's own steps, and the side roads of its outcomes."""
        record, phases = node.record, node.phases
        if record.kind == "phase":
            body = f"phase:{node.id}"
            self._out.owners[body] = node.id
            self._list(record, body, (node.id, *phases))
            if record.text("order") == "any":
                self._tracks(body, node.id)
            self._events(record, (node.id, *phases))
        for name, outcome in record.entries("outcomes"):
            if isinstance(outcome, Record) and outcome.records("steps"):
                side = f"side:{node.id}.{name}"
                self._out.owners[side] = node.id
                self._list(outcome, side, phases)

    def _tracks(self, body: str, phase: str) -> None:
        """Where all steps are open at once, each stands alone in a list of its own."""
        for member in self._out.lists[body]:
            track = f"track:{member}"
            self._out.owners[track] = phase
            self._out.lists[track] = (member,)
            self._out.steps[member] = replace(self._out.steps[member], list_id=track, position=0)

    def _step_id(self, record: Record) -> str | None:
        """The step's name. An end may stand in several places; the second one of a kind gets a number."""
        name = record.text(record.kind)
        if name is None or record.kind != "end":
            return name
        self._ends[name] = self._ends.get(name, 0) + 1
        taken = name in self._declared or name in self._out.steps or self._ends[name] > 1
        return f"{name}_slut{self._ends[name]}" if taken else name

    def _is_new(self, node: StepNode) -> bool:
        first = self._out.steps.get(node.id)
        if first is not None:
            self._out.unsure = True  # what the second one should be called is not known
            self._twice(node.id, node.place, ("steps", first.place))
            return False
        if node.id in self._declared and node.kind != "end":
            self._twice(node.id, node.place, self._declared[node.id])
        return True

    def _events(self, holder: Record, phases: tuple[str, ...]) -> None:
        for record in holder.records("anytime"):
            event_id = record.text(record.kind)
            if event_id is None:
                continue
            node = EventNode(event_id, record, phases)
            first = self._out.events.get(event_id)
            if first is not None:
                message = f"Händelsen {event_id} finns redan på rad {first.place.line}."
                self._report.add(node.place, "duplicate-id", message, hint="Ge den ett annat namn.")
                continue
            if node.is_step:
                self._lone(node)
                continue
            self._out.events[event_id] = node
            if record.records("steps"):
                self._list(record, f"anytime:{event_id}", phases)

    def _lone(self, event: EventNode) -> None:
        """A step under anytime, alone in its list."""
        body = f"anytime:{event.id}"
        node = StepNode(event.id, event.record.kind, event.record, body, 0, event.phases, anytime=True)
        if not self._is_new(node):
            return
        self._out.events[event.id] = event
        self._out.steps[node.id] = node
        self._inside(node)
        self._out.lists[body] = (node.id,)


def _ways_are_read(record: Record) -> bool:
    """Whether every outcome of a step could be read, and so where it may lead."""
    outcomes = record.record("outcomes")
    return "outcomes" not in record.keys or (outcomes is not None and outcomes.keys.keys() <= outcomes.fields.keys())
