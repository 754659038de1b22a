"""Definitions and cases made by hand or by chance, without YAML, for tests of the kernel alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from core.engine.kernel import decide
from core.engine.time.calendar import Calendar
from core.model import commands as cmd
from core.model.anytime import AnytimeEvent, Counter
from core.model.case import Case
from core.model.deadlines import DeadlineDef
from core.model.definition import Ending, ProcessDefinition
from core.model.events import Recorded
from core.model.facts import Ask, Fact
from core.model.people import SYSTEM, Actor
from core.model.roads import STAY, Branch, Outcome, Route, Way
from core.model.steps import MAIN, ChoiceStep, End, Meeting, Phase, Start, Step, Task, Wait
from core.model.time import CalendarSpec, Duration
from core.model.values import Missing, Value

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
CALENDAR = Calendar(CalendarSpec())
ANNA = Actor("anna", frozenset({"handlaggare"}), "Anna")
BO = Actor("bo", frozenset({"chef"}), "Bo")
HANDLAGGARE = ("handlaggare",)
DAY = Duration(((24, "hours"),))


@dataclass(frozen=True)
class Is:
    """The condition that a name has a value; missing while the name is unknown."""

    name: str
    value: Value

    @property
    def text(self) -> str:
        return f"{self.name} == {self.value}"

    @property
    def names(self) -> frozenset[str]:
        return frozenset({self.name})

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        try:
            return values[self.name] == self.value
        except KeyError:
            return Missing(self.name)


@dataclass(frozen=True)
class FromDay:
    """True from a day on."""

    day: datetime
    text: str = "today >= day"
    names: frozenset[str] = frozenset({"today"})

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        today = values["today"]
        assert isinstance(today, datetime)
        return today >= self.day


def process(*steps: Step, bodies: Mapping[str, tuple[Step, ...]] | None = None, **more: object) -> ProcessDefinition:
    """A definition from steps in order; a start is put first and an end last. `bodies` are the lists of phases and events."""
    main = (Start(id="start", title="Start", roles=HANDLAGGARE), *steps, End(id="slut", title="Slut", end="klar"))
    lists = {MAIN: main, **(bodies or {})}
    placed = {
        s.id: _place(s, list_id, position) for list_id, content in lists.items() for position, s in enumerate(content)
    }
    owners = {s.body: s.id for s in placed.values() if isinstance(s, Phase)}
    facts = {"ja": Fact("ja", "Ja eller nej", "yes_no"), "tal": Fact("tal", "Tal", "whole_number")}
    return ProcessDefinition(
        id="prov",
        municipality="test",
        title="Prov",
        about=("none",),
        digest="d1",
        steps=placed,
        lists={k: tuple(s.id for s in v) for k, v in lists.items()},
        list_owner=owners,
        facts={**facts, **more.pop("facts", {})},  # type: ignore[dict-item]
        counters={"gang": Counter("gang", "Gånger")},
        ends={"klar": Ending("klar", "Klar", "klar"), "annat": Ending("annat", "Annat slut", "annat")},
        **more,  # type: ignore[arg-type]
    )


def _place(step: Step, list_id: str, position: int) -> Step:
    from msgspec.structs import replace

    return replace(step, list_id=list_id, position=position)


def task(name: str, **more: object) -> Task:
    return Task(id=name, title=name.capitalize(), **{"roles": HANDLAGGARE, **more})  # type: ignore[arg-type]


def meeting(name: str, **more: object) -> Meeting:
    return Meeting(id=name, title=name.capitalize(), **{"roles": HANDLAGGARE, **more})  # type: ignore[arg-type]


def within(starts: str, stops: str = "done", **more: object) -> DeadlineDef:
    return DeadlineDef(id="1", within=DAY, starts=(starts,), stops=stops, **more)  # type: ignore[arg-type]


@dataclass
class World:
    """One case being played, keeping every event; `do` gives a command at the world's time."""

    definition: ProcessDefinition
    now: datetime = START
    case: Case = field(default_factory=lambda: Case("c1"))
    events: list[Recorded] = field(default_factory=list)
    number: int = 0

    def do(self, kind: type[cmd.Command], actor: Actor = ANNA, **more: object) -> Case:
        self.number += 1
        at = more.pop("at", self.now)
        command = kind(id=f"k{self.number}", case="c1", actor=actor, at=at, **more)  # type: ignore[arg-type]
        decision = decide(self.definition, self.case, command, self.now, CALENDAR)
        self.events += decision.events
        self.case = decision.case
        return self.case

    def start(self, **facts: Value) -> Case:
        return self.do(cmd.StartCase, process="prov", start="start", facts=facts)

    def complete(self, step: str, outcome: str | None = None, actor: Actor = ANNA, **facts: Value) -> Case:
        return self.do(cmd.Complete, actor, instance=self.instance(step), outcome=outcome, facts=facts)

    def book(self, step: str, slot: datetime, **more: object) -> Case:
        return self.do(cmd.Book, ANNA, instance=self.instance(step), slot=slot, **more)

    def pass_time(self, by: timedelta) -> Case:
        self.now += by
        return self.do(cmd.Tick, SYSTEM)

    def instance(self, step: str) -> str:
        return next((i.id for i in self.case.instances.values() if i.step == step), f"{step}#0")

    @property
    def open(self) -> list[str]:
        return [i.step for i in self.case.instances.values()]

    def names(self) -> list[str]:
        return [type(e.event).__name__ for e in self.events]


# ---- by chance ---------------------------------------------------------------------------------------------------------

_FACTS = tuple(f"f{n}" for n in range(3))


@st.composite
def definitions(draw: st.DrawFn) -> ProcessDefinition:
    """Random definitions of tasks, meetings, waits, choices, phases and anytime events that can always be loaded."""
    counter = iter(range(100))
    bodies: dict[str, tuple[Step, ...]] = {}
    steps = draw(st.lists(_steps(counter, bodies, depth=0), min_size=1, max_size=6))
    names = [s.id for s in steps]
    events = {}
    if draw(st.booleans()):
        bodies["anytime:handelse"] = (task(f"sido{next(counter)}"),)
        events["handelse"] = AnytimeEvent("handelse", "Händelse", HANDLAGGARE, body="anytime:handelse", counts="gang")
    if draw(st.booleans()):
        way = Way(Is("gang", 2), Route(end="annat"))
        events["sjalv"] = AnytimeEvent("sjalv", "Själv", by_itself=True, branch=Branch((way,), STAY))
    if draw(st.booleans()):
        target = draw(st.sampled_from(names))
        events["hoppa"] = AnytimeEvent("hoppa", "Hoppa", HANDLAGGARE, branch=Branch(otherwise=Route(go=target)))
    facts = {f: Fact(f, f, "yes_no") for f in _FACTS}
    return process(*steps, bodies=bodies, anytime=events, facts=facts)


@st.composite
def _steps(draw: st.DrawFn, counter: object, bodies: dict[str, tuple[Step, ...]], depth: int) -> Step:
    name = f"s{next(counter)}"  # type: ignore[call-overload]
    kinds = ["task", "asking", "meeting", "wait", "choice", "outcomes", *(["phase"] if depth < 2 else [])]
    kind = draw(st.sampled_from(kinds))
    fact = draw(st.sampled_from(_FACTS))
    deadlines = draw(
        st.sampled_from(
            [
                (),
                (within("case.start"),),
                (within(f"{name}.opened"),),
                (within("start.done", warn=(Duration(((2, "hours"),)),)),),
            ]
        )
    )
    if kind == "phase":
        body = f"phase:{name}"
        bodies[body] = tuple(draw(st.lists(_steps(counter, bodies, depth + 1), min_size=1, max_size=3)))
        ends = draw(st.sampled_from([None, Branch((Way(Is(fact, True), Route()),), None)]))
        return Phase(id=name, title=name, body=body, ends_when=ends)
    if kind == "choice":
        end = draw(st.sampled_from([Route(), Route(end="annat")]))
        return ChoiceStep(id=name, title=name, branch=Branch((Way(Is("gang", 3), end),), Route()))
    if kind == "meeting":
        return meeting(name, deadlines=(within(f"{name}.booked", "held"),))
    if kind == "wait":
        until = draw(st.sampled_from([None, Is(fact, True)]))
        return Wait(id=name, title=name, roles=HANDLAGGARE, until=until, deadlines=deadlines)
    if kind == "outcomes":
        ways = (
            Outcome("om", "Om igen", counts="gang", branch=Branch(otherwise=Route(again=True))),
            Outcome("vidare", "Vidare"),
        )
        return task(name, outcomes=ways, deadlines=deadlines)
    asks = (Ask(fact, optional=True),) if kind == "asking" else ()
    only_if = draw(st.sampled_from([None, Is("gang", 0)]))
    return task(name, asks=asks, deadlines=deadlines, only_if=only_if)
