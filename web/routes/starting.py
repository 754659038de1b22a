"""Opening a new case."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Response
from fastapi.concurrency import run_in_threadpool

from core.application.form.views import StartForm
from core.application.step.actions import StartAction
from core.clock import new_id
from core.errors import NotFound
from web.forms import FormState
from web.pages import StartPage, StartsPage
from web.refusals import carried_out
from web.site import PostedForm, Reader, ReaderHere

router = APIRouter()
FORM = "nytt"
AGES = (17, 35, 70)
"""Routines ask about the young, those of working age and the old."""


@router.get("/{kommun}/nytt")
def starts(reader: ReaderHere) -> Response:
    """The cases the reader may open."""
    found = reader.site.rutin.starts(reader.slug, reader.actor)
    problems = next((m.problems for m in reader.site.rutin.municipalities() if m.slug == reader.slug), 0)
    return reader.show(StartsPage("Nytt ärende", reader.base, found, problems))


@router.get("/{kommun}/nytt/{process}/{start}")
def start_form(reader: ReaderHere, process: str, start: str) -> Response:
    """The form that opens a case."""
    return _show(reader, _start(reader, process, start), FormState(FORM, new_id()))


@router.post("/{kommun}/nytt/{process}/{start}")
async def open_case(reader: ReaderHere, process: str, start: str, posted: PostedForm) -> Response:
    """Opens the case and shows it."""
    form = await run_in_threadpool(_start, reader, process, start)
    action = StartAction(
        command=posted.command,
        process=process,
        start=start,
        values=posted.values(),
        motivations=posted.under("skal"),
        reason=posted.get("reason"),
        protected=posted.get("skyddad") == "ja",
    )
    result = await carried_out(reader, action, posted, FORM)
    if isinstance(result, Response):
        return result
    if result.done is not None:
        return reader.go(f"{reader.base}/arenden/{result.done.case}", result.done.message)
    return await run_in_threadpool(_show, reader, form, result.state, result.status)


def _start(reader: Reader, process: str, start: str) -> StartForm:
    for each in reader.site.rutin.starts(reader.slug, reader.actor):
        if (each.process, each.start) == (process, start):
            return each
    raise NotFound("no_start")


def _show(reader: Reader, start: StartForm, state: FormState, status: int = 200) -> Response:
    asks = any(field.kind == "person_number" for field in start.fields)
    invented = _invented(reader.site.clock.now()) if reader.site.demo and asks else ()
    return reader.show(StartPage(start.title, reader.base, start, state, invented), status)


def _invented(now: datetime) -> tuple[tuple[int, str], ...]:
    """Somebody of school age, somebody grown up, somebody old; other numbers each second."""
    from core.scenarios.people import birthday, person_number

    serial = int(now.timestamp())
    numbers = ((age, person_number(birthday(age, now.date()), serial)) for age in AGES)
    return tuple((age, f"{number[:8]}-{number[8:]}") for age, number in numbers)
