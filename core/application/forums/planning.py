"""Planning a standing meeting on a day, and taking it away: a note beside the cases."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from core.application.form.forms import clock_of, day_of
from core.application.forums.days import KIND, Planned, days, rule_words
from core.application.step.actions import InvalidInput
from core.application.step.gathering import NO_DAY, Gathered, closed_words, far_ahead
from core.application.step.office import Office
from core.engine.shared.forums import fits
from core.model.forums import Forum
from core.storage.port import Note
from core.words import clock_words


def plan(
    office: Office,
    forum: Forum,
    actor: str,
    day_text: str,
    clock_text: str,
    reason: str,
    now: datetime,
    *,
    confirmed: bool,
) -> date:
    """Plans a meeting. Raises InvalidInput (fields ``day``, ``clock``, ``reason``, ``sakert``), StorageError."""
    today = office.calendar.local_date(now)
    found, read = days(office, forum.id, today), Gathered()
    day = read.read(lambda: day_of(day_text, "day"), NO_DAY)
    clock = read.read(lambda: clock_words(clock_of(clock_text, "clock")), "") if clock_text.strip() else ""
    read.check()
    if day < today:
        raise InvalidInput({"day": "Dagen har redan varit. Välj en kommande dag."})
    if day in found.all:
        raise InvalidInput({"day": "Det finns redan ett möte den dagen. Välj en annan dag."})
    others = days(office, forum.after, today).all if forum.after else ()
    if not reason.strip() and not fits(forum, day, others, office.calendar):
        raise InvalidInput({"reason": f"{_outside(office, forum, day, today)} Välj en annan dag, eller skriv varför."})
    if not confirmed and (asked := far_ahead(day, today)):
        raise InvalidInput(asked)
    value = msgspec.json.encode(Planned(clock, reason.strip())).decode()
    office.store.add_note(Note(KIND, f"{forum.id}:{day.isoformat()}", value, actor, now))
    return day


def _outside(office: Office, forum: Forum, day: date, today: date) -> str:
    """Why the rule does not let the meeting be held on `day`: a closed day by its name, else the rule itself."""
    closed = "" if forum.window.holidays else closed_words(day, office.calendar, today)
    return closed or f"Enligt regeln hålls mötet {rule_words(office.municipality, forum)}."


def cancel(office: Office, forum: Forum, actor: str, day: date, now: datetime) -> None:
    """Takes a meeting away. Raises StorageError."""
    value = msgspec.json.encode(Planned(cancelled=True)).decode()
    office.store.add_note(Note(KIND, f"{forum.id}:{day.isoformat()}", value, actor, now))
