"""What somebody who books a place in a session needs to see: the next sessions, how full they are, and when none comes in time."""

from __future__ import annotations

from datetime import datetime

from core import words
from core.application.case.reader import CaseReader
from core.application.groups.choices import SessionAdvice, SessionChoice
from core.application.groups.series_now import series_now
from core.application.groups.sessions import Coming, coming, free_words
from core.engine.road.frames import deadlines_around
from core.engine.shared.sessions import series_of
from core.model import events as ev
from core.model.case import Instance, RunningDeadline
from core.model.sessions import CALLED_OFF, Series
from core.model.steps import Session
from core.model.values import Expression
from core.words import due_words, moment_words


def session_advice(reader: CaseReader, step: Session, instance: Instance) -> SessionAdvice | None:
    """The sessions a case may be booked in; None where it is not known yet in which series."""
    series = series_booked(reader, step)
    if series is None:
        return None
    deadline = _first_due(reader, instance)
    found = coming(reader.office, series, reader.now, deadline.due if deadline else None)
    booking = reader.case.bookings.get(instance.id)
    return SessionAdvice(
        title=series.title,
        where=series.where or "",
        fixed=series.fixed,
        late=bool(deadline) and not any(each.free != 0 and not each.late for each in found),
        sentence=_sentence(reader, series, found, deadline),
        coming=tuple(_choice(reader, each) for each in found if booking is None or each.begin != booking.slot),
        called_off=_called_off(reader, instance.id),
        reason=deadline is not None and (not series.fixed or {each.late for each in found} == {True, False}),
    )


def series_booked(reader: CaseReader, step: Session) -> Series | None:
    """The series that a case is booked in at the step, as it is now; None where that is not known yet."""

    def holds(condition: Expression) -> bool:
        return condition.evaluate(reader.values) is True

    return series_now(reader.office, series_of(step, holds), reader.now)


def nothing_chosen(reader: CaseReader, instance: str) -> dict[str, str]:
    """What whoever books a place without choosing among the sessions has to do; nothing where the step's sessions stand in no list."""
    opened = reader.case.instances.get(instance)
    step = reader.definition.steps[opened.step] if opened is not None else None
    advice = session_advice(reader, step, opened) if isinstance(step, Session) and opened is not None else None
    if advice is None or not advice.fixed:
        return {}
    return {"day": "Välj en träff i listan." if advice.coming else advice.sentence}


def _called_off(reader: CaseReader, instance: str) -> str:
    """That the session the case was booked in was called off, until another is booked."""
    said, slot = "", None
    for recorded in reader.events:
        event = recorded.event
        if isinstance(event, ev.BookingMade) and event.instance == instance:
            said, slot = "", event.slot
        elif isinstance(event, ev.BookingCancelled) and (event.instance, event.why) == (instance, CALLED_OFF):
            when = moment_words(slot, reader.office.calendar.zone, year=reader.today) if slot is not None else ""
            why = f"Skäl: {event.reason.rstrip('.')}." if event.reason else ""
            said = f"Träffen {when} är inställd. {why} Boka en ny tid."
    return " ".join(said.split())


def _choice(reader: CaseReader, each: Coming) -> SessionChoice:
    zone = reader.office.calendar.zone
    begin = each.begin.astimezone(zone)
    said = words.capital(words.moment_words(each.begin, zone, year=reader.today))
    return SessionChoice(f"{begin:%Y-%m-%dT%H:%M}", said, free_words(each.free), full=each.free == 0, late=each.late)


def _first_due(reader: CaseReader, instance: Instance) -> RunningDeadline | None:
    """The deadline that ends first of those that run for the step or for a stretch it stands in."""
    return min(deadlines_around(reader.case, instance), key=lambda d: d.due or reader.now, default=None)


def _sentence(reader: CaseReader, series: Series, found: tuple[Coming, ...], deadline: RunningDeadline | None) -> str:
    if not series.fixed:
        return "Serien har inga fasta dagar. Skriv dagen och klockslaget för träffen."
    forum = reader.office.municipality.forums.get(series.forum or "")
    if not found and forum is not None:
        return f"{forum.title} har inget kommande möte planerat. Planera nästa på sidan Samverkan."
    if not found:
        return f"{series.title} har inga fler datum. Kontakta den som leder gruppen."
    open_ = next((each for each in found if each.free != 0), None)
    if deadline is None or deadline.due is None:
        return "" if open_ is not None else "De närmaste träffarna är fulla."
    return _about_deadline(deadline.due, deadline.whole_day, found, open_, reader)


def _about_deadline(
    due: datetime, whole_day: bool, found: tuple[Coming, ...], open_: Coming | None, reader: CaseReader
) -> str:
    """That no session comes in time, or that those that do are full; "" when there is room in one that does."""
    zone = reader.office.calendar.zone
    ends = due_words(due, whole_day, zone, year=reader.today)
    if due < reader.now:
        return f"Fristen gick ut {ends}. Boka första möjliga träff."
    if open_ is not None and not open_.late:
        return ""
    then = (
        f"Nästa med plats är {moment_words(open_.begin, zone, year=reader.today)}."
        if open_ is not None
        else "Även de närmaste därefter är fulla."
    )
    if found[0].late:
        return f"Fristen går ut {ends}, och ingen träff hinns med före det. {then}"
    return f"Fristen går ut {ends}, och alla träffar före det är fulla. {then} Skriv det som skäl."
