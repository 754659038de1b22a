"""Finding a case: search and registers. What is searched for is posted, so that it stands in no address and no log."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from core.application.forums.records import TakenUp
from core.application.lists.allocating import Given
from core.application.step.actions import InvalidInput
from core.clock import new_id
from core.errors import StorageError
from web.forms import FormState, input_names
from web.pages import RegisterView, SearchPage
from web.refusals import not_stored, returned_state
from web.site import PostedForm, Reader, ReaderHere

router = APIRouter()
FORM, GIVE = "sok", "fordela"


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
    return _register(reader, register, FormState(GIVE, new_id()), efter)


@router.post("/{kommun}/register/{register}")
def give_away(reader: ReaderHere, register: str, posted: PostedForm) -> Response:
    """Gives the chosen cases to a colleague. When some are skipped the page says which and why."""
    sent = Given(posted.command, posted.several("rad"), posted.values())
    try:
        found = reader.site.rutin.give_away(reader.slug, reader.actor, register, sent)
    except InvalidInput as invalid:
        state = returned_state(GIVE, posted, errors=input_names(posted, invalid.errors))
        return _register(reader, register, state, status=422)
    except StorageError as error:
        return not_stored(reader, posted, error)
    if not found.skipped:
        return reader.go(f"{reader.base}/register/{quote(register)}", found.message)
    return _register(reader, register, FormState(GIVE, new_id()), given=found, status=422)


def _register(
    reader: Reader,
    register: str,
    state: FormState,
    after: str | None = None,
    *,
    given: TakenUp | None = None,
    status: int = 200,
) -> Response:
    found = reader.site.rutin.register(reader.slug, reader.actor, register, after)
    following = f"{reader.base}/register/{quote(register)}?efter={quote(found.next)}" if found.next else None
    page = RegisterView(found.title, reader.base, reader.site.words(), found, following, state, given)
    return reader.show(page, status)


def _show(reader: Reader, state: FormState, status: int = 200) -> Response:
    return reader.show(SearchPage("Sök", reader.base, reader.site.words(), state), status)
