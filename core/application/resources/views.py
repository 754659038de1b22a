"""Resources for the pages: how each stands, who has its places since when, and who waits in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Literal

from core import words
from core.application.case.reader import CaseReader, followed, short_number, title_of, whom
from core.application.reading.access import openable
from core.application.resources.places import Standing, by_points, place_name, points_of, queue, standing
from core.application.resources.records import PlaceRow, PlaceShown, ResourcePage, ResourceView
from core.application.step.actions import InvalidInput
from core.application.step.office import Office
from core.engine.command.completing import outcomes_of
from core.engine.plan import plan_of
from core.errors import NotFound
from core.model.case import PlaceState
from core.model.people import Actor
from core.model.places import GRANTED, Resource
from core.model.steps import Reserve
from core.storage.claims import ClaimRow
from core.words import capital

PAGE = 50
MOST_WAITING = 500
"""So many of those who wait are shown; a longer queue says how long it is."""
_NOW = {
    "week": "den här veckan",
    "month": "den här månaden",
    "quarter": "det här kvartalet",
    "half_year": "det här halvåret",
    "year": "i år",
}


# ---- one case -------------------------------------------------------------------------------------------------------


def places_of(reader: CaseReader) -> tuple[PlaceShown, ...]:
    """The places the case has, has been offered or has used up."""
    said: dict[str, str] = {"held": "har en plats", "offered": "har erbjudits en plats", "used": "har haft en plats"}
    return tuple(
        PlaceShown(reader.title_of(p.resource), said[p.state], p.since)
        for p in reader.case.places.values()
        if p.state in said
    )


def queue_words(reader: CaseReader, place: PlaceState | None) -> str:
    """Where a case that waits for a place stands, and how full it is."""
    resource = reader.office.municipality.resources.get(place.resource) if place is not None else None
    if place is None or resource is None or place.state != "waiting":
        return ""
    title = resource.title
    if place.by_hand:
        step = reader.definition.steps[_step_id(place)]
        given = next((o.title for o in outcomes_of(step) if o.id == GRANTED), "")
        return f"Ingen vet i förväg när det finns en plats i {title}. Välj ”{given}” när det finns en."
    stands = standing(reader.office, resource, reader.now)
    at = _number_in_line(reader, place)
    line = f"Plats {at} av {stands.waiting} i kön till {title}." if at else f"I kö till {title}."
    return f"{line} {capital(_used_words(stands))}."


def _number_in_line(reader: CaseReader, place: PlaceState) -> int | None:
    rows = in_line(reader.office, place.resource, _is_by_points(reader.definition.steps.get(_step_id(place))))
    found = (n for n, row in enumerate(rows, 1) if (row.case, row.holder) == (reader.case.id, place.instance))
    return next(found, None)


def _step_id(place: PlaceState) -> str:
    return place.instance.partition("#")[0]


def _is_by_points(step: object) -> bool:
    return isinstance(step, Reserve) and step.queue.by == "points"


def in_line(office: Office, resource: str, most_points: bool) -> list[ClaimRow]:
    """Those who wait, in the order they are given places; where lots are drawn, in the order they asked."""
    rows = queue(office.store, resource)
    return by_points(rows) if most_points else rows


def _used_words(stands: Standing) -> str:
    used, places, per = stands.taken + stands.outside, stands.resource.places, stands.resource.per
    when = f" {_NOW[per]}" if per is not None else ""
    many = f"{used} av {words.amount_words(places, 'plats', 'platser')}" if places is not None else None
    return f"{many or words.amount_words(used, 'plats', 'platser')} används{when}"


# ---- the municipality's resources -----------------------------------------------------------------------------------


def resource_of(office: Office, name: str) -> Resource:
    """The resource `name`. Raises NotFound(no_resource)."""
    found = office.municipality.resources.get(name)
    if found is None:
        raise NotFound("no_resource", municipality=office.municipality.title)
    return found


def read_count(text: str) -> int:
    """How many places, as somebody wrote it. Raises InvalidInput naming the field ``antal``."""
    plain = text.replace(" ", "").replace("\u00a0", "")
    if not re.fullmatch(r"[0-9]{1,6}", plain):
        raise InvalidInput({"antal": "Skriv antalet platser med siffror, till exempel 124."})
    return int(plain)


def roles_for(office: Office, resource: Resource) -> frozenset[str]:
    """Who answers for the resource: its own roles, and those of the steps that give its places."""
    allowed = set(resource.roles)
    for definition in office.definitions.values():
        if not plan_of(definition).reserves:
            continue
        for step in definition.steps.values():
            if isinstance(step, Reserve) and resource.id in step.resources:
                allowed |= {*step.roles, *step.accepted_by}
    return frozenset(allowed)


def resource_views(office: Office, actor: Actor, now: datetime) -> tuple[ResourceView, ...]:
    """Every resource of the municipality, as its file lists them."""
    return tuple(view_of(office, actor, resource, now) for resource in office.municipality.resources.values())


def view_of(office: Office, actor: Actor, resource: Resource, now: datetime) -> ResourceView:
    """How one resource stands."""
    stands = standing(office, resource, now)
    used = stands.taken + stands.outside
    return ResourceView(
        id=resource.id,
        title=resource.title,
        places=places_words(resource),
        taken=stands.taken,
        outside=stands.outside,
        waiting=stands.waiting,
        free=None if resource.by_hand else stands.free,
        over=max(0, used - resource.places) if resource.places is not None else 0,
        target=resource.target,
        from_target=used - resource.target if resource.target is not None else None,
        counted=_NOW[resource.per] if resource.per is not None else "",
        agreed_with=title_of(office, resource.agreed_with) if resource.agreed_with else "",
        by_hand=resource.by_hand,
        note=resource.note,
        may_see=bool(actor.roles & roles_for(office, resource)),
    )


def places_words(resource: Resource) -> str:
    """How many places there are: ``2 platser per månad``, ``antalet är inte bestämt``."""
    if resource.counted == "none":
        return "ingen gräns"
    if resource.counted == "by_hand":
        return "någon säger om det finns en plats"
    if resource.counted == "undecided":
        return "antalet är inte bestämt"
    noun = "plats" if resource.places == 1 else "platser"
    return f"{resource.places} {noun}" + (f" per {words.PERIODS[resource.per]}" if resource.per is not None else "")


_UNREADABLE = "Kan inte läsas"
_STATES: dict[str, str] = {"held": "Har platsen", "offered": "Erbjuden", "used": "Har använt den"}
_ORDERS: dict[Literal["order", "lot", "points"], str] = {
    "order": "Den som har väntat längst får platsen först.",
    "lot": "När en plats blir ledig lottas den bland dem som väntar.",
    "points": "Den som har flest poäng får platsen först.",
}


def page_of(office: Office, actor: Actor, name: str, now: datetime, after: str | None) -> ResourcePage:
    """A resource with who has its places (50 a page) and who waits. Raises NotFound."""
    resource = resource_of(office, name)
    stands = standing(office, resource, now)
    rows, following = office.store.claims(place_name(name, stands.period), PAGE, after)
    by = _order_of(office, name)
    waiting = in_line(office, name, by == "points") if stands.waiting else []
    first = waiting[:MOST_WAITING]
    mine = frozenset(row.case for row in openable(office, actor, (*rows, *first)))
    return ResourcePage(
        view_of(office, actor, resource, now),
        tuple(_row(office, row, mine, state=_state(row)) for row in rows),
        following,
        tuple(_waiting(office, first, mine, by == "points")),
        _ORDERS[by] if waiting else "",
        max(0, len(waiting) - MOST_WAITING),
    )


def _order_of(office: Office, resource: str) -> Literal["order", "lot", "points"]:
    """The order of the steps that give the resource's places; they all have the same."""
    for definition in office.definitions.values():
        for step in definition.steps.values():
            if isinstance(step, Reserve) and resource in step.resources:
                return step.queue.by
    return "order"


def _state(row: ClaimRow) -> str:
    return _UNREADABLE if row.note is None else _STATES.get(row.note, "")


def _waiting(office: Office, rows: list[ClaimRow], mine: frozenset[str], by_points: bool) -> Iterator[PlaceRow]:
    for number, row in enumerate(rows, 1):
        known = _UNREADABLE if row.note is None else f"{points_of(row):g}".replace(".", ",")
        points = known if by_points else ""
        yield _row(office, row, mine, number=number, points=points)


def _row(
    office: Office, row: ClaimRow, mine: frozenset[str], *, state: str = "", number: int = 0, points: str = ""
) -> PlaceRow:
    """Somebody with a place or in the line; of whom the reader may not read, only that there is somebody."""
    if row.case not in mine:
        return PlaceRow("", "", "Någon annans ärende", "", row.since, state=state, number=number)
    definition = followed(office, row)
    return PlaceRow(
        case=row.case,
        case_number=short_number(row.case),
        person=whom(definition, row.case, row.label) or "Namn saknas",
        process_title=definition.title if definition else row.process,
        since=row.since,
        state=state,
        number=number,
        points=points,
        protected=row.protected,
    )
