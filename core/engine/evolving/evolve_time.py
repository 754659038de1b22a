"""Events to case, for what the clock minds: deadlines and wakes. Part of `core.engine.evolving.evolve`, which knows the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from core.engine.command.draft import Draft
from core.model import events as ev
from core.model.case import RunningDeadline
from core.model.events import Recorded
from core.model.time import Pause

OCCASIONS = ("repeat:", "at:")
"""Wakes whose latest passing is kept."""


def _deadline_set(d: Draft, e: ev.DeadlineSet, r: Recorded) -> None:
    d.deadlines[e.deadline] = RunningDeadline(
        e.deadline,
        e.instance,
        e.deadline.rpartition("/")[2],
        start=e.start,
        due=e.due,
        whole_day=e.whole_day,
        problem=e.problem,
        warns=e.warns,
        missed=e.missed,
        pauses=e.pauses,
        learned=_learned(e, r),
    )


def _deadline_moved(d: Draft, e: ev.DeadlineMoved, r: Recorded) -> None:
    now = d.deadlines[e.deadline]
    pauses = e.pauses if e.why == "started" else now.pauses
    if e.why == "resumed":
        pauses = tuple(Pause(p.since, r.at) if p.until is None else p for p in pauses)
    # Moved to the future, it can be missed anew.
    missed = now.missed and e.due is not None and e.due <= r.recorded
    d.deadlines[e.deadline] = RunningDeadline(
        now.id, now.instance, now.deadline, e.start, e.due, e.whole_day, e.problem, e.warns, missed, pauses,
        now.longer or e.why == "lengthened", now.added or e.added, _learned(e, r),
    )  # fmt: skip


def _learned(e: ev.DeadlineSet | ev.DeadlineMoved, r: Recorded) -> datetime | None:
    """When it became known that the due moment had passed; None when it had not."""
    return r.at if e.due is not None and e.due < r.at else None


def _deadline_paused(d: Draft, e: ev.DeadlinePaused, r: Recorded) -> None:
    now = d.deadlines[e.deadline]
    d.deadlines[e.deadline] = replace(now, due=None, warns=(), pauses=(*now.pauses, Pause(e.since or r.at)))


def _deadline_warned(d: Draft, e: ev.DeadlineWarned, r: Recorded) -> None:
    now = d.deadlines[e.deadline]
    d.deadlines[e.deadline] = replace(now, warns=tuple(w for w in now.warns if w > r.at))


def _deadline_missed(d: Draft, e: ev.DeadlineMissed, r: Recorded) -> None:
    d.deadlines[e.deadline] = replace(d.deadlines[e.deadline], missed=True, warns=())


def _deadline_closed(d: Draft, e: ev.DeadlineClosed, r: Recorded) -> None:
    gone = d.deadlines.pop(e.deadline, None)
    if gone is not None and gone.missed and gone.due is not None and e.how == "cancelled":
        d.missed = {**d.missed, e.deadline: gone.due}


def _wake_set(d: Draft, e: ev.WakeSet, r: Recorded) -> None:
    if e.time is None:
        d.wakes.pop(e.name, None)
    else:
        d.wakes[e.name] = e.time


def _wake_passed(d: Draft, e: ev.WakePassed, r: Recorded) -> None:
    d.wakes.pop(e.name, None)
    if e.name.startswith(OCCASIONS):
        # What comes back by itself goes on from its latest occasion, whatever a person has done meanwhile.
        d.moments[e.name] = r.at


# The table's values take differing event types; each key is the type its function takes.
HANDLERS: dict[type[ev.Event], Callable[[Draft, Any, Recorded], None]] = {
    ev.DeadlineSet: _deadline_set,
    ev.DeadlineMoved: _deadline_moved,
    ev.DeadlinePaused: _deadline_paused,
    ev.DeadlineWarned: _deadline_warned,
    ev.DeadlineMissed: _deadline_missed,
    ev.DeadlineClosed: _deadline_closed,
    ev.WakeSet: _wake_set,
    ev.WakePassed: _wake_passed,
}
