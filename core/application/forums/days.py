"""Which days a forum meets on: those its rule names and those people have planned, as notes beside the cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import msgspec

from core import words
from core.application.forums.case import case_id
from core.application.forums.records import MeetingLine, SlotView
from core.engine.shared.forums import Slot, days_of, named_days, proposals, slots
from core.model.forums import Forum
from core.model.people import Municipality

if TYPE_CHECKING:
    from core.application.step.office import Office

KIND = "forum_day"
"""Notes of this kind say that a forum meets on a day, or does not. The key is ``FORUM:DAY``."""
AHEAD = timedelta(days=400)
BACK = timedelta(days=400)
COMING = 4
_MONTHS = words.MONTHS


class Planned(msgspec.Struct, frozen=True):
    """What is noted of a day: the clock time, why it is outside the rule, or that the meeting is cancelled."""

    clock: str = ""
    reason: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Days:
    """The days of one forum, read once. `noted`: those that people have planned or taken away; the others are the rule's own."""

    office: Office
    forum: Forum
    today: date
    planned: dict[date, Planned]
    noted: frozenset[date] = frozenset()

    @property
    def all(self) -> tuple[date, ...]:
        """Every day it meets on or has met on, in order: the rule's own within about a year, those that people plan however far away."""
        return tuple(sorted(day for day, each in self.planned.items() if not each.cancelled))

    def line(self, day: date) -> MeetingLine:
        """One meeting."""
        each = self.planned[day]
        case = case_id(self.office.municipality.slug, self.forum.id, day.isoformat())
        opened = self.office.store.version(case) > 0
        closed = opened and self.office.case(case).status == "ended"
        where, ends = self.forum.where or "", self.ends(day)
        clock = f"{each.clock}–{self.office.calendar.local(ends):%H.%M}" if ends is not None else each.clock
        return MeetingLine(day.isoformat(), day, clock, where, day < self.today, opened, closed, each.reason)

    def begins(self, day: date) -> datetime | None:
        """When the meeting on `day` begins (UTC), where its clock time is said."""
        clock = self.planned[day].clock
        return self.office.calendar.utc(day, time.fromisoformat(clock.replace(".", ":"))) if clock else None

    def ends(self, day: date) -> datetime | None:
        """When the meeting on `day` ends (UTC), where its length is said: by the window it is in, or in minutes."""
        begins, hours = self.begins(day), self.forum.window.hours
        if (
            begins is None or day.year == date.max.year
        ):  # planned in an old database: it may end after all days there are
            return None
        if self.forum.minutes is not None:
            return begins + timedelta(minutes=self.forum.minutes)
        by_rule = hours is not None and self.planned[day].clock == f"{hours[0]:%H.%M}"
        return self.office.calendar.utc(day, hours[1]) if hours is not None and by_rule else None

    @property
    def next(self) -> date | None:
        """The next day it meets on, today too."""
        return next((day for day in self.all if day >= self.today), None)

    def slots(self) -> tuple[SlotView, ...]:
        """The coming periods."""
        others = days(self.office, self.forum.after, self.today).all if self.forum.after else ()
        return tuple(self._slot(slot, others) for slot in self._coming())

    def _coming(self) -> tuple[Slot, ...]:
        return tuple(slots(self.forum, self.today, COMING))

    def _slot(self, slot: Slot, others: tuple[date, ...]) -> SlotView:
        own = [day for day in self.all if slot.first <= day <= slot.last]
        missing = max(0, slot.times - len(own))
        possible = proposals(self.forum, slot, self.today, others, self.office.calendar) if missing else ()
        lines = tuple(self.line(day) for day in own if day >= self.today)
        left = any(day >= self.today for day in days_of(self.forum, slot, self.office.calendar))
        return SlotView(_period_words(slot), lines, missing, tuple(day for day in possible if day not in own), not left)

    def besides(self) -> tuple[MeetingLine, ...]:
        """Coming meetings in none of the coming periods that somebody has planned: a day is never out of sight of whoever mistyped it."""
        coming = self._coming()
        within = (any(slot.first <= day <= slot.last for slot in coming) for day in self.all)
        return tuple(
            self.line(day)
            for day, told in zip(self.all, within, strict=True)
            if day >= self.today and not told and (day in self.noted or not coming)
        )


def days(office: Office, forum: str | None, today: date) -> Days:
    """The days of the forum `forum`."""
    found = office.municipality.forums[forum or ""]
    named = named_days(found, today - BACK, today + AHEAD, office.calendar)
    hours = found.window.hours
    clock = f"{hours[0]:%H.%M}" if hours else ""
    planned = {day: Planned(clock) for day in named}
    noted = {
        date.fromisoformat(note.key.rpartition(":")[2]): msgspec.json.decode(note.value, type=Planned)
        for note in office.store.notes(KIND, f"{found.id}:", f"{found.id};")
    }
    return Days(office, found, today, planned | noted, frozenset(noted))


def rule_words(town: Municipality, forum: Forum) -> str:
    """How often and on which days, in words that go on in a sentence."""
    often, when = _often(forum), words.window_words(forum.window)
    if forum.fixed and forum.every == 1:
        often, when = f"varje {when}", ""
    other = town.forums.get(forum.after or "")
    after = f"efter {words.inside(other.title)}" if other else ""
    besides = "och vid behov" if forum.when_needed and often else "vid behov" if forum.when_needed else ""
    return ", ".join(part for part in (often, when, after, besides) if part) or "när det behövs"


_COUNTED = {1: "en gång", 2: "två gånger", 3: "tre gånger", 4: "fyra gånger"}


def _often(forum: Forum) -> str:
    if forum.per is None:
        return ""
    if forum.every > 1:
        return words.weeks_words(forum.every)
    return f"{_COUNTED.get(forum.times, f'{forum.times} gånger')} per {words.PERIODS[forum.per]}"


def _period_words(slot: Slot) -> str:
    length = (slot.last - slot.first).days
    if length < 8:
        return f"Vecka {slot.first.isocalendar().week}"
    if length < 32:
        return f"{words.capital(_MONTHS[slot.first.month - 1])} {slot.first.year}"
    if length < 190:
        return f"{'Första' if slot.first.month == 1 else 'Andra'} halvåret {slot.first.year}"
    return f"{slot.first.year}"
