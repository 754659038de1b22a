"""Carrying out an action, and what to show when it is refused: everything that was written stays in the form."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import Response
from fastapi.concurrency import run_in_threadpool

from core.application.case.views import HistoryEntry
from core.application.form.rewriting import ANSWERS
from core.application.form.views import Field
from core.application.step.actions import Action, CaseAction, Done, InvalidInput
from core.clock import new_id
from core.errors import Refused, StorageError, VersionClash
from web.forms import FormState, Posted, input_names
from web.pages import ErrorPage
from web.site import Reader, respond_beside, said_back

CLASHES = frozenset({"stale", "not_open", "ended", "version_clash", "form_changed"})
"""Refusals that come from what somebody else did meanwhile: 409; the others are 422."""


@dataclass(frozen=True, slots=True)
class Result:
    """What came of an action: done, or the form as it is to be shown again with this HTTP status."""

    state: FormState
    status: int = 200
    done: Done | None = None


async def carried_out(reader: Reader, action: Action, posted: Posted, form: str) -> Result | Response:
    """Carries out `action`. A refusal becomes the form's new state; a store that cannot write becomes the whole answer."""
    try:
        done = await reader.site.rutin.submit_soon(reader.slug, reader.actor, action)
    except InvalidInput as invalid:
        return await run_in_threadpool(_unreadable, reader, action, posted, form, invalid)
    except VersionClash:
        return Result(returned_state(form, posted, message=Refused("stale").text), 409)
    except Refused as refused:
        return await run_in_threadpool(refused_form, reader, action, posted, form, refused)
    except StorageError as error:
        return await run_in_threadpool(not_stored, reader, posted, error)
    return Result(FormState(form, new_id()), done=done)


def _unreadable(reader: Reader, action: Action, posted: Posted, form: str, invalid: InvalidInput) -> Result:
    apart = "values" not in action.__struct_fields__
    besides = _besides(reader, action, posted, tuple(invalid.errors))
    elsewhere = {field.name for field in besides} if apart else set[str]()
    errors = {name: text for name, text in invalid.errors.items() if name not in elsewhere}
    state = returned_state(form, posted, errors=input_names(posted, errors))
    return Result(replace(state, besides=besides, apart=apart), 422)


def refused_form(reader: Reader, action: Action, posted: Posted, form: str, refused: Refused) -> Result:
    """The form with why it was refused, and on a clash with what others have done meanwhile."""
    status = 409 if refused.code in CLASHES else 422
    lacking = (refused.field,) if refused.code == "unanswered" and refused.field else ()
    besides = _besides(reader, action, posted, lacking)
    errors = input_names(posted, {refused.field: refused.text}) if refused.field else {}
    apart = "values" not in action.__struct_fields__
    if refused.code == "unanswered":
        errors = {} if apart else {f"f.{refused.field}": refused.text}
    if errors:
        state = replace(returned_state(form, posted, errors=errors), link=_link(reader, refused))
        return Result(replace(state, besides=besides), status)
    changes: tuple[HistoryEntry, ...] = ()
    if refused.code in CLASHES and isinstance(action, CaseAction):
        changes = reader.site.rutin.changes(reader.slug, reader.actor, action.case, action.seen)
    state = replace(returned_state(form, posted, message=refused.text), link=_link(reader, refused))
    state = replace(state, lost=_lost(posted, refused))
    return Result(replace(state, changes=changes, besides=besides, apart=apart), status)


def _lost(posted: Posted, refused: Refused) -> tuple[tuple[str, str], ...]:
    """(title, text) of what was written where the form has no field any more."""
    gone = refused.details.get("gone")
    names = gone if isinstance(gone, tuple) else ()
    return tuple((title, ANSWERS.get(text, text)) for name, title in names for text in posted.of_fact(name))


def _link(reader: Reader, refused: Refused) -> tuple[str, str] | None:
    """Where to go instead, when another case stands in the way."""
    case = str(refused.details.get("case") or "")
    return (f"{reader.base}/arenden/{case}", "Öppna ärendet som pågår") if case else None


def _besides(reader: Reader, action: Action, posted: Posted, lacking: tuple[str, ...]) -> tuple[Field, ...]:
    """What the form, or one beside it, asks as well: answers that a plugin did not give, those written already too."""
    return reader.site.rutin.besides(reader.slug, action, (*posted.values(), *lacking))


def returned_state(
    form: str, posted: Posted, *, errors: dict[str, str] | None = None, message: str | None = None
) -> FormState:
    """The form as it was sent, under a new id so that sending it again is a new try."""
    return FormState(form, new_id(), posted=posted, errors=errors or {}, message=message)


def not_stored(reader: Reader, posted: Posted, error: StorageError) -> Response:
    """The store could not write: with htmx a notice beside the untouched form, else a page that gives the texts back."""
    said = said_back(reader.site, reader.request, posted, reader.session)
    page = ErrorPage("Det gick inte att spara", "Det gick inte att spara", error.text, written=said)
    return respond_beside(reader.site, reader.request, page, reader.session, 503)
