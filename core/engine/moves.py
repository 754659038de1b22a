"""Moving through the lists: entering, completing, leaving and ending (semantics section 4).

A case is a tree of frames and a frame stands at one step at most, so no join can be wrong.
"""

from __future__ import annotations

from core.engine import running
from core.engine.run import Lacking, Run
from core.model import events as ev
from core.model.case import Frame, step_of
from core.model.definition import MAIN, Branch, Call, ChoiceStep, End, Phase, Route, Start, Step, Wait
from core.model.values import Value

NOTHING_HELD = "ingen väg"


def enter_list(run: Run, list_id: str, owner: str | None) -> None:
    """Opens a frame for a list and enters its first step."""
    frame = f"{list_id}#{run.draft.rounds.get(f'frame:{list_id}', 0) + 1}"
    run.emit(ev.FrameOpened(frame=frame, list_id=list_id, owner=owner))
    enter_at(run, frame, 0)


def enter_at(run: Run, frame: str, position: int) -> None:
    """Enters the step at `position` of the frame's list, or the next that is not passed over; at the end the frame is done."""
    steps = run.definition.lists[run.draft.frames[frame].list_id]
    for step_id in steps[position:]:
        step = run.definition.steps[step_id]
        if isinstance(step, Start):
            continue
        if run.holds(step.only_if):
            _open(run, step, frame)
            return
        run.emit(ev.StepSkipped(step=step.id, frame=frame))
    _frame_done(run, frame)


def _open(run: Run, step: Step, frame: str) -> None:
    run.count_move()
    instance = f"{step.id}#{run.draft.rounds.get(step.id, 0) + 1}"
    run.emit(ev.StepOpened(instance=instance, step=step.id, frame=frame))
    running.open_deadlines(run, step, instance)
    running.pause_for(run, step.id)
    running.start_waiting(run, f"{step.id}.opened")
    if isinstance(step, ChoiceStep):
        _choose(run, step, instance)
    elif isinstance(step, Phase):
        enter_list(run, step.body, instance)
    elif isinstance(step, Call):
        _call(run, step, instance)
    elif isinstance(step, End):
        complete(run, instance, None, Branch(otherwise=Route(end=step.end)))
    elif isinstance(step, Wait) and step.until_date is not None:
        wake_for_date(run, step, instance)


def _choose(run: Run, step: ChoiceStep, instance: str) -> None:
    way, route = pick(run, step.branch)
    if route is None:
        raise Lacking(NOTHING_HELD)
    run.emit(ev.ChoiceTaken(step=step.id, way=way, basis=basis(run, step.branch)))
    run.emit(ev.StepCompleted(instance=instance))
    follow(run, instance, step, route)


def pick(run: Run, branch: Branch) -> tuple[str, Route | None]:
    """The first way whose condition holds, by number from 1, or ``otherwise``. Raises Lacking."""
    for number, way in enumerate(branch.when, 1):
        if run.holds(way.condition):
            return str(number), way.route
    return "otherwise", branch.otherwise


def basis(run: Run, branch: Branch) -> tuple[tuple[str, Value], ...]:
    """The facts a branch read, with the values that held, for the record."""
    names = sorted(set().union(*(w.condition.names for w in branch.when)) if branch.when else ())
    facts = ((name, run.draft.facts.get(name)) for name in names)
    return tuple((name, entries[-1].value) for name, entries in facts if entries)


def _call(run: Run, step: Call, instance: str) -> None:
    facts = tuple(
        (theirs, entries[-1].value) for theirs, ours in step.passes.items() if (entries := run.draft.facts.get(ours))
    )
    run.emit(ev.CallMade(instance=instance, process=step.process, facts=facts, awaited=not step.meanwhile))
    if step.meanwhile:
        complete(run, instance, None, step.branch)


def wake_for_date(run: Run, step: Wait, instance: str) -> None:
    """Sets the wake of a wait for a date fact, once the fact is known."""
    value = run.draft.facts.get(step.until_date or "")
    if value:
        moment = run.values.midnight(running.day_of(str(value[-1].value)))
        if run.draft.wakes.get(f"wait:{instance}") != moment:
            run.emit(ev.WakeSet(name=f"wait:{instance}", time=moment))


def complete(
    run: Run,
    instance: str,
    outcome: str | None,
    branch: Branch,
    *,
    reason: str | None = None,
    ticks: tuple[int, ...] = (),
) -> None:
    """Completes an open step: what is inside it is left, its deadlines close, and `branch` says what follows. Raises Lacking."""
    step = run.definition.steps[step_of(instance)]
    _leave_inside(run, instance)
    running.moment_passed(run, instance, "done")
    leftover(run, instance)
    run.emit(ev.StepCompleted(instance=instance, outcome=outcome, reason=reason, ticks=ticks))
    running.start_waiting(run, f"{step.id}.done")
    running.resume_after(run, step.id)
    _, route = pick(run, branch)
    follow(run, instance, step, route or Route())


def come(run: Run, instance: str) -> None:
    """A wait ends by itself: what is written for its outcome `come` follows, else what is written for the step. Raises Lacking."""
    step = run.definition.steps[step_of(instance)]
    written = next((o for o in step.outcomes if o.id == "come"), None)
    branch = step.branch if written is None or written.branch == Branch() else written.branch
    complete(run, instance, "come", branch)


def leftover(run: Run, instance: str) -> None:
    """Deadlines of a completed step that its completing did not meet are over, and so is its wake."""
    running.cancel_deadlines(run, instance)
    if f"wait:{instance}" in run.draft.wakes:
        run.emit(ev.WakeSet(name=f"wait:{instance}", time=None))


def follow(run: Run, instance: str, step: Step, route: Route) -> None:
    """Takes `route` from a step that has just been closed."""
    run.count_move()
    frame = _frame_of(run, instance, step)
    if route.end is not None:
        finish(run, route.end)
    elif route.again:
        enter_at(run, frame, step.position)
    elif route.go is not None:
        go(run, frame, route.go)
    elif not route.stay:
        enter_at(run, frame, step.position + 1)


def _frame_of(run: Run, instance: str, step: Step) -> str:
    """The frame a closed instance stood in: the latest open one of its list."""
    found = [f.id for f in run.draft.frames.values() if f.list_id == step.list_id and f.instance in (None, instance)]
    return found[-1]


def go(run: Run, frame: str, target: str) -> None:
    """Goes to a step of this list or an enclosing one, leaving the frames between."""
    step = run.definition.steps[target]
    at = run.draft.frames[frame]
    while at.list_id != step.list_id:
        owner = at.owner or ""
        close_frame(run, at.id, "cancelled")
        parent = run.draft.instances.get(owner)
        at = run.draft.frames[parent.frame] if parent else main_frame(run)
        if parent is not None:
            cancel(run, parent.id, "go")
    if at.instance is not None:
        cancel(run, at.instance, "go")
    enter_at(run, at.id, step.position)


def main_frame(run: Run) -> Frame:
    """The frame of the process's own list."""
    return next(f for f in run.draft.frames.values() if f.list_id == MAIN)


def _frame_done(run: Run, frame: str) -> None:
    """A list has run out: a phase is over, a side frame is back; the process's own list may not run out (checked at load)."""
    owner = run.draft.frames[frame].owner
    run.emit(ev.FrameClosed(frame=frame, how="done"))
    if owner is not None and owner in run.draft.instances:
        step = run.definition.steps[step_of(owner)]
        complete(run, owner, None, step.branch)


def close_frame(run: Run, frame: str, how: str) -> None:
    """Closes a frame and everything open in it, deepest first."""
    at = run.draft.frames.get(frame)
    if at is None:
        return
    if at.instance is not None:
        cancel(run, at.instance, how)
    run.emit(ev.FrameClosed(frame=frame, how=how))


def _leave_inside(run: Run, instance: str) -> None:
    for frame in [f.id for f in run.draft.frames.values() if f.owner == instance]:
        close_frame(run, frame, "cancelled")


def cancel(run: Run, instance: str, why: str) -> None:
    """Leaves an open step without doing it: what is inside goes first, then deadlines, booking and wakes."""
    _leave_inside(run, instance)
    leftover(run, instance)
    if instance in run.draft.bookings:
        run.emit(ev.BookingCancelled(instance=instance, why="left"))
    run.emit(ev.StepCancelled(instance=instance, why=why))
    running.resume_after(run, step_of(instance))


def finish(run: Run, end: str | None, reason: str | None = None) -> None:
    """The case ends: everything still open is left, visibly, then it is over."""
    for frame in [f.id for f in reversed(run.draft.frames.values())]:
        close_frame(run, frame, "ended")
    for wake in list(run.draft.wakes):
        run.emit(ev.WakeSet(name=wake, time=None))
    run.emit(ev.CaseEnded(end=end, reason=reason))
