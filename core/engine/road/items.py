"""What belongs to no fixed place: events that a person raises, that happen by themselves, or that the clock brings back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.engine.command.asking import tell
from core.engine.command.draft import Draft
from core.engine.command.run import Run
from core.engine.road import moves
from core.engine.road.consequences import consequential
from core.engine.road.counters import count
from core.engine.road.frames import main_frame
from core.engine.road.leaving import cancel, finish
from core.engine.shared.posting import post
from core.engine.timers import running
from core.engine.timers.relative import day_from
from core.engine.timers.repeats import next_occasion
from core.model import events as ev
from core.model.anytime import AnytimeEvent
from core.model.case import Case, Instance
from core.model.roads import NEXT, STAY, Route
from core.model.steps import Phase, Session


def is_during(instances: Mapping[str, Instance], event: AnytimeEvent) -> bool:
    """Whether one of the steps named by `during` is open; an event without `during` belongs to the whole case."""
    return not event.during or any(i.step in event.during for i in instances.values())


def is_raised_by_hand(event: AnytimeEvent) -> bool:
    """Whether a person raises the event; others come by themselves or by the clock."""
    return not event.by_itself and event.repeat is None and event.at is None


def may_be_raised(case: Case | Draft, event: AnytimeEvent) -> bool:
    """Whether a person may raise the event as the case stands: it is raised by hand, belongs now, and the case is not about to end."""
    return is_raised_by_hand(event) and case.ending is None and is_during(case.instances, event)


def inside_of(run: Run, event: AnytimeEvent) -> Instance | None:
    """The open step the event belongs to: the one opened first of those named by `during`."""
    return next((i for i in run.draft.instances.values() if i.step in event.during), None)


def raise_event(
    run: Run,
    event: AnytimeEvent,
    route: Route | None = None,
    *,
    by: str | None = None,
    inside: str | None = None,
    channel: str | None = None,
) -> None:
    """The event happens: counted, told, waits for it end, and then its steps open beside the road or the case moves.

    Args:
        route: what follows, when it has been found already.
        inside: the open step whose deadline raised it; it is left when the event moves the case.

    Raises:
        Lacking. Refused: ``channel``.
    """
    number = rounds_of(run, event) + 1
    holder = run.draft.instances.get(inside or "") or inside_of(run, event)
    run.emit(ev.EventRaised(event=event.id, n=number), by=by)
    count(run, event.counts, event.id)
    post(run, event.postings, f"{event.id}#{number}")
    tell(run, event.informs, event.sends, f"{event.id}#{number}", channel)
    running.start_waiting(run, event.id)
    _end_waits(run, event)
    if run.draft.status != "open":
        return
    if route is None:
        _, route = moves.pick(run, event.branch)
    if event.body is not None and (route is None or route in (NEXT, STAY)):
        moves.enter_list(run, event.body, f"{event.id}#{number}", _home(run, holder))
    elif route is not None:
        _interrupt(run, event, route, holder)


def rounds_of(run: Run, event: AnytimeEvent) -> int:
    """How many times the event has happened in the case."""
    return run.draft.rounds.get(f"event:{event.id}", 0)


def _home(run: Run, holder: Instance | None) -> str | None:
    """Where an event's own steps belong: to the phase it happened in, and are left with it; else to the case."""
    is_phase = holder is not None and isinstance(run.definition.steps[holder.step], Phase)
    return holder.id if holder is not None and is_phase and holder.id in run.draft.instances else None


def _end_waits(run: Run, event: AnytimeEvent) -> None:
    waiting = run.plan.awaited.get(event.id)
    if waiting:
        for instance in [i.id for i in run.draft.instances.values() if i.step in waiting]:
            if instance in run.draft.instances:
                moves.come(run, instance)


def _interrupt(run: Run, event: AnytimeEvent, route: Route, holder: Instance | None) -> None:
    """As if the step the event belongs to had left that way."""
    inside = run.draft.instances.get(holder.id) if holder is not None else None
    frame = inside.frame if inside is not None else main_frame(run.draft).id
    if route.end is not None:
        finish(run, route.end, frame if inside is not None else None)
    elif route.again and inside is not None:
        step = run.definition.steps[inside.step]
        cancel(run, inside.id, event.id)
        moves.follow(run, inside.frame, step, route)
    elif route.go is not None:
        moves.go(run, frame, route.go)


# ---- by the clock


def begun_at(run: Run, event: AnytimeEvent) -> datetime | None:
    """Since when an item by the clock runs: the step it belongs to, or the case. None: it does not run now."""
    if run.draft.ending is not None:
        return None
    holder = inside_of(run, event)
    if holder is not None:
        return holder.opened
    return None if event.during else run.draft.started


def next_repeat(run: Run, event: AnytimeEvent) -> datetime | None:
    """When the item comes back next, or None when it does not."""
    begun = begun_at(run, event)
    if event.repeat is None or begun is None:
        return None
    last = run.draft.moments.get(f"repeat:{event.id}")
    return next_occasion(event.repeat, begun, begun if last is None else max(begun, last), run.calendar)


def comes_at(run: Run, event: AnytimeEvent) -> datetime | None:
    """When an item that comes once on a day comes; None when it has come already in this round, or nobody knows the day."""
    begun = begun_at(run, event)
    if event.at is None or begun is None:
        return None
    last = run.draft.moments.get(f"at:{event.id}")
    if last is not None and last >= begun:
        return None
    return day_from(run, event.at)


def occur(run: Run, event: AnytimeEvent, name: str) -> bool:
    """The clock brings the item: it is raised by the system if its condition holds, and held if that is not known."""
    run.emit(ev.WakePassed(name=name), by="system")
    return consequential(run, name, lambda: _raise_if(run, event))


def retry(run: Run, event: AnytimeEvent, name: str) -> bool:
    """Tries an occasion again that was held; it is over when the item no longer belongs."""
    if run.draft.ending is not None or not is_during(run.draft.instances, event):
        run.emit(ev.MoveReleased(move=name))
        return False
    return consequential(run, name, lambda: _raise_if(run, event))


def _raise_if(run: Run, event: AnytimeEvent) -> None:
    if run.holds(event.only_if) and not _is_still_open(run, event):
        with run.as_system():
            raise_event(run, event)


def _is_still_open(run: Run, event: AnytimeEvent) -> bool:
    """Whether what comes back is still to be done from last time.

    Where each is about a period of its own, or is a session of a group, both are to be done.
    """
    if event.repeat is None or event.repeat.about is not None or event.body is None:
        return False
    if isinstance(run.definition.steps.get(event.step or ""), Session):
        return False
    return any(frame.list_id == event.body for frame in run.draft.frames.values())
