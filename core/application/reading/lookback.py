"""What must be looked up before deciding: the same person's earlier cases. Asked for only by routines that read them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.engine.plan import plan_of
from core.model.case import Case
from core.model.commands import NO_ANSWERS, Answers, Command, EarlierCase, StartCase
from core.model.definition import ProcessDefinition
from core.storage.port import Store

MOST = 200
"""Earlier cases looked at; a person has a handful."""
NOTHING: Mapping[str, object] = {}


def answers_for(
    definition: ProcessDefinition,
    case: Case,
    command: Command,
    store: Store,
) -> Answers:
    """The earlier cases of whom `case` is about, newest first; `NO_ANSWERS` where nobody needs to look."""
    if not plan_of(definition).looks_back:
        return NO_ANSWERS
    given: Mapping[str, object] = command.facts if isinstance(command, StartCase) else {}
    return Answers(earlier_of(definition, case, store, given))


def earlier_of(
    definition: ProcessDefinition,
    case: Case,
    store: Store,
    given: Mapping[str, object] = NOTHING,
) -> tuple[EarlierCase, ...]:
    """The other cases of whom `case` is about, newest first. `given`: facts that are about to be stated."""
    found = (store.load(other) for other in others_of(definition, case, store, given))
    return tuple(_earlier(each, each.started) for each in found if each and each.started)


def others_of(
    definition: ProcessDefinition, case: Case, store: Store, given: Mapping[str, object] = NOTHING
) -> tuple[str, ...]:
    """The ids of the other cases of whom `case` is about, newest first; those that have been erased are not found."""
    identity = plan_of(definition).identity
    numbers = (given.get(fact, case.value(fact)) for fact in (identity.person_number, identity.org_number) if fact)
    number = next((n for n in numbers if isinstance(n, str)), None)
    return () if number is None else tuple(row.case for row in store.search(number, MOST) if row.case != case.id)


def _earlier(case: Case, started: datetime) -> EarlierCase:
    return EarlierCase(
        case=case.id,
        process=case.process,
        end=case.end,
        started=started,
        ended=case.ended,
        counters=dict(case.counters),
        decisions=tuple(case.decisions),
        accounts=case.accounts if case.status == "open" or case.end else {},  # an annulled case should never have been
    )
