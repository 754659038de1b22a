"""Steps where an answer in the form leaves no outcome to choose: whoever is to tell the truth there cannot go on."""

from __future__ import annotations

from collections.abc import Iterator

from core.engine.command.completing import outcomes_of
from core.model.steps import Step, every_ask
from core.proof.abstract import Abstract
from core.proof.findings import Finding, Teller
from core.proof.graph import Graph, State
from core.proof.oracle import Picked

MOST_JOINED = 200
Answers = dict[str, Picked]


def choosing_findings(made: Abstract, graph: Graph) -> tuple[Finding, ...]:
    """Each step whose outcomes all have a condition, with answers for which none of them holds; the first that are found."""
    return tuple(_Choosing(made, graph).find())


class _Choosing:
    def __init__(self, made: Abstract, graph: Graph) -> None:
        self._d, self._book, self._graph = made.definition, made.book, graph
        self._tell = Teller(made, graph)

    def find(self) -> Iterator[Finding]:
        told: set[str] = set()
        for state in self._graph.states:
            for name in {i.step for i in state.case.instances.values()} - told:
                step = self._d.steps[name]
                answers = self._left_without(step, state) if self._all_have_conditions(step) else None
                if answers is None:
                    continue
                told.add(name)
                road = self._tell.road(state.via)
                what = self._tell.told_answers(tuple(sorted(answers.items())))
                message = f"Inget utfall av ”{step.title}” går att välja när {what}. Vägen dit: {road}."
                hint = "Skriv ett utfall som går att välja då, eller ändra only_if så att utfallen tillsammans täcker alla svar."
                yield Finding("outcome-gap", message, hint, "warning", name)

    def _all_have_conditions(self, step: Step) -> bool:
        offered = outcomes_of(step)
        other_ways = step.optional or getattr(step, "limit", None) is not None or step.automatic is not None
        return len(offered) > 1 and not other_ways and all(o.only_if is not None for o in offered)

    def _left_without(self, step: Step, state: State) -> Answers | None:
        """Answers given in that form for which every outcome was refused."""
        refused: dict[str, list[Answers]] = {o.id: [] for o in outcomes_of(step)}
        for one in state.refused:
            if (
                one.code == "outcome"
                and one.move is not None
                and one.move.step == step.id
                and one.move.outcome in refused
            ):
                picks: Answers = {k: v for k, v in one.picks if len(self._book.domain(k)) > 1}
                if all(self._is_answer(key) for key in picks):
                    refused[one.move.outcome].append(picks)
        joined: list[Answers] = [{}]
        for found in refused.values():
            joined = [{**a, **b} for a in joined for b in found if all(a.get(k, v) == v for k, v in b.items())][
                :MOST_JOINED
            ]
        asked = {f"fact:{ask.fact}" for ask in every_ask(step)}
        return next(
            (answers for answers in joined if any(self._book.inputs.get(k, frozenset()) & asked for k in answers)), None
        )

    def _is_answer(self, key: str) -> bool:
        """Whether what is decided is an answer that somebody gave: no day that passes, no count, nothing that nobody can read."""
        inputs = self._book.inputs.get(key, frozenset())
        return bool(inputs) and all(atom.startswith("fact:") for atom in inputs) and not self._book.is_unread(key)
