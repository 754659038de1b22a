"""A colleague's own week: what is booked when, day by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core import words
from core.application.case.reader import short_number, whom
from core.application.groups.views import key_of
from core.application.reports.periods import first_of
from core.application.step.office import Office
from core.application.week.own_bookings import OwnBooking, OwnForum, bookings, forum_days
from core.engine.time.periods import first_day, period_of
from core.model.people import Actor

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class OwnTime:
    """One booked time. What it is: a meeting in a `case`, a group session (`series` and `session`), or a standing meeting (`forum`).

    Attributes:
        begins: None for a standing meeting without a clock time. `ends` where it is known.
        title: what the step, the series or the forum is called. `person`: whom a meeting is with, or the case's number.
        booked: how many are booked in a group session and not yet noted.
        yours: the reader has the step; otherwise nobody in particular does.
        protected: the person has protected identity. `over`: the time has passed and nobody has written how it went.
    """

    day: date
    begins: datetime | None
    ends: datetime | None
    title: str
    place: str = ""
    case: str = ""
    person: str = ""
    process_title: str = ""
    series: str = ""
    session: str = ""
    booked: int = 0
    forum: str = ""
    yours: bool = False
    protected: bool = False
    over: bool = False


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A day and its times in order."""

    day: date
    times: tuple[OwnTime, ...]


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """A week. `days`: Monday to Friday, today, and those of the weekend with something booked.

    Attributes:
        title: ``vecka 10``. `span`: from which day to which, in words.
        before, after: the weeks beside it, and `here` this week when it is another, as they are written in addresses.
        past: the week is over.
    """

    title: str
    span: str
    days: tuple[OwnDay, ...]
    before: str
    after: str
    here: str = ""
    past: bool = False


def week_of(office: Office, actor: Actor, week: str | None, now: datetime) -> OwnWeek:
    """A week written ``2026-W10``, or this week. Raises NotFound(no_period)."""
    today = office.calendar.local_date(now)
    this = first_day("week", today)
    first = first_of("week", week) if week else this
    found: dict[date, list[OwnTime]] = {first + timedelta(days=n): [] for n in range(7)}
    for each in _times(office, actor, first, now):
        found[each.day].append(each)
    shown = ((day, times) for day, times in found.items() if times or day.weekday() < 5 or day == today)
    return OwnWeek(
        title=f"vecka {first.isocalendar().week}",
        span=_span(first, first + WEEK - timedelta(days=1)),
        days=tuple(OwnDay(day, tuple(sorted(times, key=_order))) for day, times in shown),
        before=period_of("week", first - WEEK),
        after=period_of("week", first + WEEK),
        here="" if first == this else period_of("week", today),
        past=first < this,
    )


def _span(first: date, last: date) -> str:
    """``23–29 november 2026``, or with both months where they differ."""
    begins = (
        str(first.day) if first.month == last.month else words.plain_date_words(first, year=first.year != last.year)
    )
    return f"{begins}{'–' if first.month == last.month else ' – '}{words.plain_date_words(last)}"


def _order(each: OwnTime) -> tuple[bool, datetime | date, str, str]:
    """A meeting without a clock time stands first in its day."""
    return each.begins is not None, each.begins or each.day, each.title, each.person


def _times(office: Office, actor: Actor, first: date, now: datetime) -> Iterator[OwnTime]:
    begin, after = office.calendar.midnight(first), office.calendar.midnight(first + WEEK)
    booked = [b for b in bookings(office, actor.roles, actor.id, begin, after) if b.slot < after]
    yield from (_meeting(office, actor, each, now) for each in booked if not each.together)
    together = Counter((_series(office, each), each.slot, each.ends) for each in booked if each.together)
    for (series, slot, ends), count in together.items():
        yield _session(office, series, slot, ends, count, now)
    last = first + WEEK - timedelta(days=1)
    for found in forum_days(office, actor.roles, office.calendar.local_date(now), first, last):
        yield _forum(found)


def _meeting(office: Office, actor: Actor, each: OwnBooking, now: datetime) -> OwnTime:
    row, definition = each.row, office.definitions[each.row.process]
    # Only those of the week are read, for where each is.
    booking = office.case(row.case).bookings.get(row.instance)
    return OwnTime(
        day=office.calendar.local_date(each.slot),
        begins=each.slot,
        ends=None,
        title=each.step.title,
        place=(booking.place if booking is not None else None) or each.step.place or "",
        case=row.case,
        person=whom(definition, row.case, row.label) or f"Namn saknas, ärende {short_number(row.case)}",
        process_title=definition.title,
        yours=row.assigned == actor.id,
        protected=row.protected,
        over=each.slot < now,
    )


def _series(office: Office, each: OwnBooking) -> str:
    """Which series a place in a group session is in. The case is asked only where two of the step's series begin at the same time."""
    if len(each.series) == 1:
        return each.series[0]
    booking = office.case(each.row.case).bookings.get(each.row.instance)
    return (booking.series if booking is not None else None) or ""


def _session(office: Office, name: str, slot: datetime, ends: datetime | None, booked: int, now: datetime) -> OwnTime:
    series = office.municipality.series.get(name)
    return OwnTime(
        day=office.calendar.local_date(slot),
        begins=slot,
        ends=ends,
        title=series.title if series is not None else "Gruppträff",
        place=(series.where if series is not None else None) or "",
        series=name,
        session=key_of(office, slot),
        booked=booked,
        over=slot < now,
    )


def _forum(found: OwnForum) -> OwnTime:
    forum = found.forum
    return OwnTime(found.day, found.begins, found.ends, forum.title, forum.where or "", forum=forum.id)
