"""Places in resources beside the cases: how a resource stands, what a step of a case claims, and giving free places to those who wait.

Whoever takes the last place is judged in the store, inside the step's own transaction (`core.storage.claims.Claim`). A free place goes to
those who wait by a job after the commit in which it became free, or in which somebody began to wait: at least once, and doing it again
gives nothing more away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

import msgspec
import structlog
from msgspec.structs import replace

from core.application.resources.accounts import LINE
from core.engine.kernel import Decision
from core.engine.time.periods import next_period, period_of
from core.engine.time.windows import is_open, next_opening
from core.errors import CANNOT_BE_READ, Refused
from core.errors.tracing import told
from core.model import events as ev
from core.model.case import Case, PlaceState, step_of
from core.model.commands import Command, Grant
from core.model.definition import ProcessDefinition
from core.model.people import SYSTEM
from core.model.places import Resource, Vacancy
from core.model.steps import Reserve
from core.storage.claims import Claim, Claimed, ClaimRow
from core.storage.paging import every_row
from core.storage.port import Append, Job, Store

if TYPE_CHECKING:
    from core.application.step.office import Office

log = structlog.get_logger("rutin.places")

IN_USE = "in_use"
"""Notes beside the cases of this kind say how many places of a resource are used without a case."""
_PLACE = "place:"


class GivePlaces(msgspec.Struct, frozen=True):
    """Payload of a ``give_places`` job: places in `resource` may be free, or somebody new waits for one."""

    resource: str


def place_name(resource: str, period: str = "") -> str:
    """What the places of a resource are claimed under: a standing number, or one for each period."""
    return f"{_PLACE}{resource}:{period}" if period else f"{_PLACE}{resource}"


def queue_name(resource: str) -> str:
    """What those who wait for a place in a resource stand under."""
    return f"queue:{resource}"


# ---- how a resource stands -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """How a resource stands now. `outside` are places used without a case; `taken` those that cases have, offers too."""

    resource: Resource
    period: str
    taken: int
    outside: int
    waiting: int

    @property
    def free(self) -> int | None:
        """Places that may be given, never below 0; None when there is no limit or somebody has to say."""
        places = self.resource.places
        return None if places is None else max(0, places - self.taken - self.outside)

    @property
    def limit(self) -> int | None:
        """How many places cases may have together, or None."""
        places = self.resource.places
        return None if places is None else max(0, places - self.outside)

    def vacancy(self) -> Vacancy:
        """What the engine is told."""
        resource = self.resource
        return Vacancy(self.free, self.waiting, resource.by_hand, resource.per, self.period)


def standing(office: Office, resource: Resource, now: datetime) -> Standing:
    """Looks up how a resource stands: one small question for its places, one for its queue, one for what is noted beside."""
    day = office.calendar.local_date(now)
    period = period_of(resource.per, day) if resource.per is not None else ""
    taken = _claimed(office.store, place_name(resource.id, period)).amount
    waiting = _claimed(office.store, queue_name(resource.id)).count
    return Standing(resource, period, taken, outside(office, resource, day), waiting)


def _claimed(store: Store, name: str) -> Claimed:
    found = store.claimed(name, f"{name}\0")
    return found[0] if found else Claimed(name, 0, 0)


def outside(office: Office, resource: Resource, day: date) -> int:
    """Places used without a case: as the file says, or as somebody has noted since. What is counted by period holds for its own."""
    noted = office.store.note(IN_USE, resource.id)
    on = resource.in_use_on
    if noted is not None:
        noted_on = office.calendar.local_date(noted.at)
        if on is None or noted_on >= on:
            return int(noted.value) if _same_period(resource, noted_on, day) else 0
    return resource.in_use if on is None or _same_period(resource, on, day) else 0


def _same_period(resource: Resource, on: date, day: date) -> bool:
    return resource.per is None or period_of(resource.per, on) == period_of(resource.per, day)


def vacancies(office: Office, definition: ProcessDefinition, now: datetime) -> Mapping[str, Vacancy]:
    """How every resource stands that the routine may ask for a place in."""
    found: dict[str, Vacancy] = {}
    for step in definition.steps.values():
        for name in step.resources if isinstance(step, Reserve) else ():
            resource = office.municipality.resources.get(name)
            if resource is not None and name not in found:
                found[name] = standing(office, resource, now).vacancy()
    return found


# ---- what a step of a case writes ------------------------------------------------------------------------------------


def claims_of(office: Office, before: Case, after: Case, now: datetime) -> tuple[Claim, ...]:
    """The places and the places in line that a step takes or changes."""
    changed = (p for p in after.places.values() if before.places.get(p.instance) != p)
    return tuple(_claim(office, place, now) for place in changed)


def _claim(office: Office, place: PlaceState, now: datetime) -> Claim:
    if place.state == "waiting":
        note = "" if place.points is None else repr(place.points)
        return Claim(queue_name(place.resource), place.instance, amount=0, note=note)
    resource = office.municipality.resources.get(place.resource)
    limit = standing(office, resource, now).limit if resource is not None and place.state != "used" else None
    return Claim(place_name(place.resource, place.period), place.instance, limit=limit, note=place.state)


def released_of(before: Case, after: Case) -> tuple[tuple[str, str], ...]:
    """The places and the places in line that a step gives back, as (name, holder)."""
    return tuple(
        (_name(place), instance)
        for instance, place in before.places.items()
        if (now := after.places.get(instance)) is None or _name(now) != _name(place)
    )


def _name(place: PlaceState) -> str:
    return queue_name(place.resource) if place.state == "waiting" else place_name(place.resource, place.period)


def with_places(office: Office, batch: Append, before: Case, decision: Decision) -> Append:
    """The step with what it takes and gives back of places, and the jobs that follow."""
    after, now = decision.case, decision.events[-1].recorded
    return replace(
        batch,
        claims=(*batch.claims, *claims_of(office, before, after, now)),
        released=(*batch.released, *released_of(before, after)),
        jobs=(*batch.jobs, *jobs_of(after, decision)),
    )


def jobs_of(case: Case, decision: Decision) -> Iterator[Job]:
    """A job wherever places may be given: one was released, or somebody began to wait (for one that became free meanwhile)."""
    for recorded in decision.events:
        event = recorded.event
        resource = None
        if isinstance(event, ev.PlaceReleased) and not event.used:
            resource = event.resource
        elif isinstance(event, ev.PlaceAsked | ev.MoveReleased):
            instance = event.instance if isinstance(event, ev.PlaceAsked) else event.move.partition(":")[2]
            place = case.places.get(instance)
            if place is not None and place.state == "waiting" and not place.by_hand:
                resource = place.resource
        if resource is not None:
            payload = msgspec.json.encode(GivePlaces(resource))
            yield Job(f"{case.id}:{recorded.seq}", "give_places", case.id, payload)


# ---- giving free places ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Turn:
    """Whose turn it is: a row of the queue, where it stands in it from 1, how many stand there, and how it was chosen."""

    row: ClaimRow
    number: int
    among: int
    by: str


def give_free(office: Office, name: str, key: str, now: datetime) -> datetime | None:
    """Gives what is free of a resource to those who wait, one after the other.

    Args:
        key: names this giving; the same key again gives nobody a place twice.

    Returns:
        When to look again, because places are given only at certain times or there will be new ones; None: when something happens.

    Raises:
        StorageError. Refused: what a case's own routine refuses.
    """
    resource = office.municipality.resources.get(name)
    if resource is None or resource.by_hand:
        return None
    passed: set[tuple[str, str]] = set()
    later: list[datetime] = []
    while (stands := standing(office, resource, now)).waiting and stands.free != 0:
        turn = _next(office, resource, passed, later, now)
        if turn is None:
            break
        passed.add((turn.row.case, turn.row.holder))
        try:
            office.carry_out(_grant(turn, resource, stands.period, key, now), now)
        except Refused as refused:
            if refused.code != "full":
                raise
            break  # somebody else was quicker
        except CANNOT_BE_READ as error:
            log.error("place_not_given", case=turn.row.case, **told(error))
    if resource.per is not None and stands.waiting and stands.free == 0:
        later.append(office.calendar.midnight(next_period(resource.per, office.calendar.local_date(now))))
    return min(later, default=None)


def _grant(turn: _Turn, resource: Resource, period: str, key: str, now: datetime) -> Grant:
    row = turn.row
    return Grant(
        id=f"give:{key}:{row.case}:{row.holder}",
        case=row.case,
        actor=SYSTEM,
        at=now,
        instance=row.holder,
        resource=resource.id,
        period=period,
        how="lot" if turn.by == "lot" else "points" if turn.by == "points" else "order",
        among=turn.among,
        drawn=turn.number if turn.by == "lot" else None,
    )


def _next(
    office: Office, resource: Resource, passed: set[tuple[str, str]], later: list[datetime], now: datetime
) -> _Turn | None:
    """Whose turn it is among those not yet tried, by the order of the step that the longest waiting stands at.

    A case that cannot be read gets no place, and keeps the others from none.

    Who stands at a step that gives places at other times is passed over; `later` gets the next of those times.
    """
    rows = [row for row in queue(office.store, resource.id) if (row.case, row.holder) not in passed]
    step = next((step for row in rows if (step := _step(office, row)) is not None), None)
    by = step.queue.by if step is not None else "order"
    numbers = {(row.case, row.holder): number for number, row in enumerate(rows, 1)}
    line = [row for row in by_points(rows) if row.note is not None] if by == "points" else rows
    in_time = ((numbers[row.case, row.holder], row) for row in line if _gives_now(office, row, later, now))
    if by == "lot":
        drawn = list(in_time)
        number, row = drawn[office.draw(len(drawn))] if drawn else (0, None)
        return _Turn(row, number, len(drawn), by) if row is not None else None
    found = next(in_time, None)
    return _Turn(found[1], found[0], len(rows), by) if found is not None else None


def _gives_now(office: Office, row: ClaimRow, later: list[datetime], now: datetime) -> bool:
    """Whether the step somebody waits at gives places at this moment; if not, when it next does is noted."""
    step = _step(office, row)
    if step is None or step.window is None or is_open(step.window, now, office.calendar):
        return step is not None
    opening = next_opening(step.window, now, office.calendar)
    later += [opening[0]] if opening is not None else []
    return False


def by_points(rows: list[ClaimRow]) -> list[ClaimRow]:
    """Those who wait, most points first; last those whose points cannot be read, who are given no place by them."""
    return sorted(rows, key=lambda row: (row.note is None, -points_of(row)))


def points_of(row: ClaimRow) -> float:
    """The points of somebody who waits; 0 where points do not decide."""
    return float(row.note) if row.note else 0.0


def _step(office: Office, row: ClaimRow) -> Reserve | None:
    """The step somebody waits at, in the version of the routine the case began with; None when it is not there or cannot be read."""
    try:
        found = office.definition_of(office.case(row.case)).steps.get(step_of(row.holder))
    except CANNOT_BE_READ:
        return None
    return found if isinstance(found, Reserve) else None


def queue(store: Store, resource: str) -> list[ClaimRow]:
    """Everybody who waits for a place, longest first."""
    return list(every_row(partial(store.claims, queue_name(resource))))


def is_worth_another_look(refused: Refused, command: Command) -> bool:
    """Whether somebody else took the last place while it was decided: then it is decided anew. Who gives places out stops instead."""
    taken = refused.code == "full" and str(refused.details.get("name", "")).startswith((_PLACE, LINE))
    return taken and not isinstance(command, Grant)
