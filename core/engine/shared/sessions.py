"""Booking a place in a group session: in which series, and whether there is a session then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from core.engine.command.run import Run
from core.engine.shared.occasions import occasion_at, occasions, takes_new
from core.errors import Refused
from core.model.commands import Book
from core.model.sessions import Series
from core.model.steps import Session
from core.model.values import Expression
from core.words import list_words, moment_words

OFFERED = 3
"""How many of the next sessions a refusal names."""


def series_of(step: Session, holds: Callable[[Expression], bool]) -> str | None:
    """The series the case is booked in: that of the first way whose condition `holds`, which may raise Lacking."""
    return next((way.series for way in step.series_when if holds(way.condition)), step.series)


def to_book(run: Run, step: Session, instance: str, command: Book) -> str | None:
    """The series of the place that `command` books.

    Raises:
        Refused: ``already_booked`` for the very session that is booked, ``no_session`` when there is none then. Lacking.
    """
    name = series_of(step, run.holds)
    booking = run.draft.bookings.get(instance)
    if booking is not None and (booking.slot, booking.series) == (command.slot, name):
        raise Refused("already_booked", field="slot", slot=_when(run, command.slot))
    series = run.answers.series.get(name or "")
    if series is not None and (series.fixed or command.slot in series.cancelled):
        _check_occasion(run, series, command)
    return name


def none_in_time(run: Run, step: Session, now: datetime, due: datetime) -> bool:
    """Whether the series has no session for new participants after `now` and no later than `due`, so that whoever books has no choice."""
    series = run.answers.series.get(series_of(step, run.holds) or "")
    if series is None or not series.fixed:
        return False
    first = next(occasions(series, now, run.calendar, 1, to_begin=True), None)
    return first is None or first[0] > due


def place_of(run: Run, series: str) -> str | None:
    """Where the sessions of a series are, where that is known."""
    found = run.answers.series.get(series)
    return found.where if found is not None else None


def _when(run: Run, slot: datetime) -> str:
    return moment_words(slot, run.calendar.zone, year=run.calendar.local_date(run.at))


def _check_occasion(run: Run, series: Series, command: Book) -> None:
    """A session that is not on cannot be booked, with or without a reason."""
    found = occasion_at(series, command.slot, run.calendar)
    if found is not None and takes_new(series, run.calendar.local_date(command.slot)):
        return
    coming = [_when(run, begin) for begin, _ in occasions(series, command.at, run.calendar, OFFERED, to_begin=True)]
    nothing = "Planera nästa möte." if series.forum else "Serien har inga fler datum. Kontakta den som leder gruppen."
    then = f"Nästa gånger är {list_words(coming, 'och')}." if coming else nothing
    raise Refused("no_session", field="slot", series=series.title, then=then)
