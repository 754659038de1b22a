"""What a routine says of a step that there is no room for in the picture: what becomes of its deadlines, who may not do it, accounts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core.model.accounts import Posting, PostingKind
from core.model.anytime import AnytimeEvent
from core.model.deadlines import DeadlineDef
from core.model.definition import ProcessDefinition
from core.model.steps import DecisionStep, Step
from core.words import capital, counted_words, inside, list_words

_ROLLS = {"next_working_day": "nästa arbetsdag", "previous_working_day": "arbetsdagen före"}
_POSTED: Mapping[PostingKind, str] = {
    "draws": "tar ut från", "gives_back": "lämnar tillbaka till", "opens": "börjar om på",
}  # fmt: skip


def of_deadline(deadline: DeadlineDef, definition: ProcessDefinition, roles: Mapping[str, str]) -> Iterator[str]:
    """How a deadline may be made longer, moves to a working day and stands still, and what follows when it runs out; a line each.

    Nothing where nobody has decided how long it is, or where it is only shown.
    """
    if deadline.within is None:
        return
    yield from _longer(deadline)
    if deadline.rolls in _ROLLS:
        yield f"är sista dagen ingen arbetsdag gäller {_ROLLS[deadline.rolls]}"
    if deadline.paused_during:
        yield f"klockan står still under {_titles(deadline.paused_during, definition)}"
    late = deadline.late
    if late is not None and late.tell:
        yield f"går tiden ut får {list_words([inside(roles.get(role, role)) for role in late.tell])} veta det"
    raised = definition.anytime.get(late.raises or "") if late is not None else None
    if raised is not None:
        yield f"går tiden ut sker ”{raised.title}”"


def _longer(deadline: DeadlineDef) -> tuple[str, ...]:
    """``får förlängas en gång, med högst 10 veckor``, and the grounds."""
    longer = deadline.longer
    length = (longer.by_at_most or longer.within) if longer else None
    if longer is None or length is None:
        return ()
    much = f"{'med högst' if longer.by_at_most else 'till sammanlagt'} {counted_words(length.parts, deadline.counting)}"
    return (f"får förlängas en gång, {much}", f"grund: {longer.reason}")


def eyes(step: Step, definition: ProcessDefinition) -> Iterator[str]:
    """Whose doer may not, or must, do this step too."""
    own = (step.not_same_as,) if step.not_same_as is not None else ()
    others = dict.fromkeys((*own, *(step.decides.not_same_as if isinstance(step, DecisionStep) else ())))
    if others:
        yield f"Inte av den som gjorde {_titles(others, definition, 'eller')}"
    if step.same_as is not None:
        yield f"Av den som gjorde {_titles((step.same_as,), definition)}"


def accounts(each: Step | AnytimeEvent, definition: ProcessDefinition) -> Iterator[str]:
    """Which accounts it takes from, gives back to or opens anew; an outcome's after the outcome."""
    yield from map(capital, _posted(each.postings, definition))
    for outcome in each.outcomes if isinstance(each, Step) else ():
        yield from (f"{outcome.title}: {said}" for said in _posted(outcome.postings, definition))


def _posted(postings: Iterable[Posting], definition: ProcessDefinition) -> Iterator[str]:
    for posting in postings:
        account = definition.accounts.get(posting.account)
        yield f"{_POSTED[posting.kind]} kontot ”{account.title if account is not None else posting.account}”"


def _titles(steps: Iterable[str], definition: ProcessDefinition, last: str = "och") -> str:
    return list_words([f"”{definition.steps[each].title}”" for each in steps if each in definition.steps], last)
