"""Places in the municipality's resources: how full each is, who has them, who waits, and those used without a case."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from core.application.step.actions import InvalidInput
from core.clock import new_id
from core.errors import StorageError
from web.forms import FormState
from web.pages import PlacePage, PlacesPage
from web.refusals import not_stored, returned_state
from web.site import PostedForm, Reader, ReaderHere

router = APIRouter()
FORM = "utan-arende"


@router.get("/{kommun}/platser")
def places(reader: ReaderHere) -> Response:
    """Every resource in figures."""
    found = reader.site.rutin.resources(reader.slug, reader.actor)
    return reader.show(PlacesPage("Platser", reader.base, found))


@router.get("/{kommun}/platser/{resurs}")
def place(reader: ReaderHere, resurs: str, efter: str | None = None) -> Response:
    """Who has the places of one resource, and who waits."""
    return _show(reader, resurs, FormState(FORM, new_id()), efter)


@router.post("/{kommun}/platser/{resurs}")
def note_in_use(reader: ReaderHere, resurs: str, posted: PostedForm) -> Response:
    """Notes how many places are used without a case."""
    try:
        message = reader.site.rutin.note_in_use(reader.slug, reader.actor, resurs, posted.get("antal"))
    except InvalidInput as invalid:
        return _show(reader, resurs, returned_state(FORM, posted, errors=invalid.errors), status=422)
    except StorageError as error:
        return not_stored(reader, posted, error)
    return reader.go(f"{reader.base}/platser/{quote(resurs)}", message)


def _show(reader: Reader, resource: str, state: FormState, after: str | None = None, status: int = 200) -> Response:
    found = reader.site.rutin.resource(reader.slug, reader.actor, resource, after)
    following = f"{reader.base}/platser/{quote(resource)}?efter={quote(found.next)}" if found.next else None
    page = PlacePage(
        found.resource.title, reader.base, reader.site.words(), found, following, state, first=after is None
    )
    return reader.show(page, status)
