"""A place is given to a case that waits for one: by the system to whoever is next, or by a person who answers or says that there is one."""

from __future__ import annotations

from core.engine.command import asking
from core.engine.command.access import check_doer, check_role
from core.engine.command.completing import finish_step
from core.engine.command.eyes import check_eyes
from core.engine.command.run import Run
from core.engine.road import moves
from core.engine.road.consequences import consequential
from core.engine.shared import places
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Instance, PlaceState, step_of
from core.model.places import GRANTED
from core.model.steps import Reserve


def grant(run: Run, command: cmd.Grant) -> None:
    """The system gives a waiting case a place.

    Never refused; without effect when the case does not wait for one any more. That it has the place stands even when going on must
    be held.
    """
    place = run.draft.places.get(command.instance)
    step = run.definition.steps.get(step_of(command.instance))
    if place is None or place.state != "waiting" or place.resource != command.resource or not isinstance(step, Reserve):
        return
    found = ev.PlaceGranted(
        instance=command.instance,
        resource=command.resource,
        period=command.period,
        how=command.how,
        among=command.among,
        drawn=command.drawn,
    )
    if step.is_answered:
        consequential(run, f"offer:{command.instance}", lambda: places.offer(run, step, found))
    else:
        places.granted(run, found)
        consequential(run, f"place:{command.instance}", lambda: go_on(run, command.instance))


def go_on(run: Run, instance: str) -> None:
    """A case that has got its place goes on; the letter about it goes first. Raises Lacking."""
    step = run.definition.steps[step_of(instance)]
    if isinstance(step, Reserve):
        places.tell(run, step, instance)
    moves.complete(run, instance, GRANTED)


def answer(run: Run, command: cmd.Complete, step: Reserve, instance: Instance) -> None:
    """A person answers an offer, says that there is a place where somebody has to, or notes that the case leaves the line.

    Raises:
        Refused: ``automatic`` when nobody can do anything now, outcome, role, four_eyes, and what steps refuse. Lacking.
    """
    place = run.draft.places.get(instance.id)
    offered = places.open_outcomes(step, place)
    if place is None or not offered:
        raise Refused("automatic")
    wanted = command.outcome or (offered[0].id if len(offered) == 1 else None)
    chosen = next((o for o in offered if o.id == wanted), None)
    if chosen is None or not run.holds(chosen.only_if):
        raise Refused("outcome", field="outcome")
    roles = places.answers(step, place, chosen.id, instance.roles)
    if places.receiver_answers(step, place, chosen.id):
        check_role(run, command.actor, roles)
    else:
        check_doer(run, command.actor, step, instance, roles)
    check_eyes(run, step, instance, command.actor.id)
    asking.state_facts(run, chosen.asks, command.facts, instance.id, command.motivations)
    asking.check_requirements(run, chosen.requires)
    asking.check_reason(run, step, chosen, command.reason)
    if chosen.id == GRANTED and not _take(run, step, place):
        return
    finish_step(run, command, instance, chosen)


def _take(run: Run, step: Reserve, place: PlaceState) -> bool:
    """The place is taken. False when the person has to be asked first; whoever said that there is a place has said yes to it."""
    answers = place.state == "offered"
    period = place.period if answers else places.period_now(run, place)
    found = ev.PlaceGranted(
        instance=place.instance, resource=place.resource, period=period, how="answer" if answers else "hand"
    )
    if not answers and step.offer is not None:
        places.offer(run, step, found)
        return False
    places.granted(run, found)
    if not answers:
        places.tell(run, step, place.instance)
    return True
