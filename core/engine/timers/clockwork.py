"""The clock of a case: what is ripe, in which order it fires, and when the case next has something to do."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from core.engine.command.draft import Draft
from core.engine.command.run import Run
from core.engine.decisions.finality import become_final
from core.engine.road.consequences import consequential
from core.engine.road.items import occur, raise_event
from core.engine.road.settling import settle
from core.model import events as ev
from core.model.case import Case, RunningDeadline, step_of


class Timer(Struct, gc=False, frozen=True, order=True):
    """One thing that will happen by itself. Order: time, rank, name."""

    time: datetime
    rank: int
    name: str


WARN, DUE = 2, 5
RANKS = {"at_least": 1, "repeat": 3, "at": 3, "at_most": 4}
"""The rank of a wake by the kind in its name; conditions and days that come go first.

A due moment goes last: in time means at or before it, so what a punctual worker makes happen at that very moment comes before.
"""


def timers(case: Case | Draft) -> tuple[Timer, ...]:
    """Every timer of an open case; derived, never stored (semantics section 5)."""
    if case.status != "open":
        return ()
    found = [Timer(moment, RANKS.get(name.partition(":")[0], 0), name) for name, moment in case.wakes.items()]
    for deadline in case.deadlines.values():
        found += [Timer(warn, WARN, deadline.id) for warn in deadline.warns]
        if deadline.due is not None and not deadline.missed:
            found.append(Timer(_runs_out(deadline, deadline.due), DUE, deadline.id))
    return tuple(sorted(found))


def next_timer(case: Case) -> datetime | None:
    """The earliest moment at which the clock has something to do with the case, or None."""
    if case.status != "open":
        return None
    dues = [_runs_out(d, d.due) for d in case.deadlines.values() if d.due is not None and not d.missed]
    warns = [warn for d in case.deadlines.values() for warn in d.warns]
    return min([*dues, *warns, *case.wakes.values()], default=None)


def _runs_out(deadline: RunningDeadline, due: datetime) -> datetime:
    """When a deadline is missed: at its due moment, but never before anybody could know of it."""
    return due if deadline.learned is None else max(due, deadline.learned)


def ripe(timer: Timer, now: datetime) -> bool:
    """In time means at or before the due moment, so a due fires only after it; everything else fires at its moment."""
    return timer.time < now if timer.rank == DUE else timer.time <= now


def tick(run: Run) -> None:
    """Fires everything that is ripe, in order, at its nominal time; three days' downtime write the punctual history.

    Raises:
        Refused: ``runaway`` when one moment never is over: a deadline that has run out leads back to a step with the same deadline.
    """
    now, latest = run.at, None
    while (first := _first_ripe(run, now)) is not None:
        run.at = first.time
        if latest is None or first.time > latest:
            latest = first.time
            run.fresh_moves()
        _fire(run, first)
        settle(run)
    run.at = now


def _first_ripe(run: Run, now: datetime) -> Timer | None:
    return next((t for t in timers(run.draft) if ripe(t, now)), None)


def _fire(run: Run, timer: Timer) -> None:
    run.count_move()
    if timer.rank == WARN:
        run.emit(ev.DeadlineWarned(deadline=timer.name))
    elif timer.rank == DUE:
        _miss(run, run.draft.deadlines[timer.name])
    else:
        _wake(run, timer.name)


def _wake(run: Run, name: str) -> None:
    """Most wakes only mean that levels are to be read; what the clock brings happens here."""
    kind, _, what = name.partition(":")
    event = run.definition.anytime.get(what)
    if event is not None and kind in {"repeat", "at"}:
        occur(run, event, name)
    elif kind == "final":
        become_final(run, what)
    else:
        run.emit(ev.WakePassed(name=name))


def _miss(run: Run, deadline: RunningDeadline) -> None:
    late = run.plan.deadlines[step_of(deadline.instance), deadline.deadline][0].late
    run.emit(ev.DeadlineMissed(deadline=deadline.id, tell=late.tell if late else ()))
    if late is not None and late.raises is not None and run.draft.ending is None:
        event = run.definition.anytime[late.raises]
        consequential(run, f"event:{event.id}", lambda: raise_event(run, event, inside=deadline.instance))
