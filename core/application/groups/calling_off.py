"""A group session is called off, held after all, or added besides the rule. Who was booked is moved or gets the step back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from core import words
from core.application.form.forms import clock_of, day_of
from core.application.groups.changes import Change, changes_of, keep
from core.application.groups.sessions import read_note, session_at
from core.application.groups.views import begin_of, booked_in, key_of, may_call_off, series_named
from core.application.reading.access import openable
from core.application.step.actions import InvalidInput
from core.application.step.gathering import NO_DAY, Gathered, closed_words, far_ahead
from core.application.step.office import Office
from core.clock import id_from
from core.engine.shared.occasions import occasion_at, occasions_on
from core.errors import NotFound, RutinError
from core.model.commands import Book, CallOff, Command
from core.model.people import SYSTEM, Actor
from core.model.sessions import Series
from core.storage.claims import ClaimRow

USUAL = timedelta(hours=1)
"""How long a session is that is added to a series whose sessions have no clock times."""


def call_off(
    office: Office, actor: Actor, name: str, key: str, reason: str, to: str, command: str, now: datetime
) -> str:
    """Calls a session off. Everybody who is booked is moved to the session `to`, where it is named and has room; the others book anew.

    It can be sent again: what stands in the way of one is tried anew, and nobody is moved twice. In a case that the actor may not open
    nothing is written: the place is given back by itself, and those who work with it book anew (docs/decisions/0023).

    Raises:
        InvalidInput: ``reason``, ``to``. NotFound: no such session. StorageError: nothing was written.
    """
    series, begin = series_named(office, name, now), begin_of(office, key)
    booked = booked_in(office, series, begin)
    rows = [row for row in booked if not read_note(row.note)[0]]
    if not rows and session_at(office, series, begin) is None:
        raise NotFound("no_page")
    if not may_call_off(office, begin, booked, now):
        raise InvalidInput(
            {"reason": "Träffen har redan varit, så den kan inte ställas in. Notera närvaron i stället."}
        )
    if not reason.strip():
        raise InvalidInput({"reason": "Skriv varför träffen ställs in. Det står sedan i ärendena."})
    slot = _target(office, series, begin, to)
    change = changes_of(office, name).get(begin, Change())
    keep(office, name, begin, Change(cancelled=True, ends=change.ends, reason=reason.strip()), actor.id, now)
    own = {row.case for row in openable(office, actor, rows)}
    mine = [row for row in rows if row.case in own]
    moved = _moved(office, actor, mine, slot, reason.strip(), command, now) if slot is not None else set()
    left = [row for row in rows if row.case not in moved]
    commands = [
        _off(actor, row, begin, reason.strip(), command, now)
        if row.case in own
        else _off(SYSTEM, row, begin, "", command, now)
        for row in left
    ]
    told = office.carry_out_all(commands, now)
    failed = sum(isinstance(each, RutinError) for each in told)
    return _message(office, len(moved), len(left) - failed, failed, slot, now)


def hold_after_all(office: Office, actor: Actor, name: str, key: str, now: datetime) -> str:
    """A session that was called off is held; those who were booked book anew. Raises NotFound, StorageError."""
    series_named(office, name, now)
    begin = begin_of(office, key)
    change = changes_of(office, name).get(begin)
    if change is None or not change.cancelled:
        raise NotFound("no_page")
    keep(office, name, begin, Change(ends=change.ends), actor.id, now)
    return "Träffen blir av. De som var bokade på den är inte bokade igen: boka dem på deras ärenden."


def add(
    office: Office,
    actor: Actor,
    name: str,
    day_text: str,
    clock_text: str,
    ends: str,
    now: datetime,
    *,
    confirmed: bool,
) -> str:
    """Adds a session besides the rule, and gives its key.

    Raises InvalidInput (``day``, ``clock``, ``ends``, ``sakert``), NotFound, StorageError.
    """
    series = series_named(office, name, now)
    found = Gathered()
    day = found.read(lambda: day_of(day_text, "day"), NO_DAY)
    begins = found.read(lambda: clock_of(clock_text, "clock"), time())
    stops = found.read(lambda: clock_of(ends, "ends"), time()) if ends.strip() else None
    found.check()
    begin = office.calendar.utc(day, begins)
    if begin <= now:
        raise InvalidInput({"day": "Tiden har redan varit. Välj en kommande dag."})
    if not series.fixed:
        raise InvalidInput({"day": "Serien har inga fasta dagar: välj dagen när platsen bokas."})
    if occasion_at(series, begin, office.calendar) is not None:
        raise InvalidInput({"day": "Det är redan en träff då. Välj en annan tid."})
    end = office.calendar.utc(day, stops) if stops is not None else begin + _usual(series)
    if end <= begin:
        raise InvalidInput({"ends": "Träffen slutar innan den börjar. Ändra klockslaget."})
    if any(begin < other[1] and other[0] < end for other in occasions_on(series, day, office.calendar)):
        raise InvalidInput({"clock": "Träffen krockar med en annan i samma serie. Välj en annan tid."})
    if not confirmed and (asked := _unusual(office, series, day, now)):
        raise InvalidInput(asked)
    keep(office, name, begin, Change(ends=end), actor.id, now)
    return key_of(office, begin)


def _unusual(office: Office, series: Series, day: date, now: datetime) -> dict[str, str]:
    """What whoever adds a session has to confirm first: a day more than a year ahead, or one that is closed."""
    today = office.calendar.local_date(now)
    closed = "" if series.window.holidays else closed_words(day, office.calendar, today)
    asked = {"sakert": f"{closed} Kryssa för om träffen ändå ska vara då."} if closed else {}
    return far_ahead(day, today) or asked


# ---- those who are booked -------------------------------------------------------------------------------------------


def _target(office: Office, series: Series, begin: datetime, to: str) -> datetime | None:
    if not to:
        return None
    try:
        slot = begin_of(office, to)
    except NotFound as error:
        raise InvalidInput({"to": "Välj en av träffarna i listan."}) from error
    if slot == begin or session_at(office, series, slot) is None:
        raise InvalidInput({"to": "Det är ingen träff då. Välj en av träffarna i listan."})
    return slot


def _moved(
    office: Office, actor: Actor, rows: list[ClaimRow], slot: datetime, reason: str, command: str, now: datetime
) -> set[str]:
    """The cases that got a place in the other session; whoever has none there, or whose routine does not let `actor` book, has not."""
    commands: list[Command] = [
        Book(
            id=_id(command, row, "book"), case=row.case, actor=actor, at=now, instance=row.holder, slot=slot, reason=reason
        )
        for row in rows
    ]  # fmt: skip
    told = office.carry_out_all(commands, now)
    return {row.case for row, each in zip(rows, told, strict=True) if not isinstance(each, RutinError)}


def _off(actor: Actor, row: ClaimRow, slot: datetime, reason: str, command: str, now: datetime) -> CallOff:
    own = _id(command, row, "off")
    return CallOff(id=own, case=row.case, actor=actor, at=now, instance=row.holder, slot=slot, reason=reason)


def _id(command: str, row: ClaimRow, what: str) -> str:
    return id_from(command, row.case, row.holder, what)


def _message(office: Office, moved: int, off: int, failed: int, slot: datetime | None, now: datetime) -> str:
    said = ["Träffen är inställd."]
    if moved and slot is not None:
        when = words.moment_words(slot, office.calendar.zone, year=office.calendar.local_date(now))
        said.append(f"{_people(moved)} är {'flyttad' if moved == 1 else 'flyttade'} till {when}.")
    if off:
        said.append(f"{_people(off)} behöver en ny tid: steget ligger hos den som bokar.")
    if failed:
        said.append(f"{_people(failed)} är fortfarande {'bokad' if failed == 1 else 'bokade'}. Försök igen.")
    return " ".join(said)


def _people(count: int) -> str:
    return "1 person" if count == 1 else f"{count} personer"


def _usual(series: Series) -> timedelta:
    hours = series.window.hours
    if series.minutes:
        return timedelta(minutes=series.minutes)
    if hours is None:
        return USUAL
    first, last = (timedelta(hours=each.hour, minutes=each.minute) for each in hours)
    return last - first
