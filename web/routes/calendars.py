"""A colleague's own booked times: the week as a page, a file for one meeting, and a feed with a secret in its address."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Request, Response

from core.clock import new_id
from core.errors import StorageError
from web.forms import FormState
from web.pages_meetings import CalendarPage
from web.refusals import not_stored
from web.site import PostedForm, Reader, ReaderHere, site_of

router = APIRouter()
FORM = "kalender"


@router.get("/{kommun}/kalender")
def own(reader: ReaderHere, vecka: str | None = None) -> Response:
    """The colleague's own week, and whether they have a feed."""
    return _show(reader, week=vecka)


@router.post("/{kommun}/kalender")
def renew(reader: ReaderHere, posted: PostedForm) -> Response:
    """Gives the feed a new address, shown this once, or takes the feed away."""
    desk = reader.site.rutin.calendar
    try:
        if posted.get("ta_bort") == "ja":
            desk.remove(reader.slug, reader.actor)
            return reader.go(f"{reader.base}/kalender", "Kalendern är borttagen. Adressen gäller inte längre.")
        secret = desk.renew(reader.slug, reader.actor)
    except StorageError as error:
        return not_stored(reader, posted, error)
    path = f"{reader.base}/kalender/{quote(reader.actor.id)}/{secret}.ics"
    return _show(reader, str(reader.request.base_url).rstrip("/") + path)


@router.get("/{kommun}/kalender/{person}/{hemlighet}.ics")
def feed(request: Request, kommun: str, person: str, hemlighet: str) -> Response:
    """The feed itself. Calendar programs do not log in: the secret in the address is what opens it."""
    return _file(site_of(request).rutin.calendar.feed(kommun, person, hemlighet))


@router.get("/{kommun}/arenden/{case}/kalender/{instance}.ics")
def one(reader: ReaderHere, case: str, instance: str) -> Response:
    """One booked time as a file."""
    found = reader.site.rutin.calendar.one(reader.slug, reader.actor, case, instance)
    return _file(found, {"Content-Disposition": 'attachment; filename="mote.ics"'})


def _file(text: str, more: dict[str, str] | None = None) -> Response:
    headers = {"Cache-Control": "private, no-store", **(more or {})}
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


def _show(reader: Reader, address: str = "", week: str | None = None) -> Response:
    desk = reader.site.rutin.calendar
    found = desk.week(reader.slug, reader.actor, week)
    since, state = desk.since(reader.slug, reader.actor), FormState(FORM, new_id())
    return reader.show(CalendarPage("Min kalender", reader.base, reader.site.words(), found, since, state, address))
