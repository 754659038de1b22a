"""Finding a case: search and registers. What is searched for is posted, so that it stands in no address and no log."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from core.application.actions import InvalidInput
from core.clock import new_id
from web.forms import FormState, PostedForm
from web.pages import RegisterView, SearchPage
from web.site import Reader, ReaderHere

router = APIRouter()
FORM = "sok"


@router.get("/{kommun}/sok")
def search_form(reader: ReaderHere) -> Response:
    """The search form."""
    return _show(reader, FormState(FORM, new_id()))


@router.post("/{kommun}/sok")
def search(reader: ReaderHere, posted: PostedForm) -> Response:
    """Cases by name, person number or case number (förordning 2001:637, 15 §)."""
    try:
        found = reader.site.rutin.search(reader.slug, reader.actor, posted.get("text"))
    except InvalidInput as invalid:
        return _show(reader, FormState(FORM, new_id(), posted=posted, errors=invalid.errors), 422)
    page = SearchPage("Sök", reader.base, reader.site.words(), FormState(FORM, new_id(), posted=posted), found)
    return reader.show(page)


@router.get("/{kommun}/register/{register}")
def register(reader: ReaderHere, register: str, efter: str | None = None) -> Response:
    """The cases that stand in a register."""
    found = reader.site.rutin.register(reader.slug, reader.actor, register, efter)
    following = f"{reader.base}/register/{quote(register)}?efter={quote(found.next)}" if found.next else None
    return reader.show(RegisterView(found.title, reader.base, reader.site.words(), found, following))


def _show(reader: Reader, state: FormState, status: int = 200) -> Response:
    return reader.show(SearchPage("Sök", reader.base, reader.site.words(), state), status)
