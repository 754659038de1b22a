"""What events make known, and what they make unknown again: moments of steps, and facts."""

from __future__ import annotations

from collections.abc import Mapping

from core.engine.evolving.evolve import ROUND_MOMENTS
from core.model import events as ev
from core.model.case import step_of
from core.model.definition import ProcessDefinition

DAYS_OF_DECISION = ("valid_from", "valid_to")
"""They stand in the decision, and only where it says for how long it holds."""
_GIVES: Mapping[type[ev.Event], str] = {
    ev.StepOpened: "opened", ev.StepCompleted: "done", ev.HandoverOffered: "offered", ev.LetterSent: "sent",
    ev.PlaceOffered: "offered", ev.PlaceGranted: "granted", ev.PlaceReleased: "released",
}  # fmt: skip


def is_moment(definition: ProcessDefinition, name: str) -> bool:
    """Whether the name is a moment of a step."""
    head, _, tail = name.partition(".")
    return head in definition.steps and tail not in ("", "outcome")


def names_of(event: ev.Event) -> tuple[str, ...]:
    """The moments and facts that the event makes known."""
    if isinstance(event, ev.StepOpened):
        return (f"{event.step}.opened",)
    if isinstance(event, ev.MomentPassed):
        return (f"{step_of(event.instance)}.{event.moment}",)
    if isinstance(event, ev.EventRaised):
        return (event.event,)
    if isinstance(event, ev.FactGiven):
        return (event.fact,)
    if isinstance(event, ev.DecisionMade):
        days = (day for day in DAYS_OF_DECISION if getattr(event, day) is not None)
        return tuple(f"{step_of(event.instance)}.{moment}" for moment in ("decided", *days))
    moment = _GIVES.get(type(event))
    instance = getattr(event, "instance", "")
    return (f"{step_of(instance)}.{moment}",) if moment else ()


def forgotten_by(event: ev.Event) -> tuple[str, ...]:
    """The moments that the event makes unknown again: those of the round before, and until when the decision before held."""
    if isinstance(event, ev.StepOpened):
        return tuple(f"{event.step}.{moment}" for moment in ROUND_MOMENTS)
    if isinstance(event, ev.DecisionMade):
        return tuple(f"{step_of(event.instance)}.{day}" for day in DAYS_OF_DECISION)
    return ()
