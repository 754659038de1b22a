"""Cases on the agendas of standing meetings: which stand there, and what each still lacks.

A case stands on a forum's agenda as long as a step of it that is done there is open. That is a claim of the case under the forum's name
that takes no room (`core.storage.claims.Claim`), and what it lacks stands in the claim's encrypted note, written by the very step of the
case that changed it. So an agenda is read as rows, and no case is looked into however many stand there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from core.application.case.acting import action_of
from core.application.case.views import TaskAction
from core.application.form.fields import asked_of
from core.engine.command.completing import asks_of, outcomes_of
from core.engine.decisions.judging import silent_in
from core.engine.kernel import Decision
from core.engine.reading import CaseValues, is_protected
from core.engine.road.frames import lies_in
from core.model.case import Case, Instance
from core.model.definition import ProcessDefinition
from core.model.facts import Ask, Fact
from core.model.steps import Handover, Phase, Step
from core.storage.claims import Claim, ClaimRow
from core.storage.port import Append
from core.words import called

if TYPE_CHECKING:
    from core.application.step.office import Office

_FORUM = "forum:"


ON_PAGE = "page"
UNREADABLE = "Uppgifterna går inte att läsa"


class Item(msgspec.Struct, frozen=True):
    """What a line of an agenda says of its case besides the name: what is lacking, what is next, and whether to show an alias.

    `action` is `ON_PAGE` when what is next has to be filled in or chosen, so that it cannot be done with a tick.
    """

    missing: tuple[str, ...] = ()
    action: str = ""
    protected: bool = False


def agenda_name(forum: str) -> str:
    """What a forum's agenda is claimed under."""
    return f"{_FORUM}{forum}"


def read_item(row: ClaimRow) -> Item:
    """What a line's note says; of one that cannot be read it is just that which stands in the way."""
    if row.note is None:
        return Item((UNREADABLE,), protected=row.protected)
    return msgspec.json.decode(row.note, type=Item)


def with_agendas(office: Office, batch: Append, before: Case, decision: Decision) -> Append:
    """The step with the lines of agendas that come, change and go with it."""
    definition, at = office.definition_of(decision.case), decision.events[-1].at
    was, now = (dict(_lines(definition, case, at, office)) for case in (before, decision.case))
    taken = tuple(
        Claim(agenda_name(forum), instance, amount=0, note=note)
        for (forum, instance), note in now.items()
        if was.get((forum, instance)) != note
    )
    gone = tuple((agenda_name(forum), instance) for forum, instance in was if (forum, instance) not in now)
    return replace(batch, claims=(*batch.claims, *taken), released=(*batch.released, *gone))


def _lines(
    definition: ProcessDefinition, case: Case, at: datetime, office: Office
) -> Iterator[tuple[tuple[str, str], str]]:
    """(forum, instance) of every open step that is done at a forum, with the note of its line."""
    found = [i for i in case.instances.values() if definition.steps[i.step].forum] if case.status == "open" else []
    if not found:
        return
    values = CaseValues(definition, case, at, office.calendar)
    protected = is_protected(definition, case)
    for instance in found:
        step = definition.steps[instance.step]
        missing = tuple(dict.fromkeys(_missing(definition, case, step, instance, values)))
        action = action_of(step, instance, booked=instance.id in case.bookings, place=case.places.get(instance.id))
        if action is not None and _is_filled_in(definition, case, step, action, values):
            item = Item(missing, ON_PAGE, protected)
        else:
            item = Item(missing, action or "", protected)
        yield (step.forum or "", instance.id), msgspec.json.encode(item).decode()


def _is_filled_in(
    definition: ProcessDefinition, case: Case, step: Step, action: TaskAction, values: Mapping[str, object]
) -> bool:
    """Whether a person has to choose, tick or answer something before the step is done."""
    offered = outcomes_of(step) if action not in ("offer", "answer") or not isinstance(step, Handover) else ()
    if action not in ("offer", "answer", "do", "wait", "end") or len(offered) > 1 or step.checklist:
        return True
    asked = asked_of(definition, asks_of(step, offered[0] if offered else None))
    return any(_is_lacking(definition.facts[ask.fact], ask, case, values) for ask in asked)


def _is_lacking(fact: Fact, ask: Ask, case: Case, values: Mapping[str, object]) -> bool:
    if ask.optional or fact.optional or fact.id in case.facts:
        return False
    return all(c.evaluate(values) is not False for c in (ask.only_if, fact.only_if) if c is not None)


def _missing(
    definition: ProcessDefinition, case: Case, step: Step, instance: Instance, values: Mapping[str, object]
) -> Iterator[str]:
    """What has to be in place before the case can be taken up: steps of a stretch that are open, requirements, what goes along."""
    if isinstance(step, Phase):
        for other in case.instances.values():
            inner = definition.steps[other.step]
            if not isinstance(inner, Phase) and lies_in(case, other, instance.id):
                yield inner.title
        return
    for each in step.requires:
        # What a plugin is silent about is asked when the case is taken up; it may have come to answer by then.
        if each.condition.evaluate(values) is not True and not silent_in(definition, each.condition, values):
            yield each.sentence.rstrip(".")
    for name in step.passes if isinstance(step, Handover) else ():
        if name not in case.facts and name in definition.facts:
            yield called(definition.facts[name].title)
