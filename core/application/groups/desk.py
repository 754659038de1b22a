"""Everything the pages can do with group sessions, one method each. Part of `Rutin`, as `rutin.groups`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.application.case.reader import role_words
from core.application.groups.attending import note_attendance
from core.application.groups.calling_off import add, call_off, hold_after_all
from core.application.groups.mending_attendance import mend, page_for
from core.application.groups.records import (
    Attendance,
    AttendanceNoted,
    Correction,
    CorrectionPage,
    SeriesView,
    SessionPage,
)
from core.application.groups.views import all_series, page_of, roles_for, series_named, view_of
from core.application.step.office import Office
from core.clock import Clock
from core.errors import Refused
from core.model.people import Actor


@dataclass(frozen=True, slots=True)
class GroupDesk:
    """Group sessions of every municipality. `office` finds a municipality's office, or raises NotFound(no_municipality)."""

    office: Callable[[str], Office]
    clock: Clock

    def all(self, municipality: str, actor: Actor) -> tuple[SeriesView, ...]:
        """The municipality's series, each with its next session."""
        return all_series(self.office(municipality), actor, self.clock.now())

    def series(self, municipality: str, actor: Actor, series: str) -> SeriesView:
        """A series with its sessions. Raises NotFound(no_series)."""
        office = self.office(municipality)
        now = self.clock.now()
        return view_of(office, actor, series_named(office, series, now), now)

    def session(self, municipality: str, actor: Actor, series: str, key: str) -> SessionPage:
        """Who is booked in a session, for those who lead it, book it or note how it went. Raises NotFound, Refused(page_role)."""
        office = self._leading(municipality, actor, series)
        return page_of(office, actor, series, key, self.clock.now())

    def note(self, municipality: str, actor: Actor, series: str, key: str, sent: Attendance) -> AttendanceNoted:
        """Notes who came to a session; what could not be noted is said row by row. Raises NotFound, Refused(page_role), StorageError."""
        office = self._leading(municipality, actor, series)
        return note_attendance(office, actor, series, key, sent, self.clock.now())

    def call_off(
        self, municipality: str, actor: Actor, series: str, key: str, reason: str, to: str, command: str
    ) -> str:
        """Calls a session off, and gives the sentence for what came of it.

        Raises InvalidInput (``reason``, ``to``), NotFound, Refused(page_role), StorageError.
        """
        office = self._leading(municipality, actor, series)
        return call_off(office, actor, series, key, reason, to, command, self.clock.now())

    def hold_after_all(self, municipality: str, actor: Actor, series: str, key: str) -> str:
        """A session that was called off is held after all. Raises NotFound, Refused(page_role), StorageError."""
        return hold_after_all(self._leading(municipality, actor, series), actor, series, key, self.clock.now())

    def add(
        self, municipality: str, actor: Actor, series: str, day: str, clock: str, ends: str, *, confirmed: bool = True
    ) -> str:
        """Adds a session besides the rule, and gives its key. `confirmed`: an unusual day is meant, or nobody is to be asked.

        Raises InvalidInput (``day``, ``clock``, ``ends``, ``sakert``), NotFound, Refused(page_role), StorageError.
        """
        office, now = self._leading(municipality, actor, series), self.clock.now()
        return add(office, actor, series, day, clock, ends, now, confirmed=confirmed)

    def correction(
        self, municipality: str, actor: Actor, series: str, key: str, row: str, outcome: str = ""
    ) -> CorrectionPage:
        """What puts right how it went for one person. Raises NotFound, Refused(page_role)."""
        office = self._leading(municipality, actor, series)
        return page_for(office, actor, series, key, row, outcome, self.clock.now())

    def correct(self, municipality: str, actor: Actor, series: str, key: str, row: str, sent: Correction) -> str:
        """Puts right how it went for one person. Raises InvalidInput, NotFound, Refused, StorageError."""
        return mend(self._leading(municipality, actor, series), actor, series, key, row, sent, self.clock.now())

    def _leading(self, municipality: str, actor: Actor, series: str) -> Office:
        office = self.office(municipality)
        allowed = roles_for(office, series_named(office, series, self.clock.now()))
        if not actor.roles & allowed:
            raise Refused("page_role", roles=role_words(office, sorted(allowed)))
        return office
