"""Places in a resource: asked for when the step opens, given when there is one, released when the routine says or the case ends.

How the resource stands was looked up before (`Answers.places`); what was used of it stands in the events.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.engine.between.sending import send_all
from core.engine.command.run import Run
from core.engine.time.calendar import ONE_DAY
from core.engine.time.periods import period_of
from core.engine.time.windows import is_open
from core.engine.timers import running
from core.engine.timers.relative import anchor_of, limit_of, offered_at
from core.model import events as ev
from core.model.case import Instance, PlaceState, step_of
from core.model.deadlines import Limit
from core.model.places import DECLINED, FULL, GRANTED, LEFT, REFUSED, Vacancy
from core.model.roads import Outcome
from core.model.steps import Reserve


def ask(run: Run, step: Reserve, instance: str) -> str | None:
    """Stands in line for a place, and takes one at once when one is free and nobody waits. The outcome to go on with, or None.

    Raises:
        Lacking: the fact that says which resource, or the points, are not known.
    """
    for earlier in [p.instance for p in _places_of(run, step.id) if p.state == "held"]:
        release(run, earlier, "again")
    resource = step.resource or str(run.known(step.resource_fact or ""))
    stands = run.answers.places.get(resource)
    run.emit(
        ev.PlaceAsked(
            instance=instance,
            resource=resource,
            per=stands.per if stands is not None else None,
            by_hand=stands is not None and stands.by_hand,
            points=_points(run, step),
        )
    )
    if stands is None or stands.by_hand:
        return None
    if not _is_free(run, stands, resource):
        return FULL if step.if_full == "full" else None
    if not is_given_now(run, step):
        return None
    found = ev.PlaceGranted(instance=instance, resource=resource, period=stands.period)
    if step.is_answered:
        offer(run, step, found)
        return None
    granted(run, found)
    tell(run, step, instance)
    return GRANTED


def _points(run: Run, step: Reserve) -> float | None:
    if step.queue.points is None:
        return None
    value = run.evaluate(step.queue.points)
    return float(value) if isinstance(value, int | float) else 0.0


def _is_free(run: Run, stands: Vacancy, resource: str) -> bool:
    """Whether there is a place for somebody who asks now: those who wait come first, and this decision may have taken some."""
    if stands.free is None:
        return True
    taken = sum(
        isinstance(r.event, ev.PlaceOffered | ev.PlaceGranted) and r.event.resource == resource for r in run.events
    )
    return not stands.waiting and stands.free > taken


def is_given_now(run: Run, step: Reserve) -> bool:
    """Whether places are given at this moment: always, unless the step has a window."""
    return step.window is None or is_open(step.window, run.at, run.calendar)


def offer(run: Run, step: Reserve, found: ev.PlaceGranted) -> None:
    """The place is kept while somebody is asked; the letter about it goes out. Raises Lacking."""
    run.emit(
        ev.PlaceOffered(
            instance=found.instance, resource=found.resource, period=found.period, how=found.how, among=found.among,
            drawn=found.drawn,
        )
    )  # fmt: skip
    running.moment_passed(run, found.instance, "offered")
    tell(run, step, found.instance)


def granted(run: Run, found: ev.PlaceGranted) -> None:
    """The case has the place."""
    run.emit(found)
    running.moment_passed(run, found.instance, "granted")


def tell(run: Run, step: Reserve, instance: str) -> None:
    """The letter about a place that was found. Raises Lacking."""
    if step.sends:
        send_all(run, step.sends, instance, None)


def period_now(run: Run, place: PlaceState) -> str:
    """The period that a place given now is counted in, or ``""``."""
    return period_of(place.per, run.calendar.local_date(run.at)) if place.per is not None else ""


# ---- what a person may do ------------------------------------------------------------------------------------------


def open_outcomes(step: Reserve, place: PlaceState | None) -> tuple[Outcome, ...]:
    """What a person may choose now: the answer to an offer, that there is a place where somebody has to say, or to leave the line."""
    if place is None or place.state not in ("waiting", "offered"):
        return ()
    names = [LEFT]
    if place.state == "offered":
        names = [GRANTED, *((REFUSED,) if step.accepted_by else ()), *((DECLINED,) if step.offer else ()), LEFT]
    elif place.by_hand:
        names = [GRANTED, FULL, *((REFUSED,) if step.accepted_by else ()), LEFT]
    written = {outcome.id: outcome for outcome in step.outcomes}
    written.setdefault(GRANTED, Outcome(GRANTED, "Platsen ges"))
    return tuple(written[name] for name in names if name in written)


def answers(
    step: Reserve, place: PlaceState | None, outcome: str | None = None, settled: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The roles that act on the place now; `settled` are those that answer for the step as it was opened, if they follow from the case.

    Whoever receives the person answers an offer, and says whether there is a place where somebody has to; that the person leaves the
    line, or does not want the place that was found, may also those say whose step it is.
    """
    own = settled or step.roles
    if receiver_answers(step, place, outcome):
        return step.accepted_by
    if place is None or not (place.by_hand or place.state == "offered"):
        return own
    return (*step.accepted_by, *(role for role in own if role not in step.accepted_by))


def receiver_answers(step: Reserve, place: PlaceState | None, outcome: str | None) -> bool:
    """Whether only whoever receives the person may say so, and not those whose step it is."""
    if place is None or not step.accepted_by or (place.by_hand and place.state == "offered"):
        return False
    return (place.by_hand or place.state == "offered") and outcome in (GRANTED, REFUSED, FULL)


# ---- releasing -----------------------------------------------------------------------------------------------------


def release(run: Run, instance: str, why: str) -> None:
    """The case gives the place back; one that is counted by period is used up when it has been had."""
    place = run.draft.places[instance]
    used = place.per is not None and place.state == "held"
    run.emit(ev.PlaceReleased(instance=instance, resource=place.resource, why=why, used=used))
    running.start_waiting(run, f"{step_of(instance)}.released")


def let_go(run: Run, instance: str, why: str) -> None:
    """The step is left: a place that is kept for an answer goes back. One that the case has stays."""
    place = run.draft.places.get(instance)
    if place is not None and place.state == "offered" and why != GRANTED:
        release(run, instance, why)


def let_all_go(run: Run) -> None:
    """The case ends: every place it has goes back."""
    for place in [p for p in run.draft.places.values() if p.state == "held"]:
        release(run, place.instance, "ended")


def release_due(run: Run) -> bool:
    """Releases the places whose moment or last day has come. True when there was one."""
    found = [(p.instance, "date") for p in run.draft.places.values() if _last_day_is_over(run, p)]
    while run.happened:
        name = run.happened.pop(0)
        steps = run.plan.frees.get(name, frozenset())
        found += [(p.instance, name) for p in run.draft.places.values() if step_of(p.instance) in steps]
    due = {instance: why for instance, why in found if run.draft.places[instance].state == "held"}
    for instance, why in due.items():
        release(run, instance, why)
    return bool(due)


def _places_of(run: Run, step: str) -> list[PlaceState]:
    return [p for p in run.draft.places.values() if step_of(p.instance) == step]


def _step(run: Run, place: PlaceState) -> Reserve | None:
    found = run.definition.steps.get(step_of(place.instance))
    return found if isinstance(found, Reserve) else None


def _last_day(run: Run, place: PlaceState) -> datetime | None:
    """When the last day of a place is over, where the routine names one and it is known."""
    step = _step(run, place)
    if step is None or place.state != "held":
        return None
    known = (anchor_of(run, name) for name in step.held_until if name in run.definition.facts)
    days = [run.values.midnight(run.calendar.local_date(day) + ONE_DAY) for day in known if day is not None]
    return min(days, default=None)


def _last_day_is_over(run: Run, place: PlaceState) -> bool:
    day = _last_day(run, place)
    return day is not None and day <= run.at


# ---- time ----------------------------------------------------------------------------------------------------------


def at_most_of(run: Run, step: Reserve, instance: Instance) -> datetime | None:
    """When the case has waited long enough, or when an offer has had its time; None: no time is set, or the place is had."""
    place = run.draft.places.get(instance.id)
    if place is None or place.state not in ("waiting", "offered"):
        return None
    if place.state == "waiting":
        return limit_of(run, step.limit, instance.opened) if step.limit is not None else None
    since = offered_at(run, instance)
    reply = step.offer.reply if step.offer is not None else None
    return limit_of(run, Limit(within=reply), since) if reply is not None and since is not None else None


def wakes(run: Run) -> Iterator[tuple[str, datetime | None]]:
    """The last days of places that are had; when there is a place again is not for the case to know."""
    for place in run.draft.places.values():
        if place.state == "held":
            yield f"held:{place.instance}", _last_day(run, place)
