"""What a called routine brings back: for each of its endings, the facts that are known on every road to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from msgspec import Struct

from core.model.definition import ProcessDefinition
from core.model.facts import NUMBERS
from core.model.steps import Call
from core.proof.graph import ENDED, Edge, Graph
from core.proof.moments import names_of


class Callee(Struct, frozen=True):
    """A routine that is called: each ending with the facts that are sure to be known then, and the facts it must have sent along."""

    endings: Mapping[str, frozenset[str]]
    takes: frozenset[str] = frozenset()


Called = Mapping[str, Callee]
"""The routines that are called, by id."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_ALWAYS = frozenset({"today", "case.start"})


def taken_from(definition: ProcessDefinition, process: str) -> frozenset[str]:
    """The facts of `process` that `definition` takes over when it calls it, under their names there."""
    calls = (s for s in definition.steps.values() if isinstance(s, Call) and s.process == process)
    return frozenset(name for call in calls for name in call.gives.values())


def must_have(definition: ProcessDefinition) -> frozenset[str]:
    """The facts that whoever calls the routine has to send along: it takes them, and they may not be left empty."""
    facts = (definition.facts.get(name) for name in definition.takes)
    may_be_empty = {ask.fact for ask in definition.called().asks if ask.optional}
    return frozenset(f.id for f in facts if f is not None and not f.optional) - may_be_empty


def sent_along(definition: ProcessDefinition, others: Iterable[ProcessDefinition]) -> frozenset[str] | None:
    """The facts that `definition` takes, and those that every one of `others` that calls it sends along. None: nobody calls it."""
    calls = [s for other in others for s in other.steps.values() if isinstance(s, Call) and s.process == definition.id]
    if not calls:
        return frozenset(definition.takes) if definition.called().only_called else None
    every = [frozenset({*call.passes, *call.computes}) for call in calls]
    return frozenset(definition.takes).union(every[0].intersection(*every))


def _may_be_dropped(definition: ProcessDefinition, name: str, above: frozenset[str] = frozenset()) -> bool:
    """Whether it is reckoned and may be what no fact can be, and so not taken over: a text that is empty, a choice that is not there.

    A choice is one of its own when all that is written in quotes is, and all that it reads is so too, or no text.
    """
    fact = definition.facts.get(name)
    if fact is None or fact.derived is None or fact.type not in ("text", "choice", "choices"):
        return False
    own = {choice.id for choice in fact.choices}
    said = {found[1:-1] for found in _QUOTED.findall(fact.derived.text)}
    above |= {name}
    return fact.type == "text" or not (
        said <= own and all(_is_among(definition, other, own, above) for other in fact.derived.names - _ALWAYS)
    )


def _is_among(definition: ProcessDefinition, name: str, own: set[str], above: frozenset[str]) -> bool:
    fact = definition.facts.get(name)
    if fact is None or name in above:
        return False
    if fact.type in ("choice", "choices"):
        return {choice.id for choice in fact.choices} <= own and not _may_be_dropped(definition, name, above)
    return fact.type in ("yes_no", "judgement", *NUMBERS)


def surely_known(definition: ProcessDefinition, graph: Graph, wanted: frozenset[str]) -> dict[str, frozenset[str]]:
    """For each ending the facts of `wanted` that are known whenever the routine ends so. The roads of `graph` begin with a call."""
    there = (definition.facts[name] for name in sorted(wanted & definition.facts.keys()))
    certain = [fact for fact in there if not _may_be_dropped(definition, fact.id)]
    reckoned = frozenset(fact.id for fact in certain if fact.derived is not None)
    given = (f.id for f in certain if f.derived is None and f.earlier is None and not f.assessed)
    bits = {name: 1 << at for at, name in enumerate(given)}
    everything = (1 << len(bits)) - 1

    def after(edge: Edge, holds: int) -> int:
        return holds | sum(bits.get(name, 0) for name in {n for event in edge.events for n in names_of(event)})

    known = graph.on_every_road(lambda edge, holds: after(edge, holds if edge.source != ENDED else 0), everything)
    found = dict.fromkeys(definition.ends, reckoned.union(bits))
    for edge in graph.edges():
        if edge.target == ENDED and edge.end in found:
            holds = after(edge, known.get(edge.source, 0))
            found[edge.end] -= edge.lacks.union(name for name, bit in bits.items() if not holds & bit)
    return found
