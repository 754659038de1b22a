"""Events that mind their own business, alone or together: what they do is tried once, and the road is tried without them.

The argument. Divide a situation in two. *Inside* is what the group's events and steps write: their frames, facts, counters, consents,
outcomes and moments. *Outside* is all else. A group is only taken for one where

1. no move of the outside reads or writes the inside, and no ending does;
2. a move of the group reads the inside, whether a step of `during` is open, and facts that are *settled*: no step that may still come,
   or be open beside it, and no event asks for them. It writes the inside only, and never moves the case.

By 1 the group's moves can be taken out of any road, and what is left is a road of the same routine: the outside situations, and
everything that is found in them, are the same with the inside as it was at the beginning. That is the road, which is tried without the
group. By 2 the group can do all it ever can, with the same settled facts, while the outside rests where one of its events may first
happen; in whatever other situation the outside rests, it does just the same. So each event is raised once for each way its settled facts
may be, and what follows is walked through with the group's moves alone: an *excursion*. Whoever is on one may always leave it be, and then
the case stands where it stood (`core.proof.graph.State.escape`).

Two things come from outside all the same. Time: nothing of a group reads what day it is. And leaving: where the phase they belong to is
left, open steps of the group are cut off, while the facts they had been given stay. If the phase may be opened once more, the group may go
on from there, which no excursion comes to. So such a group must have no memory (it reads nothing of its own), or take up all that it is
given in one go: each event is one task or letter, and nothing is read but what is filled in when that is done.

Deadlines are taken away while roads are tried, and what is said of them is read from the roads: so none may be counted from the other side,
or stand still for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct
from msgspec.structs import replace

from core.engine.road.frames import SIDE
from core.model.anytime import AnytimeEvent
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.roads import NEXT, STAY
from core.model.steps import MAIN, Call, End, LetterStep, Phase, Start, Step, Task, every_ask
from core.proof.abstract import Seen
from core.proof.live import Live, reads_in, routes_in, routes_of

_PROSE = frozenset({"title", "help", "note", "source", "question", "covers", "expected", "list_id", "body", "kind"})
_WRITTEN_AT_ONCE = ("fact:", "counter:", "consent:")
"""What is read of a form that is filled in in one go; moments come also when something is opened."""


class Group(Struct, frozen=True):
    """Events that mind their own business together, and their `steps`. `settled`: the facts of others that they read, as atoms."""

    events: frozenset[str]
    steps: frozenset[str]
    settled: frozenset[str] = frozenset()


class Said:
    """What each part of a routine names: what its conditions read, and what it names plainly. What is asked for is apart.

    What is reckoned and what tables say counts where it is named. `original` is the routine with its deadlines, which `definition` may be
    without.
    """

    def __init__(self, definition: ProcessDefinition, original: ProcessDefinition) -> None:
        self._d = definition
        self._behind: dict[str, frozenset[str]] = {
            f.id: frozenset(_said(f.derived)) for f in definition.facts.values() if f.derived is not None
        }
        self._behind |= {t.id: frozenset(_said(t)) for t in definition.tables.values()}
        self.steps = {
            s.id: self.behind((*_said(s), *of_deadlines(original.steps.get(s.id, s))))
            for s in definition.steps.values()
        }
        self.events = {e.id: self.behind(_said(replace(e, during=()))) for e in definition.anytime.values()}
        self.facts = {f.id: self.behind(_said(f)) for f in definition.facts.values()}
        self._during = {e.id: frozenset(e.during) for e in definition.anytime.values()}
        self._counters = frozenset(_said(tuple(definition.counters.values())))

    def outside(self, steps: frozenset[str], events: frozenset[str], own: frozenset[str]) -> Iterator[frozenset[str]]:
        """What is named by all that is not among `steps` and `events`, nor is a fact of theirs."""
        yield from (said for name, said in self.steps.items() if name not in steps)
        yield from (said | self._during[name] for name, said in self.events.items() if name not in events)
        yield from (said for name, said in self.facts.items() if name not in own and name not in self._behind)
        yield self._counters

    def behind(self, names: Iterable[str]) -> frozenset[str]:
        """The names, and those behind the reckoned facts and the tables among them."""
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._behind.get(name, self._behind.get(name.partition(".")[0], ())))
        return frozenset(found)


def groups_of(
    definition: ProcessDefinition, said: Said, live: Live, inside: Mapping[str, frozenset[str]], kept: frozenset[str]
) -> tuple[Group, ...]:
    """The groups of a routine. `inside`: the steps of each list, those in it included; what is `kept` is read when the case has ended."""
    finder = _Finder(definition, said, live, kept)
    steps = {e.id: inside[e.body] if e.body is not None else frozenset[str]() for e in definition.anytime.values()}
    stays = [e for e in definition.anytime.values() if finder.stays(e, steps[e.id])]
    found = (finder.group(events, steps) for events in finder.together(stays, steps))
    return tuple(group for group in found if group is not None)


class _Finder:
    def __init__(self, definition: ProcessDefinition, said: Said, live: Live, kept: frozenset[str]) -> None:
        self._d, self._said, self._live, self._kept = definition, said, live, said.behind(kept)

    def stays(self, event: AnytimeEvent, steps: frozenset[str]) -> bool:
        """Whether neither the event nor its steps move the case."""
        if event.by_itself or event.branch.when or any(r.go or r.again or r.end for r in routes_of(event.branch)):
            return False
        return not any(moves_on(self._d.steps[s], steps) for s in steps)

    def together(self, events: list[AnytimeEvent], steps: Mapping[str, frozenset[str]]) -> Iterator[list[AnytimeEvent]]:
        """The events, those that name what another writes together with it."""
        own = {e.id: self._own([e], steps[e.id]) for e in events}
        names = {e.id: self._names([e], steps[e.id], own[e.id]) for e in events}
        left = {e.id: e for e in events}
        while left:
            found = [left.pop(next(iter(left)))]
            for at in found:
                near = [o for o in left if touches(names[o], own[at.id]) or touches(names[at.id], own[o])]
                found += [left.pop(other) for other in near]
            yield found

    def group(self, events: list[AnytimeEvent], steps: Mapping[str, frozenset[str]]) -> Group | None:
        """The events as a group, where they are one."""
        inside = frozenset[str]().union(*(steps[e.id] for e in events))
        own, ids = self._own(events, inside), frozenset(e.id for e in events)
        during = frozenset(events[0].during)
        if any(frozenset(e.during) != during for e in events) or during & inside:
            return None
        if any(touches(said, own) for said in (self._kept, *self._said.outside(inside, ids, own))):
            return None
        reads = self._reads(events, inside, own)
        others = self._others(events, inside, own, reads)
        if others is None or others & self._late(during) or reads & self._asked_outside(inside, ids, own):
            return None
        if self._opens_again(during) and not (
            self._has_no_memory(events, inside, own, reads) or self._is_done_at_once(events, inside, own, reads)
        ):
            return None
        settings = frozenset(atom for atom in reads if atom.startswith("setting:"))
        return Group(ids, inside, settings.union(f"fact:{name}" for name in others))

    # ---- what it writes and names

    def _own(self, events: Iterable[AnytimeEvent], inside: frozenset[str]) -> frozenset[str]:
        asked = {a.fact for e in events for a in e.asks} | {e.counts for e in events if e.counts}
        return inside | asked | {e.id for e in events} | {n for s in inside for n in written(self._d.steps[s])}

    def _names(self, events: Iterable[AnytimeEvent], inside: frozenset[str], own: frozenset[str]) -> frozenset[str]:
        """Everything that the group names, and what is behind that; not the steps that its events belong to."""
        of_facts = (self._said.facts[n] for n in own if n in self._d.facts)
        return frozenset().union(
            *(self._said.steps[s] for s in inside), *(self._said.events[e.id] for e in events), *of_facts
        )

    def _reads(self, events: list[AnytimeEvent], inside: frozenset[str], own: frozenset[str]) -> frozenset[str]:
        facts = tuple(self._d.facts[n] for n in own if n in self._d.facts)
        return reads_in((tuple(events), tuple(self._d.steps[s] for s in inside), facts))

    def _others(
        self, events: list[AnytimeEvent], inside: frozenset[str], own: frozenset[str], reads: frozenset[str]
    ) -> frozenset[str] | None:
        """The facts of others that the group names; None where it names more of theirs than facts, or what day it is."""
        limits = (getattr(self._d.steps[s], "limit", None) for s in inside)
        if "time" in reads or any(limit is not None and limit.until is not None for limit in limits):
            return None
        names = {n for n in self._names(events, inside, own) if not touches((n,), own)}
        atoms = {a for a in reads if not touches((a.partition(":")[2],), own)}
        if any(not a.startswith(("fact:", "setting:")) for a in atoms) or any(self._is_more(n) for n in names):
            return None
        facts = {n for n in names if n in self._d.facts and self._d.facts[n].derived is None}
        return frozenset(facts).union(a.removeprefix("fact:") for a in atoms if a.startswith("fact:"))

    def _is_more(self, name: str) -> bool:
        """Whether it is something of another that may change, and no fact."""
        head = name.partition(".")[0]
        return head in self._d.steps or head in self._d.anytime or name in self._d.counters or name in self._d.consents

    def _asked_outside(self, inside: frozenset[str], ids: frozenset[str], own: frozenset[str]) -> frozenset[str]:
        """Its own facts, as atoms, that others write too."""
        found = {n for s in self._d.steps.values() if s.id not in inside for n in written(s)}
        found |= {a.fact for e in self._d.anytime.values() if e.id not in ids for a in e.asks}
        return frozenset(f"fact:{name}" for name in found & own)

    # ---- what may happen beside it

    def _near(self, during: frozenset[str]) -> tuple[frozenset[str], frozenset[str], tuple[AnytimeEvent, ...]] | None:
        """The steps of the road around `during`, what may be open then or later, and the events that may happen; None: it is on no road."""
        tops = {self._top(name) for name in during}
        if None in tops:
            return None
        around = {s.id for s in self._d.steps.values() if not during or self._top(s.id) in tops}
        around = {name for name in around if not isinstance(self._d.steps[name], Start)}
        near, events = self._live.ahead(around.union(s.id for s in self._d.steps.values() if s.meanwhile))
        return frozenset(around), near, events

    def _top(self, name: str) -> str | None:
        """The step of the process's own list that a step lies in; None where it lies in none."""
        step = self._d.steps.get(name)
        while step is not None and step.list_id != MAIN:
            side = step.list_id.removeprefix(SIDE).partition(".")[0] if step.list_id.startswith(SIDE) else ""
            step = self._d.steps.get(self._d.list_owner.get(step.list_id, side))
        return step.id if step is not None else None

    def _late(self, during: frozenset[str]) -> frozenset[str]:
        """The facts that may be given while the group lives: they are not settled."""
        found = self._near(during)
        steps = self._d.steps.values() if found is None else (self._d.steps[name] for name in found[1])
        late = {n for step in steps for n in written(step)}
        late |= {n for step in self._d.steps.values() if self._top(step.id) is None for n in written(step)}
        return frozenset(late.union(a.fact for e in self._d.anytime.values() for a in e.asks))

    def _opens_again(self, during: frozenset[str]) -> bool:
        """Whether the phase it belongs to may be left, and then another of `during` be open."""
        phases = {name for name in during if isinstance(self._d.steps.get(name), Phase)}
        if not phases:
            return False
        found = self._near(during)
        if found is None:
            return True
        around, near, events = found
        tops = {self._top(name) for name in during}
        targets = set().union(*(self._live.targets(event) for event in events))
        comes = targets.union(*(self._live.after(name) for name in near))
        inner = set().union(*(self._live.future(name) for name in around))
        return bool(
            comes & tops
            or targets & during
            or (phases - tops) & inner
            or any(during & self._live.future(p) for p in phases)
        )

    def _has_no_memory(
        self, events: list[AnytimeEvent], inside: frozenset[str], own: frozenset[str], reads: frozenset[str]
    ) -> bool:
        if touches((atom.partition(":")[2] for atom in reads), own):
            return False
        return not any(n in self._d.facts and n in own for n in self._names(events, inside, own))

    def _is_done_at_once(
        self, events: list[AnytimeEvent], inside: frozenset[str], own: frozenset[str], reads: frozenset[str]
    ) -> bool:
        if len(inside) > len(events) or any(e.asks or e.counts or e.body is None for e in events):
            return False
        routes = (r for s in inside for r in routes_in(self._d.steps[s]))
        if any(type(self._d.steps[s]) not in (Task, LetterStep) for s in inside) or any(
            r not in (NEXT, STAY) for r in routes
        ):
            return False
        mine = (atom for atom in reads if touches((atom.partition(":")[2],), own))
        return all(atom.startswith(_WRITTEN_AT_ONCE) for atom in mine)


def touches(said: Iterable[str], own: frozenset[str]) -> bool:
    """Whether anything that is said is one of the names, or a moment, outcome or row of one."""
    return any(name in own or name.partition(".")[0] in own for name in said)


def moves_on(step: Step, inside: frozenset[str]) -> bool:
    """Whether the step may do something to what lies outside."""
    if isinstance(step, End) or step.meanwhile or getattr(step, "until_event", None) is not None:
        return True
    if any(d.late is not None and d.late.raises is not None for d in step.deadlines):
        return True
    return any(r.end is not None or (r.go is not None and r.go not in inside) for r in routes_in(step))


def written(step: Step) -> Iterator[str]:
    """The facts, consents and counters that a step writes."""
    yield from (ask.fact for ask in every_ask(step))
    yield from step.consents
    yield from (o.counts for o in step.outcomes if o.counts is not None)
    if isinstance(step, Call):
        yield from step.gives


def of_deadlines(step: Step) -> Iterator[str]:
    """The moments and facts that deadlines are counted from, and the steps they stand still for."""
    for deadline in step.deadlines:
        yield from deadline.paused_during
        if deadline.within is not None and not (deadline.soon or deadline.at_once):
            yield from (start for start in deadline.starts if start != "case.start")


def _said(found: object) -> Iterator[str]:
    """Every name that `found` rests on; what is only prose, or only asked for, left out."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, Seen):
        yield from found.names
        yield from (atom.partition(":")[2] for atom in found.piece.reads)
    elif isinstance(found, tuple | frozenset):
        for item in found:
            yield from _said(item)
    elif isinstance(found, Mapping):
        for key, value in found.items():
            yield from _said(key)
            yield from _said(value)
    elif isinstance(found, Struct):
        for name in found.__struct_fields__:
            asks = isinstance(found, Ask) and name == "fact"
            if name not in _PROSE and not asks and not (name == "id" and not isinstance(found, Step | AnytimeEvent)):
                yield from _said(getattr(found, name))
