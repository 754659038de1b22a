"""What moves by itself after every change: waits, phases, tracks, limits, automatic steps, events by themselves, an end that waited.

Conditions are levels, read until nothing changes, outermost first (semantics sections 4 and 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from core.engine.command.run import Run
from core.engine.road import items, moves, tracks
from core.engine.road.automatic import do_by_itself
from core.engine.road.consequences import consequential, release, rest
from core.engine.road.frames import depth, meanwhile_frames
from core.engine.road.leaving import close_case
from core.engine.shared import granting, places
from core.engine.timers.running import start_reckoned, weigh_conditional
from core.engine.timers.wakes import at_most_of, day_of_wait, set_wakes
from core.model import events as ev
from core.model.anytime import AnytimeEvent
from core.model.case import Instance, step_of
from core.model.roads import Branch, Route
from core.model.steps import TIMED_OUT, ChoiceStep, Handover, Phase, Reserve, Step, Wait


def settle(run: Run) -> None:
    """Makes every move that is due by itself, until nothing changes. Raises Refused(runaway)."""
    if run.plan.idle and not run.draft.held and not run.draft.calls:
        return
    while run.draft.status == "open" and any(move() for move in _moves(run)):
        run.count_move()
    if run.draft.status == "open":
        if run.plan.conditional:
            weigh_conditional(run)
        if run.plan.reckoned:
            start_reckoned(run)
        set_wakes(run)


def _moves(run: Run) -> Iterator[Callable[[], bool]]:
    """The moves to try, in order: what was held, open steps outermost first, events by themselves, the end that waited."""
    if run.plan.reserves:
        yield lambda: places.release_due(run)
    for name in list(run.draft.held):
        yield lambda n=name: _retry(run, n)  # type: ignore[misc]
    for instance in _outermost_first(run):
        yield lambda i=instance: _level(run, i)  # type: ignore[misc]
    if run.draft.ending is not None:
        yield lambda: _end_at_last(run)
        return
    for event in run.plan.selfs:
        yield lambda e=event: _by_itself(run, e)  # type: ignore[misc]
    for event in run.plan.clocked:
        if event.at is not None:
            yield lambda e=event: _comes(run, e)  # type: ignore[misc]


def _outermost_first(run: Run) -> list[Instance]:
    found = [i for i in run.draft.instances.values() if i.step in run.plan.levels]
    if len(found) < 2:
        return found
    return sorted(found, key=lambda i: (depth(run.draft, i), run.plan.order[i.step]))


# ---- open steps


def _level(run: Run, instance: Instance) -> bool:
    """Makes the move of an open step whose condition, day or limit has come."""
    if instance.id not in run.draft.instances:
        return False
    step = run.definition.steps[instance.step]
    if isinstance(step, Wait) and _wait(run, step, instance):
        return True
    if isinstance(step, Phase) and _phase(run, step, instance):
        return True
    if step.automatic is not None and _automatic(run, step, instance):
        return True
    return _limit(run, step, run.draft.instances.get(instance.id, instance))


def _wait(run: Run, step: Wait, instance: Instance) -> bool:
    name, day = f"wait:{instance.id}", day_of_wait(run, step)
    reached = day is not None and day <= run.at
    if not reached and (step.until is None or not run.holds_already(step.until)):
        rest(run, name, run.silent_in(step.until) if step.until is not None else "")
        return False
    return consequential(run, name, lambda: moves.come(run, instance.id))


def _phase(run: Run, step: Phase, instance: Instance) -> bool:
    """Over when its condition has come, its tracks are done or its body has run out; `at_least` holds all of them back."""
    name = f"phase:{instance.id}"
    route = _first_reached(run, step.ends_when) if step.ends_when is not None else None
    if (route is None and not _has_run_out(run, step, instance)) or moves.is_too_early(run, step, instance.id):
        rest(run, name, _silent(run, step.ends_when) if route is None and step.ends_when is not None else "")
        return False
    branch = None if route is None else Branch(otherwise=route)
    return consequential(run, name, lambda: moves.complete(run, instance.id, None, branch))


def _has_run_out(run: Run, step: Phase, instance: Instance) -> bool:
    if step.order == "any":
        return tracks.over(run, step)
    if step.empty or step.at_least is None:
        return False  # a body that runs out ends its phase at once, unless that was too early
    return not any(f.owner == instance.id for f in run.draft.frames.values())


def _automatic(run: Run, step: Step, instance: Instance) -> bool:
    name = f"auto:{instance.id}"
    if step.automatic is None or not run.holds_already(step.automatic):
        rest(run, name, run.silent_in(step.automatic) if step.automatic is not None else "")
        return False
    return do_by_itself(run, step, instance, name)


def _limit(run: Run, step: Step, instance: Instance) -> bool:
    """It has lasted long enough: the outcome is timed_out, and what is written for that follows, else what the limit says.

    On a place that is offered timed_out is an offer that nobody answered; to have waited for one in vain is no outcome.
    """
    moment = at_most_of(run, step, instance)
    name = f"limit:{instance.id}"
    if moment is None or moment > run.at or not isinstance(step, Wait | Phase | Handover | Reserve):
        release(run, name)
        return False
    place = run.draft.places.get(instance.id)
    if isinstance(step, Reserve) and step.waits_apart and step.limit and place is not None and place.state == "waiting":
        after = step.limit.branch
        return consequential(run, name, lambda: moves.complete(run, instance.id, None, after))
    chosen = moves.written(step, TIMED_OUT)
    says_itself = chosen is not None and chosen.branch != Branch()
    branch = None if says_itself or step.limit is None or step.limit.branch == Branch() else step.limit.branch
    return consequential(run, name, lambda: _time_out(run, instance, branch))


def _time_out(run: Run, instance: Instance, branch: Branch | None) -> None:
    moves.complete(run, instance.id, TIMED_OUT, branch)


def _first_reached(run: Run, branch: Branch) -> Route | None:
    """The route of the first condition that has been reached; one whose facts are missing has not."""
    return next((way.route for way in branch.when if run.holds_already(way.condition)), None)


def _silent(run: Run, branch: Branch) -> str:
    """What people may state instead of the first plugin that the conditions wait for."""
    return next(filter(None, (run.silent_in(way.condition) for way in branch.when)), "")


# ---- events and the end


def _by_itself(run: Run, event: AnytimeEvent) -> bool:
    """Fires an event once per rise of its condition, while one of `during` is open. A plugin that does not answer makes nothing fall."""
    name, during = f"event:{event.id}", items.is_during(run.draft.instances, event)
    route = _first_reached(run, event.branch) if during else None
    if route is None:
        silent = _silent(run, event.branch) if during else ""
        if event.id not in run.draft.fired:
            rest(run, name, silent)
        elif not silent:
            run.emit(ev.EventLapsed(event=event.id), by="system")
        return False
    if event.id in run.draft.fired:
        return False
    return consequential(run, name, lambda: items.raise_event(run, event, route, by="system"))


def _comes(run: Run, event: AnytimeEvent) -> bool:
    """An item whose day has come, or was past already when it became known."""
    moment = items.comes_at(run, event)
    return moment is not None and moment <= run.at and items.occur(run, event, f"at:{event.id}")


def _end_at_last(run: Run) -> bool:
    if run.draft.ending is None or meanwhile_frames(run.draft):
        return False
    close_case(run, run.draft.ending, None)
    return True


def _retry(run: Run, name: str) -> bool:
    """Tries a held move again; those that are levels are tried by their own rule."""
    kind, _, what = name.partition(":")
    event = run.definition.anytime.get(what)
    if event is not None and kind in {"event", "repeat", "at"}:
        return False if kind == "event" and event.by_itself else items.retry(run, event, name)
    if what not in run.draft.instances:
        run.emit(ev.MoveReleased(move=name))
    elif kind == "call":
        outcome = run.draft.outcomes.get(step_of(what))
        return consequential(run, name, lambda: moves.complete(run, what, outcome))
    elif kind == moves.CHOICE and isinstance(step := run.definition.steps[step_of(what)], ChoiceStep):
        return consequential(run, name, lambda: moves.choose(run, step, what))
    elif kind == "place":
        return consequential(run, name, lambda: granting.go_on(run, what))
    elif kind == "offer" and run.draft.held[name] in run.values:
        run.emit(ev.MoveReleased(move=name))  # whoever gives places out tries it again
    elif kind == "date":  # histories from before waits for a day were levels
        return consequential(run, name, lambda: moves.come(run, what))
    return False
