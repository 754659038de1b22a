"""Group sessions: the municipality's series, their sessions, and who came to one."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Response

from core.application.groups.records import Attendance, AttendanceNoted, Correction
from core.application.step.actions import InvalidInput
from core.clock import new_id
from core.errors import Refused, StorageError
from web.forms import FormState, input_names
from web.pages_meetings import CorrectionView, GroupPage, GroupsPage, SessionView
from web.refusals import not_stored, returned_state
from web.site import PostedForm, Reader, ReaderHere

router = APIRouter()
FORM, ADD, OFF, MEND = "narvaro", "extra", "installd", "rattning"


@router.get("/{kommun}/grupper")
def groups(reader: ReaderHere) -> Response:
    """Every series with its next session."""
    found = reader.site.rutin.groups.all(reader.slug, reader.actor)
    return reader.show(GroupsPage("Grupper", reader.base, reader.site.words(), found))


@router.get("/{kommun}/grupper/{serie}")
def group(reader: ReaderHere, serie: str) -> Response:
    """One series with its sessions."""
    return _group(reader, serie, FormState(ADD, new_id()))


@router.get("/{kommun}/grupper/{serie}/{traff}")
def session(reader: ReaderHere, serie: str, traff: str) -> Response:
    """Who is booked in a session, and how it went."""
    return _show(reader, serie, traff, FormState(FORM, new_id()))


@router.post("/{kommun}/grupper/{serie}/{traff}")
def note(reader: ReaderHere, serie: str, traff: str, posted: PostedForm) -> Response:
    """Notes who came. What could not be noted comes back with what was written; the rest is kept."""
    marks, why = posted.under("narvaro"), posted.under("skal")
    sent = Attendance(posted.command, marks, posted.values(), posted.get("alla"), why)
    try:
        noted = reader.site.rutin.groups.note(reader.slug, reader.actor, serie, traff, sent)
    except InvalidInput as invalid:
        state = FormState(FORM, new_id(), posted=posted, message=" ".join(invalid.errors.values()))
        return _show(reader, serie, traff, state, status=422)
    except StorageError as error:
        return not_stored(reader, posted, error)
    if not noted.problems:
        return reader.go(_address(reader, serie, traff), noted.message)
    errors = {f"narvaro.{key}": sentence for key, sentence in noted.problems.items()}
    state = FormState(FORM, new_id(), posted=posted, errors=errors, message=noted.message)
    return _show(reader, serie, traff, state, noted, 422)


@router.post("/{kommun}/grupper/{serie}")
def add(reader: ReaderHere, serie: str, posted: PostedForm) -> Response:
    """Adds a session besides the series' rule."""
    day, clock, ends = (posted.get(name) for name in ("day", "clock", "ends"))
    try:
        key = reader.site.rutin.groups.add(
            reader.slug, reader.actor, serie, day, clock, ends, confirmed=posted.confirmed
        )
    except InvalidInput as invalid:
        return _group(reader, serie, returned_state(ADD, posted, errors=invalid.errors), 422)
    except StorageError as error:
        return not_stored(reader, posted, error)
    return reader.go(_address(reader, serie, key), "Träffen är tillagd.")


@router.post("/{kommun}/grupper/{serie}/{traff}/stall-in")
def call_off(reader: ReaderHere, serie: str, traff: str, posted: PostedForm) -> Response:
    """Calls a session off; those who were booked are moved or need a new time."""
    reason, to = posted.get("reason"), posted.get("to")
    try:
        said = reader.site.rutin.groups.call_off(reader.slug, reader.actor, serie, traff, reason, to, posted.command)
    except InvalidInput as invalid:
        off = returned_state(OFF, posted, errors=invalid.errors)
        return _show(reader, serie, traff, FormState(FORM, new_id()), status=422, off=off)
    except StorageError as error:
        return not_stored(reader, posted, error)
    return reader.go(_address(reader, serie, traff), said)


@router.post("/{kommun}/grupper/{serie}/{traff}/blir-av")
def hold_after_all(reader: ReaderHere, serie: str, traff: str, posted: PostedForm) -> Response:
    """A session that was called off is held after all."""
    try:
        said = reader.site.rutin.groups.hold_after_all(reader.slug, reader.actor, serie, traff)
    except StorageError as error:
        return not_stored(reader, posted, error)
    return reader.go(_address(reader, serie, traff), said)


@router.get("/{kommun}/grupper/{serie}/{traff}/{rad}")
def correction(reader: ReaderHere, serie: str, traff: str, rad: str) -> Response:
    """How it went for one person, to be put right."""
    return _correction(reader, serie, traff, rad, FormState(MEND, new_id()))


@router.post("/{kommun}/grupper/{serie}/{traff}/{rad}")
def correct(reader: ReaderHere, serie: str, traff: str, rad: str, posted: PostedForm) -> Response:
    """Puts right how it went for one person; what cannot be kept comes back with what was written."""
    outcome = posted.get("outcome")
    sent = Correction(posted.command, outcome, posted.get("reason"), posted.values(), posted.under("skal"))
    try:
        said = reader.site.rutin.groups.correct(reader.slug, reader.actor, serie, traff, rad, sent)
    except InvalidInput as invalid:
        state = returned_state(MEND, posted, errors=input_names(posted, invalid.errors))
        return _correction(reader, serie, traff, rad, state, outcome, 422)
    except Refused as refused:
        if refused.code in ("role", "page_role"):
            raise
        state = returned_state(MEND, posted, message=refused.text)
        return _correction(reader, serie, traff, rad, state, outcome, 422)
    except StorageError as error:
        return not_stored(reader, posted, error)
    return reader.go(_address(reader, serie, traff), said)


def _address(reader: Reader, series: str, key: str) -> str:
    return f"{reader.base}/grupper/{quote(series)}/{quote(key)}"


def _group(reader: Reader, series: str, state: FormState, status: int = 200) -> Response:
    found = reader.site.rutin.groups.series(reader.slug, reader.actor, series)
    address = f"{reader.base}/grupper/{quote(series)}"
    return reader.show(GroupPage(found.title, reader.base, address, reader.site.words(), found, state), status)


def _correction(
    reader: Reader, series: str, key: str, row: str, state: FormState, outcome: str = "", status: int = 200
) -> Response:
    found = reader.site.rutin.groups.correction(reader.slug, reader.actor, series, key, row, outcome)
    page = CorrectionView(
        f"Rätta närvaron, {found.series.title}", reader.base, _address(reader, series, key), reader.site.words(), found, state
    )  # fmt: skip
    return reader.show(page, status)


def _show(
    reader: Reader,
    series: str,
    key: str,
    state: FormState,
    noted: AttendanceNoted | None = None,
    status: int = 200,
    off: FormState | None = None,
) -> Response:
    found = reader.site.rutin.groups.session(reader.slug, reader.actor, series, key)
    problems = noted.problems if noted else {}
    fields = noted.fields if noted else {}
    page = SessionView(
        found.series.title, reader.base, _address(reader, series, key), reader.site.words(), found.with_fields(fields),
        state, off or FormState(OFF, new_id()), problems,
    )  # fmt: skip
    return reader.show(page, status)
