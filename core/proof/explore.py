"""Every situation a case can come into, found by asking the kernel itself what each possible move leads to.

Situations that differ only in what nothing will ever read are one. The work is bounded by counting, never by the clock, so that the
same file gets the same answer on every machine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from msgspec.structs import replace

from core.engine.kernel import decide
from core.engine.reading import CaseValues
from core.engine.road.frames import ANYTIME
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.people import SYSTEM
from core.model.places import Resource
from core.model.values import Missing
from core.proof.abstract import Abstract
from core.proof.called import Called
from core.proof.clock import CALENDAR, NOW, asleep
from core.proof.commands import Commands
from core.proof.folding import Folds
from core.proof.form import Form
from core.proof.graph import ENDED, Edge, Graph, Picks, Refusal, State, needs_outsider
from core.proof.groups import Group
from core.proof.likeness import Likeness
from core.proof.live import Live
from core.proof.moves import COUNTED, Move, beginnings, called_by_another, moves, noted, starts
from core.proof.oracle import Picked
from core.proof.passing import Passing
from core.proof.pieces import all_there
from core.proof.rooms import Rooms
from core.proof.tables import Part, Tables, known

MOST_STATES = 20_000
MOST_RUNS = 6_000
"""About a second and a half of trying moves."""
_EXPECTED = frozenset(
    {"requires", "outcome", "missing_fact", "no_way", "runaway", "not_now", "not_open", "automatic", "too_early"}
)


def explore(
    made: Abstract,
    called: Called,
    roles: Iterable[str],
    outside: frozenset[str] = frozenset(),
    *,
    resources: Mapping[str, Resource] | None = None,
    most_runs: int = MOST_RUNS,
    kept: frozenset[str] = frozenset(),
    sent: frozenset[str] | None = None,
    plain: bool = False,
) -> Graph:
    """Every situation reachable from a start, breadth first, so that the road to each is as short as can be.

    `outside` are parties that may fail to come: without them too there must be a road, or the reader is told. `resources` are what the
    routine may ask for places in. `kept` is read by the routine that called this one when the case has ended, and no other way in is then
    tried. Where others call the routine it is also tried whether it can begin with what they are sure to have `sent` along.

    With `plain` every move is tried in every situation, and situations are told apart by all that was answered: what is left out to save
    work must make no difference, and this is what it is held against.
    """
    rooms = Rooms(made, resources or {})
    explorer = _Explorer(made, called, frozenset(roles), outside, rooms, most_runs, kept, plain)
    if sent is not None:
        explorer.begin_when_called(sent)
    return explorer.run()


class _Explorer:
    def __init__(
        self,
        made: Abstract,
        called: Called,
        roles: frozenset[str],
        outside: frozenset[str],
        rooms: Rooms,
        most_runs: int,
        kept: frozenset[str],
        plain: bool,
    ) -> None:
        self._d: ProcessDefinition = made.definition
        self._book, self._oracle = made.book, made.oracle
        self._endings = {name: callee.endings for name, callee in called.items()}
        self._outside, self._most = outside, most_runs
        # Somebody has looked back and found no earlier case; what that means is the oracle's to say.
        self._looked = cmd.Answers(places=rooms)
        self._kept = {n: all_there([made.book.named(n)]) for n in sorted(kept) if _is_reckoned(made.definition, n)}
        atoms = frozenset[str]().union(*(made.book.named(name).reads for name in self._kept))
        self._live = Live(made.definition, atoms, plain=plain)
        self._like = Likeness(made.definition, self._live, made.book, made.oracle, atoms, plain=plain)
        self._folds = Folds(made.definition, made.original, self._live, kept, plain=plain)
        self._graph = Graph()
        self._known: dict[object, int] = {}
        self._queue: deque[State] = deque()
        self._tables, self._passing = Tables(made), Passing(made, self._live)
        self._parts: tuple[Part, ...] = ()
        self._raised: set[object] = set()
        self._keys: list[object] = []
        self._lasting: dict[frozenset[str], dict[str, bool]] = {}
        self._carried: Picks = ()
        read = self._like.plain.union(self._book.reads(), (f"fact:{name}" for name in kept))
        self._ways_in = (
            (called_by_another(made.definition, frozenset(made.definition.takes)),) if kept else starts(made.definition)
        )
        self._form = Form(self._d, self._book, self._oracle, read)
        self._commands = Commands(self._d, called, roles, self._form, self._oracle)

    def begin_when_called(self, sent: frozenset[str]) -> None:
        """Notes what the case cannot begin without. What is not sent along people fill in when it has begun: the road is the same."""
        self._parts = (Part(self._d),)
        move = called_by_another(self._d, sent)
        script: tuple[int, ...] | None = ()
        while script is not None:
            self._run(None, move, script, {})
            script = self._oracle.following()

    def run(self) -> Graph:
        graph = self._graph
        for carried in beginnings(self._d, self._book.caps):
            self._carried = carried
            for move in self._ways_in:
                graph.roots += self._try(None, move)
        while graph.whole:
            while self._queue:
                if graph.runs > self._most or len(graph.states) > MOST_STATES:
                    graph.whole = False
                    return graph
                self._expand(self._queue.popleft())
            if not self._widen():
                return graph
        return graph

    def _expand(self, state: State) -> None:
        if state.away is not None:
            for move in self._moves(state):
                if self._folds.group(move) is state.away:
                    self._make(state, move)
            return
        for steps in self._folds.alone(state.case):
            for move in self._moves(state):
                if move.step in steps or move.kind == "note":
                    self._make(state, move)
            if state.edges:
                state.narrow = True
                return
        self._rest(state)

    def _rest(self, state: State) -> None:
        """Every move that has not been tried here, and time that passes."""
        done = {e.move for e in state.edges}
        for move in self._moves(state):
            if move not in done:
                self._make(state, move)
        self._pass_time(state)

    def _widen(self) -> bool:
        """Tries everything where only a part was tried and that part leads nowhere. False when there was nothing to widen."""
        to_end = self._graph.leading_to_end(lambda _edge: True)
        if self._graph.is_stuck(to_end):
            return False  # a dead end is certain already: more of the same would only bury it
        by_us = self._graph.leading_to_end(lambda edge: not needs_outsider(self._d, self._outside, edge))
        doubtful = [s for s in self._graph.states if s.narrow and (s.number not in to_end or s.number not in by_us)]
        for state in doubtful:
            state.narrow = False
            self._rest(state)
        return bool(doubtful)

    def _moves(self, state: State) -> Iterator[Move]:
        open_lists = {f.list_id for f in state.case.frames.values()}
        for move in moves(self._d, state.case, self._endings):
            if (
                move.kind in ("raise", "timer")
                and move.step in self._d.anytime
                and f"{ANYTIME}{move.step}" in open_lists
            ):
                continue  # the same thing beside itself tells nothing new
            if (day := self._passing.day_of(move)) is not None and self._values(state.case).get(day) is None:
                continue  # a day that nobody has told does not come
            yield move
        atoms = self._live.atoms(i.step for i in state.case.instances.values())
        yield from noted(state.case, (a.removeprefix("moment:") for a in atoms if a.startswith("moment:")))

    def _values(self, case: Case) -> CaseValues:
        return CaseValues(self._d, case, NOW, CALENDAR)

    def _make(self, state: State, move: Move) -> None:
        group = self._folds.raised(move)
        if group is not None and state.away is None:
            mark = move, state.case.ending, self._settled(state, group)
            if mark in self._raised:
                return  # it minds its own business, so once is enough
            self._raised.add(mark)
        state.edges += self._try(state, move, self._passing.passed(move))

    def _settled(self, state: State, group: Group) -> frozenset[tuple[str, object]]:
        """How the facts of others are that the group reads."""
        answered = {(k, v) for k, v in state.memo.items() if self._book.inputs.get(k, frozenset()) & group.settled}
        return frozenset(answered.union((atom, known(state.case, atom)) for atom in group.settled))

    def _pass_time(self, state: State) -> None:
        for key, value in list(state.memo.items()):
            if self._book.is_timely(key):
                for other in self._book.later(key, value):
                    state.edges += self._try(state, None, {key: other})

    # ---- one move, every answer

    def _try(self, state: State | None, move: Move | None, time: Mapping[str, Picked] | None = None) -> list[Edge]:
        found: list[Edge] = []
        script: tuple[int, ...] | None = ()
        self._parts = self._tables.parts(state.case, state.memo, move) if state is not None else (Part(self._d),)
        tried = 0
        while script is not None:
            tried += 1
            edge = self._once(state, move, script, time or {})
            if edge is not None:
                found.append(edge)
            script = self._oracle.following()
        self._graph.runs += tried
        if tried == len(found):
            self._tables.passed()
        return found

    def _once(
        self, state: State | None, move: Move | None, script: tuple[int, ...], time: Mapping[str, Picked]
    ) -> Edge | None:
        before = self._passing.lasting(state.memo, move) if state is not None else {}
        found = self._run(state, move, script, {**before, **time})
        if found is None:
            return None
        stale = self._passing.stale({**before, **time}, found[1])
        picks = self._picks(before) if state is not None else (*self._carried, *self._picks({}))
        self._oracle.memo = {key: value for key, value in self._oracle.memo.items() if key not in stale}
        return self._arrive(state.number if state is not None else ENDED, move, picks, *found)

    def _run(
        self, state: State | None, move: Move | None, script: tuple[int, ...], before: Mapping[str, Picked]
    ) -> tuple[Case, tuple[ev.Event, ...]] | None:
        """The case after the move and what happened, with what was answered before; None, and noted, where it is not let through."""
        self._oracle.begin(before, script)
        self._form.withheld.clear()
        carried = self._carried if state is None else ()
        case = (
            Case("prov", counters={c.removeprefix(COUNTED): int(n) for c, n in carried})
            if state is None
            else state.case
        )
        source = state.number if state is not None else ENDED
        try:
            after, recorded = self._play(case, move)
        except Refused as refused:
            self._note(
                state,
                Refusal(
                    source,
                    move,
                    (*carried, *self._picks(state.memo if state is not None else {})),
                    refused.code,
                    refused.field,
                    refused.text,
                    *self._oracle.last,
                    refused.field in self._form.withheld and self._form.needs_itself(move, *self._oracle.last),
                    frozenset(self._oracle.hits),
                    frozenset(self._oracle.read),
                ),
            )
            return None
        return after, tuple(r.event for r in recorded)

    def _picks(self, before: Mapping[str, Picked]) -> Picks:
        return tuple((k, v) for k, v in self._oracle.memo.items() if before.get(k) != v)

    def _note(self, state: State | None, refusal: Refusal) -> None:
        if refusal.code not in _EXPECTED:
            self._graph.strange.add(f"{refusal.move.step if refusal.move else ''}: {refusal.code}")
        if state is None:
            self._graph.refused.append(refusal)
            return
        state.refused.append(refusal)
        old = tuple((k, v) for k, v in refusal.picks if k not in self._oracle.fresh)
        on_excursion = refusal.move is not None and state.away is None and self._folds.raised(refusal.move) is not None
        if old and not on_excursion:
            # Whoever does the step cannot choose what was answered long ago: the case is one in which it is so.
            self._split(state, old)

    def _arrive(self, source: int, move: Move | None, picks: Picks, case: Case, events: tuple[ev.Event, ...]) -> Edge:
        hits, read = frozenset(self._oracle.hits), frozenset(self._oracle.read)
        if case.status == "ended":
            values = self._values(case)
            lacks = frozenset(name for name, run in self._kept.items() if isinstance(run(values), Missing))
            return Edge(source, ENDED, move, picks, events, hits, case.end, read, lacks=lacks)
        away, escape = self._excursion(source, move, case)
        number, fresh = self._find(self._capped(case), self._oracle.memo, away, escape)
        edge = Edge(source, number, move, picks, events, hits, read=read)
        if fresh is not None:
            fresh.via = edge
        return edge

    def _excursion(self, source: int, move: Move | None, after: Case) -> tuple[Group | None, int | None]:
        """The group that is at work after a move, and where the case stands when it is left alone."""
        if move is None or source < 0:
            return None, None
        before = self._graph.states[source]
        group = before.away or self._folds.raised(move)
        if group is None or not _is_untouched(before.case, after, group):
            return None, None
        return group, source if before.escape is None else before.escape

    def _split(self, state: State, old: Picks) -> None:
        number, fresh = self._find(state.case, {**state.memo, **dict(old)}, state.away, state.escape)
        if number == state.number or any(e.target == number for e in state.splits):
            return
        edge = Edge(state.number, number, None, old, (), frozenset(), split=True)
        state.splits.append(edge)
        if fresh is not None:
            fresh.via = edge

    def _find(
        self, case: Case, decided: Mapping[str, Picked], away: Group | None, escape: int | None
    ) -> tuple[int, State | None]:
        """The number of the situation, and the situation itself when it is new. On an excursion it is one by itself, or the one it left."""
        atoms = self._live.atoms(i.step for i in case.instances.values())
        lasting = self._lasting.setdefault(atoms, {})
        for name in decided.keys() - lasting.keys():
            lasting[name] = self._book.inputs.get(name, frozenset()) <= atoms and not self._book.is_unread(name)
        memo = {name: value for name, value in decided.items() if lasting[name]}
        key, tried = self._like.key(case, memo, self._values(case), atoms)
        if escape is not None and key != self._keys[escape]:
            key = key, escape
        number = self._known.get(key)
        if number is not None:
            self._graph.states[number].unlike |= tried
            return number, None
        fresh = State(len(self._graph.states), case, memo, away=away, escape=escape)
        self._known[key] = fresh.number
        self._keys.append(key)
        self._graph.states.append(fresh)
        self._queue.append(fresh)
        return fresh.number, fresh

    def _capped(self, case: Case) -> Case:
        caps = self._book.caps
        counters = {c: min(n, caps.get(c, 0)) for c, n in case.counters.items()}
        return replace(case, counters=counters) if counters != case.counters else case

    # ---- carrying a move out

    def _play(self, case: Case, move: Move | None) -> tuple[Case, tuple[Recorded, ...]]:
        if move is None:
            return self._tick(asleep(case), NOW)
        if move.kind == "timer":
            return self._tick(asleep(case, wake=move.subject), NOW)
        if move.kind == "late":
            return self._tick(asleep(case, late=move.subject), NOW)
        recorded: list[Recorded] = []
        part = self._parts[self._oracle.choose(len(self._parts))]
        move = replace(move, asks=tuple(ask for ask in move.asks if ask.fact not in part.left_out))
        for command in self._commands.of(case, move):
            definition = self._passing.over(part.definition, self._oracle.memo)
            decision = decide(definition, case, command, NOW, CALENDAR, answers=self._looked, with_reasons=False)
            case = decision.case
            recorded += decision.events
        return case, tuple(recorded)

    def _tick(self, case: Case, now: datetime) -> tuple[Case, tuple[Recorded, ...]]:
        tick = cmd.Tick(id="k", case=case.id, actor=SYSTEM, at=now)
        definition = self._passing.over(self._d, self._oracle.memo)
        decision = decide(definition, case, tick, now, CALENDAR, answers=self._looked, with_reasons=False)
        return decision.case, decision.events


def _is_reckoned(definition: ProcessDefinition, name: str) -> bool:
    return name in definition.facts and definition.facts[name].derived is not None


def _is_untouched(before: Case, after: Case, group: Group) -> bool:
    """Whether all that is open beside the group is as it was: what a condition says that nobody can read may have moved the case too."""
    return (
        before.ending == after.ending
        and before.fired - group.events == after.fired - group.events
        and _others(before, group) == _others(after, group)
    )


def _others(case: Case, group: Group) -> set[str]:
    return {i.id for i in case.instances.values() if i.step not in group.steps}
