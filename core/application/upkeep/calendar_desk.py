"""A colleague's booked times: the week on a page, one meeting as a file to save, and a feed. Part of `Rutin`, as `rutin.calendar`.

A feed is fetched by a calendar program that cannot log in, so its address holds a secret that the colleague can have made anew. Only its
digest is kept. It tells what is booked when, never whom it is about: no name, no number, no place, no text of a case.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from core.application.reading.access import opened_by
from core.application.step.office import Office
from core.application.week.ical import Entry, calendar
from core.application.week.own_bookings import bookings, end_of, forum_days
from core.application.week.own_week import OwnWeek, week_of
from core.clock import Clock, id_from, new_secret
from core.errors import NotFound
from core.model.case import step_of
from core.model.people import Actor
from core.storage.port import Note

KIND = "calendar_feed"
"""Notes of this kind hold the digest of a colleague's secret; ``""`` when the feed has been taken away."""
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

    def week(self, municipality: str, actor: Actor, week: str | None = None) -> OwnWeek:
        """What is booked with the colleague in a week written ``2026-W10``, or in this one. Raises NotFound(no_period)."""
        return week_of(self.office(municipality), actor, week, self.clock.now())

    def one(self, municipality: str, actor: Actor, case: str, instance: str) -> str:
        """One booked time, for somebody who looks at the case. The reading is logged. Raises NotFound, Refused(case_role)."""
        office, now = self.office(municipality), self.clock.now()
        found = opened_by(office, actor, case)
        booking = found.bookings.get(instance)
        if booking is None:
            raise NotFound("no_page")
        office.store.log_read(actor.id, case, now)
        step = office.definition_of(found).steps[step_of(instance)]
        end = end_of(office, step, booking.series, booking.slot)
        where = booking.place or step.place or ""
        entry = Entry(id_from(case, instance, booking.slot), booking.slot, step.title, end, where)
        return calendar("Rutin", (entry,), now)


def _digest(person: str, secret: str) -> str:
    return blake2b(f"{person}:{secret}".encode(), digest_size=32).hexdigest()


def _booked(office: Office, roles: frozenset[str], person: str, now: datetime) -> Iterator[Entry]:
    """Meetings that the colleague has or that nobody in particular has, and each group session once."""
    seen: set[str] = set()
    for each in bookings(office, roles, person, now - BACK, now + AHEAD):
        row = each.row
        what = (row.process, each.step.id) if each.together else (row.case, row.instance)
        uid = id_from(*what, each.slot)
        if uid not in seen:
            seen.add(uid)
            yield Entry(uid, each.slot, each.step.title, each.ends)


def _meetings(office: Office, roles: frozenset[str], now: datetime) -> Iterator[Entry]:
    """Standing meetings that the colleague takes part in."""
    first, today, last = (office.calendar.local_date(at) for at in (now - BACK, now, now + AHEAD))
    for each in forum_days(office, roles, today, first, last):
        uid = id_from("forum", each.forum.id, each.day)
        yield Entry(uid, each.begins or each.day, each.forum.title, each.ends, each.forum.where or "")
