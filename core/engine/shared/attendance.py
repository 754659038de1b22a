"""What is done about a group session besides noting who came: it is called off, or somebody's attendance was noted wrongly."""

from __future__ import annotations

from collections.abc import Mapping

from core.engine.command import asking
from core.engine.command.access import check_role, everyone_of
from core.engine.command.completing import asks_of, check_outcome, chosen_outcome, open_instance, outcomes_of
from core.engine.command.run import Run
from core.engine.road import moves
from core.engine.road.counters import count, counts
from core.engine.shared.posting import post
from core.engine.timers import running
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Instance, step_of
from core.model.facts import Ask
from core.model.roads import NEXT, STAY, Branch, Outcome
from core.model.sessions import ATTENDED, CALLED_OFF
from core.model.steps import Session


def call_off(run: Run, command: cmd.CallOff) -> None:
    """The session was called off: the place is gone, the step is to be booked again and its deadline is unchanged.

    Raises Refused(not_open, role, not_booked).
    """
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    booking = run.draft.bookings.get(instance.id)
    if booking is None or booking.series is None or booking.slot != command.slot:
        raise Refused("not_booked")
    series = run.answers.series.get(booking.series)
    check_role(run, command.actor, (*everyone_of(step, instance), *(series.roles if series is not None else ())))
    run.emit(ev.BookingCancelled(instance=instance.id, why=CALLED_OFF, reason=command.reason.strip() or None))


def correct(run: Run, command: cmd.CorrectAttendance) -> None:
    """Somebody's attendance was noted wrongly. What was counted is counted right; the case goes on as it should have, where it still waits.

    A case that has gone on stays where it is, and its page says that the road was taken on a mark that was wrong.

    Raises:
        Refused: not_open, role, outcome, value, and what noting it right would be refused for. Lacking.
    """
    step = run.definition.steps.get(step_of(command.instance))
    if not isinstance(step, Session):
        raise Refused("not_open")
    noting = (*step.roles, *(role for way in step.roles_when for role in way.roles))
    check_role(run, command.actor, noting or run.plan.roles)
    before = next((each for each in outcomes_of(step) if each.id == command.was), None)
    chosen = chosen_outcome(step, command.outcome)
    if before is None or chosen is None or chosen.id == before.id:
        raise Refused("outcome", field="outcome")
    reason = (command.reason or "").strip()
    if not reason:
        raise Refused("value", field="reason", reason="Skriv varför närvaron rättas.")
    run.emit(
        ev.AttendanceCorrected(
            instance=command.instance,
            series=command.series,
            slot=command.slot,
            was=before.id,
            outcome=chosen.id,
            reason=reason,
        )
    )
    _uncount(run, step, before)
    waiting = still_waits(run.draft.instances, command.instance)
    if waiting is not None:
        _check_said(run, command, step, chosen, waiting)
    count(run, chosen.counts, f"{step.id}.{chosen.id}")
    if waiting is not None:
        _go_on(run, command, chosen, waiting)


def _uncount(run: Run, step: Session, before: Outcome) -> None:
    """Takes back what the wrong mark counted."""
    because = f"{step.id}.{before.id}"
    counter, value = before.counts, run.draft.counters.get(before.counts or "", 0)
    if counter is not None and value and counts(run, counter, because):
        run.emit(ev.CounterChanged(counter=counter, value=value - 1, because=because))


def still_waits(instances: Mapping[str, Instance], instance: str) -> Instance | None:
    """The step where it stands open since the mark: still, or again for the next time."""
    step, _, number = instance.partition("#")
    nexts = (instance, f"{step}#{int(number) + 1}")
    return next((found for name in nexts if (found := instances.get(name)) is not None), None)


def asked_when(step: Session, chosen: Outcome) -> tuple[Ask, ...]:
    """What is asked when it went so: what the step asks belongs to having been there."""
    return asks_of(step, chosen) if chosen.id == ATTENDED else chosen.asks


def _check_said(run: Run, command: cmd.CorrectAttendance, step: Session, chosen: Outcome, waiting: Instance) -> None:
    """States what is asked when it went so, as when it is noted the first time: before anything is counted."""
    asking.state_facts(run, asked_when(step, chosen), command.facts, waiting.id, command.motivations)
    check_outcome(run, chosen)
    asking.check_requirements(run, (*(step.requires if chosen.id == ATTENDED else ()), *chosen.requires))


def _go_on(run: Run, command: cmd.CorrectAttendance, chosen: Outcome, waiting: Instance) -> None:
    """Lets the case go where the right mark leads, when that is away from the step."""
    branch: Branch | None = None
    if chosen.id != ATTENDED and chosen.body is None:
        _, route = moves.pick(run, chosen.branch)
        if route is None or route in (NEXT, STAY) or route.again:
            return
        branch = Branch(otherwise=route)
    if waiting.id in run.draft.bookings:
        run.emit(ev.BookingCancelled(instance=waiting.id, why="left"))
    post(run, chosen.postings, waiting.id)
    if chosen.id == ATTENDED:
        run.emit(ev.MomentPassed(instance=waiting.id, moment="held"))
        running.moment_passed(run, waiting.id, "held")
    moves.complete(run, waiting.id, chosen.id, branch, reason=command.reason, channel=command.channel, counted=True)
