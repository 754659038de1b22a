"""What has stopped and waits for a person, and which plugins there are."""

from __future__ import annotations

from fastapi import APIRouter, Response

from core.clock import new_id
from core.errors import NotFound, StorageError
from web.forms import FormState, PostedForm
from web.pages_plugins import StoppedView
from web.refusals import not_stored
from web.site import Reader, ReaderHere

router = APIRouter()


@router.get("/{kommun}/stopp")
def stopped(reader: ReaderHere) -> Response:
    """What has stopped, newest first, and the plugins."""
    found = reader.site.rutin.plugins.stopped(reader.slug, reader.actor)
    return reader.show(StoppedView("Stopp", reader.base, reader.site.words(), found, FormState("stopp", new_id())))


@router.post("/{kommun}/stopp/{verb}")
def act_on_stopped(reader: ReaderHere, verb: str, posted: PostedForm) -> Response:
    """Tries something again, or leaves it."""
    desk = reader.site.rutin.plugins
    does = {"igen": desk.again, "lamna": desk.leave}.get(verb)
    if does is None:
        raise NotFound("no_page")
    try:
        return _done(reader, does(reader.slug, reader.actor, posted.get("nyckel")))
    except StorageError as error:
        return not_stored(reader, posted, error)


def _done(reader: Reader, message: str) -> Response:
    return reader.go(f"{reader.base}/stopp", message)
