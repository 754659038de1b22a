"""Statistics and registers of every case made anew from its history, as the routines say today.

A step writes what is counted of it as the routine was then. So a fact that has become statistic since, or a register that is new, says
nothing of older cases until they are counted anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from msgspec import structs

from core.application.office import Office
from core.application.projecting import standing_in
from core.application.statistics import statistics_of
from core.errors import NotFound
from core.model.case import Case
from core.model.definition import ProcessDefinition

PAGE = 500


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How far it has come: cases that were read, those of which something was counted otherwise, and those nobody has a routine for."""

    cases: int = 0
    changed: int = 0
    unknown: int = 0


def rebuild(office: Office) -> Iterator[Rebuilt]:
    """Counts every case anew, and tells how far it has come after each page; the last is the whole. Raises StorageError, CorruptHistory."""
    done, after = Rebuilt(), None
    while page := office.store.readable_cases(after, PAGE):
        for case in page:
            done = _counted(office, case, done)
        after = page[-1]
        yield done
    yield done


def _counted(office: Office, case_id: str, done: Rebuilt) -> Rebuilt:
    case = office.store.load(case_id)
    if case is None:
        return done
    definition = _as_today(office, case)
    if definition is None:
        return replace(done, cases=done.cases + 1, unknown=done.unknown + 1)
    events = office.store.events(case_id, upto=case.seq)
    lines = statistics_of(definition, events, case.facts, office.calendar)
    changed = office.store.recount(case_id, case.seq, standing_in(definition, case, office.registers), lines)
    return replace(done, cases=done.cases + 1, changed=done.changed + changed)


def _as_today(office: Office, case: Case) -> ProcessDefinition | None:
    """The version the case began with, where each fact is statistic as the routine says today; today's when that version is gone."""
    try:
        today = office.current(case.process)
    except NotFound:
        return None
    try:
        own = office.definition_of(case)
    except NotFound:
        return today
    known = today.facts
    facts = {
        name: structs.replace(fact, statistic=known[name].statistic) if name in known else fact
        for name, fact in own.facts.items()
    }
    return structs.replace(own, facts=facts)
