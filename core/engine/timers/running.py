"""Deadlines and wakes of an open case: when they start, pause, move, warn, are missed and end (semantics section 5)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime, timedelta

from core.engine.command.run import Run
from core.engine.evolving.evolve import BEFORE
from core.engine.plan import lengthened
from core.engine.road.counters import reset
from core.engine.time.counting import calendar_days
from core.engine.time.deadlines import due
from core.model import events as ev
from core.model.case import Instance, RunningDeadline, step_of
from core.model.deadlines import DeadlineDef
from core.model.steps import Step
from core.model.time import Due, Duration, Pause, Rule

DAYS_OF_DECISIONS = (".valid_from", ".valid_to")


def open_deadlines(run: Run, step: Step, instance: str) -> None:
    """Sets the deadlines of a step that was just opened."""
    for deadline in step.deadlines:
        if _holds(run, deadline):
            _set(run, step, instance, deadline)


def _holds(run: Run, deadline: DeadlineDef) -> bool:
    """Whether the deadline's condition holds; with a fact still missing it does not yet. Raises Lacking where a plugin is silent."""
    condition = deadline.only_if
    waits_for_plugin = condition is not None and run.silent_in(condition)
    return run.holds(condition) if waits_for_plugin else run.holds_already(condition)


def _has_been(run: Run, instance: Instance, deadline: DeadlineDef) -> bool:
    """Whether what meets the deadline of an open step has been: it is not done, but may have been booked since it was opened."""
    passed = run.draft.moments.get(f"{instance.step}.booked") if deadline.stops == "booked" else None
    return passed is not None and passed >= instance.opened


def open_missing(run: Run, step: Step, instance: Instance) -> None:
    """Sets the deadlines of an open step that another version of the routine has given it, unless what ends them has been already."""
    for deadline in step.deadlines:
        known = f"{instance.id}/{deadline.id}" in run.draft.deadlines
        if not known and not _has_been(run, instance, deadline) and run.holds_already(deadline.only_if):
            _set(run, step, instance.id, deadline)


def _set(run: Run, step: Step, instance: str, deadline: DeadlineDef) -> None:
    name = f"{instance}/{deadline.id}"
    rule = run.plan.deadlines[step.id, deadline.id][1]
    if rule is None:
        run.emit(ev.DeadlineSet(deadline=name, instance=instance, problem="undecided"))
        return
    start, pauses = start_of(run, deadline, instance), stood_still(run, deadline)
    reckoned = _reckon(run, rule, start, pauses)
    run.emit(
        ev.DeadlineSet(
            deadline=name,
            instance=instance,
            start=_moment(run, start),
            due=reckoned.at if reckoned else None,
            whole_day=bool(reckoned and reckoned.whole_day),
            problem=reckoned.problem if reckoned else None,
            warns=_warns(run, deadline, reckoned),
            reckoning=reckoned.steps if reckoned else (),
            pauses=pauses,
            missed=reckoned is not None and reckoned.at is not None and run.draft.missed.get(name) == reckoned.at,
        )
    )
    if start is not None:
        _pause(run, name, deadline)


def stood_still(run: Run, deadline: DeadlineDef) -> tuple[Pause, ...]:
    """When the deadline's clock has stood still before: whenever a step that stops it was open."""
    return tuple(stretch for step in deadline.paused_during for stretch in run.draft.stopped.get(step, ()))


def _pause(run: Run, name: str, deadline: DeadlineDef) -> None:
    """A deadline that begins while a step that stops its clock is open stands still from the beginning."""
    opened = _open_steps(run, deadline.paused_during)
    if opened:
        since, step = min((instance.opened, instance.step) for instance in opened)
        run.emit(ev.DeadlinePaused(deadline=name, by=step, since=since))


def weigh_conditional(run: Run) -> None:
    """Sets the deadlines of open steps whose condition has come to hold, and takes away those whose condition holds no longer."""
    for instance in list(run.draft.instances.values()):
        for deadline in run.plan.conditional.get(instance.step, ()):
            running = run.draft.deadlines.get(f"{instance.id}/{deadline.id}")
            holds = None if deadline.only_if is None else deadline.only_if.evaluate(run.values)
            if running is not None and holds is False:
                run.emit(ev.DeadlineClosed(deadline=running.id, how="cancelled"))
            elif running is None and holds is True and not _has_been(run, instance, deadline):
                _set(run, run.definition.steps[instance.step], instance.id, deadline)


def start_of(run: Run, deadline: DeadlineDef, instance: str, *, corrected: bool = False) -> datetime | date | None:
    """The latest of the deadline's starting moments that has happened; None when none has, or not all where all must.

    `corrected`: a day that it may be counted from was corrected. What has happened since it began to run is left aside.
    """
    found = list(_starts(run, deadline, instance))
    if deadline.all_starts:
        if len(found) < len(deadline.starts):
            return None
    elif corrected and found:
        since = _began_by(run, instance, [known for known, _ in found])
        found = [each for each in found if each[0] <= since]
    return max((start for _, start in found), key=lambda m: _sort_key(run, m), default=None)


def _began_by(run: Run, instance: str, known: list[datetime]) -> datetime:
    """When the deadline of an open step began: with the step, or with the first that came to be `known` of what it may be counted from."""
    return max(run.draft.instances[instance].opened, min(known))


def _starts(run: Run, deadline: DeadlineDef, instance: str) -> Iterator[tuple[datetime, datetime | date]]:
    """The deadline's starting moments that have happened, each after when it came to be known."""
    own, began = run.draft.instances.get(instance), run.draft.started or run.at
    for name in deadline.starts:
        if own is not None and name == f"{own.step}.opened":
            yield own.opened, own.opened  # what comes back may be open from before, and has been opened since
        elif own is not None and name == f"{own.step}.done":
            if before := run.draft.moments.get(f"{BEFORE}{own.step}"):
                yield before, before  # it is not done yet, so the time before is meant
        elif name == "case.start":
            yield began, began
        elif name in run.plan.reckoned or name.startswith("settings."):
            if isinstance(day := run.values.get(name), datetime):
                yield max(_behind(run, name), default=began), _as_declared(run, name, day)
        elif name in run.definition.facts:
            if stated := run.draft.facts.get(name):
                yield stated[0].at, _date_or_moment(str(stated[-1].value))
        elif name in run.draft.moments:
            yield run.draft.moments[name], run.draft.moments[name]
        elif name.endswith(DAYS_OF_DECISIONS) and isinstance(day := run.values.get(name), datetime):
            decided = run.draft.moments.get(f"{name.partition('.')[0]}.decided", began)
            yield decided, run.calendar.local_date(day)


def _behind(run: Run, reckoned: str) -> Iterator[datetime]:
    """When what a reckoned day rests on came to be known."""
    for name in (name for name, days in run.plan.rests.items() if reckoned in days):
        if stated := run.draft.facts.get(name):
            yield stated[0].at
        elif name in run.draft.moments:
            yield run.draft.moments[name]


def _as_declared(run: Run, name: str, moment: datetime) -> datetime | date:
    """A moment as it stands; a day as the local day that it is."""
    fact = run.definition.facts.get(name)
    return moment if fact is not None and fact.type == "moment" else run.calendar.local_date(moment)


def day_of(text: str) -> date:
    """The day of a date or moment as it is kept in a fact."""
    return date.fromisoformat(text[:10])


def _date_or_moment(text: str) -> datetime | date:
    return date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)


def _sort_key(run: Run, moment: datetime | date) -> datetime:
    return moment if isinstance(moment, datetime) else run.values.midnight(moment)


def _moment(run: Run, start: datetime | date | None) -> datetime | None:
    return None if start is None else _sort_key(run, start)


def _reckon(run: Run, rule: Rule, start: datetime | date | None, pauses: tuple[Pause, ...]) -> Due | None:
    return None if start is None else due(rule, start, pauses, run.calendar)


def _warns(run: Run, deadline: DeadlineDef, reckoned: Due | None) -> tuple[datetime, ...]:
    if reckoned is None or reckoned.at is None:
        return ()
    moments = {_before(run, warn, reckoned.at) for warn in deadline.warn}
    return tuple(sorted(m for m in moments if run.at < m < reckoned.at))


def _before(run: Run, warn: Duration, end: datetime) -> datetime:
    """Hours before the end; or that many days, weeks or months earlier, at the clock time that the end has."""
    if all(unit == "hours" for _, unit in warn.parts):
        return end - timedelta(hours=sum(amount for amount, _ in warn.parts))
    local = run.calendar.local(end)
    day = local.date() - timedelta(days=calendar_days(warn.parts, local.date(), -1))
    return run.calendar.utc(day, local.time())


def _open_steps(run: Run, steps: Collection[str]) -> list[Instance]:
    return [i for i in run.draft.instances.values() if i.step in steps] if steps else []


def moment_passed(run: Run, instance: str, moment: str) -> None:
    """Closes the deadlines that this moment of the step meets, then starts those that were waiting for it."""
    meet(run, instance, moment)
    start_waiting(run, f"{step_of(instance)}.{moment}")


def meet(run: Run, instance: str, moment: str) -> None:
    """Closes the deadlines that this moment of the step meets."""
    for running in _of(run, instance):
        if _definition_of(run, running).stops == moment:
            close_deadline(run, running)


def start_waiting(run: Run, name: str) -> None:
    """`name` has happened: the counters it resets go back, and deadlines counted from it that have not started yet start."""
    if run.plan.resets:
        reset(run, name)
    if run.plan.frees:
        run.happened.append(name)
    for running in list(run.draft.deadlines.values()):
        if running.start is None and running.problem != "undecided" and name in _definition_of(run, running).starts:
            _move(run, running, "started")


def start_reckoned(run: Run) -> None:
    """Starts the deadlines that are counted from a day which is reckoned, where it can be reckoned by now."""
    for running in list(run.draft.deadlines.values()):
        starts = _definition_of(run, running).starts
        if running.start is None and running.problem != "undecided" and not run.plan.reckoned.isdisjoint(starts):
            _move(run, running, "started")


def close_deadline(run: Run, running: RunningDeadline) -> None:
    """The act was done: met when it was done by the due moment, else late. What was missed stays in the history."""
    late = running.due is not None and run.at > running.due
    run.emit(ev.DeadlineClosed(deadline=running.id, how="met_late" if late else "met"))


def cancel_deadlines(run: Run, instance: str) -> None:
    """The step is left without being done."""
    for running in _of(run, instance):
        run.emit(ev.DeadlineClosed(deadline=running.id, how="cancelled"))


def pause_for(run: Run, step: str) -> None:
    """A step has opened during which other deadlines stand still."""
    for running in _paused_by(run, step):
        if running.start is not None and not any(p.until is None for p in running.pauses):
            run.emit(ev.DeadlinePaused(deadline=running.id, by=step))


def resume_after(run: Run, step: str) -> None:
    """A step has closed; deadlines that stood still for it go on, unless another such step is still open."""
    for running in _paused_by(run, step):
        if any(p.until is None for p in running.pauses) and not _open_steps(
            run, _definition_of(run, running).paused_during
        ):
            _move(run, running, "resumed")


def weigh_pauses(run: Run) -> None:
    """Stops the clocks of running deadlines that an open step stops by now, and lets those go on that no open step stops any more."""
    for running in list(run.draft.deadlines.values()):
        deadline = _definition_of(run, running)
        stands, stopped = any(p.until is None for p in running.pauses), _open_steps(run, deadline.paused_during)
        if stands and not stopped:
            _move(run, running, "resumed")
        elif stopped and not stands and running.start is not None:
            _pause(run, running.id, deadline)


def reckon_anew(run: Run, why: str, reads: str | None = None, begun: Collection[str] = ()) -> None:
    """Moves running deadlines after a correction of the fact `reads`, or all of them after a change of the calendar or the routine.

    Those that have `begun` are counted from when they began.
    """
    moved = None if reads is None else {reads, *run.plan.rests.get(reads, ())}
    for running in list(run.draft.deadlines.values()):
        deadline = _definition_of(run, running)
        if running.problem != "undecided" and (moved is None or not moved.isdisjoint(deadline.starts)):
            _move(run, running, why, begun=running.id in begun)


def _move(
    run: Run,
    running: RunningDeadline,
    why: str,
    reason: str | None = None,
    added: Duration | None = None,
    *,
    begun: bool = False,
) -> None:
    key = step_of(running.instance), running.deadline
    deadline, rule = run.plan.deadlines[key]
    if running.longer or why == "lengthened":
        rule = lengthened(deadline, rule, running.added or added)
    start: datetime | date | None = running.start if begun or why in {"resumed", "calendar", "lengthened"} else None
    if start is None:
        start = start_of(run, deadline, running.instance, corrected=why == "corrected")
    if rule is None or start is None:
        return
    pauses = _pauses_of(run, running, deadline, why)
    reckoned = due(rule, start, pauses, run.calendar)
    if (reckoned.at, reckoned.problem) == (running.due, running.problem) and why not in {
        "resumed",
        "started",
        "lengthened",
    }:
        return
    run.emit(
        ev.DeadlineMoved(
            deadline=running.id,
            why=why,
            reason=reason,
            start=_moment(run, start),
            due=reckoned.at,
            whole_day=reckoned.whole_day,
            problem=reckoned.problem,
            warns=_warns(run, deadline, reckoned),
            reckoning=reckoned.steps,
            added=added,
            pauses=pauses if why == "started" else (),
        )
    )
    if why == "started":
        _pause(run, running.id, deadline)


def _pauses_of(run: Run, running: RunningDeadline, deadline: DeadlineDef, why: str) -> tuple[Pause, ...]:
    if why == "started":
        return stood_still(run, deadline)
    return tuple(Pause(p.since, p.until or run.at) for p in running.pauses) if why == "resumed" else running.pauses


def lengthen(run: Run, running: RunningDeadline, reason: str, added: Duration | None) -> None:
    """Gives the deadline the longer time its rule allows: `added` more, or the whole longer time when None."""
    _move(run, running, "lengthened", reason, added)


def _paused_by(run: Run, step: str) -> list[RunningDeadline]:
    steps = run.plan.pausers.get(step)
    if not steps:
        return []
    return [
        d
        for d in run.draft.deadlines.values()
        if step_of(d.instance) in steps and step in _definition_of(run, d).paused_during
    ]


def _of(run: Run, instance: str) -> list[RunningDeadline]:
    return [d for d in run.draft.deadlines.values() if d.instance == instance]


def _definition_of(run: Run, running: RunningDeadline) -> DeadlineDef:
    return run.plan.deadlines[step_of(running.instance), running.deadline][0]
