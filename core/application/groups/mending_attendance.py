"""Putting right how it was noted that it went for somebody at a group session, by a new event in the case."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.application.case.reader import CaseReader
from core.application.form.fields import asked_of, conditional
from core.application.groups.records import Correction, CorrectionPage
from core.application.groups.sessions import read_note
from core.application.groups.views import begin_of, booked_in, page_of, row_key, series_named, view_of
from core.application.reading.access import opened_by
from core.application.step.actions import InvalidInput
from core.application.step.gathering import NO_FACTS, Gathered, known_days, read_motivated
from core.application.step.office import Office
from core.application.step.submitting_beside import texts
from core.engine.command.completing import outcomes_of
from core.engine.shared.attendance import asked_when, still_waits
from core.errors import NotFound, Refused
from core.model.case import step_of
from core.model.commands import CorrectAttendance
from core.model.facts import Ask
from core.model.people import Actor
from core.model.steps import Session
from core.storage.claims import ClaimRow

WHY = "Skriv varför närvaron rättas."


def page_for(
    office: Office, actor: Actor, name: str, key: str, row: str, outcome: str, now: datetime
) -> CorrectionPage:
    """The page that puts one row right; with `outcome`, what else is asked when it went so. Raises NotFound."""
    whole = page_of(office, actor, name, key, now)
    found = next((each for each in whole.rows if each.key == row and each.mendable), None)
    if found is None:
        raise NotFound("no_page")
    claim = _claim(office, name, key, row, now)
    reader = CaseReader(office, actor, office.case(claim.case), now)
    step = _step(reader, claim)
    marks = tuple(mark for mark in whole.marks if mark.value != found.status and mark.value in _ids(step))
    fields = reader.form_fields(_asks(reader, step, claim, outcome)) if outcome else ()
    series = view_of(office, actor, series_named(office, name, now), now, ahead=0, back=timedelta())
    return CorrectionPage(replace(series, sessions=()), whole.line, found, marks, fields)


def mend(
    office: Office,
    actor: Actor,
    name: str,
    key: str,
    row: str,
    sent: Correction,
    now: datetime,
) -> str:
    """Puts the row right, and gives the sentence for it. Raises InvalidInput, Refused, NotFound, StorageError."""
    claim = _claim(office, name, key, row, now)
    reader = CaseReader(office, actor, opened_by(office, actor, claim.case), now)
    step = _step(reader, claim)
    was, outcome, reason = read_note(claim.note)[0], sent.outcome, sent.reason
    if outcome == was and office.store.command(sent.command) is not None:
        return "Närvaron är rättad."  # the same form sent twice
    found = Gathered()
    found.add({} if reason.strip() else {"reason": WHY})
    if outcome not in _ids(step) or outcome == was:
        raise InvalidInput({"outcome": "Välj hur det gick i stället."} | found.errors)
    asked = asked_of(reader.definition, _asks(reader, step, claim, outcome))
    skip = conditional(reader.definition, asked)
    facts = found.read(
        lambda: read_motivated(reader.fields, asked, sent.values, sent.motivations, skip, known_days(reader)), NO_FACTS
    )
    found.check()
    made = CorrectAttendance(
        id=sent.command,
        case=claim.case,
        actor=actor,
        at=now,
        seen=None,
        instance=claim.holder,
        outcome=outcome,
        facts=facts,
        motivations=texts(sent.motivations),
        reason=reason.strip(),
        series=name,
        slot=begin_of(office, key),
        was=was,
    )
    office.carry_out(made, now)
    return "Närvaron är rättad."


def _claim(office: Office, name: str, key: str, row: str, now: datetime) -> ClaimRow:
    rows = booked_in(office, series_named(office, name, now), begin_of(office, key))
    found = next((each for each in rows if row_key(each) == row), None)
    if found is None:
        raise NotFound("no_page")
    return found


def _step(reader: CaseReader, claim: ClaimRow) -> Session:
    step = reader.definition.steps.get(step_of(claim.holder))
    if not isinstance(step, Session):
        raise Refused("not_open")
    return step


def _ids(step: Session) -> frozenset[str]:
    return frozenset(each.id for each in outcomes_of(step))


def _asks(reader: CaseReader, step: Session, claim: ClaimRow, outcome: str) -> tuple[Ask, ...]:
    """What is asked when it went so; nothing of a case that has gone on, since nothing more follows in it."""
    chosen = next((each for each in outcomes_of(step) if each.id == outcome), None)
    if chosen is None or still_waits(reader.case.instances, claim.holder) is None:
        return ()
    return asked_when(step, chosen)
