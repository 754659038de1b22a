"""What a form says, as if it had been said: what may be chosen then, which may be something else than when the page was drawn.

A decision's form lets what is known be changed, and with it what the rules let one choose. Whoever changes that is shown the new choices
before anything is done, and never holds a form in which what is right now cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from datetime import datetime

from msgspec import structs

from core import words
from core.application.case.cards import Cards
from core.application.case.reader import CaseReader
from core.application.case.views import StepCard
from core.application.step.actions import CompleteAction, InvalidInput
from core.model.case import Case, FactEntry
from core.model.commands import Complete
from core.model.values import Value


def stated(case: Case, facts: Mapping[str, Value], at: datetime, by: str) -> Case:
    """The case as if `facts` had been stated at `at` by a person."""
    said = {name: (*case.facts.get(name, ()), FactEntry(value, at, by, case.seq)) for name, value in facts.items()}
    return structs.replace(case, facts={**case.facts, **said})


def _as_if(reader: CaseReader, facts: Mapping[str, Value]) -> CaseReader:
    case = stated(reader.case, facts, reader.now, reader.actor.id)
    return CaseReader(reader.office, reader.actor, case, reader.now)


def ask_of_new_choices(reader: CaseReader, command: Complete, offered: Set[str]) -> None:
    """Whoever has changed what may be chosen chooses anew. Raises InvalidInput(outcome).

    `offered`: the outcomes that were on the page; empty where there was no page.
    """
    if not offered or not command.facts:
        return
    later = _as_if(reader, command.facts)
    new = [
        each.title for each in Cards(later).offered(later.case.instances[command.instance]) if each.id not in offered
    ]
    if new:
        titles = words.list_words([f"”{title}”" for title in new], "eller")
        raise InvalidInput({"outcome": f"Med det du har skrivit går det också att välja {titles}. Välj igen."})


def with_written(
    reader: CaseReader, cards: Iterable[StepCard], action: CompleteAction, facts: Mapping[str, Value]
) -> tuple[StepCard, ...]:
    """The cards of a page on which the form of `action` comes back: what may be chosen in it is what `facts`, which it states, allow."""
    if not facts:
        return tuple(cards)
    later = _as_if(reader, facts)
    return tuple(_drawn_anew(later, each) if each.instance == action.instance else each for each in cards)


def _drawn_anew(later: CaseReader, card: StepCard) -> StepCard:
    instance = later.case.instances.get(card.instance)
    new = Cards(later).card(instance) if instance is not None else None
    if new is None:
        return card
    return replace(card, outcomes=new.outcomes, suggestion=new.suggestion, outlook=new.outlook)
