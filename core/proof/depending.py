"""Roads that rest on somebody outside or on luck: who never comes, a place that never gets free, an account with nothing left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.model.definition import ProcessDefinition
from core.model.sessions import ABSENT
from core.model.steps import Meeting, Reserve, Session
from core.proof.findings import MOST_TOLD, Finding, Teller, title_of
from core.proof.graph import Edge, Graph, State, needs_outsider, waiting
from core.proof.live import routes_of

MISSED = "missed"


class Depending:
    """Finds where a case stands still unless somebody outside comes.

    `outside` are those who may fail to come, `sure` the situations that count.
    """

    def __init__(
        self, definition: ProcessDefinition, graph: Graph, tell: Teller, outside: frozenset[str], sure: frozenset[int]
    ) -> None:
        self._d, self._graph, self._tell, self._outside, self._sure = definition, graph, tell, outside, sure

    def find(self, finishing: frozenset[int]) -> Iterator[Finding]:
        """What is found, a step told once. `finishing` are the situations from which an end can be reached at all."""
        by_us = self._graph.leading_to_end(self._is_ours)
        seen: set[str] = set()
        still = [(state, waiting(state)) for state in self._states(finishing - by_us)]
        left: dict[str, frozenset[int]] = {}
        for state, steps in still:
            for step in steps:
                if step in seen or not self._has_outsider(step) or len(seen) >= MOST_TOLD:
                    continue
                if step not in left:
                    left[step] = self._is_left(step, still)
                if state.number not in left[step]:
                    seen.add(step)
                    yield self._stands_still(step, state)
        yield from self._books_anew(by_us, seen)

    def _is_left(self, step: str, still: Sequence[tuple[State, list[str]]]) -> frozenset[int]:
        """The situations from which the case can come past the step for good with nobody's help: what keeps it open is another.

        That somebody may note an event which leads there once more keeps nothing open.
        """
        there = frozenset(state.number for state, steps in still if step in steps)
        comes = there | self._graph.leading_to(there, lambda edge: self._is_ours(edge) and not _is_raised(edge))
        past = frozenset(state.number for state, _ in still) - comes
        return past | self._graph.leading_to(past, self._is_ours)

    def _states(self, numbers: frozenset[int]) -> Iterator[State]:
        return (s for s in self._graph.states if s.number in numbers and s.number in self._sure)

    def _is_ours(self, edge: Edge) -> bool:
        return not needs_outsider(self._d, self._outside, edge)

    def _books_anew(self, by_us: frozenset[int], seen: set[str]) -> Iterator[Finding]:
        """Meetings whose written road for who did not come leads back every time, until somebody thinks of noting an event."""
        coming = self._graph.leading_to_end(lambda edge: not _is_raised(edge))
        unthought = self._graph.leading_to_end(lambda edge: self._is_ours(edge) and not _is_raised(edge))
        told: set[str] = set()
        for state in self._states((by_us & coming) - unthought):
            for step in waiting(state):
                if (
                    step in seen | told
                    or not (self._is_meeting(step) and self._returns(step))
                    or len(told) >= MOST_TOLD
                ):
                    continue
                told.add(step)
                title = title_of(self._d, step)
                message = (
                    f"Om personen aldrig kommer till ”{title}” bokas det om hur många gånger som helst: "
                    "ärendet tar slut först när någon kommer att tänka på att notera en händelse."
                )
                yield Finding("books-anew", message, self._advice(step), "info", step)

    def _stands_still(self, step: str, state: State) -> Finding:
        if isinstance(self._d.steps[step], Reserve):
            return self._never_free(step, state)
        return self._empty(step, state) if self._draws(step) else self._never_comes(step, state)

    def _empty(self, step: str, state: State) -> Finding:
        title = title_of(self._d, step)
        message = (
            f"Om inget är kvar att ta ut i ”{title}” kan ärendet inte avslutas: allt som kan göras där tar av ett konto. "
            f"Vägen dit: {self._tell.road(state.via)}."
        )
        hint = "Skriv ett utfall utan draws, till exempel att det inte beviljas."
        return Finding("account-empty", message, hint, step=step)

    def _draws(self, step: str) -> bool:
        found = self._d.steps[step]
        posted = (*found.postings, *(p for o in found.outcomes for p in o.postings))
        return any(p.kind == "draws" for p in posted)

    def _never_comes(self, step: str, state: State) -> Finding:
        title = title_of(self._d, step)
        message = (
            f"Om personen aldrig kommer till ”{title}” kan ärendet inte avslutas: det finns inget annat att göra än att boka om. "
            f"Vägen dit: {self._tell.road(state.via)}."
        )
        hint = f"{self._advice(step, state)} Säger källan inget om det: skriv det under waives med varför."
        return Finding("never-comes", message, hint, "warning", step)

    def _advice(self, step: str, state: State | None = None) -> str:
        """What to write so that whoever never comes does not keep the case open: where nothing is written, or what is leads back.

        Where it cannot be chosen in `state` that is what has to be mended.
        """
        name = self._away(step)
        if not any(o.id == name for o in self._d.steps[step].outcomes):
            return f"Skriv outcomes: {name}: och vad som händer då, till exempel efter andra gången."
        refused = state.refused if state is not None else ()
        if any(r.move is not None and (r.move.step, r.move.outcome) == (step, name) for r in refused):
            return f"{name} går inte att välja där: ändra villkoret för det (only_if eller requires)."
        return (
            f"{name} leder alltid tillbaka. Räkna gångerna och låt den sista leda vidare: counts: uteblivna, "
            "when: [{if: uteblivna < 3, go: again}] och otherwise: med go: eller end:."
        )

    def _away(self, step: str) -> str:
        return ABSENT if isinstance(self._d.steps[step], Session) else MISSED

    def _returns(self, step: str) -> bool:
        """Whether what is written for who did not come leads back to the meeting."""
        away = next((o for o in self._d.steps[step].outcomes if o.id == self._away(step)), None)
        routes = routes_of(away.branch) if away is not None else ()
        return any(route.again or route.go == step for route in routes)

    def _never_free(self, step: str, state: State) -> Finding:
        title = title_of(self._d, step)
        message = (
            f"Om det aldrig blir en plats ledig för ”{title}” kan ärendet inte avslutas: ingen kan lämna kön. "
            f"Vägen dit: {self._tell.road(state.via)}."
        )
        hint = "Skriv outcomes: left: och vart det leder för den som inte längre står i kö."
        return Finding("place-never-free", message, hint, step=step)

    def _has_outsider(self, step: str) -> bool:
        return isinstance(self._d.steps[step], Reserve) or self._draws(step) or self._is_meeting(step)

    def _is_meeting(self, step: str) -> bool:
        found = self._d.steps[step]
        return isinstance(found, Meeting) and not found.optional and bool(self._outside & set(found.participants))


def _is_raised(edge: Edge) -> bool:
    return edge.move is not None and edge.move.kind == "raise"
