"""Handing a case over to another unit: it is offered, and whoever receives it accepts, refuses or sends it back."""

from __future__ import annotations

from core.engine.between.sending import send_all
from core.engine.command import asking
from core.engine.command.access import check_doer
from core.engine.command.completing import (
    check_outcome,
    check_window,
    chosen_outcome,
    finish_step,
    open_instance,
)
from core.engine.command.eyes import check_eyes
from core.engine.command.run import Run
from core.engine.road.counters import count
from core.engine.shared.posting import post
from core.engine.timers import running
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Instance
from core.model.roads import Branch, Outcome
from core.model.steps import RETURNED, Handover


def offer(run: Run, command: cmd.Offer) -> None:
    """Offers the case to the receiving unit. Raises Refused(not_open, automatic, role, already_offered) and what steps refuse."""
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    if not isinstance(step, Handover):
        raise Refused("automatic")
    if instance.offered:
        raise Refused("already_offered")
    check_doer(run, command.actor, step, instance)
    check_eyes(run, step, instance, command.actor.id)
    asking.state_facts(run, step.asks, command.facts, instance.id, command.motivations)
    asking.check_not_before(run, step)
    asking.check_ticks(step, command.ticks)
    asking.check_requirements(run, step.requires)
    check_window(run, step, command)
    reason = (command.reason or "").strip() or None
    run.emit(ev.HandoverOffered(instance=instance.id, to=step.to, reason=reason))
    running.moment_passed(run, instance.id, "offered")


def answer(run: Run, command: cmd.Complete, step: Handover, instance: Instance) -> None:
    """The receiver answers. Sent back without a written route it is to be offered again; refused needs to be written.

    Raises Refused(not_offered, role, outcome) and what steps refuse.
    """
    if not instance.offered:
        raise Refused("not_offered")
    check_doer(run, command.actor, step, instance)
    chosen = chosen_outcome(step, command.outcome)
    if chosen is None:
        raise Refused("outcome", field="outcome")
    asking.state_facts(run, chosen.asks, command.facts, instance.id, command.motivations)
    check_outcome(run, chosen)
    asking.check_requirements(run, chosen.requires)
    asking.check_reason(run, step, chosen, command.reason)
    if chosen.id == RETURNED and chosen.body is None and chosen.branch == Branch():
        _send_back(run, command, step, instance, chosen)
        return
    if chosen.id == "accepted":
        if step.informs:
            asking.inform(run, step.informs, command.informed, instance.id)
        if step.consents:
            asking.ask_consents(run, step, command.consents, instance.id)
        run.emit(ev.MomentPassed(instance=instance.id, moment="accepted"))
        running.moment_passed(run, instance.id, "accepted")
    finish_step(run, command, instance, chosen)


def _send_back(run: Run, command: cmd.Complete, step: Handover, instance: Instance, chosen: Outcome) -> None:
    count(run, chosen.counts, f"{step.id}.{RETURNED}")
    post(run, chosen.postings, instance.id)
    if chosen.sends:
        send_all(run, chosen.sends, instance.id, command.channel)
    reason = (command.reason or "").strip() or None
    run.emit(ev.HandoverOffered(instance=instance.id, to=step.to, offered=False, reason=reason))
