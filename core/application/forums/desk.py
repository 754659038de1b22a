"""Everything the pages can do with standing meetings, one method each. Part of `Rutin`, as `rutin.forums`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from core.application.case.reader import role_words
from core.application.forums.case import roles_of
from core.application.forums.planning import cancel, plan
from core.application.forums.records import AgendaInput, AgendaPage, ForumPage, ForumView, TakenUp
from core.application.forums.taking import take_up
from core.application.forums.views import (
    Meeting,
    agenda_of,
    all_forums,
    closing_words,
    forum_named,
    meeting_of,
    page_of,
)
from core.application.forums.writing import Writing
from core.application.groups.series_now import booked_on
from core.application.step.actions import InvalidInput
from core.application.step.office import Office
from core.clock import Clock
from core.errors import Refused
from core.model.forums import Forum
from core.model.people import Actor


@dataclass(frozen=True, slots=True)
class ForumDesk:
    """Standing meetings of every municipality. `office` finds a municipality's office, or raises NotFound(no_municipality)."""

    office: Callable[[str], Office]
    clock: Clock

    def all(self, municipality: str, actor: Actor) -> tuple[ForumView, ...]:
        """The municipality's forums, each with its next meeting."""
        return all_forums(self.office(municipality), actor, self.clock.now())

    def forum(self, municipality: str, actor: Actor, forum: str) -> ForumPage:
        """A forum with its meetings. Raises NotFound(no_forum)."""
        return page_of(self.office(municipality), actor, forum, self.clock.now())

    def plan(
        self, municipality: str, actor: Actor, forum: str, day: str, clock: str, reason: str, *, confirmed: bool = True
    ) -> date:
        """Plans a meeting. `confirmed`: a day more than a year ahead is meant, or nobody is to be asked.

        Raises InvalidInput (``day``, ``clock``, ``reason``, ``sakert``), NotFound, Refused(page_role), StorageError.
        """
        office, found = self._keeping(municipality, actor, forum)
        return plan(office, found, actor.id, day, clock, reason, self.clock.now(), confirmed=confirmed)

    def cancel(self, municipality: str, actor: Actor, forum: str, key: str) -> None:
        """Takes a planned meeting away; one that somebody has written in, or booked times on, stays.

        Raises NotFound, Refused(page_role, meeting_written, times_booked).
        """
        office, found = self._keeping(municipality, actor, forum)
        meeting = meeting_of(office, forum, key, self.clock.now())
        if meeting.case() is not None:
            raise Refused("meeting_written")
        if (series := booked_on(office, forum, meeting.day)) is not None:
            raise Refused("times_booked", series=series)
        cancel(office, found, actor.id, meeting.day, self.clock.now())

    def agenda(self, municipality: str, actor: Actor, forum: str, key: str) -> AgendaPage:
        """The agenda of a meeting, for those who take part. Raises NotFound, Refused(page_role)."""
        return agenda_of(self._meeting(municipality, actor, forum, key), actor)

    def write(self, municipality: str, actor: Actor, forum: str, key: str, sent: AgendaInput) -> str:
        """Keeps what was written, and gives the sentence for it. Raises InvalidInput, AgendaClash, Refused, NotFound, StorageError."""
        meeting = self._meeting(municipality, actor, forum, key)
        if sent.close and not sent.confirmed:
            today = meeting.office.calendar.local_date(self.clock.now())
            raise InvalidInput({"sakert": closing_words(agenda_of(meeting, actor), sent, today)})
        Writing(meeting, actor, self.clock.now()).save(sent)
        return (
            "Mötet är avslutat. Frågor utan svar följer med till nästa möte."
            if sent.close
            else "Dagordningen är sparad."
        )

    def take_up(
        self, municipality: str, actor: Actor, forum: str, key: str, rows: Iterable[str], command: str
    ) -> TakenUp:
        """Takes up chosen cases. Raises InvalidInput (``rad``), NotFound, Refused(page_role), StorageError."""
        meeting = self._meeting(municipality, actor, forum, key)
        return take_up(meeting, actor, self.clock.now(), rows, command)

    def _meeting(self, municipality: str, actor: Actor, forum: str, key: str) -> Meeting:
        office, _ = self._keeping(municipality, actor, forum)
        return meeting_of(office, forum, key, self.clock.now())

    def _keeping(self, municipality: str, actor: Actor, forum: str) -> tuple[Office, Forum]:
        office = self.office(municipality)
        found = forum_named(office, forum)
        allowed = roles_of(office.municipality, found)
        if not actor.roles & set(allowed):
            raise Refused("page_role", roles=role_words(office, allowed))
        return office, found
