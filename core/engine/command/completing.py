"""Doing an open step: completing, passing over, booking, taking a booking back.

Every refusal comes before anything is emitted that matters. What completing means for each kind stands in `core.engine.command.kinds`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import NamedTuple

from core import words
from core.engine.between.sending import send_all
from core.engine.command import asking
from core.engine.command.access import check_doer, everyone_of
from core.engine.command.draft import Draft
from core.engine.command.eyes import check_eyes, check_passing
from core.engine.command.run import Run
from core.engine.plan import lengthened, plan_of
from core.engine.road import moves
from core.engine.road.counters import count
from core.engine.road.frames import deadlines_around
from core.engine.road.leaving import leave_inside
from core.engine.shared import places, sessions
from core.engine.shared.posting import post
from core.engine.time.booking import check_slot, late_words
from core.engine.time.deadlines import due
from core.engine.time.windows import is_open
from core.engine.timers import running
from core.errors import Refused
from core.model import commands as cmd
from core.model import events as ev
from core.model.case import Case, Instance, RunningDeadline, step_of
from core.model.deadlines import DeadlineDef
from core.model.definition import ProcessDefinition
from core.model.facts import Ask
from core.model.places import GRANTED
from core.model.roads import NEXT, STAY, Branch, Outcome
from core.model.sessions import ABSENT, ATTENDED, EXCUSED
from core.model.steps import RETURNED, TIMED_OUT, Handover, Meeting, Reserve, Session, Step, Wait, is_away
from core.model.time import Pause, Rule
from core.words import in_window_words

BUILT_IN: dict[type[Step], tuple[str, ...]] = {
    Meeting: ("held", "missed"),
    Session: (ATTENDED, ABSENT),
    Wait: ("come",),
    Handover: ("accepted", RETURNED),
    Reserve: (GRANTED,),
}
"""Outcomes a kind always has, the usual one first (language section 2)."""
_TITLES = {
    "held": "Mötet blev av",
    "missed": "Personen kom inte",
    ATTENDED: "Kom",
    ABSENT: "Kom inte",
    "come": "Det har kommit",
    "accepted": "Tas emot",
    RETURNED: "Lämnas tillbaka",
    GRANTED: "Platsen ges",
}
_BUILT_IN = {
    kind: tuple(Outcome(id=each, title=_TITLES[each], motivate=each == RETURNED) for each in ids)
    for kind, ids in BUILT_IN.items()
}


def open_instance(run: Run, instance: str) -> Instance:
    """The open step `instance`. Raises Refused(not_open)."""
    found = run.draft.instances.get(instance)
    if found is None:
        raise Refused("not_open")
    return found


def complete_plain(run: Run, command: cmd.Complete, step: Step, instance: Instance) -> None:
    """Completes a step as most kinds do: role, four eyes, outcome, facts, what must be said, requirements, window; then it moves."""
    check_doer(run, command.actor, step, instance)
    check_eyes(run, step, instance, command.actor.id)
    chosen = chosen_outcome(step, command.outcome)
    check_said(run, command, step, instance, chosen)
    finish_step(run, command, instance, chosen)


def check_said(
    run: Run,
    command: cmd.Complete,
    step: Step,
    instance: Instance,
    chosen: Outcome | None,
    more: tuple[Ask, ...] = (),
) -> None:
    """States what the command says, and refuses when something that is asked, required or to be told is missing.

    `more` may be answered besides what the step asks.
    """
    asking.state_facts(
        run,
        (*asks_of(step, chosen), *more),
        command.facts,
        instance.id,
        command.motivations,
        anew=step.id in run.plan.recurring,
    )
    check_outcome(run, chosen)
    asking.check_not_before(run, step)
    asking.check_ticks(step, command.ticks)
    if step.requires or chosen is not None:
        asking.check_requirements(run, (*step.requires, *(chosen.requires if chosen is not None else ())))
        asking.check_reason(run, step, chosen, command.reason)
    check_window(run, step, command)
    if step.informs:
        asking.inform(run, step.informs, command.informed, instance.id)
    if step.consents:
        asking.ask_consents(run, step, command.consents, instance.id)


def finish_step(run: Run, command: cmd.Complete, instance: Instance, chosen: Outcome | None) -> None:
    """Completes the step with what the command says; the road goes on."""
    moves.complete(
        run,
        instance.id,
        chosen.id if chosen is not None else None,
        reason=(command.reason or "").strip() or None,
        ticks=tuple(sorted(command.ticks)),
        channel=command.channel,
    )


def asks_of(step: Step, chosen: Outcome | None) -> tuple[Ask, ...]:
    """What is asked when the step is done with `chosen`."""
    return (*step.asks, *chosen.asks) if chosen is not None and chosen.asks else step.asks


def complete_meeting(run: Run, command: cmd.Complete, step: Meeting, instance: Instance) -> None:
    """A meeting was held or the person came to a session, or did not come; either way it must have been booked."""
    check_doer(run, command.actor, step, instance)
    check_eyes(run, step, instance, command.actor.id)
    chosen = chosen_outcome(step, command.outcome)
    if chosen is not None and is_away(step, chosen.id):
        asking.state_facts(run, chosen.asks, command.facts, instance.id, command.motivations)
        check_outcome(run, chosen)
        _check_booked(run, instance.id, command.at, beforehand=chosen.id == EXCUSED)
        asking.check_requirements(run, chosen.requires)
        asking.check_reason(run, step, chosen, command.reason)
        _miss(run, command, instance, chosen)
        return
    check_said(run, command, step, instance, chosen)
    _check_booked(run, instance.id, command.at)
    present = who_was_there(step, command.present) if step.quorum is not None else ()
    run.emit(ev.MomentPassed(instance=instance.id, moment="held", present=present))
    running.moment_passed(run, instance.id, "held")
    finish_step(run, command, instance, chosen)


def who_was_there(step: Meeting, present: frozenset[str]) -> tuple[str, ...]:
    """Those who were there, of those called and invited. Raises Refused(quorum) when too few of those called were."""
    came = [each for each in step.called if each in present]
    if len(came) < (step.quorum or 0):
        missing = ", ".join(each for each in step.called if each not in present)
        raise Refused("quorum", field="present", needed=step.quorum, called=len(step.called), roles=missing)
    return (*came, *(each for each in step.invited if each in present))


def _miss(run: Run, command: cmd.Complete, instance: Instance, chosen: Outcome) -> None:
    """The client did not come: the booking is gone and the deadline unchanged; what is written for `missed` follows."""
    run.emit(ev.BookingCancelled(instance=instance.id, why=chosen.id))
    count(run, chosen.counts, f"{instance.step}.{chosen.id}")
    post(run, chosen.postings, instance.id)
    _, route = moves.pick(run, chosen.branch) if chosen.body is None else ("", None)
    if chosen.body is not None or (route is not None and route not in (NEXT, STAY)):
        branch = None if route is None else Branch(otherwise=route)
        reason = (command.reason or "").strip() or None
        moves.complete(run, instance.id, chosen.id, branch, reason=reason, channel=command.channel, counted=True)
    elif chosen.sends:
        send_all(run, chosen.sends, instance.id, command.channel)


def outcomes_of(step: Step) -> tuple[Outcome, ...]:
    """What may be chosen when completing `step`: what is written, and what is built in; never what only the clock gives."""
    built_in = () if isinstance(step, Wait) and not step.says_come else _BUILT_IN.get(type(step), ())
    if not step.outcomes:
        return built_in
    written = {o.id for o in step.outcomes}
    return (*(o for o in built_in if o.id not in written), *(o for o in step.outcomes if o.id != TIMED_OUT))


def chosen_outcome(step: Step, wanted: str | None) -> Outcome | None:
    """The outcome asked for; with none asked, the only one there is or the usual one. Raises Refused(outcome)."""
    offered = outcomes_of(step)
    if not offered:
        if wanted is not None:
            raise Refused("outcome", field="outcome")
        return None
    chosen = next((o for o in offered if o.id == wanted), None)
    if wanted is None:
        usual = isinstance(step, Meeting | Wait) and all(o.id == TIMED_OUT for o in step.outcomes)
        chosen = offered[0] if len(offered) == 1 or usual else None
    if chosen is None:
        raise Refused("outcome", field="outcome")
    return chosen


def check_outcome(run: Run, chosen: Outcome | None) -> None:
    """Whether the outcome may be chosen on the facts as they are now, those of the same form included. Raises Refused(outcome); Lacking."""
    if chosen is not None and not run.holds(chosen.only_if):
        raise Refused("outcome", field="outcome")


def _check_booked(run: Run, instance: str, at: datetime, *, beforehand: bool = False) -> None:
    booking = run.draft.bookings.get(instance)
    if booking is None:
        raise Refused("not_booked")
    if not beforehand and run.calendar.local_date(at) < run.calendar.local_date(booking.slot):
        slot = words.moment_words(booking.slot, run.calendar.zone, year=True)
        raise Refused(
            "too_early",
            field="at",
            reason=f"Mötet är bokat till {slot}. Hur det gick noteras tidigast den dagen. Blev det en annan dag: ändra bokningen först.",
        )


def check_window(run: Run, step: Step, command: cmd.Complete | cmd.Offer) -> None:
    """A task with a window is done inside it, or with a reason. A meeting's window was weighed when it was booked."""
    if isinstance(step, Meeting) or step.window is None or (command.reason or "").strip():
        return
    if is_open(step.window, command.at, run.calendar):
        return
    for deadline in step.deadlines:
        rule = run.plan.deadlines[step.id, deadline.id][1]
        start, pauses = running.start_of(run, deadline, command.instance), running.stood_still(run, deadline)
        collides = (
            rule is not None and start is not None and due(rule, start, pauses, run.calendar, explain=False).problem
        )
        if deadline.outside_window == "deadline_wins" and collides == "no_slot":
            return
    raise Refused(
        "outside_window", field="reason", reason=f"Enligt rutinen görs steget {in_window_words(step.window)}."
    )


def pass_over(run: Run, command: cmd.Pass) -> None:
    """An optional step is passed over; the road goes on with the next.

    Raises:
        Refused: ``not_open``, ``role``, ``not_optional``, ``four_eyes``, ``four_eyes_moved``.
    """
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    check_doer(run, command.actor, step, instance)
    if not step.optional:
        raise Refused("not_optional")
    check_passing(run, step, instance, command.actor.id)
    leave_inside(run, instance.id)
    running.cancel_deadlines(run, instance.id)
    if instance.id in run.draft.bookings:
        run.emit(ev.BookingCancelled(instance=instance.id, why="left"))
    places.let_go(run, instance.id, "passed")
    run.emit(ev.StepPassed(instance=instance.id, reason=(command.reason or "").strip() or None))
    running.resume_after(run, step.id)
    moves.follow(run, instance.frame, step, NEXT)


def book(run: Run, command: cmd.Book) -> None:
    """Book or move a meeting. The first booking starts what is counted from it; outside window or deadline asks for a reason."""
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    if not isinstance(step, Meeting):
        raise Refused("automatic")
    check_doer(run, command.actor, step, instance, everyone_of(step, instance))
    # Earlier the same day is let through: bookings are often written down after the telephone call.
    if run.calendar.local_date(command.slot) < run.calendar.local_date(command.at):
        raise Refused("slot_past", field="slot")
    # Nobody could say afterwards that it was held then. A booked time has no seconds: the case's first minute is not before it.
    if run.draft.started is not None and command.slot < run.draft.started.replace(second=0, microsecond=0):
        raise Refused("before_start", field="slot")
    reason = (command.reason or "").strip() or None
    series = sessions.to_book(run, step, instance.id, command) if isinstance(step, Session) else None
    place = command.place or (sessions.place_of(run, series) if series is not None else None)
    if reason is None:
        _check_slot(run, step, instance.id, command)
    if instance.id in run.draft.bookings:
        run.emit(ev.BookingCancelled(instance=instance.id, why="moved"))
    run.emit(ev.BookingMade(instance=instance.id, slot=command.slot, place=place, reason=reason, series=series))
    run.emit(ev.MomentPassed(instance=instance.id, moment="booked"))
    running.moment_passed(run, instance.id, "booked")
    if step.sends:
        send_all(run, step.sends, instance.id, command.channel)


def _check_slot(run: Run, step: Meeting, instance: str, command: cmd.Book) -> None:
    for rule, start, pauses in slot_rules(run.definition, run.draft, step, instance):
        verdict = check_slot(rule, step.window, start or command.at, command.slot, command.at, run.calendar, pauses)
        if not verdict.ok:
            raise Refused("outside_window", field="slot", reason=verdict.reason_needed or "")
    stretch = first_around(run.draft, instance)
    if stretch is None or stretch.due is None or command.slot <= stretch.due:
        return
    if isinstance(step, Session) and sessions.none_in_time(run, step, command.at, stretch.due):
        return  # there was nothing to choose
    of = run.definition.steps[step_of(stretch.instance)].title
    said = late_words(command.slot, stretch.due, stretch.whole_day, command.at, run.calendar, of)
    raise Refused("outside_window", field="slot", reason=said)


def first_around(case: Draft | Case, instance: str) -> RunningDeadline | None:
    """The deadline that ends first of those of the stretches around a step: what is done after it comes too late for the stretch."""
    around = [d for d in deadlines_around(case, case.instances[instance]) if d.instance != instance]
    return min(around, key=lambda d: d.due or datetime.max.replace(tzinfo=UTC), default=None)


class SlotRule(NamedTuple):
    """A deadline that a slot is weighed against; `rule` None: the window alone. `start` None: it starts when booked."""

    rule: Rule | None = None
    start: datetime | None = None
    pauses: tuple[Pause, ...] = ()


def slot_rules(definition: ProcessDefinition, case: Case | Draft, step: Meeting, instance: str) -> list[SlotRule]:
    """What a slot is weighed against: each deadline that holding meets, or the window alone."""
    found: list[SlotRule] = []
    plan = plan_of(definition)
    for deadline in step.deadlines:
        running_now = case.deadlines.get(f"{instance}/{deadline.id}")
        rule = plan.deadlines[step.id, deadline.id][1]
        if rule is None or running_now is None or deadline.stops != "held":
            continue
        if running_now.longer:
            rule = lengthened(deadline, rule, running_now.added)
        if running_now.start is not None or _starts_when_booked(case, deadline, f"{step.id}.booked"):
            found.append(SlotRule(rule, running_now.start, running_now.pauses))
    return found or [SlotRule()]


def _starts_when_booked(case: Case | Draft, deadline: DeadlineDef, booked: str) -> bool:
    others = [s for s in deadline.starts if s not in (booked, "case.start")]
    return booked in deadline.starts and (
        not deadline.all_starts or all(s in case.moments or s in case.facts for s in others)
    )


def unbook(run: Run, command: cmd.Unbook) -> None:
    """Takes a booking back; the meeting is to be booked again and its deadline is unchanged."""
    instance = open_instance(run, command.instance)
    step = run.definition.steps[instance.step]
    check_doer(run, command.actor, step, instance, everyone_of(step, instance))
    if instance.id not in run.draft.bookings:
        raise Refused("not_booked")
    run.emit(ev.BookingCancelled(instance=instance.id, why=(command.reason or "").strip() or "unbooked"))
