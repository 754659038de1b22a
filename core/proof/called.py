"""What a called routine brings back: for each of its endings, the facts that are known on every road to it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from core.model.definition import ProcessDefinition
from core.model.facts import NUMBERS
from core.model.steps import Call
from core.proof.graph import ENDED, Edge, Graph
from core.proof.moments import forgotten_by, is_moment, names_of

Called = Mapping[str, Mapping[str, frozenset[str]]]
"""The routines that are called, by id: each ending, and the facts that are sure to be known when the routine ends so."""
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_ALWAYS = frozenset({"today", "case.start"})


def taken_from(definition: ProcessDefinition, process: str) -> frozenset[str]:
    """The facts of `process` that `definition` takes over when it calls it, under their names there."""
    calls = (s for s in definition.steps.values() if isinstance(s, Call) and s.process == process)
    return frozenset(name for call in calls for name in call.gives.values())


def rests_on(definition: ProcessDefinition, name: str, above: frozenset[str] = frozenset()) -> frozenset[str] | None:
    """The facts and moments that must be known for `name` to be: itself, or what it is reckoned from. None: that cannot be told."""
    fact, setting = definition.facts.get(name), definition.settings.get(name.removeprefix("settings."))
    if name in _ALWAYS or name in definition.counters:
        return frozenset()
    if name.startswith("settings."):
        return frozenset() if setting is not None and setting.value is not None else None
    if fact is None:
        return frozenset({name}) if is_moment(definition, name) else None
    if fact.derived is None:
        return None if fact.earlier is not None or fact.assessed else frozenset({name})
    inner = [rests_on(definition, other, above | {name}) for other in fact.derived.names - above - {name}]
    return frozenset[str]().union(*(names for names in inner if names is not None)) if None not in inner else None


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
    """For each ending the facts of `wanted` that are known whenever the routine, called by another, ends so."""
    certain = (name for name in wanted if not _may_be_dropped(definition, name))
    needs = {name: names for name in certain if (names := rests_on(definition, name)) is not None}
    bits = {name: 1 << at for at, name in enumerate(sorted(frozenset[str]().union(*needs.values())))}
    everything = (1 << len(bits)) - 1
    # of what the start asks, only what it takes is sure to be sent by whoever calls
    sent = sum(bit for name, bit in bits.items() if name in definition.takes or name not in definition.facts)

    def after(edge: Edge, holds: int) -> int:
        for event in edge.events:
            holds &= ~sum(bits.get(name, 0) for name in forgotten_by(event))
            holds |= sum(bits.get(name, 0) for name in set(names_of(event)))
        return holds & sent if edge.source == ENDED else holds

    roots = [edge for edge in graph.roots if edge.move is not None and edge.move.step == definition.called().id]
    known = graph.on_every_road(after, everything, roots)
    found = dict.fromkeys(definition.ends, everything)
    for edge in (*roots, *(e for state in graph.states for e in state.edges)):
        if edge.target == ENDED and edge.end in found:
            found[edge.end] &= after(edge, known.get(edge.source, 0))
    return {
        end: frozenset(name for name, names in needs.items() if all(mask & bits[each] for each in names))
        for end, mask in found.items()
    }
