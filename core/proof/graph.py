"""Situations and the moves between them: what exploring a routine finds."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, field

from core.model import events as ev
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.steps import Meeting, is_away
from core.proof.groups import Group
from core.proof.moves import Move
from core.proof.oracle import Picked, Tried

ENDED = -1
"""Where a move leads that ends the case."""
Picks = tuple[tuple[str, Picked], ...]


class Edge(Struct, frozen=True):
    """One move that the kernel let through.

    Attributes:
        target: number of the situation it leads to, or `ENDED`.
        picks: what was decided on the way: facts filled in, and what cannot be reckoned.
        events: what happened.
        hits: the ways whose condition held.
        read: the texts of all conditions that were read.
        lacks: what is reckoned, of that which another routine reads when the case has ended, and has no value then.
    """

    source: int
    target: int
    move: Move | None
    picks: Picks
    events: tuple[ev.Event, ...]
    hits: frozenset[str]
    end: str | None = None
    read: frozenset[str] = frozenset()
    split: bool = False
    lacks: frozenset[str] = frozenset()


class State(Struct):
    """A situation: a case that stands for all that are like it, and what has been decided about its facts.

    `narrow`: only what a track that minds its own business can do was tried (`core.proof.folding`). `away`: the group of events that has
    been at work since the situation `escape`, which is where the case stands when they are left alone; only what they can do was tried
    (`core.proof.groups`).
    `unlike`: what the conditions ahead would try for others that are like it, each condition's text and the rows of tables.
    `splits` lead to the same case with more decided: a fact that was given long ago has turned out to matter, and is what it is.
    """

    number: int
    case: Case
    memo: dict[str, Picked]
    via: Edge | None = None
    edges: list[Edge] = field(default_factory=list)
    splits: list[Edge] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    narrow: bool = False
    away: Group | None = None
    escape: int | None = None
    unlike: set[Tried] = field(default_factory=set)

    @property
    def onward(self) -> tuple[Edge, ...]:
        """The moves from here, and the same situation with more decided."""
        return (*self.edges, *self.splits)

    @property
    def following(self) -> Iterator[int]:
        """The numbers of the situations that may come next, that the group at work is left alone among them."""
        yield from (edge.target for edge in self.onward)
        if self.escape is not None:
            yield self.escape


class Refusal(Struct, frozen=True):
    """A move that the kernel did not let through: the code, what it named, and the condition (`text`, in `owner`) read last.

    `mendable`: what was missing is asked in that very form and was left empty. `hits` and `read` as in `Edge`.
    """

    source: int
    move: Move | None
    picks: Picks
    code: str
    field: str | None
    reason: str
    owner: str
    text: str
    mendable: bool = False
    hits: frozenset[str] = frozenset()
    read: frozenset[str] = frozenset()


class Graph(Struct):
    """What was found. `whole` is false when the bound was hit; `roots` are the situations right after a start."""

    states: list[State] = field(default_factory=list)
    roots: list[Edge] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    whole: bool = True
    runs: int = 0
    strange: set[str] = field(default_factory=set)

    def leading_to_end(self, counts: Callable[[Edge], bool]) -> frozenset[int]:
        """The situations from which an end can be reached by moves that count."""
        return self.leading_to((ENDED,), counts)

    def leading_to(self, targets: Iterable[int], counts: Callable[[Edge], bool]) -> frozenset[int]:
        """The situations from which one of `targets` can be reached by one or more moves that count: backwards from them."""
        before: dict[int, list[int]] = {}
        for state in self.states:
            for edge in state.edges:
                if counts(edge):
                    before.setdefault(edge.target, []).append(state.number)
            if state.escape is not None:
                before.setdefault(state.escape, []).append(state.number)
        found: set[int] = set()
        waiting = deque(number for target in targets for number in before.get(target, ()))
        while waiting:
            number = waiting.popleft()
            if number not in found:
                found.add(number)
                waiting.extend(before.get(number, ()))
        return frozenset(found)

    def is_stuck(self, finishing: frozenset[int]) -> bool:
        """Whether there certainly is a situation without an end: everything was tried in it and in all that it leads to."""
        stuck = {s.number for s in self.states if not s.narrow and s.number not in finishing}
        while loose := {n for n in stuck if any(target not in stuck for target in self.states[n].following)}:
            stuck -= loose
        return bool(stuck)

    def on_every_road(
        self, after: Callable[[Edge, int], int], everything: int, roots: Iterable[Edge] | None = None
    ) -> dict[int, int]:
        """What holds in each situation on every road to it, as bits; where no road leads, everything. A greatest fixpoint.

        `after` gives what holds after an edge from what held before it. Roads begin at `roots`, or anywhere where none are given.
        """
        found = dict.fromkeys(range(len(self.states)), everything)
        waiting = deque(self.roots if roots is None else roots)
        while waiting:
            edge = waiting.popleft()
            if edge.target == ENDED:
                continue
            holds = after(edge, found.get(edge.source, 0)) & found[edge.target]
            if holds != found[edge.target]:
                found[edge.target] = holds
                waiting.extend(self.states[edge.target].onward)
            elif edge.source == ENDED:
                waiting.extend(self.states[edge.target].onward)
        return found

    def tried_by_others(self) -> frozenset[str]:
        """The rows of tables that are tried in situations that others stand for: where a condition is read that tries them."""
        ahead = {
            s.number: frozenset[str]().union(*(e.read for e in s.edges), *(r.read for r in s.refused))
            for s in self.states
        }
        before: dict[int, list[int]] = {}
        for state in self.states:
            for number in state.following:
                before.setdefault(number, []).append(state.number)
        waiting = deque(ahead)
        while waiting:
            number = waiting.popleft()
            for source in before.get(number, ()):
                if not ahead[number] <= ahead[source]:
                    ahead[source] |= ahead[number]
                    waiting.append(source)
        return frozenset(row for s in self.states for text, rows in s.unlike if text in ahead[s.number] for row in rows)

    def edges(self) -> Iterator[Edge]:
        """Every move that was let through, starts first."""
        yield from self.roots
        for state in self.states:
            yield from state.edges
            yield from state.splits


def gap(refusal: Refusal) -> bool:
    """Whether no way of a choice held."""
    return refusal.code == "no_way"


def waiting(state: State) -> list[str]:
    """The innermost open steps: those that somebody would have to do something with."""
    owners = {f.owner for f in state.case.frames.values()}
    return [i.step for i in state.case.instances.values() if i.id not in owners]


def needs_outsider(definition: ProcessDefinition, outside: frozenset[str], edge: Edge) -> bool:
    """Whether the move rests on others or on luck: somebody comes to a meeting, a place is given back, there is something left to draw."""
    move = edge.move
    if move is not None and (move.kind == "grant" or draws(definition, move)):
        return True
    if move is None or move.kind != "do":
        return False
    step = definition.steps[move.step]
    return not is_away(step, move.outcome) and isinstance(step, Meeting) and bool(outside & set(step.participants))


def draws(definition: ProcessDefinition, move: Move) -> bool:
    """Whether the move draws on an account, where there may be too little left."""
    if move.kind == "raise" and move.step in definition.anytime:
        posted = definition.anytime[move.step].postings
    elif move.kind in ("do", "approve") and move.step in definition.steps:
        step = definition.steps[move.step]
        chosen = (o.postings for o in step.outcomes if o.id == move.outcome or move.kind == "approve")
        posted = (*step.postings, *(p for each in chosen for p in each))
    else:
        posted = ()
    return any(posting.kind == "draws" for posting in posted)
