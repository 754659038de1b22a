"""The case page, and everything one can do on it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse

from core.application.step.actions import Action, ApproveAction, InvalidInput
from core.clock import new_id
from core.errors import NotFound, Refused
from web.case_actions import ACTIONS
from web.case_forms import drawn_forms
from web.forms import FormState, input_names
from web.pages import CaseView
from web.refusals import Result, carried_out, refused_form, returned_state
from web.site import PostedForm, Reader, ReaderHere
from web.times import day_choices

router = APIRouter()
GONE = "Ärendet har ändrats sedan du öppnade sidan, och det du ville göra går inte längre. Inget är sparat."


@router.get("/{kommun}/arenden/{case}")
def show_case(reader: ReaderHere, case: str) -> Response:
    """The case page."""
    return reader.show(_page(reader, case))


@router.get("/{kommun}/arenden/{case}/brev/{number}.pdf")
def letter(reader: ReaderHere, case: str, number: int) -> Response:
    """A letter that was sent, as PDF; shown in the browser and never kept by it."""
    made = reader.site.rutin.letter(reader.slug, reader.actor, case, number)
    headers = {"Content-Disposition": f'inline; filename="brev-{number}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)


@router.post("/{kommun}/arenden/{case}/forhandsgranska")
def preview(reader: ReaderHere, case: str, posted: PostedForm) -> Response:
    """The case page with the letters that a form would send, and the form as it was written."""
    verb = posted.form.partition("-")[0]
    action = ACTIONS[verb if verb == "boka" else "steg"](case, posted)
    if verb == "besluta":  # whatever is answered in the form so far: yes is what sends the letter
        action = ApproveAction(
            command=posted.command, case=case, seen=posted.seen, instance=posted.get("instance"), answer="yes"
        )
    try:
        letters = reader.site.rutin.preview(reader.slug, reader.actor, action)
    except InvalidInput as invalid:
        state = returned_state(posted.form, posted, errors=input_names(posted, invalid.errors))
        return reader.show(_page(reader, case, Result(state, 422), action), 422)
    except Refused as refused:
        return _shown(reader, case, refused_form(reader, action, posted, posted.form, refused), action)
    view = _page(reader, case, Result(returned_state(posted.form, posted)), action)
    return reader.show(replace(view, previews={posted.get("instance"): letters}), keep=True)


@router.get("/{kommun}/arenden/{case}/{verb}")
def back_to_case(reader: ReaderHere, case: str, verb: str) -> Response:
    """Somebody reloads the address of a form that was sent back: the case is what they want."""
    if verb not in ACTIONS and verb != "forhandsgranska":
        raise NotFound("no_page")
    return RedirectResponse(f"{reader.base}/arenden/{case}", status_code=303)


@router.post("/{kommun}/arenden/{case}/{verb}")
async def act_on_case(reader: ReaderHere, case: str, verb: str, posted: PostedForm) -> Response:
    """Carries out what one of the page's forms asks for."""
    make = ACTIONS.get(verb)
    if make is None:
        raise NotFound("no_page")
    action = make(case, posted)
    result = await carried_out(reader, action, posted, posted.form)
    if isinstance(result, Response):
        return result
    if result.done is not None:
        return reader.go(f"{reader.base}/arenden/{result.done.case}", result.done.message)
    return await run_in_threadpool(_shown, reader, case, result, action)


def _shown(reader: Reader, case: str, result: Result, action: Action) -> Response:
    return reader.show(_page(reader, case, result, action), result.status)


def _page(reader: Reader, case: str, result: Result | None = None, written: Action | None = None) -> CaseView:
    """The case page; with the form of `written` as it came back, when something did."""
    page, words = reader.site.rutin.case(reader.slug, reader.actor, case, written), reader.site.words()
    view = CaseView(
        title=f"Ärende {page.number}",
        base=reader.base,
        case=page,
        person_id=reader.actor.id,
        words=words,
        make=partial(_new_form, page.version),
        days={
            card.instance: day_choices(card.advice.openings, words.today)
            for card in page.cards
            if card.advice is not None
        },
    )
    return view if result is None else _with_returned(reader, view, result.state)


def _with_returned(reader: Reader, view: CaseView, state: FormState) -> CaseView:
    """The page with the form that came back; when the page has that form no more, what was written is shown by itself."""
    returned = replace(state, seen=view.case.version)
    if state.id in drawn_forms(view.case):
        return replace(view, returned=returned)
    written = state.posted.texts if state.posted is not None else {}
    lost = reader.site.rutin.written(reader.slug, reader.actor, view.case.case, written)
    returned = replace(returned, message=GONE, errors={})
    return replace(view, returned=returned, gone=True, lost=lost)


def _new_form(version: int, form: str) -> FormState:
    return FormState(form, new_id(), seen=version)
