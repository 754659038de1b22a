"""What is closed without being done when an open step is done: told before, since a press of a button cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.application.case.reader import CaseReader
from core.application.case.views import StepCard
from core.engine.road.frames import MEANWHILE, lies_in
from core.engine.road.moves import branch_of
from core.model.case import Instance
from core.model.roads import NEXT, Route
from core.model.steps import Phase, Step


def with_closed(reader: CaseReader, cards: Sequence[StepCard]) -> Sequence[StepCard]:
    """The cards, each with those of the others that are closed when it is done, where that does not hang on what is answered.

    A phase takes what stands open in it along when its last step is done, and an end what is open in the case (semantics section 4).
    """
    return [_with_closed(reader, card, cards) for card in cards] if len(cards) > 1 else cards


def _with_closed(reader: CaseReader, card: StepCard, cards: Sequence[StepCard]) -> StepCard:
    instance = reader.case.instances[card.instance]
    route = _only_route(reader.definition.steps[instance.step])
    if not card.allowed or card.action == "book" or route is None:
        return card
    left = frozenset(_left(reader, instance, route))
    closed = [each for each in cards if each.instance in left]
    return replace(card, closes=tuple(map(_named, closed)), closes_late=any(each.late for each in closed))


def _named(card: StepCard) -> str:
    """The step with what it is about, and that it is late."""
    about = ", ".join(part for part in (card.period, "försenad" if card.late else "") if part)
    return f"{card.title} ({about})" if about else card.title


def _only_route(step: Step) -> Route | None:
    """Where the step leads whatever is answered; None where it may lead to several places."""
    if step.branch.when or any(branch_of(step, o) != step.branch or o.body is not None for o in step.outcomes):
        return None
    return step.branch.otherwise


def _left(reader: CaseReader, instance: Instance, route: Route) -> Iterator[str]:
    case, frame = reader.case, reader.case.frames[instance.frame]
    others = [each for each in case.instances.values() if each is not instance]
    end = reader.definition.ends.get(route.end or "")
    if end is not None and end.track is None:
        yield from (each.id for each in others if not case.frames[each.frame].list_id.startswith(MEANWHILE))
    phase = case.instances.get(frame.owner or "")
    around = reader.definition.steps[phase.step] if phase is not None else None
    is_last = route == NEXT and reader.definition.lists.get(frame.list_id, ())[-1:] == (instance.step,)
    if phase is not None and isinstance(around, Phase) and is_last and _is_over(around):
        yield from (each.id for each in others if lies_in(case, each, phase.id))


def _is_over(phase: Phase) -> bool:
    """Whether the phase is over with the last of its steps."""
    return phase.order == "listed" and phase.at_least is None
