"""Whether what is waited for comes on some way ahead, in a case whose answers are what they are.

What somebody has answered is decided where it is first read, so that a situation stands for many cases. In each of them it is one thing:
that another answer would have led to what is waited for helps nobody. So the answers that are read ahead are held fast, a few at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, islice, product

from core.model import events as ev
from core.proof.abstract import Abstract
from core.proof.graph import ENDED, Edge, Graph, Picks
from core.proof.moments import names_of

MOST_HELD, MOST_TRIED = 2, 200
"""So many answers are held fast at once, and so many ways of it are tried."""


class Coming:
    """Looks ahead in the graph."""

    def __init__(self, made: Abstract, graph: Graph) -> None:
        self._book, self._graph = made.book, graph
        self._onward: dict[int, tuple[tuple[Edge, frozenset[str], frozenset[str]], ...]] = {}

    def left_without(self, number: int, done: str, wanted: frozenset[str]) -> Picks | None:
        """The answers, the fewest, with which `done` comes on some way from situation `number` and nothing `wanted` on any way there.

        What comes when the step has been left another way comes too late for it.

        None: there are none such.
        """
        return next((held for held in self._answers(number, done) if self._is_left(number, done, wanted, held)), None)

    def _is_left(self, number: int, done: str, wanted: frozenset[str], answers: Picks) -> bool:
        waiting = [(number, frozenset(answers))]
        seen, leaves, step = set(waiting), False, done.partition(".")[0]
        for at, held in waiting:
            for edge, names, given in self._ways(at):
                still = frozenset(each for each in held if not given & self._book.inputs[each[0]]) if given else held
                picked = dict(edge.picks)
                if any(picked.get(key, value) != value for key, value in still):
                    continue
                if done in names:
                    leaves = True
                elif names & wanted:
                    return False
                elif edge.target != ENDED and (edge.target, still) not in seen and self._is_open(step, edge.target):
                    seen.add((edge.target, still))
                    waiting.append((edge.target, still))
        return leaves

    def _is_open(self, step: str, number: int) -> bool:
        return any(i.step == step for i in self._graph.states[number].case.instances.values())

    def _answers(self, number: int, done: str) -> Iterator[Picks]:
        """What may have been answered of what is read ahead, none of it first."""
        yield ()
        read = self._read_ahead(number, done)
        of_each = [[(key, v) for v in self._book.domain(key) if v in values] for key, values in sorted(read.items())]
        several = (
            held
            for count in range(1, MOST_HELD + 1)
            for keys in combinations(of_each, count)
            for held in product(*keys)
        )
        yield from islice(several, MOST_TRIED)

    def _read_ahead(self, number: int, done: str) -> dict[str, set[object]]:
        """The answers given by now that are decided only on the way to `done`, each with what it was found to be."""
        known = {f"fact:{name}" for name in self._graph.states[number].case.facts}
        found: dict[str, set[object]] = {}
        waiting, seen = [number], {number}
        for at in waiting:
            for edge, names, _ in self._ways(at):
                for key, value in edge.picks:
                    inputs = self._book.inputs.get(key, frozenset())
                    if inputs and inputs <= known:
                        found.setdefault(key, set()).add(value)
                if done not in names and edge.target != ENDED and edge.target not in seen:
                    seen.add(edge.target)
                    waiting.append(edge.target)
        return found

    def _ways(self, number: int) -> tuple[tuple[Edge, frozenset[str], frozenset[str]], ...]:
        """The ways on from a situation, each with the moments and facts that it makes known and the facts it gives, as atoms."""
        found = self._onward.get(number)
        if found is None:
            found = self._onward[number] = tuple(
                (
                    edge,
                    frozenset(name for event in edge.events for name in names_of(event)),
                    frozenset(f"fact:{event.fact}" for event in edge.events if isinstance(event, ev.FactGiven)),
                )
                for edge in self._graph.states[number].onward
            )
        return found
