"""The one door: a definition in, problems out. What was proven is kept by what was said, so that it is proven once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache

from msgspec import Struct

from core.engine.time.calendar import Calendar
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.problems import NO_FAULTS, Faults, Problem
from core.model.steps import DecisionStep, Step
from core.proof.abstract import Abstract, abstract
from core.proof.called import Called, Callee, must_have, sent_along, surely_known, taken_from
from core.proof.choosing import choosing_findings
from core.proof.dead import dead_findings
from core.proof.explore import MOST_RUNS, explore
from core.proof.findings import Finding, as_problem
from core.proof.follow_ons import only_roads, without_follow_ons
from core.proof.graph import Graph
from core.proof.hidden import hidden_findings
from core.proof.informing import informing_findings, period_findings
from core.proof.passing import past_findings
from core.proof.pauses import pause_findings
from core.proof.people import people_findings, power_findings
from core.proof.referrals import referral_findings
from core.proof.repeating import repeating_findings
from core.proof.roads import road_findings
from core.proof.series import forum_findings, series_findings
from core.proof.size import size_finding
from core.proof.starting import start_findings
from core.proof.times import time_findings
from core.proof.unattended import unattended_findings
from core.proof.usage import usage_findings
from core.proof.waivers import apply_waivers

MOST_KEPT = 256
Brought = tuple[tuple[str, frozenset[str]], ...]
"""Each ending of a called routine, and the facts that are then sure to be known."""
Callees = tuple[tuple[str, Brought, frozenset[str]], ...]
"""Each routine that is called: how it ends, and what must be sent along."""
_BROKEN = (AttributeError, LookupError, StopIteration, TypeError, ValueError)
"""What a definition with errors may lead to where everything is taken to be there."""


class Proof(Struct, frozen=True):
    """What was found out about one definition.

    Attributes:
        sound: True: it can always be finished; False: it cannot; None: not decided.
        states: how many situations were explored, in `runs` tried moves.
    """

    findings: tuple[Finding, ...]
    sound: bool | None
    states: int
    runs: int


def prove(
    definition: ProcessDefinition,
    municipality: Municipality,
    *,
    today: date,
    others: Mapping[str, ProcessDefinition] | None = None,
    shown: frozenset[str] = frozenset(),
    any_settings: bool = False,
    faults: Faults = NO_FAULTS,
) -> tuple[Problem, ...]:
    """Everything that is wrong with a definition that has been loaded without errors, or with such that its roads can be followed.

    Args:
        definition: the routine.
        municipality: whose people, calendar and outside parties count.
        today: where the coming five years begin, for windows and deadlines that may collide.
        others: the routines it may call, by id; a called routine's endings are the outcomes of the call.
        shown: facts that registers show.
        any_settings: whatever its settings are, as for a routine that many municipalities build on.
        faults: the errors that are told of it already; what only follows from them is left out.
    """
    others = others or {}
    taken = frozenset[str]().union(*(taken_from(other, definition.id) for other in others.values()))
    try:
        called = _called(definition, municipality, others, any_settings=any_settings)
        sent = sent_along(definition, others.values())
        key = _Key(definition, municipality, today, called, shown | taken, any_settings, faults, sent)
        return _kept(key)
    except _BROKEN:
        if not faults.rules:
            raise
        return ()  # its errors are told; that they break more than was seen is no reason to tell nothing


class _Key(Struct, frozen=True):
    """What a verdict rests on. Equal by the digest of the definition and the names of people and days.

    `elsewhere`: the facts that are read outside the routine: shown by registers, taken over by routines that call it. `sent`: what those
    send along, None where there are none.
    """

    definition: ProcessDefinition
    municipality: Municipality
    today: date
    called: Callees
    elsewhere: frozenset[str]
    any_settings: bool
    faults: Faults = NO_FAULTS
    sent: frozenset[str] | None = None

    def _mark(self) -> tuple[object, ...]:
        town = self.municipality
        staff = tuple(sorted((p.id, tuple(sorted(p.roles))) for p in town.staff.values()))
        return (self.definition.digest, self.definition.id, self.definition.file, staff, tuple(town.outside), repr(town.calendar),
                tuple(town.roles.items()), repr(town.nodes()), repr(town.resources), repr(town.series), town.delegation, self.today,
                self.called, self.elsewhere, self.any_settings, self.faults, self.sent)  # fmt: skip

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._mark() == other._mark()

    def __hash__(self) -> int:
        return hash(self._mark())


@lru_cache(maxsize=MOST_KEPT)
def _kept(key: _Key) -> tuple[Problem, ...]:
    proof = examine(
        key.definition,
        key.municipality,
        today=key.today,
        called=_as_table(key.called),
        shown=key.elsewhere,
        any_settings=key.any_settings,
        beside=not only_roads(key.faults),
        sent=key.sent,
    )
    told = without_follow_ons(key.definition, proof.findings, key.faults)
    return tuple(as_problem(key.definition, finding) for finding in told)


def examine(
    definition: ProcessDefinition,
    municipality: Municipality,
    *,
    today: date,
    called: Called | None = None,
    shown: frozenset[str] = frozenset(),
    any_settings: bool = False,
    most_runs: int = MOST_RUNS,
    beside: bool = True,
    sent: frozenset[str] | None = None,
    plain: bool = False,
) -> Proof:
    """The whole examination, waivers applied. `called` tells how called routines end; `most_runs` bounds the work.

    `sent`: what is sure to be sent along where other routines call it. Without `beside` only the roads are looked at: not deadlines, people
    and what else stands beside them. With `plain` nothing is left out to save work (`core.proof.explore`).
    """
    made = abstract(definition, any_settings=any_settings)
    graph = _explored(made, municipality, called or {}, most_runs, sent=sent, plain=plain)
    roads = road_findings(made, graph, called or {}, _outside(municipality))
    found = list(roads)
    if not any(f.severity == "error" for f in roads) and graph.whole and not graph.strange:
        # What a fault keeps anybody from reaching would only be told as dead too.
        found += dead_findings(definition, made, graph)
        found += start_findings(definition, made, graph) if beside else ()
        found += choosing_findings(made, graph)
        found += past_findings(definition, made, graph)
        found += pause_findings(definition, graph) if beside else ()
    found += size_finding(made, graph)
    found += _beside(definition, municipality, today, any_settings=any_settings) if beside else ()
    found += usage_findings(definition, shown)
    return Proof(
        apply_waivers(definition, _once(found), all_found=graph.whole and not graph.strange and not _cut_off(found)),
        _sound(roads, graph),
        len(graph.states),
        graph.runs,
    )


def _explored(
    made: Abstract,
    municipality: Municipality,
    called: Called,
    most_runs: int = MOST_RUNS,
    kept: frozenset[str] = frozenset(),
    *,
    sent: frozenset[str] | None = None,
    plain: bool = False,
) -> Graph:
    return explore(
        made,
        called,
        _roles(made.definition, municipality),
        _outside(municipality),
        resources=municipality.resources,
        most_runs=most_runs,
        kept=kept,
        sent=sent,
        plain=plain,
    )


def _called(
    definition: ProcessDefinition,
    municipality: Municipality,
    others: Mapping[str, ProcessDefinition],
    *,
    any_settings: bool,
    above: frozenset[str] = frozenset(),
) -> Callees:
    """How each routine that is called ends, and what it then surely brings back of what is taken over. `above`: those that wait for it."""
    found: list[tuple[str, Brought, frozenset[str]]] = []
    above |= {definition.id}
    for name, other in sorted(others.items()):
        if not _calls(definition, name):
            continue
        wanted = taken_from(definition, name)
        sure = {end.id: frozenset[str]() for end in other.ends.values() if end.track is None}
        if wanted and name not in above:
            inner = _called(other, municipality, others, any_settings=any_settings, above=above)
            sure |= dict(_brought(_Key(other, municipality, date.min, inner, wanted, any_settings)))
        found.append((name, tuple(sure.items()), must_have(other)))
    return tuple(found)


@lru_cache(maxsize=MOST_KEPT)
def _brought(key: _Key) -> Brought:
    """What the routine of `key`, called by another, surely brings back of the facts that are read elsewhere."""
    made = abstract(key.definition, any_settings=key.any_settings)
    graph = _explored(made, key.municipality, _as_table(key.called), kept=key.elsewhere)
    if not graph.whole or graph.strange:
        return ()
    return tuple(surely_known(key.definition, graph, key.elsewhere).items())


def _as_table(called: Callees) -> Called:
    return {name: Callee(dict(brought), takes) for name, brought, takes in called}


def _beside(
    definition: ProcessDefinition, municipality: Municipality, today: date, *, any_settings: bool
) -> Iterator[Finding]:
    """What is found about people, groups and time."""
    calendar = Calendar(municipality.calendar)
    yield from people_findings(definition, municipality)
    yield from power_findings(definition, municipality)
    yield from referral_findings(definition, municipality)
    yield from series_findings(definition, municipality, calendar, today)
    yield from forum_findings(definition, municipality, calendar, today)
    yield from time_findings(definition, calendar, today, any_settings=any_settings)
    yield from hidden_findings(definition)
    yield from repeating_findings(definition)
    yield from unattended_findings(definition)
    yield from informing_findings(definition)
    yield from period_findings(definition)


def _once(found: Iterable[Finding]) -> list[Finding]:
    """Without the roads on which a fact is missing that is never asked for at all: that is told."""
    kept = list(found)
    unasked = {f.fact for f in kept if f.rule == "fact-unasked"}
    return [f for f in kept if f.rule != "fact-missing" or f.fact not in unasked]


def _cut_off(found: Iterable[Finding]) -> bool:
    """Whether a road is cut off by what is missing, so that what lies beyond is not told."""
    return any(f.rule == "fact-missing" for f in found)


def _sound(roads: tuple[Finding, ...], graph: Graph) -> bool | None:
    if any(f.severity == "error" for f in roads):
        return False
    return True if graph.whole and not graph.strange else None


def _outside(municipality: Municipality) -> frozenset[str]:
    return frozenset(municipality.outside)


def _calls(definition: ProcessDefinition, process: str) -> bool:
    return any(getattr(step, "process", None) == process for step in definition.steps.values())


def _roles(definition: ProcessDefinition, municipality: Municipality) -> frozenset[str]:
    """Every role there is: who may do what is not what decides whether it can be done."""
    found = set(municipality.roles)
    for step in definition.steps.values():
        found.update(_named(step))
    for event in definition.anytime.values():
        found.update(event.roles)
    return frozenset(found)


def _named(step: Step) -> set[str]:
    found = {*step.roles, *getattr(step, "booked_by", ()), *getattr(step, "accepted_by", ())}
    found.update(r for way in step.roles_when for r in way.roles)
    if isinstance(step, DecisionStep):
        found.update((*step.decides.roles, *step.decides.presents, *(r for p in step.decides.powers for r in p.roles)))
    return found
