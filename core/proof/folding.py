"""Lists of steps that mind their own business, and which the proof therefore walks through alone.

What such a list asks for nobody else reads, what it reads nobody else writes, and it never moves the case. In whatever order its steps
and those of others are done, the case comes to the same place: so they are tried by themselves, one list after another, and the work
grows with the sum of what runs at once instead of with the product. One such track of each phase is left to be tried together with
everything else: that it is open keeps the phase open, whatever the other tracks have come to, and with it all that can happen only there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct

from core.engine.road.frames import ANYTIME, SIDE, TRACK
from core.model.anytime import AnytimeEvent
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.steps import Call, End, Phase, Step, every_ask
from core.proof.abstract import Seen
from core.proof.live import reads_in, routes_in, routes_of

_PROSE = frozenset({"title", "help", "note", "source", "question", "covers", "expected", "list_id", "body", "kind"})


class Folds:
    """Answers which steps may be tried alone in a case, and which events lead to nothing but such steps.

    What is `kept` is read by another routine when the case has ended.
    """

    def __init__(self, definition: ProcessDefinition, kept: frozenset[str] = frozenset()) -> None:
        self._d, self._kept = definition, kept
        self._steps = {name: _inside(definition, name) for name in definition.lists}
        self.events = frozenset(e.id for e in definition.anytime.values() if self._is_own_event(e))
        tracks = (n for n in definition.lists if n.startswith(TRACK) and self._is_free_track(n))
        self._lists = frozenset(tracks) | {f"{ANYTIME}{e}" for e in self.events}

    def alone(self, case: Case) -> tuple[frozenset[str], ...]:
        """The steps of each open list that minds its own business, those beside the road first."""
        return tuple(self._steps[name] for name in self._open(case))

    def beside(self, case: Case) -> bool:
        """Whether the list that is tried first is an event's: nobody has to wait for it."""
        return next(iter(self._open(case)), "").startswith(ANYTIME)

    def _open(self, case: Case) -> list[str]:
        mind = [f for f in case.frames.values() if f.list_id in self._lists]
        of_phase = Counter(f.owner for f in mind if f.list_id.startswith(TRACK))
        found = [f.list_id for f in mind if f.list_id.startswith(ANYTIME) or of_phase[f.owner] > 1]
        return sorted(found, key=lambda name: not name.startswith(ANYTIME))

    # ---- what makes a list its own

    def _is_own_event(self, event: AnytimeEvent) -> bool:
        """An event without a road, whose steps and whose own facts nobody else minds."""
        if event.by_itself or event.branch.when or any(r.go or r.again or r.end for r in routes_of(event.branch)):
            return False
        inside = self._steps[event.body] if event.body is not None else frozenset()
        facts = {a.fact for a in event.asks}
        own = {event.id, *facts} | ({event.counts} if event.counts else set())
        return self._is_own(inside, own, event)

    def _is_free_track(self, name: str) -> bool:
        owner = self._d.steps[self._d.list_owner[name]]
        return isinstance(owner, Phase) and owner.until == "all" and self._is_own(self._steps[name], set(), None)

    def _is_own(self, inside: frozenset[str], own: set[str], event: AnytimeEvent | None) -> bool:
        steps = [self._d.steps[s] for s in inside]
        if any(_moves_on(step, inside) for step in steps):
            return False
        names = own | inside | {n for step in steps for n in _written(step)}
        if any(_head(kept, names) for kept in self._kept):
            return False
        facts = [self._d.facts[n] for n in names if n in self._d.facts]
        read = (reads_in(tuple(steps)) if steps else frozenset()) | reads_in(tuple(facts))
        if event is not None:
            read |= reads_in(event.only_if)
        if not all(_head(atom.partition(":")[2], names) for atom in read):
            return False
        if read & self._asked_outside(inside, event):
            return False
        return not any(_head(said, names) for said in self._said_outside(inside, names, event))

    def _asked_outside(self, inside: frozenset[str], event: AnytimeEvent | None) -> frozenset[str]:
        asks = [a for s in self._d.steps.values() if s.id not in inside for a in every_ask(s)]
        asks += [a for e in self._d.anytime.values() if e is not event for a in e.asks]
        return frozenset(f"fact:{a.fact}" for a in asks)

    def _said_outside(self, inside: frozenset[str], own: set[str], event: AnytimeEvent | None) -> Iterator[str]:
        for step in self._d.steps.values():
            if step.id not in inside:
                yield from _said(step)
        for other in self._d.anytime.values():
            if other is not event:
                yield from _said(other)
        for fact in self._d.facts.values():
            if fact.id not in own:
                yield from _said(fact)
        yield from _said(tuple(self._d.tables.values()))
        yield from _said(tuple(self._d.counters.values()))


def _head(name: str, names: set[str] | frozenset[str]) -> bool:
    return name in names or name.partition(".")[0] in names


def _inside(definition: ProcessDefinition, name: str) -> frozenset[str]:
    """Every step of a list, and of the lists that lie in it."""
    found = set(definition.lists[name])
    for other in definition.lists:
        side = other.removeprefix(SIDE).partition(".")[0] if other.startswith(SIDE) else None
        if other != name and (definition.list_owner.get(other) in found or side in found):
            found |= _inside(definition, other)
    return frozenset(found)


def _moves_on(step: Step, inside: frozenset[str]) -> bool:
    """Whether the step may do something to what lies outside."""
    if isinstance(step, End) or step.meanwhile or getattr(step, "until_event", None) is not None:
        return True
    if any(d.late is not None and d.late.raises is not None for d in step.deadlines):
        return True
    return any(r.end is not None or (r.go is not None and r.go not in inside) for r in routes_in(step))


def _written(step: Step) -> Iterator[str]:
    yield from (ask.fact for ask in every_ask(step))
    yield from step.consents
    yield from (o.counts for o in step.outcomes if o.counts is not None)
    if isinstance(step, Call):
        yield from step.gives


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
