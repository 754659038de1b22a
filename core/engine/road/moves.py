"""Moving through the lists: entering, completing, going on, going elsewhere (semantics section 4).

A case is a tree of frames and a frame stands at one step at most, so no join can be wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from core.engine.between.sending import send_all, send_step
from core.engine.command.access import settled_roles
from core.engine.command.run import Lacking, Run
from core.engine.decisions.reasons import rows_of, tables_in, values_of
from core.engine.road import tracks
from core.engine.road.counters import count
from core.engine.road.frames import ANYTIME, MEANWHILE, SIDE, TRACK, chain, is_inside
from core.engine.road.leaving import clear, close_frame, end_no_longer_waits, finish, leave_inside
from core.engine.shared import places
from core.engine.shared.posting import post
from core.engine.timers import running
from core.engine.timers.relative import at_least_of
from core.expressions import stand_ins_of
from core.model import events as ev
from core.model.case import Frame, step_of
from core.model.roads import NEXT, STAY, Branch, Outcome, Route
from core.model.steps import MAIN, Call, ChoiceStep, End, LetterStep, Phase, Reserve, Start, Step, is_away
from core.model.values import Value

CHOICE = "choice"
"""What the move of a choice that waits for a plugin is called; its instance follows."""
NOTHING_HELD = "ingen väg"
"""What a choice lacks when none of its ways holds. It stands in histories, and is no fact that anybody could fill in."""
AGAIN = Route(again=True)


# ---- entering


def enter_list(run: Run, list_id: str, owner: str | None, parent: str | None = None, *, at: int = 0) -> None:
    """Opens a frame for a list and enters its first step, or that at position `at`. Raises Lacking.

    `parent` is where a frame beside the road belongs.
    """
    enter_at(run, _open_frame(run, list_id, owner, parent), at)


def _open_frame(run: Run, list_id: str, owner: str | None, parent: str | None) -> str:
    frame = f"{list_id}#{run.draft.rounds.get(f'frame:{list_id}', 0) + 1}"
    run.emit(ev.FrameOpened(frame=frame, list_id=list_id, owner=owner, parent=parent))
    return frame


def enter_at(run: Run, frame: str, position: int) -> None:
    """Enters the step at `position` of the frame's list, or the next that is not passed over; at the end the frame is done."""
    steps = run.definition.lists[run.draft.frames[frame].list_id]
    for step_id in steps[position:]:
        step = run.definition.steps[step_id]
        if isinstance(step, Start):
            continue
        if not run.holds(step.only_if):
            run.emit(ev.StepSkipped(step=step.id, frame=frame))
        elif step.meanwhile and not isinstance(step, Call):
            _open(run, step, _open_frame(run, f"{MEANWHILE}{step.id}", None, frame))
            if not _is_free(run, frame):
                return
        else:
            _open(run, step, frame)
            return
    _frame_done(run, frame, passed_over=position == 0)


def _is_free(run: Run, frame: str) -> bool:
    """Whether the frame still waits to go on, after a step beside it was opened."""
    at = run.draft.frames.get(frame)
    return run.draft.status == "open" and run.draft.ending is None and at is not None and at.instance is None


def _open(run: Run, step: Step, frame: str) -> None:
    run.count_move()
    instance = f"{step.id}#{run.draft.rounds.get(step.id, 0) + 1}"
    roles, assigned = settled_roles(run, step) if step.roles_when or step.role_fact else ((), None)
    stops = step.id in run.plan.pausers
    run.emit(
        ev.StepOpened(instance=instance, step=step.id, frame=frame, roles=roles, assigned=assigned, stops_clock=stops)
    )
    running.open_deadlines(run, step, instance)
    running.pause_for(run, step.id)
    running.start_waiting(run, f"{step.id}.opened")
    begin = _BEGINS.get(type(step))
    if begin is not None:
        begin(run, step, instance)


def _choose(run: Run, step: ChoiceStep, instance: str) -> None:
    """A way is taken. When all is known and a plugin gives no answer all the same, the choice waits and not whoever led to it."""
    try:
        choose(run, step, instance)
    except Lacking as lacking:
        if run.definition.left_to_people(lacking.name) is None:
            raise
        run.emit(ev.MoveHeld(move=f"{CHOICE}:{instance}", missing=lacking.name))


def choose(run: Run, step: ChoiceStep, instance: str) -> None:
    """Takes the first way whose condition holds. Raises Lacking."""
    way, route = pick(run, step.branch)
    if route is None:
        raise Lacking(NOTHING_HELD)
    tested = [each.condition for each in step.branch.when[: int(way) if way.isdecimal() else None]]
    tables = tables_in(run, tested)
    run.emit(
        ev.ChoiceTaken(
            step=step.id,
            way=way,
            basis=basis(run, step.branch),
            rows=rows_of(run, tables),
            values=values_of(run, tables),
        )
    )
    frame = run.draft.instances[instance].frame
    run.emit(ev.StepCompleted(instance=instance))
    running.resume_after(run, step.id)
    follow(run, frame, step, route)


def pick(run: Run, branch: Branch) -> tuple[str, Route | None]:
    """The first way whose condition holds, by number from 1, or ``otherwise``. Raises Lacking."""
    for number, way in enumerate(branch.when, 1):
        if run.holds(way.condition):
            return str(number), way.route
    return "otherwise", branch.otherwise


def basis(run: Run, branch: Branch) -> tuple[tuple[str, Value], ...]:
    """The facts a branch read, with the values that held, for the record."""
    names = sorted({name for way in branch.when for name in (*way.condition.names, *stand_ins_of(way.condition))})
    facts = ((name, run.draft.facts.get(name)) for name in names)
    return tuple((name, entries[-1].value) for name, entries in facts if entries)


def _begin_phase(run: Run, step: Phase, instance: str) -> None:
    if step.order == "any":
        tracks.forget(run, step)
        for member in tracks.members(run, step):
            if instance not in run.draft.instances:
                return  # one of them ended the phase
            enter_list(run, f"{TRACK}{member}", instance)
    elif not step.empty:
        enter_list(run, step.body, instance)


def _call(run: Run, step: Call, instance: str) -> None:
    facts = [(theirs, run.known(ours)) for theirs, ours in step.passes.items() if ours in run.values]
    facts += [(theirs, run.evaluate(expression)) for theirs, expression in step.computes.items()]
    run.emit(ev.CallMade(instance=instance, process=step.process, facts=tuple(facts), awaited=not step.meanwhile))
    if step.meanwhile:
        complete(run, instance, None)


def _ask_for_place(run: Run, step: Reserve, instance: str) -> None:
    outcome = places.ask(run, step, instance)
    if outcome is not None:
        complete(run, instance, outcome)


def _reach_end(run: Run, step: End, instance: str) -> None:
    complete(run, instance, None, Branch(otherwise=Route(end=step.end)))


# Each function takes its own kind of step, which the key of the table guarantees. Kinds that are missing wait for somebody.
_BEGINS: Mapping[type[Step], Callable[[Run, Any, str], None]] = {
    ChoiceStep: _choose,
    Phase: _begin_phase,
    Call: _call,
    End: _reach_end,
    Reserve: _ask_for_place,
}


# ---- completing


def written(step: Step, outcome: str | None) -> Outcome | None:
    """What the routine says about an outcome, or None when nothing is written for it."""
    return next((o for o in step.outcomes if o.id == outcome), None) if outcome is not None else None


def complete(
    run: Run,
    instance: str,
    outcome: str | None,
    branch: Branch | None = None,
    *,
    reason: str | None = None,
    ticks: tuple[int, ...] = (),
    channel: str | None = None,
    counted: bool = False,
) -> None:
    """Completes an open step: what is inside it is left, counters change, letters go, deadlines close, and then the road goes on.

    Args:
        branch: what follows; None: what is written for the outcome, else for the step.
        counted: the outcome's counter has been changed already.

    Raises:
        Lacking. Refused: ``channel`` when a letter that goes with it cannot be sent.
    """
    at = run.draft.instances[instance]
    step = run.definition.steps[at.step]
    chosen = written(step, outcome)
    leave_inside(run, instance)
    places.let_go(run, instance, outcome or "left")
    if chosen is not None and not counted:
        count(run, chosen.counts, f"{step.id}.{chosen.id}")
        post(run, chosen.postings, instance)
    post(run, step.postings, instance)
    _send(run, step, chosen, instance, channel)
    running.meet(run, instance, "done")
    running.cancel_deadlines(run, instance)
    run.emit(ev.StepCompleted(instance=instance, outcome=outcome, reason=reason, ticks=ticks))
    running.start_waiting(run, f"{step.id}.done")
    if outcome is not None and run.plan.resets:
        running.start_waiting(run, f"{step.id}.{outcome}")
    running.resume_after(run, step.id)
    if chosen is not None and chosen.body is not None:
        enter_list(run, chosen.body, instance, at.frame)
        return
    _, route = pick(run, branch if branch is not None else branch_of(step, chosen))
    follow(run, at.frame, step, route or NEXT)


def branch_of(step: Step, chosen: Outcome | None) -> Branch:
    """What follows an outcome: what is written for it, else for the step."""
    return step.branch if chosen is None or chosen.branch == Branch() else chosen.branch


def _send(run: Run, step: Step, chosen: Outcome | None, instance: str, channel: str | None) -> None:
    """Letters of the step go when it is done, of a meeting when it is booked, of a place when it is found; an outcome's with it."""
    if isinstance(step, LetterStep):
        send_step(run, step, instance, channel)
    sends = (
        *(step.sends if step.kind not in ("meeting", "session", "reserve") else ()),
        *(chosen.sends if chosen is not None else ()),
    )
    if sends:
        send_all(run, sends, instance, channel)


def come(run: Run, instance: str) -> None:
    """A wait ends by itself. Raises Lacking."""
    complete(run, instance, "come")


# ---- going on


def follow(run: Run, frame: str, step: Step, route: Route) -> None:
    """Takes `route` from a step of `frame` that has just been closed. Raises Lacking."""
    run.count_move()
    if route.end is not None:
        finish(run, route.end, frame)
    elif route.go is not None:
        go(run, frame, route.go)
    elif frame not in run.draft.frames:
        return
    elif route.again:
        _reenter(run, frame, step)
    elif route.stay:
        _stay(run, frame)
    else:
        _go_on(run, frame, step)


def _stay(run: Run, frame: str) -> None:
    """Nothing follows: the steps of an event, and what ran beside the road, are over, and so is a side road walked from them."""
    at = run.draft.frames[frame]
    if at.list_id.startswith((ANYTIME, MEANWHILE)):
        _frame_done(run, frame)
    elif at.list_id.startswith(SIDE) and at.parent in run.draft.frames:
        run.emit(ev.FrameClosed(frame=frame, how="done"))
        _stay(run, at.parent)


def _reenter(run: Run, frame: str, step: Step) -> None:
    if not run.draft.frames[frame].list_id.startswith(MEANWHILE):
        enter_at(run, frame, step.position)
    elif run.holds(step.only_if):
        _open(run, step, frame)
    else:
        run.emit(ev.StepSkipped(step=step.id, frame=frame))
        _frame_done(run, frame)


def _go_on(run: Run, frame: str, step: Step) -> None:
    if run.draft.frames[frame].list_id.startswith(MEANWHILE):
        _frame_done(run, frame)
    else:
        enter_at(run, frame, step.position + 1)


def go(run: Run, frame: str, target: str) -> None:
    """Goes to a step of this list or an enclosing one, leaving the frames between. When that list has been left, nothing follows."""
    step = run.definition.steps[target]
    around = chain(run.draft, frame)
    to = next((f for f in around if f.list_id == step.list_id), None)
    if to is not None:
        between = around[: around.index(to)]
    else:
        open_now = [f for f in run.draft.frames.values() if f.list_id == step.list_id]
        to = open_now[-1] if open_now else None
        between = [f for f in around[:1] if f.list_id.startswith((ANYTIME, MEANWHILE, SIDE))]
    for left in between:
        close_frame(run, left.id, "cancelled")
    if to is not None:
        move_to(run, to.id, step)


def move_to(run: Run, frame: str, step: Step, why: str = "go") -> None:
    """Leaves what stands in `frame` and enters `step`, which is in its list. Raises Lacking."""
    if not any(f.list_id.startswith(MEANWHILE) for f in chain(run.draft, frame)):
        end_no_longer_waits(run)
    clear(run, frame, why)
    enter_at(run, frame, step.position)


def _frame_done(run: Run, frame: str, *, passed_over: bool = False) -> None:
    """A list has run out: a phase or track is over, a side road rejoins, what ran beside is back.

    The process's own list may not run out (checked at load).
    """
    at = run.draft.frames[frame]
    run.emit(ev.FrameClosed(frame=frame, how="done"))
    if at.list_id.startswith(SIDE):
        _rejoin(run, at)
    elif at.list_id.startswith(TRACK):
        track = run.definition.lists[at.list_id][0]
        run.emit(ev.TrackEnded(track=track, how=tracks.SKIPPED if passed_over else tracks.DONE))
    elif is_inside(at) and at.owner in run.draft.instances:
        phase = run.definition.steps[step_of(at.owner or "")]
        if isinstance(phase, Phase) and not is_too_early(run, phase, at.owner or ""):
            complete(run, at.owner or "", None)


def is_too_early(run: Run, phase: Phase, instance: str) -> bool:
    """Whether `at_least` still holds the phase back."""
    moment = at_least_of(run, phase, run.draft.instances[instance])
    return moment is not None and run.at < moment


def _rejoin(run: Run, at: Frame) -> None:
    """A side road has been walked: the route of its outcome is followed as if from the step itself."""
    step = run.definition.steps[step_of(at.owner or "")]
    chosen = written(step, at.list_id.rpartition(".")[2])
    _, route = pick(run, branch_of(step, chosen))
    if chosen is not None and is_away(step, chosen.id) and (route is None or route in (NEXT, STAY)):
        route = AGAIN  # a meeting that did not take place is to be booked again
    follow(run, at.parent or MAIN, step, route or NEXT)
