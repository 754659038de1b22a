"""What moves by itself after every change and with time: waits, phases, events by themselves, and the clock.

Levels are read until nothing changes, outermost first; a condition on time becomes a wake (semantics sections 4, 5 and 8).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta

from core.engine import moves, running
from core.engine.plan import reads_time
from core.engine.run import Lacking, Run
from core.model import events as ev
from core.model.case import Instance, step_of
from core.model.definition import AnytimeEvent, Branch, Phase, Route, Wait
from core.model.values import Expression

FURTHEST = timedelta(days=366 * 130)
"""No condition on time is looked for further ahead than a human life."""


def settle(run: Run) -> None:
    """Makes every move that is due by itself, until nothing changes. Raises Refused(runaway)."""
    if run.plan.idle and not run.draft.held and not run.draft.calls:
        return
    while run.draft.status == "open" and any(move() for move in _moves(run)):
        run.count_move()
    if run.draft.status == "open":
        _set_wakes(run)


def _moves(run: Run) -> Iterator[Callable[[], bool]]:
    """The moves to try, in order: what was held, open steps outermost first, events by themselves."""
    for name in list(run.draft.held):
        yield lambda n=name: _retry(run, n)  # type: ignore[misc]
    for instance in _outermost_first(run):
        yield lambda i=instance: _level(run, i)  # type: ignore[misc]
    for event in run.plan.selfs:
        yield lambda e=event: _by_itself(run, e)  # type: ignore[misc]


def _outermost_first(run: Run) -> list[Instance]:
    def depth(instance: Instance) -> int:
        frame = run.draft.frames.get(instance.frame)
        owner = run.draft.instances.get(frame.owner or "") if frame else None
        return 0 if owner is None else depth(owner) + 1

    found = [i for i in run.draft.instances.values() if i.step in run.plan.levels]
    return sorted(found, key=lambda i: (depth(i), run.plan.order[i.step]))


def _level(run: Run, instance: Instance) -> bool:
    """A wait whose condition holds, or a phase that is over."""
    if instance.id not in run.draft.instances:
        return False
    step = run.definition.steps[instance.step]
    if isinstance(step, Wait):
        if step.until_date is not None:
            moves.wake_for_date(run, step, instance.id)
        if step.until is not None and run.holds_already(step.until):
            return consequential(run, f"wait:{instance.id}", lambda: moves.come(run, instance.id))
        return False
    if isinstance(step, Phase) and step.ends_when is not None:
        route = _first_reached(run, step.ends_when)
        if route is not None:
            branch = Branch(otherwise=route)
            return consequential(run, f"phase:{instance.id}", lambda: moves.complete(run, instance.id, None, branch))
    return False


def _first_reached(run: Run, branch: Branch) -> Route | None:
    """The route of the first condition that has been reached; one whose facts are missing has not."""
    return next((way.route for way in branch.when if run.holds_already(way.condition)), None)


def _by_itself(run: Run, event: AnytimeEvent) -> bool:
    """Fires an event once per rise of its condition, while one of `during` is open."""
    route = _first_reached(run, event.branch) if is_during(run.draft.instances, event) else None
    if route is None:
        if event.id in run.draft.fired:
            run.emit(ev.EventLapsed(event=event.id), by="system")
        return False
    if event.id in run.draft.fired:
        return False
    return consequential(run, f"event:{event.id}", lambda: raise_event(run, event, route, by="system"))


def is_during(instances: Mapping[str, Instance], event: AnytimeEvent) -> bool:
    """Whether one of the steps named by `during` is open; an event without `during` belongs to the whole case."""
    return not event.during or any(i.step in event.during for i in instances.values())


def raise_event(run: Run, event: AnytimeEvent, route: Route | None, *, by: str | None = None) -> None:
    """The event happens: counted, its own steps opened beside the road, or the case moved as `route` says. Raises Lacking."""
    number = run.draft.rounds.get(event.id, 0) + 1
    run.emit(ev.EventRaised(event=event.id, n=number), by=by)
    count(run, event.counts, event.id)
    running.start_waiting(run, event.id)
    if route is None:
        _, route = moves.pick(run, event.branch)
    if event.body is not None and (route is None or route in (Route(), Route(stay=True))):
        moves.enter_list(run, event.body, f"{event.id}#{number}")
    elif route is not None:
        _interrupt(run, event, route)


def _interrupt(run: Run, event: AnytimeEvent, route: Route) -> None:
    """As if the step the event belongs to had left that way."""
    if route.end is not None:
        moves.finish(run, route.end)
        return
    inside = next((i for i in run.draft.instances.values() if i.step in event.during), None)
    if route.again and inside is not None:
        step = run.definition.steps[inside.step]
        moves.cancel(run, inside.id, event.id)
        moves.follow(run, inside.id, step, route)
    elif route.go is not None:
        frame = inside.frame if inside is not None else moves.main_frame(run).id
        moves.go(run, frame, route.go)


def count(run: Run, counter: str | None, because: str) -> None:
    """Adds one to a counter, before routes are read."""
    if counter is not None:
        run.emit(ev.CounterChanged(counter=counter, value=run.draft.counters.get(counter, 0) + 1, because=because))


def consequential(run: Run, name: str, move: Callable[[], None]) -> bool:
    """Makes a move that nobody ordered; if a fact is missing it is undone whole and held. True when it was made."""
    mark = run.mark()
    try:
        run.count_move()
        move()
    except Lacking as lacking:
        run.undo(mark)
        if run.draft.held.get(name) != lacking.name:
            run.emit(ev.MoveHeld(move=name, missing=lacking.name))
        return False
    if name in run.draft.held:
        run.emit(ev.MoveReleased(move=name))
    return True


def _retry(run: Run, name: str) -> bool:
    """Tries a held move again; those that are levels are tried by their own rule."""
    kind, _, instance = name.partition(":")
    if kind == "call" and instance in run.draft.instances:
        step = run.definition.steps[step_of(instance)]
        outcome = run.draft.outcomes.get(step.id)
        return consequential(run, name, lambda: moves.complete(run, instance, outcome, step.branch))
    if kind == "date" and instance in run.draft.instances:
        return consequential(run, name, lambda: moves.come(run, instance))
    if kind in {"wait", "phase"} and instance not in run.draft.instances:
        run.emit(ev.MoveReleased(move=name))
    return False


# ---- conditions on time --------------------------------------------------------------------------------------------


def _set_wakes(run: Run) -> None:
    """Sets the wake of every condition that will come true merely because days pass."""
    wanted: dict[str, datetime] = {}
    for event in run.plan.selfs:
        if event.id not in run.draft.fired and is_during(run.draft.instances, event):
            _want(run, wanted, f"event:{event.id}", [w.condition for w in event.branch.when])
    for instance in run.draft.instances.values():
        step = run.definition.steps[instance.step]
        if isinstance(step, Wait) and step.until is not None:
            _want(run, wanted, f"until:{instance.id}", [step.until])
        elif isinstance(step, Phase) and step.ends_when is not None:
            _want(run, wanted, f"until:{instance.id}", [w.condition for w in step.ends_when.when])
    for name, moment in wanted.items():
        if run.draft.wakes.get(name) != moment:
            run.emit(ev.WakeSet(name=name, time=moment), by="system")
    for name in [n for n in run.draft.wakes if n not in wanted and not n.startswith("wait:")]:
        run.emit(ev.WakeSet(name=name, time=None), by="system")


def _want(run: Run, wanted: dict[str, datetime], name: str, conditions: list[Expression]) -> None:
    moments = [m for c in conditions if reads_time(c) and (m := first_true(run, c)) is not None]
    if moments:
        wanted[name] = min(moments)


def first_true(run: Run, condition: Expression) -> datetime | None:
    """The first local midnight from which `condition` holds, or None within a human life.

    The check at load lets only conditions through whose truth rises once as days pass, so halving finds it.
    """
    today = run.calendar.local_date(run.at)

    def holds(day: date) -> bool:
        return condition.evaluate(run.values.at(run.values.midnight(day))) is True

    low, high = today, today + FURTHEST
    if holds(low) or not holds(high):
        return None
    while (high - low).days > 1:
        middle = low + (high - low) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return run.values.midnight(high)
