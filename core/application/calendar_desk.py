"""Booked times as calendar files: one meeting to save, and a colleague's own feed. Part of `Rutin`, as `rutin.calendar`.

A feed is fetched by a calendar program that cannot log in, so its address holds a secret that the colleague can have made anew. Only its
digest is kept. It tells what is booked when, never whom it is about: no name, no number, no place, no text of a case.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from core.application.forum_case import roles_of
from core.application.forum_days import days
from core.application.ical import Entry, calendar
from core.application.office import Office
from core.application.series_now import series_now
from core.application.sessions import session_at
from core.clock import Clock, id_from, new_secret
from core.errors import NotFound
from core.model.case import step_of
from core.model.people import Actor
from core.model.steps import Session, Step
from core.storage.port import Note, TaskRow, WorklistQuery

KIND = "calendar_feed"
"""Notes of this kind hold the digest of a colleague's secret; ``""`` when the feed has been taken away."""
PAGE, MOST = 200, 1000
"""So many rows are read at a time, and in all."""
BACK, AHEAD = timedelta(days=30), timedelta(days=400)


@dataclass(frozen=True, slots=True)
class CalendarDesk:
    """Calendars of every municipality. `office` finds a municipality's office, or raises NotFound(no_municipality)."""

    office: Callable[[str], Office]
    clock: Clock

    def since(self, municipality: str, actor: Actor) -> datetime | None:
        """When the colleague's feed got its address, or None when there is none."""
        note = self.office(municipality).store.note(KIND, actor.id)
        return note.at if note is not None and note.value else None

    def renew(self, municipality: str, actor: Actor) -> str:
        """Gives the feed a new secret, which is told this once; whatever address it had no longer works. Raises StorageError."""
        secret = new_secret()
        self._keep(municipality, actor, _digest(actor.id, secret))
        return secret

    def remove(self, municipality: str, actor: Actor) -> None:
        """Takes the feed away. Raises StorageError."""
        self._keep(municipality, actor, "")

    def _keep(self, municipality: str, actor: Actor, value: str) -> None:
        self.office(municipality).store.add_note(Note(KIND, actor.id, value, actor.id, self.clock.now()))

    def feed(self, municipality: str, person: str, secret: str) -> str:
        """The colleague's booked times, for whoever knows the secret. Raises NotFound(no_page), without telling what was wrong."""
        office = self.office(municipality)
        colleague = office.municipality.staff.get(person)
        note = office.store.note(KIND, person)
        kept = note.value if note is not None else ""
        if colleague is None or not kept or not hmac.compare_digest(kept, _digest(person, secret)):
            raise NotFound("no_page")
        now = self.clock.now()
        entries = (*_booked(office, colleague.roles, colleague.id, now), *_meetings(office, colleague.roles, now))
        return calendar(f"Rutin, {office.municipality.title}", entries, now)

    def one(self, municipality: str, actor: Actor, case: str, instance: str) -> str:
        """One booked time, for somebody who looks at the case. The reading is logged. Raises NotFound."""
        office, now = self.office(municipality), self.clock.now()
        found = office.case(case)
        booking = found.bookings.get(instance)
        if booking is None:
            raise NotFound("no_page")
        office.store.log_read(actor.id, case, now)
        step = office.definition_of(found).steps[step_of(instance)]
        end = _end(office, step, booking.series, booking.slot)
        where = booking.place or step.place or ""
        entry = Entry(id_from(case, instance, booking.slot), booking.slot, step.title, end, where)
        return calendar("Rutin", (entry,), now)


def _digest(person: str, secret: str) -> str:
    return blake2b(f"{person}:{secret}".encode(), digest_size=32).hexdigest()


def _booked(office: Office, roles: frozenset[str], person: str, now: datetime) -> Iterator[Entry]:
    """Meetings that the colleague has or that nobody in particular has, and each group session once."""
    seen: set[str] = set()
    for row in _rows(office, roles, person):
        definition = office.definitions.get(row.process)
        step = definition.steps.get(step_of(row.instance)) if definition is not None else None
        if row.slot is None or step is None or not now - BACK <= row.slot <= now + AHEAD:
            continue
        together = isinstance(step, Session)
        uid = id_from(row.process, step.id, row.slot) if together else id_from(row.case, row.instance, row.slot)
        if uid not in seen:
            seen.add(uid)
            yield Entry(uid, row.slot, step.title, _end_of_any(office, step, row.slot))


def _rows(office: Office, roles: frozenset[str], person: str) -> Iterator[TaskRow]:
    after: str | None = None
    for _ in range(MOST // PAGE):
        page = office.store.worklist(WorklistQuery(roles, person, PAGE, after))
        yield from page.rows
        after = page.next
        if after is None:
            return


def _end_of_any(office: Office, step: Step, slot: datetime) -> datetime | None:
    """When a session of any of the step's series that begins then ends."""
    ends = (_end(office, step, name, slot) for name in (step.all_series if isinstance(step, Session) else ()))
    return next((end for end in ends if end is not None), None)


def _end(office: Office, step: Step, series: str | None, slot: datetime) -> datetime | None:
    found = series_now(office, series, slot) if isinstance(step, Session) else None
    session = session_at(office, found, slot) if found is not None else None
    return session[1] if session is not None else None


def _meetings(office: Office, roles: frozenset[str], now: datetime) -> Iterator[Entry]:
    """Standing meetings that the colleague takes part in."""
    today = office.calendar.local_date(now)
    for forum in office.municipality.forums.values():
        if not roles & set(roles_of(office.municipality, forum)):
            continue
        found = days(office, forum.id, today)
        for day in found.all:
            if now - BACK <= office.calendar.midnight(day) <= now + AHEAD:
                begins = found.begins(day) or day
                uid = id_from("forum", forum.id, day)
                yield Entry(uid, begins, forum.title, found.ends(day), forum.where or "")
