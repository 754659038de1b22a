"""Standing meetings: when they are, what is written in their agendas, and the cases that are taken up at them."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from fastapi import APIRouter, Response

from core.application.forums.records import AgendaInput, TakenUp
from core.application.forums.writing import AgendaClash
from core.application.step.actions import InvalidInput
from core.clock import new_id
from core.errors import Refused, StorageError, VersionClash
from web.forms import FormState, Posted
from web.inputs import fits
from web.pages_meetings import AgendaView, ForumsPage, ForumView
from web.refusals import not_stored, returned_state
from web.site import PostedForm, Reader, ReaderHere

router = APIRouter()
PLAN, AGENDA, CASES = "planera", "dagordning", "arenden"


@router.get("/{kommun}/samverkan")
def forums(reader: ReaderHere) -> Response:
    """Every forum with its next meeting."""
    found = reader.site.rutin.forums.all(reader.slug, reader.actor)
    return reader.show(ForumsPage("Samverkan", reader.base, reader.site.words(), found))


@router.get("/{kommun}/samverkan/{forum}")
def forum(reader: ReaderHere, forum: str, dag: str = "") -> Response:
    """One forum with its meetings. `dag`: a day that is proposed, to begin with in the form."""
    return _forum(reader, forum, FormState(PLAN, new_id()), day=dag if fits("date", dag) else "")


@router.post("/{kommun}/samverkan/{forum}")
def plan(reader: ReaderHere, forum: str, posted: PostedForm) -> Response:
    """Plans a meeting."""
    try:
        made = reader.site.rutin.forums.plan(
            reader.slug, reader.actor, forum, posted.get("day"), posted.get("clock"), posted.get("reason"),
            confirmed=posted.confirmed,
        )  # fmt: skip
    except InvalidInput as invalid:
        return _forum(reader, forum, returned_state(PLAN, posted, errors=invalid.errors), 422)
    except StorageError as error:
        return not_stored(reader, posted, error)
    said = reader.site.words().day_words(made)
    return reader.go(f"{reader.base}/samverkan/{quote(forum)}", f"Mötet är planerat till {said}.")


@router.post("/{kommun}/samverkan/{forum}/{mote}/stryk")
def cancel(reader: ReaderHere, forum: str, mote: str, posted: PostedForm) -> Response:
    """Takes a planned meeting away."""
    try:
        reader.site.rutin.forums.cancel(reader.slug, reader.actor, forum, mote)
    except StorageError as error:
        return not_stored(reader, posted, error)
    except Refused as refused:
        if refused.code not in ("meeting_written", "times_booked"):
            raise
        return _forum(reader, forum, returned_state(PLAN, posted, message=refused.text), 422)
    return reader.go(f"{reader.base}/samverkan/{quote(forum)}", "Mötet är borttaget.")


@router.get("/{kommun}/samverkan/{forum}/{mote}")
def agenda(reader: ReaderHere, forum: str, mote: str) -> Response:
    """The agenda of one meeting."""
    return _agenda(reader, forum, mote, FormState(AGENDA, new_id()))


@router.post("/{kommun}/samverkan/{forum}/{mote}")
def write(reader: ReaderHere, forum: str, mote: str, posted: PostedForm) -> Response:
    """Keeps what was written in the agenda; when somebody else has changed the same, everything comes back."""
    try:
        said = reader.site.rutin.forums.write(reader.slug, reader.actor, forum, mote, _sent(posted))
    except InvalidInput as invalid:
        return _agenda(reader, forum, mote, returned_state(AGENDA, posted, errors=invalid.errors), status=422)
    except AgendaClash as clash:
        state = returned_state(AGENDA, posted, message=clash.text)
        return _agenda(reader, forum, mote, state, theirs=clash.theirs, status=409)
    except (VersionClash, Refused) as refused:
        if refused.code == "page_role":
            raise
        return _agenda(reader, forum, mote, returned_state(AGENDA, posted, message=refused.text), status=409)
    except StorageError as error:
        return not_stored(reader, posted, error)
    return reader.go(f"{reader.base}/samverkan/{quote(forum)}/{quote(mote)}", said)


@router.post("/{kommun}/samverkan/{forum}/{mote}/arenden")
def take_up(reader: ReaderHere, forum: str, mote: str, posted: PostedForm) -> Response:
    """Takes up the chosen cases. When some are skipped the page says which and why."""
    try:
        found = reader.site.rutin.forums.take_up(
            reader.slug, reader.actor, forum, mote, posted.several("rad"), posted.command
        )
    except InvalidInput as invalid:
        state = returned_state(CASES, posted, errors=invalid.errors)
        return _agenda(reader, forum, mote, FormState(AGENDA, new_id()), cases=state, status=422)
    except StorageError as error:
        return not_stored(reader, posted, error)
    if not found.skipped:
        return reader.go(f"{reader.base}/samverkan/{quote(forum)}/{quote(mote)}", found.message)
    return _agenda(reader, forum, mote, FormState(AGENDA, new_id()), taken=found, status=422)


def _sent(posted: Posted) -> AgendaInput:
    numbered = {
        int(n): text for n, text in posted.under("punkt").items() if n.isascii() and n.isdecimal() and len(n) < 4
    }
    return AgendaInput(
        command=posted.command,
        seen=posted.seen,
        texts=numbered,
        other=posted.get("ovrigt"),
        present=posted.several("med"),
        answers=posted.under("svar"),
        done=posted.several("klar"),
        passed_on=posted.under("till"),
        new_question=posted.get("fraga"),
        close=posted.get("avsluta") == "ja",
        confirmed=posted.confirmed,
    )


def _forum(reader: Reader, forum: str, state: FormState, status: int = 200, *, day: str = "") -> Response:
    found = reader.site.rutin.forums.forum(reader.slug, reader.actor, forum)
    address = f"{reader.base}/samverkan/{quote(forum)}"
    page = ForumView(found.forum.title, reader.base, address, reader.site.words(), found, state, day)
    return reader.show(page, status)


def _agenda(
    reader: Reader,
    forum: str,
    key: str,
    state: FormState,
    *,
    cases: FormState | None = None,
    theirs: tuple[tuple[str, str], ...] = (),
    taken: TakenUp | None = None,
    status: int = 200,
) -> Response:
    found = reader.site.rutin.forums.agenda(reader.slug, reader.actor, forum, key)
    address = f"{reader.base}/samverkan/{quote(forum)}"
    page = AgendaView(
        found.forum.title,
        reader.base,
        address,
        reader.site.words(),
        found,
        replace(state, seen=found.version),
        cases or FormState(CASES, new_id()),
        theirs,
        taken,
    )
    return reader.show(page, status)
