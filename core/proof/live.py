"""What still matters: which facts, counters and outcomes a condition may yet read before they are asked again.

Two situations that differ only in what nothing will read are one. Worked out once over the steps, with every road taken as open.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct

from core.model.anytime import AnytimeEvent
from core.model.deadlines import Limit
from core.model.decisions import TableDef
from core.model.definition import ProcessDefinition
from core.model.facts import Ask, Fact
from core.model.roads import Branch, Route
from core.model.steps import Call, ChoiceStep, End, Phase, Start, Step, Task, Wait, every_ask, is_away
from core.proof.abstract import Seen
from core.proof.moments import is_moment

_AT_ONCE = frozenset({"only_if", "roles_when", "until", "ends_when", "automatic", "deadlines", "limit"})
"""Fields that are read when a step opens or while it is open; the rest is read when it is done, after its facts are given."""


class Live:
    """Answers which atoms (``fact:x``, ``counter:x`` …) are live in a case that stands at given steps; all that are read with `plain`.

    `kept` are those that are read when the case has ended.
    """

    def __init__(
        self, definition: ProcessDefinition, kept: frozenset[str] = frozenset(), *, plain: bool = False
    ) -> None:
        self._d, self._plain = definition, plain
        self._bits: dict[str, int] = {}
        self._names: list[str] = []
        self._next = {s.id: successors(definition, s) for s in definition.steps.values()}
        self._targets = {e.id: _event_targets(definition, e) for e in definition.anytime.values()}
        self._at = self._solve()
        self._future = self._reach()
        self._events = {e.id: self._of_event(e) for e in definition.anytime.values()}
        self._always = self._pack(kept)
        self._found: dict[frozenset[str], frozenset[str]] = {}
        self._ahead: dict[frozenset[str], tuple[frozenset[str], tuple[AnytimeEvent, ...]]] = {}

    def atoms(self, open_steps: Iterable[str]) -> frozenset[str]:
        """What may yet be read when exactly these steps are open."""
        steps = frozenset(self._d.steps if self._plain else open_steps)
        found = self._found.get(steps)
        if found is None:
            found = self._found[steps] = self._unpack(self._mask(steps))
        return found

    def future(self, step: str) -> frozenset[str]:
        """Every step that may be opened after `step` has opened, itself not counted unless it may come again."""
        return self._future[step]

    def after(self, step: str) -> frozenset[str]:
        """Every step that may come right after `step`, into it or past it."""
        return self._next[step]

    def targets(self, event: AnytimeEvent) -> frozenset[str]:
        """Every step that may be opened because the event has happened."""
        return self._targets[event.id]

    def ahead(self, open_steps: Iterable[str]) -> tuple[frozenset[str], tuple[AnytimeEvent, ...]]:
        """The steps that may be open from now on when exactly these are, and the events that may happen: also what those lead to."""
        steps = frozenset(open_steps)
        found = self._ahead.get(steps)
        if found is None:
            near = set(steps).union(*(self._future[step] for step in steps))
            events: dict[str, AnytimeEvent] = {}
            while fresh := [e for e in self._d.anytime.values() if e.id not in events and _belongs(e, near)]:
                for event in fresh:
                    events[event.id] = event
                    targets = self._targets[event.id]
                    near |= targets.union(*(self._future[target] for target in targets))
            found = self._ahead[steps] = frozenset(near), tuple(events.values())
        return found

    def _mask(self, steps: frozenset[str]) -> int:
        mask = self._always
        for step in steps:
            mask |= self._at[step]
        for event in self.ahead(steps)[1]:
            mask |= self._events[event.id]
        return mask

    def _pack(self, atoms: Iterable[str]) -> int:
        mask = 0
        for atom in atoms:
            if atom not in self._bits:
                self._bits[atom] = 1 << len(self._names)
                self._names.append(atom)
            mask |= self._bits[atom]
        return mask

    def _unpack(self, mask: int) -> frozenset[str]:
        return frozenset(n for at, n in enumerate(self._names) if mask >> at & 1)

    def _solve(self) -> dict[str, int]:
        now, later, kills = {}, {}, {}
        for each in self._d.steps.values():
            now[each.id], later[each.id] = map(self._pack, self._reads(each))
            kills[each.id] = self._pack(_killed(self._d, each))
        found = dict(now)
        changed = True
        while changed:
            changed = False
            for step in reversed(tuple(self._d.steps)):
                out = 0
                for following in self._next[step]:
                    out |= found.get(following, 0)
                mask = now[step] | ((later[step] | out) & ~kills[step])
                if mask != found[step]:
                    found[step], changed = mask, True
        return found

    def _reads(self, step: Step) -> tuple[frozenset[str], frozenset[str]]:
        now: set[str] = set()
        later: set[str] = set()
        for name in step.__struct_fields__:
            value = getattr(step, name)
            (now if name in _AT_ONCE else later).update(reads_in(value))
        for ask in every_ask(step):
            now.update(
                reads_in(ask.only_if), reads_in(self._d.facts[ask.fact].only_if) if ask.fact in self._d.facts else ()
            )
        later.update(reads_in(judged_at(self._d, step)))
        now.update(atoms_behind(self._d, named_plainly(step)), ("time",) if last_day(step) is not None else ())
        now.update(atoms_behind(self._d, (start for deadline in step.deadlines for start in deadline.starts)))
        return frozenset(now), frozenset(later)

    def _of_event(self, event: AnytimeEvent) -> int:
        asked_if = (self._d.facts[ask.fact].only_if for ask in event.asks)
        before = self._pack(reads_in((event.only_if, event.asks, *asked_if)))
        after = self._pack(reads_in(event))
        for following in self._targets[event.id]:
            after |= self._at.get(following, 0)
        if _is_asked_of_people(self._d, event):
            after &= ~self._pack(_surely_asked(self._d, event.asks))
        return before | after

    def _reach(self) -> dict[str, frozenset[str]]:
        found: dict[str, set[str]] = {step: set(following) for step, following in self._next.items()}
        changed = True
        while changed:
            changed = False
            for step in reversed(tuple(self._d.steps)):
                before = len(found[step])
                for following in list(self._next[step]):
                    found[step] |= found.get(following, set())
                changed |= len(found[step]) != before
        return {step: frozenset(reached) for step, reached in found.items()}


def _belongs(event: AnytimeEvent, near: set[str]) -> bool:
    return not event.during or not near.isdisjoint(event.during)


def reads_in(found: object) -> frozenset[str]:
    """Every atom that the conditions in `found` read, wherever in it they stand."""
    return frozenset().union(*(seen.piece.reads for seen in expressions_in(found)))


def expressions_in(found: object) -> Iterator[Seen]:
    """Every condition in `found`, wherever in it it stands."""
    if isinstance(found, Seen):
        yield found
    elif isinstance(found, tuple):
        for item in found:
            yield from expressions_in(item)
    elif isinstance(found, Mapping):
        yield from expressions_in(tuple(found.values()))
    elif isinstance(found, Struct):
        for name in found.__struct_fields__:
            yield from expressions_in(getattr(found, name))


def last_day(step: Step) -> str | None:
    """What tells the last day on which the step may be open, where something does."""
    limit = getattr(step, "limit", None)
    return limit.until if isinstance(limit, Limit) else None


def named_plainly(step: Step) -> Iterator[str]:
    """The facts, and other moments, that a step names outside conditions: that they are known matters."""
    found = (step.role_fact, last_day(step), getattr(step, "resource_fact", None))
    yield from (name for name in found if name is not None)
    yield from getattr(step, "held_until", ())
    yield from step.passes.values() if isinstance(step, Call) else ()
    for valid in (getattr(step, "valid", None), *(outcome.valid for outcome in step.outcomes)):
        if valid is not None:
            yield from (name for name in (valid.starts, valid.until) if name is not None)


def atoms_behind(definition: ProcessDefinition, names: Iterable[str]) -> Iterator[str]:
    """What decides whether each of the facts and moments `names` is known."""
    for name in names:
        fact = definition.facts.get(name)
        if fact is not None:
            yield from reads_in(fact.derived) if fact.derived is not None else (f"fact:{name}",)
        elif is_moment(definition, name) or name in definition.anytime:
            yield f"moment:{name}"


def judged_at(definition: ProcessDefinition, step: Step) -> tuple[TableDef | Fact, ...]:
    """The tables that a decision rests on and what decides whether their facts are asked: read though no condition names them."""
    tables = [definition.tables[name] for name in getattr(step, "tables", ()) if name in definition.tables]
    needed = dict.fromkeys(name for table in tables for name in table.needs)
    return (*tables, *(definition.facts[name] for name in needed if name in definition.facts))


def _killed(definition: ProcessDefinition, step: Step) -> Iterator[str]:
    if any(is_away(step, o.id) for o in step.outcomes):
        return
    if step.optional or step.only_if is not None or isinstance(step, Wait | Phase):
        return
    if step.automatic is not None or getattr(step, "limit", None) is not None:
        return  # it may be done by itself, with what is known already
    yield from _surely_asked(definition, step.asks)


def _surely_asked(definition: ProcessDefinition, asks: Iterable[Ask]) -> Iterator[str]:
    """The facts, as atoms, that are given anew whenever the form is filled in."""
    for ask in asks:
        fact = definition.facts.get(ask.fact)
        if fact is not None and not (ask.optional or fact.optional or ask.only_if or fact.only_if):
            yield f"fact:{ask.fact}"


def _is_asked_of_people(definition: ProcessDefinition, event: AnytimeEvent) -> bool:
    """Whether somebody fills in a form each time the event happens; what happens by itself, or with a deadline, asks nothing."""
    raised = (d.late.raises for s in definition.steps.values() for d in s.deadlines if d.late is not None)
    return not event.by_itself and event.repeat is None and event.at is None and event.id not in raised


class _Lists(Struct, frozen=True):
    """The lists of a definition, for finding what follows."""

    d: ProcessDefinition

    def first(self, list_id: str) -> frozenset[str]:
        """The steps at which a list may begin; every member of tracks that run at once."""
        owner = self.d.steps.get(self.d.list_owner.get(list_id, ""))
        steps = self.d.lists.get(list_id, ())
        if isinstance(owner, Phase) and owner.order == "any" and owner.body == list_id:
            return frozenset(steps)
        return self.from_position(list_id, 0)

    def from_position(self, list_id: str, position: int) -> frozenset[str]:
        """The step at `position`, and those after it as long as they may be passed over; past the end what the owner leads to."""
        found: set[str] = set()
        for name in self.d.lists.get(list_id, ())[position:]:
            step = self.d.steps[name]
            if isinstance(step, Start):
                continue
            found.add(name)
            if step.only_if is None and not step.optional and not step.meanwhile:
                return frozenset(found)
        owner = self.d.list_owner.get(list_id)
        if owner is not None and list_id != f"phase:{owner}":
            found |= successors(self.d, self.d.steps[owner])
        return frozenset(found)


def successors(definition: ProcessDefinition, step: Step) -> frozenset[str]:
    """Every step that may be opened because `step` was opened or left; more rather than fewer."""
    lists = _Lists(definition)
    found: set[str] = set()
    if isinstance(step, Phase):
        found |= lists.first(step.body)
    for member in definition.lists:
        if definition.list_owner.get(member) == step.id and member != f"phase:{step.id}":
            found |= set(definition.lists[member])
    for route in routes_in(step):
        found |= _targets(step, route)
    if not _leads_away(step):
        found |= lists.from_position(step.list_id, step.position + 1)
    return frozenset(found)


def _leads_away(step: Step) -> bool:
    """Whether the step, once it is open, never leads to the one written after it: every way says where it goes instead."""
    if isinstance(step, End):
        return True
    simple = type(step) is Task and not (step.outcomes or step.optional or step.meanwhile)
    if not isinstance(step, ChoiceStep) and not (simple and step.branch.otherwise is not None):
        return False
    return all(route.go is not None or route.again or route.end is not None for route in routes_of(step.branch))


def _targets(step: Step, route: Route) -> frozenset[str]:
    if route.go is not None:
        return frozenset({route.go})
    return frozenset({step.id}) if route.again else frozenset()


def _event_targets(definition: ProcessDefinition, event: AnytimeEvent) -> frozenset[str]:
    found = {route.go for route in routes_of(event.branch) if route.go is not None}
    if any(route.again for route in routes_of(event.branch)):
        found.update(event.during)
    if event.body is not None:
        found |= _Lists(definition).first(event.body)
    return frozenset(found)


def routes_of(branch: Branch | None) -> tuple[Route, ...]:
    """Every route of a branch."""
    if branch is None:
        return ()
    return (*(way.route for way in branch.when), *((branch.otherwise,) if branch.otherwise is not None else ()))


def routes_in(step: Step) -> Iterator[Route]:
    """Every route that is written on a step, its outcomes and limits included."""
    yield from routes_of(step.branch)
    for outcome in step.outcomes:
        yield from routes_of(outcome.branch)
    yield from routes_of(getattr(step, "ends_when", None))
    limit = getattr(step, "limit", None)
    if limit is not None:
        yield from routes_of(limit.branch)
