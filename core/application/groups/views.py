"""Series and sessions for the pages: when they are, how full, who is booked and how it went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from core import words
from core.application.case.reader import followed, role_words, short_number
from core.application.form.forms import YEARS
from core.application.groups.changes import Change, changes_of
from core.application.groups.names import session_name
from core.application.groups.records import Booked, Mark, SeriesView, SessionLine, SessionPage
from core.application.groups.series_now import all_now, series_now
from core.application.groups.sessions import coming, free_words, read_note, session_at, sessions_between, taken_in
from core.application.reading.access import openable
from core.application.step.office import Office
from core.engine.command.completing import outcomes_of
from core.engine.plan import plan_of
from core.engine.shared.occasions import occasion_at
from core.errors import NotFound
from core.model.case import step_of
from core.model.people import Actor
from core.model.sessions import CALLED_OFF, EXCUSED, Series
from core.model.steps import Session
from core.storage.claims import ClaimRow

BACK = timedelta(weeks=5)
AHEAD = 8
MOST = 500
"""So many booked are shown of one session."""


def series_named(office: Office, name: str, now: datetime) -> Series:
    """The series `name` as it is now. Raises NotFound(no_series)."""
    found = series_now(office, name, now)
    if found is None:
        raise NotFound("no_series", municipality=office.municipality.title)
    return found


def steps_of(office: Office, series: str) -> Iterator[tuple[str, Session]]:
    """(process, step) of every step that may book a place in the series."""
    for definition in office.definitions.values():
        if plan_of(definition).sessions:
            yield from (
                (definition.id, s)
                for s in definition.steps.values()
                if isinstance(s, Session) and series in s.all_series
            )


def roles_for(office: Office, series: Series) -> frozenset[str]:
    """Who may see who is booked: those who lead it, book its places or note how it went."""
    allowed = set(series.roles)
    for _, step in steps_of(office, series.id):
        allowed |= {*step.roles, *step.booked_by, *(role for way in step.roles_when for role in way.roles)}
    return frozenset(allowed)


def all_series(office: Office, actor: Actor, now: datetime) -> tuple[SeriesView, ...]:
    """Every series, each with its next session."""
    found = all_now(office, office.municipality.series, now).values()
    return tuple(view_of(office, actor, each, now, ahead=1, back=timedelta()) for each in found)


def view_of(
    office: Office, actor: Actor, series: Series, now: datetime, *, ahead: int = AHEAD, back: timedelta = BACK
) -> SeriesView:
    """A series with the sessions of the last weeks that somebody was booked in, and the next."""
    first = now - back
    taken = taken_in(office, series.id, first)
    begins = sessions_between(office, series, first, now, ahead)
    return SeriesView(
        id=series.id,
        title=series.title,
        when=_when(office, series),
        room=_room(series),
        where=series.where or "",
        intake=_intake(series),
        may_see=bool(actor.roles & roles_for(office, series)),
        sessions=tuple(line_of(office, series, begin, taken.get(begin, 0), now) for begin in begins),
        fixed=series.fixed,
        note=series.note,
    )


def line_of(office: Office, series: Series, begin: datetime, taken: int, now: datetime) -> SessionLine:
    """A session as a line."""
    found = occasion_at(series, begin, office.calendar)
    free = None if series.capacity is None else max(0, series.capacity - taken)
    end = found[1] if found is not None else None
    off = begin in series.cancelled
    return SessionLine(key_of(office, begin), begin, end, taken, None if off else free, begin <= now, off)


def key_of(office: Office, begin: datetime) -> str:
    """A session's part of its address: its local day and time."""
    return f"{office.calendar.local(begin):%Y-%m-%dT%H%M}"


def begin_of(office: Office, key: str) -> datetime:
    """The moment a session's key names (UTC). Raises NotFound(no_page)."""
    try:
        local = datetime.strptime(key, "%Y-%m-%dT%H%M").replace(tzinfo=office.calendar.zone)
    except ValueError as error:
        raise NotFound("no_page") from error
    if local.year not in YEARS:
        raise NotFound("no_page")
    return office.calendar.utc(local.date(), local.time())


def _when(office: Office, series: Series) -> str:
    if not series.fixed:
        return "Dagen väljs för varje bokning"
    forum = office.municipality.forums.get(series.forum or "")
    if forum is not None:
        hours = f" {words.hours_words(series.window.hours)}" if series.window.hours else ""
        return f"De dagar som {words.inside(forum.title)} är planerad{hours}{_length(series)}"
    said = f"{words.window_words(series.window)}{_length(series)}"
    turn = f", {words.weeks_words(series.every)}" if series.every > 1 else ""
    return f"{words.capital(said)}{turn}"


def _length(series: Series) -> str:
    return f", {series.minutes} minuter var" if series.minutes else ""


def _room(series: Series) -> str:
    if series.counted == "undecided":
        return "antalet platser är inte bestämt"
    if series.capacity is None:
        return "ingen gräns för antalet"
    return "1 plats" if series.capacity == 1 else f"{series.capacity} platser"


def _intake(series: Series) -> str:
    if not series.starts:
        return "Nya deltagare kan börja när som helst"
    return f"Nya deltagare börjar {words.list_words([words.date_words(d) for d in sorted(series.starts)], 'eller')}"


# ---- one session ----------------------------------------------------------------------------------------------------


def page_of(office: Office, actor: Actor, name: str, key: str, now: datetime) -> SessionPage:
    """A session with who is booked. Raises NotFound."""
    series, begin = series_named(office, name, now), begin_of(office, key)
    rows = booked_in(office, series, begin)
    change = changes_of(office, name).get(begin, Change())
    if not rows and session_at(office, series, begin) is None and not change.cancelled:
        raise NotFound("no_page")
    is_open = office.calendar.local_date(begin) <= office.calendar.local_date(now)
    marks = {process: marks_of(step) for process, step in steps_of(office, name)}
    mine = frozenset(row.case for row in openable(office, actor, rows))
    made = (
        _booked(office, actor, row, marks.get(row.process, ()), is_open=is_open)
        if row.case in mine
        else Booked("", "", "", "Någon annans ärende", "", protected=False, status="", status_title="")
        for row in rows
    )
    taken = sum(row.amount for row in rows)
    return SessionPage(
        series=replace(view_of(office, actor, series, now, ahead=0, back=timedelta()), sessions=()),
        line=line_of(office, series, begin, taken, now),
        rows=tuple(sorted(made, key=lambda row: (not row.case, row.protected, row.person.lower(), row.case))),
        open=is_open,
        marks=tuple(dict.fromkeys(mark for each in marks.values() for mark in each)),
        why=change.reason if change.cancelled else "",
        others=tuple(_others(office, series, begin, now)),
        may_call_off=may_call_off(office, begin, rows, now),
        noted_by=noted_by(office, actor, (row for row in rows if row.case in mine)),
    )


def may_call_off(office: Office, begin: datetime, rows: Iterable[ClaimRow], now: datetime) -> bool:
    """Whether a session may be called off: until its day is over or somebody has noted how it went for anybody who was to come."""
    over = office.calendar.local_date(now) > office.calendar.local_date(begin)
    return not over and all(read_note(row.note)[0] in ("", EXCUSED, CALLED_OFF) for row in rows)


def barred(office: Office, actor: Actor, row: ClaimRow) -> tuple[str, ...]:
    """The roles that note how it went for somebody, for an actor who has none of them; empty for one who has, or whom a fact may name."""
    definition = followed(office, row, step_of(row.holder))
    step = definition.steps.get(step_of(row.holder)) if definition is not None else None
    if definition is None or not isinstance(step, Session) or step.role_fact is not None:
        return ()
    noting = (*step.roles, *(role for way in step.roles_when for role in way.roles)) or plan_of(definition).roles
    return () if actor.roles & set(noting) else noting


def noted_by(office: Office, actor: Actor, rows: Iterable[ClaimRow]) -> str:
    """Who notes how it went for those of `rows` of whom the actor may not, in words; "" when there are none."""
    roles = dict.fromkeys(role for row in rows for role in barred(office, actor, row))
    return role_words(office, roles)


def _others(office: Office, series: Series, begin: datetime, now: datetime) -> Iterator[Mark]:
    """The next sessions with room, as choices."""
    for each in coming(office, series, now):
        if each.begin != begin and each.free != 0:
            when = words.capital(
                words.moment_words(each.begin, office.calendar.zone, year=office.calendar.local_date(now))
            )
            room = free_words(each.free)
            yield Mark(key_of(office, each.begin), f"{when}, {room}" if room else when)


def booked_in(office: Office, series: Series, begin: datetime) -> tuple[ClaimRow, ...]:
    """Everybody who is or was booked in a session."""
    return office.store.claims(session_name(series.id, begin), MOST)[0]


def marks_of(step: Session) -> tuple[Mark, ...]:
    """The ways it can go at a step, in the routine's own words."""
    return tuple(Mark(each.id, each.title) for each in outcomes_of(step))


def row_key(row: ClaimRow) -> str:
    """What a row is called in a form."""
    return f"{row.case}.{row.holder.replace('#', '-')}"


def alias_of(case: str) -> str:
    """What a person with protected identity is called in lists."""
    return f"Skyddad person {short_number(case)}"


def _booked(office: Office, actor: Actor, row: ClaimRow, marks: tuple[Mark, ...], *, is_open: bool) -> Booked:
    status, hidden = read_note(row.note)
    protected = hidden or row.protected
    definition = followed(office, row, step_of(row.holder))
    step = definition.steps.get(step_of(row.holder)) if definition else None
    own = marks_of(step) if isinstance(step, Session) else marks
    notes = not barred(office, actor, row)
    offered = own if is_open else tuple(mark for mark in own if mark.value == EXCUSED)
    return Booked(
        key=row_key(row),
        case=row.case,
        case_number=short_number(row.case),
        person=alias_of(row.case) if protected else row.label or "Namn saknas",
        process_title=definition.title if definition else row.process,
        protected=protected,
        status=status,
        status_title="Träffen ställdes in" if status == CALLED_OFF else title_of(status, own),
        mendable=notes and status not in ("", CALLED_OFF) and len(own) > 1,
        marks=offered if notes and not status else (),
    )


def title_of(status: str, marks: Iterable[Mark]) -> str:
    """How it went, in words."""
    return next((mark.title for mark in marks if mark.value == status), "")
