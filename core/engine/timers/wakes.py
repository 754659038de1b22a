"""When the clock must wake a case: derived from what is open, and set anew after every change (semantics section 5).

The name tells the kind: ``event:``, ``until:``, ``wait:`` (a condition or day comes), ``at_least:``, ``repeat:``, ``at:``, ``at_most:``,
``held:`` (the last day of a place), ``final:`` (a decision becomes final), ``again:`` (something waits for a plugin).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from core.engine.command.run import Run
from core.engine.decisions import finality
from core.engine.plan import reads_time
from core.engine.road import items
from core.engine.shared import places
from core.engine.timers.relative import anchor_of, at_least_of, limit_of, offered_at
from core.model import events as ev
from core.model.case import Instance
from core.model.steps import Handover, Phase, Reserve, Step, Wait
from core.model.values import Expression

FURTHEST = timedelta(days=366 * 130)
"""No condition on time is looked for further ahead than a human life."""
SOON, SELDOM = timedelta(minutes=5), timedelta(days=1)
"""The shortest and the longest time before what waits for a plugin is tried again."""


def set_wakes(run: Run) -> None:
    """Sets every wake that is wanted and takes away the rest."""
    wanted: dict[str, datetime] = {}
    if run.draft.ending is None:
        _want_events(run, wanted)
    for instance in run.draft.instances.values():
        if instance.step in run.plan.levels:
            _want_step(run, wanted, run.definition.steps[instance.step], instance)
    _want_again(run, wanted)
    if run.plan.reserves:
        for name, moment in places.wakes(run):
            _later(run, wanted, name, moment)
    if run.plan.appealable:
        wanted.update(finality.wakes(run))
    for name, moment in wanted.items():
        if run.draft.wakes.get(name) != moment:
            run.emit(ev.WakeSet(name=name, time=moment), by="system")
    for name in [n for n in run.draft.wakes if n not in wanted]:
        run.emit(ev.WakeSet(name=name, time=None), by="system")


def _want_events(run: Run, wanted: dict[str, datetime]) -> None:
    for event in run.plan.selfs:
        if event.id not in run.draft.fired and items.is_during(run.draft.instances, event):
            _want(run, wanted, f"event:{event.id}", [w.condition for w in event.branch.when])
    for event in run.plan.clocked:
        repeats, comes = items.next_repeat(run, event), items.comes_at(run, event)
        if repeats is not None and f"repeat:{event.id}" not in run.draft.held:
            wanted[f"repeat:{event.id}"] = repeats
        _later(run, wanted, f"at:{event.id}", comes)


def _want_again(run: Run, wanted: dict[str, datetime]) -> None:
    """What waits for a plugin is tried again when the step has been open as long again as it has (the case, of an event), at most a day."""
    for held, lacking in run.draft.held.items():
        if run.definition.left_to_people(lacking) is None:
            continue
        what = held.partition(":")[2]
        name, step = f"again:{what}", run.draft.instances.get(what)
        since = step.opened if step is not None else run.draft.started or run.at
        set_already = run.draft.wakes.get(name)
        is_to_come = set_already is not None and set_already > run.at
        wanted[name] = set_already if set_already and is_to_come else run.at + min(max(SOON, run.at - since), SELDOM)


def _want_step(run: Run, wanted: dict[str, datetime], step: Step, instance: Instance) -> None:
    conditions = [] if step.automatic is None else [step.automatic]
    if isinstance(step, Wait):
        conditions += [] if step.until is None else [step.until]
        _later(run, wanted, f"wait:{instance.id}", day_of_wait(run, step))
    elif isinstance(step, Phase):
        conditions += [] if step.ends_when is None else [w.condition for w in step.ends_when.when]
        _later(run, wanted, f"at_least:{instance.id}", at_least_of(run, step, instance))
    _later(run, wanted, f"at_most:{instance.id}", at_most_of(run, step, instance))
    _want(run, wanted, f"until:{instance.id}", conditions)


def day_of_wait(run: Run, step: Wait) -> datetime | None:
    """When a wait for a day is over: with the beginning of that day. None when nobody knows it."""
    return anchor_of(run, step.until_date) if step.until_date is not None else None


def at_most_of(run: Run, step: Step, instance: Instance) -> datetime | None:
    """When an open step has lasted long enough, or None. A handover lasts from when it was offered."""
    if isinstance(step, Reserve):
        return places.at_most_of(run, step, instance)
    if not isinstance(step, Wait | Phase | Handover) or step.limit is None:
        return None
    since = offered_at(run, instance) if isinstance(step, Handover) else instance.opened
    return limit_of(run, step.limit, since) if since is not None else None


def _later(run: Run, wanted: dict[str, datetime], name: str, moment: datetime | None) -> None:
    """What has been reached already needs no wake: levels are read at every change."""
    if moment is not None and moment > run.at:
        wanted[name] = moment


def _want(run: Run, wanted: dict[str, datetime], name: str, conditions: Iterable[Expression]) -> None:
    moments = [m for c in conditions if reads_time(run.plan, c) and (m := first_true(run, c)) is not None]
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
