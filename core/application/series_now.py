"""The municipality's series of group sessions as they are now: those on the days of a standing meeting know which days are planned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from core.application.forum_days import days
from core.model.sessions import Series

if TYPE_CHECKING:
    from core.application.office import Office


def series_now(office: Office, name: str | None, now: datetime) -> Series | None:
    """The series `name`, or None when there is none."""
    found = office.municipality.series.get(name or "")
    if found is None or found.forum is None:
        return found
    planned = days(office, found.forum, office.calendar.local_date(now)).all
    return replace(found, window=replace(found.window, dates=frozenset(planned), holidays=True))


def all_now(office: Office, names: Iterable[str], now: datetime) -> dict[str, Series]:
    """The series of those names, by name; those that do not exist are left out."""
    return {name: found for name in names if (found := series_now(office, name, now)) is not None}
