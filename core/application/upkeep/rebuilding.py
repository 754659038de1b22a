"""Whatever is kept of a case beside its history made anew from it: how the case stands, its open work, what it is found by, and what is
counted and listed of it, as the routines say today.

A step writes what is counted of it as the routine was then. So a fact that has become statistic since, or a register that is new, says
nothing of older cases until they are counted anew. The rest follows from the history alone, and differs only where the database has
been damaged.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from msgspec import structs

from core.application.step.office import Office
from core.application.step.projecting import derived_of, standing_in
from core.application.step.statistics import statistics_of
from core.engine.evolving.evolve import replay
from core.errors import CaseErased, NotFound, StorageError
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.storage.paging import every_page, itself


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """How far it has come: cases that were read, those of which something was otherwise, those nobody has a routine for, those whose
    version of it is gone, and the ids of those whose history cannot be read.
    """

    cases: int = 0
    changed: int = 0
    unknown: int = 0
    lost: int = 0
    unreadable: tuple[str, ...] = ()


def rebuild(office: Office) -> Iterator[Rebuilt]:
    """Makes what is kept of every case anew, and tells how far it has come after each page; the last is the whole. Raises StorageError."""
    done = Rebuilt()
    for page in every_page(office.store.readable_cases, itself):
        for case in page:
            done = _rebuilt(office, case, done)
        yield done
    yield done


def _rebuilt(office: Office, case_id: str, done: Rebuilt) -> Rebuilt:
    told = _history(office, case_id)
    if told is None:
        return replace(done, unreadable=(*done.unreadable, case_id))
    case, events = told
    own = _own(office, case)
    done = replace(done, lost=done.lost + (own is None))
    changed = office.store.restore(derived_of(own, case, events[-1].at, office.calendar))
    definition = _as_today(office, case, own)
    if definition is None:
        return replace(done, cases=done.cases + 1, changed=done.changed + changed, unknown=done.unknown + 1)
    lines = statistics_of(definition, events, case.facts, office.calendar)
    changed |= office.store.recount(case_id, case.seq, standing_in(definition, case, office.registers), lines)
    return replace(done, cases=done.cases + 1, changed=done.changed + changed)


def _history(office: Office, case_id: str) -> tuple[Case, tuple[Recorded, ...]] | None:
    """The case as its events tell it, and they; None when they cannot be read or do not end where the case does."""
    try:
        version = office.store.version(case_id)
        events = office.store.events(case_id, upto=version)
        case = replay(case_id, events)
    except CaseErased:
        return None
    except StorageError:
        raise
    except Exception:  # events that were changed may make a case that nobody foresaw
        return None
    return (case, events) if case.seq == version else None


def _own(office: Office, case: Case) -> ProcessDefinition | None:
    try:
        return office.definition_of(case)
    except NotFound:
        return None


def _as_today(office: Office, case: Case, own: ProcessDefinition | None) -> ProcessDefinition | None:
    """The version the case began with, where each fact is statistic as the routine says today; today's when that version is gone."""
    try:
        today = office.current(case.process)
    except NotFound:
        return None
    if own is None:
        return today
    known = today.facts
    facts = {
        name: structs.replace(fact, statistic=known[name].statistic) if name in known else fact
        for name, fact in own.facts.items()
    }
    return structs.replace(own, facts=facts)
