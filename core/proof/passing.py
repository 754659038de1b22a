"""What passes: a last day that has been does not come again, and what is done once more makes what was read of the time before anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from core.model import events as ev
from core.model.case import step_of
from core.model.deadlines import Limit
from core.model.definition import ProcessDefinition
from core.model.steps import Step
from core.model.time import Duration
from core.proof.abstract import Abstract
from core.proof.findings import LAST_SHOWN, Finding, Teller, happening
from core.proof.graph import Edge, Graph
from core.proof.live import Live, atoms_behind, last_day
from core.proof.moments import forgotten_by, names_of
from core.proof.moves import LATE, Move
from core.proof.oracle import Picked

OVER = Duration(((0, "hours"),))
"""How long a step may last whose last day has been: it is over as soon as it opens."""
_MOMENT = "moment:"
_DOES = frozenset({"do", "approve", "offer", "return", "grant", "raise", "timer"})
"""Kinds of moves that may make moments anew."""


class Passing:
    """Knows the last days of steps, and which answers rest on moments."""

    def __init__(self, made: Abstract, live: Live) -> None:
        self._d, self._book = made.definition, made.book
        for late, names in _leading_back(made.definition, live):
            made.book.inputs[late] = frozenset(atoms_behind(made.definition, names)) - {"time"}
        self._keys = {day: key for day in _last_days(made.definition) if (key := made.book.past(day)) is not None}
        self._over: dict[tuple[int, frozenset[str]], tuple[ProcessDefinition, ProcessDefinition]] = {}
        self._resting: dict[str, frozenset[str]] = {}

    def day_of(self, move: Move) -> str | None:
        """The day that a limit comes after, when it is one told by another."""
        step = self._d.steps.get(move.step)
        return last_day(step) if step is not None and move.subject.startswith("at_most:") else None

    def passed(self, move: Move) -> Mapping[str, Picked]:
        """What has become so with the time that the move is."""
        late = run_out(move)
        if late in self._book.inputs:
            return {late: True}
        key = self._keys.get(self.day_of(move) or "")
        return {} if key is None else {key: 1}

    def over(self, definition: ProcessDefinition, memo: Mapping[str, Picked]) -> ProcessDefinition:
        """The definition where the last days are over that have been."""
        days = frozenset(day for day, key in self._keys.items() if memo.get(key) == 1)
        if not days:
            return definition
        kept = self._over.get((id(definition), days))
        if kept is None or kept[0] is not definition:
            steps = {s.id: _ended(s) if last_day(s) in days else s for s in definition.steps.values()}
            kept = self._over[id(definition), days] = definition, replace(definition, steps=steps)
        return kept[1]

    def lasting(self, memo: Mapping[str, Picked], move: Move | None) -> dict[str, Picked]:
        """What has been answered and still holds when the move is made: not what was read of the moments of the time before."""
        if move is None or move.kind not in _DOES or not any(self._moments(key) for key in memo):
            return dict(memo)
        around = {move.step, *(step.id for step in self._d.around(self._d.steps.get(move.step)))}
        return {
            key: value
            for key, value in memo.items()
            if around.isdisjoint(name.partition(".")[0] for name in self._moments(key))
        }

    def stale(self, memo: Iterable[str], events: Iterable[ev.Event]) -> frozenset[str]:
        """The answers that rest on moments which the events have made anew."""
        resting = [key for key in memo if self._moments(key)]
        if not resting:
            return frozenset()
        anew = {name for event in events for name in (*names_of(event), *forgotten_by(event))}
        return frozenset(key for key in resting if not anew.isdisjoint(self._moments(key)))

    def _moments(self, key: str) -> frozenset[str]:
        """The moments that the answer rests on."""
        found = self._resting.get(key)
        if found is None:
            atoms = self._book.inputs.get(key, frozenset())
            found = self._resting[key] = frozenset(a.removeprefix(_MOMENT) for a in atoms if a.startswith(_MOMENT))
        return found


def run_out(move: Move | None) -> str:
    """The key of that a deadline has run out, of the move that it does."""
    step, _, deadline = move.subject.partition("/") if move is not None and move.kind == "late" else ("", "", "")
    return f"{LATE}{step_of(step)}/{deadline}"


def _leading_back(definition: ProcessDefinition, live: Live) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The deadlines that may lead back to their own step when they run out, and what they are counted from."""
    for step in definition.steps.values():
        for deadline in step.deadlines:
            event = definition.anytime.get(deadline.late.raises or "") if deadline.late is not None else None
            targets = live.targets(event) if event is not None else frozenset[str]()
            if step.id in targets.union(*(live.future(target) for target in targets)):
                yield f"{LATE}{step.id}/{deadline.id}", deadline.starts


def never_over(graph: Graph) -> Iterator[Edge]:
    """Deadlines that have run out when their step is opened anew, and lead back to it at once: nobody comes to do anything between.

    The last move of each such ring that is found.
    """
    at_once = {
        state.number: [edge for edge in state.edges if state.memo.get(run_out(edge.move)) is True]
        for state in graph.states
    }
    done: set[int] = set()
    for first in (number for number, edges in at_once.items() if edges):
        above: list[int] = []
        waiting: list[tuple[int, Edge | None]] = [(first, None)]
        while waiting:
            number, back = waiting.pop()
            if back is not None:
                above = above[: above.index(back.source) + 1]
            if number in above and back is not None:
                yield back
            elif number not in done:
                done.add(number)
                above.append(number)
                waiting += [(edge.target, edge) for edge in at_once.get(number, ())]


def past_findings(original: ProcessDefinition, made: Abstract, graph: Graph) -> Iterator[Finding]:
    """Steps with a last day that a case comes back to when that day has been: they are over at once."""
    tell, told = Teller(made, graph), set[str]()
    for edge in graph.edges():
        opened = {event.instance: event.step for event in edge.events if isinstance(event, ev.StepOpened)}
        for event in edge.events:
            step = original.steps.get(opened.get(getattr(event, "instance", ""), ""))
            if not isinstance(event, ev.StepCompleted) or event.outcome != "timed_out" or step is None:
                continue
            day = last_day(step)
            if day is None or step.id in told:
                continue
            told.add(step.id)
            message = (
                f"”{step.title}” är slut så fort ärendet kommer tillbaka dit, för {happening(original, day)} (at_most) har redan varit. "
                f"Vägen dit: {tell.road(edge, most=LAST_SHOWN)}."
            )
            anew = f"Fråga {day} på nytt på vägen dit, eller skriv" if day in original.facts else "Skriv"
            hint = f"{anew} within: i stället för until:. Ska steget inte göras då: only_if: today <= {day}."
            yield Finding("limit-past", message, hint, "warning", step.id)


def _last_days(definition: ProcessDefinition) -> frozenset[str]:
    return frozenset(day for step in definition.steps.values() if (day := last_day(step)) is not None)


def _ended(step: Step) -> Step:
    limit = getattr(step, "limit", None)
    return replace(step, limit=replace(limit, within=OVER)) if isinstance(limit, Limit) else step
