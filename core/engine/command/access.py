"""Who may: no role stated means refused. A step may say who when it opens; then that holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from core.engine.command.draft import Draft
from core.engine.command.run import Run
from core.engine.plan import plan_of
from core.errors import Refused
from core.model.case import Case, Instance
from core.model.definition import ProcessDefinition
from core.model.people import SYSTEM, Actor
from core.model.steps import DecisionStep, Handover, Meeting, Reserve, Step


def check_role(run: Run, actor: Actor, roles: Iterable[str]) -> None:
    """Refuses whoever has none of `roles`; the system itself may.

    Raises:
        Refused: ``role``; details name the role ids that may.
    """
    allowed = tuple(roles)
    if run.is_system() and actor.id == SYSTEM.id:
        return
    if not actor.roles & set(allowed):
        raise Refused("role", roles=", ".join(allowed) or "ingen", role_ids=allowed)


def doers_of(step: Step, instance: Instance | None = None) -> tuple[str, ...]:
    """The roles that act on an open step now: those settled when it opened, else the step's; what is on offer is the receiver's."""
    if isinstance(step, Handover | Reserve) and instance is not None and instance.offered and step.accepted_by:
        return step.accepted_by
    if isinstance(step, DecisionStep):
        return deciders_of(step, instance)
    return instance.roles if instance is not None and instance.roles else step.roles


def next_doers(case: Case | Draft, step: Step, instance: Instance) -> tuple[str, ...]:
    """The roles whose turn it is: as `doers_of`, but a meeting without a time waits for those who book it, and a place that somebody
    has to find for whoever receives the person.
    """
    if isinstance(step, Meeting) and step.booked_by and instance.id not in case.bookings:
        return step.booked_by
    if (
        isinstance(step, Reserve)
        and step.accepted_by
        and (place := case.places.get(instance.id)) is not None
        and place.by_hand
    ):
        return step.accepted_by
    return doers_of(step, instance)


def deciders_of(step: DecisionStep, instance: Instance | None = None) -> tuple[str, ...]:
    """Who acts on a decision: who presents it, and then, or else, everybody who may decide under some line of the delegation."""
    decides = step.decides
    if decides.presents and (instance is None or instance.proposal is None):
        return decides.presents
    given = (*decides.roles, *(role for power in decides.powers for role in power.roles))
    settled = instance.roles if instance is not None else ()
    return tuple(dict.fromkeys(given)) or settled or step.roles


def may_decide(step: DecisionStep, values: Mapping[str, object]) -> tuple[str, ...]:
    """Who decides: those named, or those of the delegation's first line whose condition holds; empty: the step's own roles.

    While it is not known which line that is, everybody it may be: who it was is judged when the decision is taken.
    """
    decides = step.decides
    if decides.outside:
        return ()
    if decides.roles or not decides.by_delegation:
        return decides.roles
    possible: dict[str, None] = {}
    for power in decides.powers:
        holds = True if power.condition is None else power.condition.evaluate(values)
        if holds is not False:
            possible.update(dict.fromkeys(power.roles))
        if holds is True:
            break
    return tuple(possible)


def turn_of(case: Case | Draft, step: Step, instance: Instance, values: Mapping[str, object]) -> tuple[str, ...]:
    """As `next_doers`, but of a delegation only those who may decide in this case, as `values` now are."""
    if isinstance(step, DecisionStep) and (instance.proposal is not None or not step.decides.presents):
        return may_decide(step, values) or next_doers(case, step, instance)
    return next_doers(case, step, instance)


def everyone_of(step: Step, instance: Instance | None = None) -> tuple[str, ...]:
    """Everyone who does something with a step: those who answer for it, book it, or receive it."""
    more: tuple[str, ...] = ()
    if isinstance(step, Meeting):
        more = step.booked_by
    elif isinstance(step, Handover | Reserve):
        more = step.accepted_by
    elif isinstance(step, DecisionStep):
        decides = step.decides
        more = (*decides.presents, *decides.roles, *(role for power in decides.powers for role in power.roles))
    roles = instance.roles if instance is not None and instance.roles else step.roles
    return (*roles, *(r for r in more if r not in roles)) if more else roles


def answering_for(definition: ProcessDefinition, step: Step, instance: Instance | None = None) -> tuple[str, ...]:
    """Those who answer for a step: everyone of it; for one that nobody does, whoever works in the routine."""
    return everyone_of(step, instance) or plan_of(definition).roles


def may_give(
    definition: ProcessDefinition, case: Case | Draft, step: Step, instance: Instance, values: Mapping[str, object]
) -> tuple[str, ...]:
    """Those who may take an open step or give it to another: whose turn it is; of one that nobody does, whoever works in the routine."""
    return turn_of(case, step, instance, values) or plan_of(definition).roles


def may_have(
    definition: ProcessDefinition, case: Case | Draft, step: Step, instance: Instance, values: Mapping[str, object]
) -> tuple[str, ...]:
    """The roles whose people may have an open step: whose turn it is; where a fact says who, those it may name."""
    fact = definition.facts.get(step.role_fact or "")
    if fact is None or instance.offered:
        return may_give(definition, case, step, instance, values)
    return fact.among or plan_of(definition).roles


def is_named(step: Step, instance: Instance) -> bool:
    """Whether whoever a fact names does what is next with the step; a case on offer waits for its receiver."""
    return step.role_fact is not None and not (instance.offered and isinstance(step, Handover))


def check_doer(run: Run, actor: Actor, step: Step, instance: Instance, roles: Iterable[str] | None = None) -> None:
    """Refuses whoever may not act on the open step. Where a fact says who does it, that person may. Raises Refused(role, named)."""
    named = is_named(step, instance)
    if named and instance.assigned == actor.id:
        return
    allowed = tuple(doers_of(step, instance) if roles is None else roles)
    if named and not allowed and not run.is_system():
        raise Refused("named" if instance.assigned else "named_nobody", person=instance.assigned or "")
    check_role(run, actor, allowed)


def settled_roles(run: Run, step: Step) -> tuple[tuple[str, ...], str | None]:
    """(roles, colleague) as they are when the step opens; empty where the definition's hold. Raises Lacking."""
    roles = next((way.roles for way in step.roles_when if run.holds(way.condition)), ())
    return roles, str(run.known(step.role_fact)) if step.role_fact is not None else None
