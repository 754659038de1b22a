"""What is closed without being done when an open step is done: told before, since a press of a button cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from core.application.case.reader import CaseReader
from core.application.case.views import StepCard
from core.application.form.views import EventForm
from core.engine.road.frames import MEANWHILE, lies_in
from core.engine.road.moves import branch_of
from core.model.anytime import AnytimeEvent
from core.model.case import Instance
from core.model.definition import Ending
from core.model.roads import NEXT, Outcome, Route
from core.model.steps import Handover, Phase, Reserve, Step, is_away

_ANSWERED = (Handover, Reserve)
"""Steps whose answers lead where they always do, unless something else is written."""


def with_closed(reader: CaseReader, cards: Sequence[StepCard]) -> Sequence[StepCard]:
    """The cards, each with those of the others that are closed when it is done, or with each of its outcomes when they differ in that.

    A phase takes what stands open in it along when its last step is done, and an end what is open in the case (semantics section 4).
    Nothing is said where the way goes by a condition.
    """
    return [_with_closed(reader, card, cards) for card in cards] if len(cards) > 1 else cards


def _with_closed(reader: CaseReader, card: StepCard, cards: Sequence[StepCard]) -> StepCard:
    instance = reader.case.instances[card.instance]
    step = reader.definition.steps[instance.step]
    if not card.allowed or card.action == "book":
        return card
    written = {outcome.id: outcome for outcome in step.outcomes}
    routes = [_route(step, written.get(each.id), each.id) for each in card.outcomes]
    closed = [_closed(reader, instance, route, cards) for route in routes or [_route(step, None)]]
    if all(each == closed[0] for each in closed):
        return replace(card, closes=_named(closed[0]), closes_late=_is_late(closed[0]))
    outcomes = tuple(
        replace(outcome, closes=_named(each), closes_late=_is_late(each))
        for outcome, each in zip(card.outcomes, closed, strict=True)
    )
    return replace(card, outcomes=outcomes)


def with_ending(reader: CaseReader, event: AnytimeEvent, form: EventForm, cards: Sequence[StepCard]) -> EventForm:
    """The form of an event, with how the case ends by it and what is closed with the case, where that does not hang on anything."""
    end = _ending(reader, event.branch.otherwise)
    if event.step is not None or event.body is not None or event.branch.when or end is None:
        return form
    closed = [each for each in cards if _goes_with_the_case(reader, reader.case.instances[each.instance])]
    return replace(form, ends=end.title, closes=_named(closed), closes_late=_is_late(closed))


def _closed(reader: CaseReader, instance: Instance, route: Route | None, cards: Sequence[StepCard]) -> list[StepCard]:
    left = frozenset(_left(reader, instance, route)) if route is not None else frozenset()
    return [each for each in cards if each.instance in left]


def _named(closed: Sequence[StepCard]) -> tuple[str, ...]:
    return tuple(map(_name, closed))


def _name(card: StepCard) -> str:
    """The step with what it is about, and that it is late."""
    about = ", ".join(part for part in (card.period, "försenad" if card.late else "") if part)
    return f"{card.title} ({about})" if about else card.title


def _is_late(closed: Sequence[StepCard]) -> bool:
    return any(card.late for card in closed)


def _route(step: Step, written: Outcome | None, outcome: str | None = None) -> Route | None:
    """Where the step leads when it is done, with an outcome if it has any; None where that is not known, or where it stays open."""
    branch = branch_of(step, written)
    stays = outcome is not None and branch == step.branch and (is_away(step, outcome) or isinstance(step, _ANSWERED))
    if stays or branch.when or (written is not None and written.body is not None):
        return None
    return branch.otherwise


def _left(reader: CaseReader, instance: Instance, route: Route) -> Iterator[str]:
    case, frame = reader.case, reader.case.frames[instance.frame]
    others = [each for each in case.instances.values() if each is not instance]
    if _ending(reader, route) is not None:
        yield from (each.id for each in others if _goes_with_the_case(reader, each))
    phase = case.instances.get(frame.owner or "")
    around = reader.definition.steps[phase.step] if phase is not None else None
    is_last = route == NEXT and reader.definition.lists.get(frame.list_id, ())[-1:] == (instance.step,)
    if phase is not None and isinstance(around, Phase) and is_last and _is_over(around):
        yield from (each.id for each in others if lies_in(case, each, phase.id))


def _ending(reader: CaseReader, route: Route | None) -> Ending | None:
    """How the case ends that way; None where it does not, or only a track does."""
    end = reader.definition.ends.get(route.end or "") if route is not None else None
    return end if end is not None and end.track is None else None


def _goes_with_the_case(reader: CaseReader, instance: Instance) -> bool:
    return not reader.case.frames[instance.frame].list_id.startswith(MEANWHILE)


def _is_over(phase: Phase) -> bool:
    """Whether the phase is over with the last of its steps."""
    return phase.order == "listed" and phase.at_least is None
