"""The municipality's series of group sessions as they are now: with what was called off or added, on their forum's planned days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from core.application.forums.days import days
from core.application.groups.changes import with_changes
from core.application.groups.names import session_name
from core.model.sessions import Series

if TYPE_CHECKING:
    from core.application.step.office import Office


def series_now(office: Office, name: str | None, now: datetime) -> Series | None:
    """The series `name`, or None when there is none."""
    found = office.municipality.series.get(name or "")
    if found is None:
        return None
    found = with_changes(office, found)
    if found.forum is None:
        return found
    planned = days(office, found.forum, office.calendar.local_date(now)).all
    return replace(found, window=replace(found.window, dates=frozenset(planned), holidays=True))


def all_now(office: Office, names: Iterable[str], now: datetime) -> dict[str, Series]:
    """The series of those names, by name; those that do not exist are left out."""
    return {name: found for name in names if (found := series_now(office, name, now)) is not None}


def booked_on(office: Office, forum: str, day: date) -> str | None:
    """The title of a series with times booked on the forum's day; None when there is none."""
    first, last = (office.calendar.midnight(each) for each in (day, day + timedelta(days=1)))
    for series in office.municipality.series.values():
        names = session_name(series.id, first), session_name(series.id, last)
        if series.forum == forum and any(each.amount for each in office.store.claimed(*names)):
            return series.title
    return None
