"""Doing an open step: completing, booking, taking a booking back. Every refusal comes before anything is emitted that matters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from core.engine import moves, running
from core.engine.access import check_role
from core.engine.deadlines import due
from core.engine.evolve import Draft
from core.engine.facts import give, title_of
from core.engine.plan import plan_of, roles_of
from core.engine.run import Run
from core.engine.settling import count
from core.engine.time_booking import check_slot
from core.engine.windows import is_open
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case, Instance
from core.model.definition import NEXT, STAY, Ask, Branch, Meeting, Outcome, ProcessDefinition, Step, Task, Wait
from core.model.time import Rule
from core.words import window_words

BUILT_IN: dict[type[Step], tuple[str, ...]] = {Meeting: ("held", "missed"), Wait: ("come",)}
"""Outcomes a kind always has, the usual one first (language section 2)."""


def bookers_of(step: Meeting) -> tuple[str, ...]:
    """Who books a meeting: those named, else those who hold it."""
    return step.booked_by or step.roles


def open_instance(run: Run, instance: str) -> Instance:
    """The open step `instance`. Raises Refused(not_open)."""
    found = run.draft.instances.get(instance)
    if found is None:
        raise Refused("not_open")
    return found


def complete(run: Run, command: cmd.Complete) -> None:
    """Complete: role, outcome, facts, checklist, requirements, booking and window are checked in that order (semantics section 2)."""
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    if not isinstance(step, Task | Meeting | Wait):
        raise Refused("automatic")
    check_role(run, command.actor, step.roles)
    _check_four_eyes(run, step, command.actor.id)
    chosen = _outcome(run, step, command.outcome)
    give(run, command.facts, instance.id)
    missed = isinstance(step, Meeting) and chosen is not None and chosen.id == "missed"
    asks = (chosen.asks if chosen else ()) if missed else (*step.asks, *(chosen.asks if chosen else ()))
    check_asked(run, asks, set(command.facts))
    if isinstance(step, Meeting):
        _check_booked(run, instance.id, command.at)
    if isinstance(step, Meeting) and missed and chosen is not None:
        _miss(run, step, instance, chosen)
        return
    _check_ticks(step, command.ticks)
    _check_requirements(run, step)
    _check_window(run, step, command)
    if isinstance(step, Meeting):
        run.emit(ev.MomentPassed(instance=instance.id, moment="held"))
        running.moment_passed(run, instance.id, "held")
    if chosen is not None:
        count(run, chosen.counts, f"{step.id}.{chosen.id}")
    branch = step.branch if chosen is None or chosen.branch == Branch() else chosen.branch
    reason = (command.reason or "").strip() or None
    moves.complete(
        run, instance.id, chosen.id if chosen else None, branch, reason=reason, ticks=tuple(sorted(command.ticks))
    )


def _miss(run: Run, step: Meeting, instance: Instance, chosen: Outcome) -> None:
    """The client did not come: the booking is gone and the deadline unchanged; what is written for `missed` follows."""
    run.emit(ev.BookingCancelled(instance=instance.id, why="missed"))
    count(run, chosen.counts, f"{step.id}.missed")
    _, route = moves.pick(run, chosen.branch)
    if route is not None and route not in (NEXT, STAY):
        moves.complete(run, instance.id, "missed", Branch(otherwise=route))


def outcomes_of(step: Step) -> tuple[Outcome, ...]:
    """What may be chosen when completing `step`: what is written, and for meetings and waits what is built in."""
    titles = {"held": "Mötet blev av", "missed": "Personen kom inte", "come": "Det har kommit"}
    written = {o.id for o in step.outcomes}
    built_in = BUILT_IN.get(type(step), ())
    return (*(Outcome(id=i, title=titles[i]) for i in built_in if i not in written), *step.outcomes)


def _outcome(run: Run, step: Step, wanted: str | None) -> Outcome | None:
    offered = outcomes_of(step)
    if not offered:
        if wanted is not None:
            raise Refused("outcome", field="outcome")
        return None
    chosen = next((o for o in offered if o.id == wanted), None)
    if wanted is None:
        chosen = offered[0] if len(offered) == 1 or (isinstance(step, Meeting | Wait) and not step.outcomes) else None
    if chosen is None or not run.holds(chosen.only_if):
        raise Refused("outcome", field="outcome")
    return chosen


def check_asked(run: Run, asks: Iterable[Ask], given: set[str], *, anew: bool = False, lenient: bool = False) -> None:
    """Every asked fact must be known now (`anew`: given now), unless it is optional or its condition does not hold.

    Raises:
        Refused: ``missing_fact`` with the fact as field; ``value`` for a fact that was given but not asked.
    """
    asks = tuple(asks)
    for ask in asks:
        fact = run.definition.facts[ask.fact]
        if lenient or not is_asked(run, ask) or ask.optional or fact.optional:
            continue
        if ask.fact not in given and (anew or ask.fact not in run.draft.facts):
            raise Refused("missing_fact", field=ask.fact, title=title_of(run.definition, ask.fact))
    unasked = given - {a.fact for a in asks}
    if unasked and not lenient:
        name = min(unasked)
        raise Refused("value", field=name, reason=f"Steget frågar inte efter {title_of(run.definition, name)}.")


def is_asked(run: Run, ask: Ask) -> bool:
    """Whether the fact is asked: both its own condition and the step's must hold."""
    return run.holds(ask.only_if) and run.holds(run.definition.facts[ask.fact].only_if)


def _check_four_eyes(run: Run, step: Step, actor: str) -> None:
    if step.not_same_as is not None and run.draft.done_by.get(step.not_same_as) == actor:
        raise Refused("four_eyes", step=run.definition.steps[step.not_same_as].title)
    if step.same_as is not None and run.draft.done_by.get(step.same_as, actor) != actor:
        raise Refused("same_person", step=run.definition.steps[step.same_as].title)


def _check_booked(run: Run, instance: str, at: datetime) -> None:
    booking = run.draft.bookings.get(instance)
    if booking is None:
        raise Refused("not_booked")
    if run.calendar.local_date(at) < run.calendar.local_date(booking.slot):
        raise Refused("too_early", field="at", slot=f"{run.calendar.local(booking.slot):%Y-%m-%d %H.%M}")


def _check_ticks(step: Step, ticks: frozenset[int]) -> None:
    if set(range(len(step.checklist))) - ticks:
        raise Refused("ticks", field="ticks")


def _check_requirements(run: Run, step: Step) -> None:
    for requirement in step.requires:
        if not run.holds(requirement.condition):
            raise Refused("requires", reason=requirement.sentence)


def _check_window(run: Run, step: Step, command: cmd.Complete) -> None:
    """A task with a window is done inside it, or with a reason. A meeting's window was weighed when it was booked."""
    if isinstance(step, Meeting) or step.window is None or (command.reason or "").strip():
        return
    if is_open(step.window, command.at, run.calendar):
        return
    for deadline in step.deadlines:
        rule = run.plan.deadlines[step.id, deadline.id][1]
        start = running.start_of(run, deadline)
        collides = rule is not None and start is not None and due(rule, start, (), run.calendar, explain=False).problem
        if deadline.outside_window == "deadline_wins" and collides == "no_slot":
            return
    raise Refused(
        "outside_window", field="reason", reason=f"Enligt rutinen görs steget på {window_words(step.window)}."
    )


def book(run: Run, command: cmd.Book) -> None:
    """Book or move a meeting. The first booking starts what is counted from it; outside window or deadline asks for a reason."""
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    if not isinstance(step, Meeting):
        raise Refused("automatic")
    check_role(run, command.actor, roles_of(step))
    # Earlier the same day is let through: bookings are often written down after the telephone call.
    if run.calendar.local_date(command.slot) < run.calendar.local_date(command.at):
        raise Refused("slot_past", field="slot")
    reason = (command.reason or "").strip() or None
    if reason is None:
        _check_slot(run, step, instance.id, command)
    if instance.id in run.draft.bookings:
        run.emit(ev.BookingCancelled(instance=instance.id, why="moved"))
    run.emit(ev.BookingMade(instance=instance.id, slot=command.slot, place=command.place, reason=reason))
    run.emit(ev.MomentPassed(instance=instance.id, moment="booked"))
    running.moment_passed(run, instance.id, "booked")


def _check_slot(run: Run, step: Meeting, instance: str, command: cmd.Book) -> None:
    for rule, start in slot_rules(run.definition, run.draft, step, instance):
        verdict = check_slot(rule, step.window, start or command.at, command.slot, command.at, run.calendar)
        if not verdict.ok:
            raise Refused("outside_window", field="slot", reason=verdict.reason_needed or "")


def slot_rules(
    definition: ProcessDefinition, case: Case | Draft, step: Meeting, instance: str
) -> list[tuple[Rule | None, datetime | None]]:
    """What a slot is weighed against: each deadline that holding meets, with its start (None: starts when booked), or the window alone."""
    found: list[tuple[Rule | None, datetime | None]] = []
    for deadline in step.deadlines:
        running_now = case.deadlines.get(f"{instance}/{deadline.id}")
        rule = plan_of(definition).deadlines[step.id, deadline.id][1]
        if rule is None or running_now is None or deadline.stops != "held":
            continue
        if running_now.start is not None or f"{step.id}.booked" in deadline.starts:
            found.append((rule, running_now.start))
    return found or [(None, None)]


def unbook(run: Run, command: cmd.Unbook) -> None:
    """Takes a booking back; the meeting is to be booked again and its deadline is unchanged."""
    instance = open_instance(run, command.instance)
    check_role(run, command.actor, roles_of(run.definition.steps[instance.step]))
    if instance.id not in run.draft.bookings:
        raise Refused("not_booked")
    run.emit(ev.BookingCancelled(instance=instance.id, why=(command.reason or "").strip() or "unbooked"))
