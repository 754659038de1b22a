"""Whether what a deadline is counted from has surely happened: on every road, not only on the one its writer had in mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.engine.command.owning import LATER_MOMENTS
from core.engine.road.frames import ANYTIME
from core.model import events as ev
from core.model.deadlines import DeadlineDef
from core.model.definition import ProcessDefinition
from core.model.steps import Step, every_ask
from core.proof.abstract import Abstract
from core.proof.coming import Coming
from core.proof.findings import Finding, Teller, counted_from
from core.proof.graph import ENDED, Edge, Graph, Picks
from core.proof.moments import forgotten_by, is_moment, names_of
from core.proof.reading import needs, tree


def start_findings(original: ProcessDefinition, made: Abstract, graph: Graph) -> tuple[Finding, ...]:
    """Deadlines that on some road are never counted because their start never happened there."""
    return tuple(_Starts(original, made, graph).find())


class _Starts:
    def __init__(self, original: ProcessDefinition, made: Abstract, graph: Graph) -> None:
        self._d, self._graph = original, graph
        self._tell, self._coming = Teller(made, graph), Coming(made, graph)
        self._watched = {(s.id, d.id): d for s in original.steps.values() for d in s.deadlines if _is_counted(d)}
        inputs = {n for d in self._watched.values() for start in d.starts for n in _inputs(original, start)}
        self._names = sorted({name for each in inputs for name in each.split("|")})
        noted = {f"{name.partition('.')[0]}.done" for name in self._names if _is_noted(name)}
        self._either = {_either(step, d): d.starts for (step, _), d in self._watched.items() if _is_one_of(d)}
        self._either |= {each: tuple(each.split("|")) for each in inputs if "|" in each}
        bits = (*self._names, *sorted(noted.difference(self._names)), *sorted(self._either))
        self._bits = {name: 1 << at for at, name in enumerate(bits)}
        self._at_will = frozenset(n for n in self._names if _is_at_will(original, n))

    def find(self) -> Iterator[Finding]:
        if not self._names:
            return
        everything = (1 << len(self._bits)) - 1
        must = self._graph.on_every_road(lambda edge, mask: self._passed(edge.events, mask), everything)
        told: set[tuple[str, str]] = set()
        for edge in self._graph.edges():
            for step, deadline, mask in self._unsure(edge, must.get(edge.source, 0)):
                if (step.id, deadline.id) in told:
                    continue
                answers = self._never_starts(edge, step, deadline, mask)
                if answers is not None:
                    told.add((step.id, deadline.id))
                    yield self._finding(edge, step, deadline, answers)

    def _passed(self, events: Iterable[ev.Event], mask: int) -> int:
        for event in events:
            mask = self._after(event, mask)
        return mask

    def _after(self, event: ev.Event, mask: int) -> int:
        names, forgotten = names_of(event), forgotten_by(event)
        for name in forgotten:
            mask &= ~self._bits.get(name, 0)
        for name in names:
            mask |= self._bits.get(name, 0)
        for either, starts in self._either.items():
            if not set(starts).isdisjoint(names):
                mask |= self._bits[either]
            elif not set(starts).isdisjoint(forgotten):
                mask &= ~self._bits[either]  # it is forgotten with the round, unless another of them stands
                if any(mask & self._bits.get(s, 0) for s in starts):
                    mask |= self._bits[either]
        return mask

    def _unsure(self, edge: Edge, mask: int) -> Iterator[tuple[Step, DeadlineDef, int]]:
        """Deadlines of steps that open on this edge while nothing they are counted from has surely happened."""
        for event in edge.events:
            mask = self._after(event, mask)
            if isinstance(event, ev.StepOpened):
                step = self._d.steps[event.step]
                for deadline in step.deadlines:
                    if _is_counted(deadline) and not self._sure(step, deadline, mask):
                        yield step, deadline, mask

    def _sure(self, step: Step, deadline: DeadlineDef, mask: int) -> bool:
        if mask & self._bits.get(_either(step.id, deadline), 0):
            return True
        sure = [self._has_come(step, start, mask) for start in deadline.starts]
        return all(sure) if deadline.all_starts else any(sure)

    def _has_come(self, step: Step, start: str, mask: int) -> bool:
        return (
            start == "case.start"
            or start.startswith("settings.")
            or (start.startswith(f"{step.id}.") and start != f"{step.id}.done")  # the time before, if there was one
            or all(mask & self._bits[n] for n in _inputs(self._d, start))
        )

    def _never_starts(self, edge: Edge, step: Step, deadline: DeadlineDef, mask: int) -> Picks | None:
        """The answers with which the step is left as done somewhere ahead and nothing on the way there can start its deadline, if any."""
        lacking = [
            {name for n in _inputs(self._d, start) if not mask & self._bits[n] for name in n.split("|")}
            for start in deadline.starts
            if start != f"{step.id}.done" and not self._has_come(step, start, mask)
        ]
        wanted = lacking if deadline.all_starts else [set().union(*lacking)]
        found = (self._never_comes(edge, step, names, mask) for names in wanted)
        return next((answers for answers in found if answers is not None), None)

    def _never_comes(self, edge: Edge, step: Step, wanted: set[str], mask: int) -> Picks | None:
        noted = (n for n in wanted if _is_noted(n))
        if edge.target == ENDED or any(mask & self._bits[f"{n.partition('.')[0]}.done"] for n in noted):
            return None  # somebody may note it whenever it happens
        return self._coming.left_without(edge.target, f"{step.id}.done", frozenset(wanted - self._at_will))

    def _finding(self, edge: Edge, step: Step, deadline: DeadlineDef, answers: Picks) -> Finding:
        first = tuple(start for start in deadline.starts if start != f"{step.id}.done") or deadline.starts
        said = counted_from(self._d, first, all_of_them=deadline.all_starts)
        when = "när svaret är" if len(answers) == 1 else "när svaren är"
        told = f" Det gäller {when} {self._tell.told_answers(answers)}." if answers else ""
        message = (
            f"Fristen för ”{step.title}” räknas från {said}, men det behöver inte ha hänt. På den här vägen börjar fristen aldrig löpa: "
            f"{self._tell.road(edge)}.{self._tell.supposing(edge)}{told}"
        )
        hint = (
            "Räkna från något som alltid har hänt. Händer alltid ett av flera: from: [a.done, b.done]. Ska fristen bara finnas när det har "
            f"hänt: only_if: known({first[-1]}). Den börjar då när det händer."
        )
        return Finding("deadline-unsure", message, hint, step=step.id)


def _is_counted(deadline: DeadlineDef) -> bool:
    return deadline.within is not None and not deadline.soon and not deadline.at_once and deadline.only_if is None


def _is_one_of(deadline: DeadlineDef) -> bool:
    return len(deadline.starts) > 1 and not deadline.all_starts


def _either(step: str, deadline: DeadlineDef) -> str:
    """What stands for that one of several starts has come, which may be sure though none of them is."""
    return f"|{step}/{deadline.id}"


def _is_noted(name: str) -> bool:
    return name.partition(".")[2] in LATER_MOMENTS


def _inputs(definition: ProcessDefinition, start: str) -> tuple[str, ...]:
    """The names that have to be known for `start`: itself, or what a reckoned date is reckoned from; ``a|b`` where one of two is enough."""
    return tuple(sorted("|".join(sorted(names)) for names in _rests_on(definition, start, frozenset())))


def _rests_on(definition: ProcessDefinition, name: str, above: frozenset[str]) -> frozenset[frozenset[str]]:
    """The names that have to be known for `name` to be, of each set one. `above`: what is reckoned from it."""
    fact = definition.facts.get(name)
    if fact is None or fact.derived is None or name in above:
        is_given = fact is not None and fact.derived is None and fact.earlier is None
        return frozenset({frozenset({name})} if not above or is_given or is_moment(definition, name) else ())
    node = tree(fact.derived.text)
    read = needs(node) if node is not None else frozenset(frozenset({each}) for each in fact.derived.names)
    found: set[frozenset[str]] = set()
    for names in read:
        behind = [_rests_on(definition, each, above | {name}) for each in names]
        if len(behind) == 1:
            found |= behind[0]
        elif all(behind):  # else one of them is always known
            found.add(frozenset[str]().union(*(each for sets in behind for each in sets)))
    return frozenset(found)


def _is_at_will(definition: ProcessDefinition, name: str) -> bool:
    """Whether it comes only with an event that somebody may note: it need not happen however long the case waits."""
    if name not in definition.facts:
        return _is_in_event(definition, name.partition(".")[0])
    steps, events = definition.steps.values(), definition.anytime.values()
    asking = [place.id for place in steps if any(ask.fact == name for ask in every_ask(place))]
    asking += [event.id for event in events if any(ask.fact == name for ask in event.asks)]
    return bool(asking) and all(_is_in_event(definition, place) for place in asking)


def _is_in_event(definition: ProcessDefinition, name: str) -> bool:
    lists = (step.list_id for step in definition.around(definition.steps.get(name)))
    of_event = next((each.removeprefix(ANYTIME) for each in lists if each.startswith(ANYTIME)), name)
    event = definition.anytime.get(of_event)
    return event is not None and bool(event.roles) and event.repeat is None and event.at is None and not event.by_itself
