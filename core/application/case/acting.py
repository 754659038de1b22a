"""Who is to do what with an open step, right now: the one answer that worklist, case page and forms share."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.application.case.views import TaskAction
from core.engine.command.access import may_decide
from core.engine.plan import plan_of
from core.model.case import Case, Instance, PlaceState
from core.model.definition import ProcessDefinition
from core.model.steps import (
    Call,
    DecisionStep,
    Handover,
    LetterStep,
    Meeting,
    Phase,
    Reserve,
    Session,
    Step,
    Task,
    Wait,
)

_BESIDE = {"track": "track", "anytime": "side", "meanwhile": "meanwhile"}
"""Lists whose steps run beside the main road."""


def action_of(step: Step, instance: Instance, *, booked: bool, place: PlaceState | None) -> TaskAction | None:
    """What is next with an open step; None when no person does anything with it (a call, or a phase that ends by itself).

    `place` is the one that a step which gives places has asked for.
    """
    if isinstance(step, Reserve):
        return _action_of_place(step, place)
    if isinstance(step, Meeting):
        return "hold" if booked else "book"
    if isinstance(step, Handover):
        return "answer" if instance.offered else "offer"
    if isinstance(step, DecisionStep):
        return "decide" if instance.proposal else "propose" if step.decides.presents else "do"
    if isinstance(step, Phase):
        return "end" if ends_by_hand(step) else None
    if isinstance(step, Wait):
        return "wait" if step.by_hand else None
    return "do" if isinstance(step, Task | LetterStep) else None


def is_lost(step: Step, instance: Instance, case: Case) -> bool:
    """Whether the step waits for a case that was closed in advance, so that somebody has to move this one on.

    One that has answered and whose case cannot go on yet for something else is not lost.
    """
    return isinstance(step, Call) and instance.id not in case.calls and f"call:{instance.id}" not in case.held


def asks_when(step: Step) -> str:
    """What a step's form calls the moment that it asks for; "" when it asks for none: what is decided is decided when it is written."""
    if isinstance(step, Meeting):
        return "" if isinstance(step, Session) else "När mötet hölls"
    return "När det gjordes" if isinstance(step, Task) else "När det hände" if isinstance(step, Wait) else ""


def is_late(case: Case, now: datetime) -> bool:
    """Whether a deadline of the case has passed, so that it matters when something was done."""
    return any(each.missed or (each.due is not None and each.due < now) for each in case.deadlines.values())


def _action_of_place(step: Reserve, place: PlaceState | None) -> TaskAction | None:
    """An offer is answered, a place that somebody has to find is given; else it is waited for, and one may leave the line."""
    if place is not None and place.state == "offered":
        return "answer"
    if place is None or place.state != "waiting":
        return None
    if not place.by_hand:
        return "wait"
    return "answer" if step.accepted_by else "do"


def ends_by_hand(step: Phase) -> bool:
    """Whether a person ends the phase: it says so, or it is a placeholder with nothing in it."""
    return step.by_hand or step.empty


def actors_of(
    definition: ProcessDefinition, step: Step, instance: Instance, action: TaskAction, values: Mapping[str, object]
) -> tuple[str, ...]:
    """The roles that may do what is next. `values` are the case's, read only for a delegation that has conditions."""
    if isinstance(step, Meeting):
        return (step.booked_by if action == "book" else ()) or _answering(step, instance)
    if isinstance(step, Handover | Reserve) and action == "answer" and step.accepted_by:
        return step.accepted_by
    if isinstance(step, DecisionStep):
        if action == "propose":
            return step.decides.presents
        return may_decide(step, values) or _answering(step, instance)
    if isinstance(step, Phase):
        return _answering(step, instance) or plan_of(definition).roles
    return _answering(step, instance)


def _answering(step: Step, instance: Instance) -> tuple[str, ...]:
    """Those who answer for the step: settled when it was opened, else as the routine says."""
    return instance.roles or step.roles


def may_do(
    definition: ProcessDefinition, case: Case, instance: Instance, values: Mapping[str, object], person: str
) -> tuple[str, ...] | None:
    """The roles that may do what is next with an open step; None where a fact names `person`, or it is not known here."""
    step = definition.steps[instance.step]
    booked, place = instance.id in case.bookings, case.places.get(instance.id)
    action = action_of(step, instance, booked=booked, place=place)
    named = step.role_fact is not None and instance.assigned == person and not instance.offered
    if action is None or named or isinstance(step, Reserve):
        return None
    return actors_of(definition, step, instance, "hold" if action == "book" else action, values)


def group_of(case: Case, instance: Instance) -> tuple[str, str]:
    """Where among the parallel work an open step stands: (kind, what it belongs to).

    Kinds: ``track`` with the member's step id, ``side`` with the event's id, ``meanwhile`` and ``main`` with nothing.
    """
    at: str | None = instance.frame
    for _ in range(
        len(case.frames) + len(case.instances) + 1
    ):  # a tree has no circles; a damaged one is not walked for ever
        frame = case.frames.get(at or "")
        if frame is None:
            holder = case.instances.get(at or "")
            if holder is None:
                break
            at = holder.frame
            continue
        kind, _sep, name = frame.list_id.partition(":")
        if kind in _BESIDE:
            return _BESIDE[kind], "" if kind == "meanwhile" else name
        at = frame.parent or frame.owner
    return "main", ""


def moves_at(case: Case, instance: Instance) -> datetime | None:
    """When an open step has lasted as long as it may; None: it may last for ever, or nobody knows yet."""
    return case.wakes.get(f"at_most:{instance.id}")


def only_moves(definition: ProcessDefinition, step: Step) -> bool:
    """Whether no deadline can be set for the step, its own or around it, but it goes on by itself after some time."""
    if not isinstance(step, Wait | Phase | Handover | Reserve) or step.limit is None:
        return False
    return not any(at.deadlines for at in definition.around(step))
