"""Group sessions: the municipality's series, their sessions, and who came to one."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from core.application.session_records import Attendance, AttendanceNoted
from core.clock import new_id
from core.errors import StorageError
from web.forms import FormState, PostedForm
from web.pages_meetings import GroupPage, GroupsPage, SessionView
from web.refusals import not_stored
from web.site import Reader, ReaderHere

router = APIRouter()
FORM = "narvaro"


@router.get("/{kommun}/grupper")
def groups(reader: ReaderHere) -> Response:
    """Every series with its next session."""
    found = reader.site.rutin.groups.all(reader.slug, reader.actor)
    return reader.show(GroupsPage("Grupper", reader.base, reader.site.words(), found))


@router.get("/{kommun}/grupper/{serie}")
def group(reader: ReaderHere, serie: str) -> Response:
    """One series with its sessions."""
    found = reader.site.rutin.groups.series(reader.slug, reader.actor, serie)
    return reader.show(GroupPage(found.title, reader.base, reader.site.words(), found))


@router.get("/{kommun}/grupper/{serie}/{traff}")
def session(reader: ReaderHere, serie: str, traff: str) -> Response:
    """Who is booked in a session, and how it went."""
    return _show(reader, serie, traff, FormState(FORM, new_id()))


@router.post("/{kommun}/grupper/{serie}/{traff}")
def note(reader: ReaderHere, serie: str, traff: str, posted: PostedForm) -> Response:
    """Notes who came. What could not be noted comes back with what was written; the rest is kept."""
    sent = Attendance(posted.command, posted.under("narvaro"), posted.values(), posted.get("alla"))
    try:
        noted = reader.site.rutin.groups.note(reader.slug, reader.actor, serie, traff, sent)
    except StorageError as error:
        return not_stored(reader, posted, error)
    if not noted.problems:
        return reader.go(f"{reader.base}/grupper/{quote(serie)}/{quote(traff)}", noted.message)
    errors = {f"narvaro.{key}": sentence for key, sentence in noted.problems.items()}
    state = FormState(FORM, new_id(), posted=posted, errors=errors, message=noted.message)
    return _show(reader, serie, traff, state, noted, 422)


def _show(
    reader: Reader, series: str, key: str, state: FormState, noted: AttendanceNoted | None = None, status: int = 200
) -> Response:
    found = reader.site.rutin.groups.session(reader.slug, reader.actor, series, key)
    address = f"{reader.base}/grupper/{quote(series)}/{quote(key)}"
    problems = noted.problems if noted else {}
    fields = noted.fields if noted else {}
    page = SessionView(
        found.series.title, reader.base, address, reader.site.words(), found.with_fields(fields), state, problems
    )
    return reader.show(page, status)
