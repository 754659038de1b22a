"""Group sessions beside the cases: what a step of a case claims in one, and which sessions there are to book.

A place in a session is a claim under the session's name (`core.storage.claims.Claim`), so of two who take the last one the store lets one
have it. What is noted of how it went stays in the claim: the list of a session is had afterwards too, without reading any case.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec.structs import replace

from core import words
from core.application.groups.names import SESSION, session_name, slot_of
from core.application.groups.series_now import series_now
from core.engine.kernel import Decision
from core.engine.reading import is_protected
from core.engine.shared.occasions import occasion_at, occasions
from core.errors import Refused
from core.model import events as ev
from core.model.case import Booking, Case
from core.model.sessions import ATTENDED, AWAY, CALLED_OFF, Series
from core.storage.claims import Claim
from core.storage.port import Append

if TYPE_CHECKING:
    from core.application.step.office import Office

_PROTECTED = "!"
"""Begins the note of a claim whose person is shown by alias."""
OFFERED = 5


# ---- what a step of a case writes ------------------------------------------------------------------------------------


def with_sessions(office: Office, batch: Append, before: Case, decision: Decision) -> Append:
    """The step with the places it takes and gives back, and how it went for who had one."""
    claims: dict[tuple[str, str], Claim | None] = {}
    booked = dict(before.bookings)
    hidden = is_protected(office.definition_of(decision.case), decision.case)
    for recorded in decision.events:
        event = recorded.event
        if isinstance(event, ev.BookingMade) and event.series is not None:
            booked[event.instance] = Booking(event.slot, recorded.at, recorded.by, series=event.series)
            _put(claims, _claim(office, event.instance, booked[event.instance], "", hidden=hidden))
        elif isinstance(event, ev.BookingCancelled) and (had := booked.pop(event.instance, None)) is not None:
            _put(claims, *_given_back(office, event, had, recorded.at, hidden=hidden))
        elif isinstance(event, ev.AttendanceCorrected):
            had = Booking(event.slot, recorded.at, recorded.by, series=event.series)
            _put(claims, _claim(office, event.instance, had, event.outcome, hidden=hidden))
        elif isinstance(event, ev.StepCompleted) and event.outcome == ATTENDED:
            had = booked.get(event.instance)
            if had is not None and had.series is not None:
                _put(claims, _claim(office, event.instance, had, ATTENDED, hidden=hidden))
    if hidden != is_protected(office.definition_of(decision.case), before):
        for instance, booking in decision.case.bookings.items():
            if booking.series is not None:
                _put(claims, _claim(office, instance, booking, "", hidden=hidden))
    if not claims:
        return batch
    taken = tuple(claim for claim in claims.values() if claim is not None)
    released = tuple(key for key, claim in claims.items() if claim is None)
    return replace(batch, claims=(*batch.claims, *taken), released=(*batch.released, *released))


def _put(claims: dict[tuple[str, str], Claim | None], claim: Claim | None, gone: tuple[str, str] | None = None) -> None:
    if claim is not None:
        claims[claim.name, claim.holder] = claim
    elif gone is not None:
        claims[gone] = None


def _given_back(
    office: Office, event: ev.BookingCancelled, had: Booking, at: datetime, *, hidden: bool
) -> tuple[Claim | None, tuple[str, str] | None]:
    """A place that was booked away is given back; whoever stayed away is noted, and takes no room when that is said beforehand.

    Of a session that is called off it is noted who was booked, so that nobody is forgotten.
    """
    if had.series is None:
        return None, None
    if event.why not in (*AWAY, CALLED_OFF):
        return None, (session_name(had.series, had.slot), event.instance)
    claim = _claim(office, event.instance, had, event.why, hidden=hidden)
    return (replace(claim, amount=0) if at < had.slot or event.why == CALLED_OFF else claim), None


def _claim(office: Office, instance: str, booking: Booking, status: str, *, hidden: bool) -> Claim:
    series = office.municipality.series.get(booking.series or "")
    limit = series.capacity if series is not None and not status else None
    note = f"{_PROTECTED if hidden else ''}{status}"
    return Claim(session_name(booking.series or "", booking.slot), instance, limit=limit, note=note)


def read_note(note: str | None) -> tuple[str, bool]:
    """(how it went, whether the person is protected) of a claim's note. One that cannot be read says neither; the case itself knows."""
    if note is None:
        return "", False
    return note.removeprefix(_PROTECTED), note.startswith(_PROTECTED)


# ---- which sessions there are ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coming:
    """A session that may be booked. `free` is None where there is no limit; `late`: it begins after the case's deadline."""

    begin: datetime
    end: datetime
    free: int | None
    late: bool = False


def coming(office: Office, series: Series, now: datetime, due: datetime | None = None) -> tuple[Coming, ...]:
    """The next sessions that somebody may begin at, at most five, with how many places are free."""
    found = list(occasions(series, now, office.calendar, OFFERED, to_begin=True))
    taken = taken_in(office, series.id, found[0][0]) if found else {}
    return tuple(
        Coming(begin, end, _free(series, taken.get(begin, 0)), due is not None and begin > due) for begin, end in found
    )


def taken_in(office: Office, series: str, first: datetime) -> dict[datetime, int]:
    """How many places are taken in each session of `series` that begins at `first` or later; those without any are absent."""
    names = office.store.claimed(session_name(series, first), f"{SESSION}{series};")
    return {slot_of(each.name): each.amount for each in names}


def _free(series: Series, taken: int) -> int | None:
    return None if series.capacity is None else max(0, series.capacity - taken)


def free_words(free: int | None) -> str:
    """How many places are free, in words; "" where there is no limit."""
    if free is None:
        return ""
    return "fullt" if free == 0 else "1 plats kvar" if free == 1 else f"{free} platser kvar"


def session_full(office: Office, refused: Refused, now: datetime) -> Refused | None:
    """The refusal ``full`` of a session, saying which one and when there is room instead; None for one that is about something else."""
    name = str(refused.details.get("name", ""))
    series = series_now(office, name.split(":")[1], now) if name.startswith(SESSION) else None
    if refused.code != "full" or series is None:
        return None
    zone = office.calendar.zone
    today = office.calendar.local_date(now)
    open_ = [
        words.moment_words(each.begin, zone, year=today) for each in coming(office, series, now) if each.free != 0
    ][:3]
    then = f"Det finns plats {words.list_words(open_, 'och')}." if open_ else "Välj en gång längre fram."
    slot = words.moment_words(slot_of(name), zone, year=today)
    return Refused("session_full", field="slot", series=series.title, slot=slot, then=then)


def session_at(office: Office, series: Series, slot: datetime) -> tuple[datetime, datetime | None] | None:
    """(begin, end) of the session at `slot`; a series whose days people choose has one wherever somebody is booked."""
    found = occasion_at(series, slot, office.calendar)
    return found if found is not None else (None if series.fixed else (slot, None))


def sessions_between(office: Office, series: Series, first: datetime, now: datetime, limit: int) -> Iterator[datetime]:
    """When sessions begin, in order: those since `first` that somebody was booked in, called off or added, and the next `limit`.

    What people have changed is there however far ahead, so that nobody has to know its address to mend it.
    """
    taken = taken_in(office, series.id, first)
    coming_ = {begin for begin, _ in occasions(series, now, office.calendar, limit)}
    changed = {slot for slot in (*series.cancelled, *(begin for begin, _ in series.extra)) if slot >= first}
    yield from sorted({*taken, *coming_, *changed})
