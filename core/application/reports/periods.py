"""The periods a report is made for: how they are written in addresses, read, named and stepped through."""

from __future__ import annotations

import re
from datetime import date, timedelta

from core import words
from core.engine.time.periods import first_day, next_period, period_of
from core.errors import NotFound
from core.model.periods import MONTHS, Period

SHOWN = 13
"""So many periods can be chosen from the list: a year of months and the same month the year before."""
_FORMS: dict[Period, str] = {
    "year": r"([0-9]{4})",
    "half_year": r"([0-9]{4})-H([12])",
    "quarter": r"([0-9]{4})-Q([1-4])",
    "month": r"([0-9]{4})-([0-9]{2})",
    "week": r"([0-9]{4})-W([0-9]{2})",
}


def first_of(per: Period, text: str) -> date:
    """The first day of the period written ``2026``, ``2026-H1``, ``2026-Q1``, ``2026-03`` or ``2026-W10``. Raises NotFound(no_period)."""
    found = re.fullmatch(_FORMS[per], text)
    if found is None:
        raise NotFound("no_period", example=period_of(per, date(2026, 3, 2)))
    numbers = [int(part) for part in found.groups()]
    try:
        if per == "week":
            first = date.fromisocalendar(numbers[0], numbers[1], 1)
        else:
            first = date(numbers[0], 1 if per == "year" else (numbers[1] - 1) * MONTHS[per] + 1, 1)
        # Whoever is shown a period is led to those beside it: one that has none is no period to show.
        first_day(per, first - timedelta(days=1)), next_period(per, first)
    except (ValueError, OverflowError) as error:
        raise NotFound("no_period", example=period_of(per, date(2026, 3, 2))) from error
    return first


def latest(per: Period, today: date) -> tuple[date, ...]:
    """The first days of the periods one may choose, the latest first: this one, and those before it."""
    found = [first_day(per, today)]
    while len(found) < SHOWN and found[-1].year > 1:
        found.append(first_day(per, found[-1] - timedelta(days=1)))
    return tuple(found)


def title_of(per: Period, day: date) -> str:
    """The period that holds `day` as people say it: ``mars 2026``, ``första kvartalet 2026``, ``vecka 10 2026``, ``2026``."""
    if per == "month":
        return f"{words.MONTHS[day.month - 1]} {day.year}"
    if per == "week":
        year, week, _ = day.isocalendar()
        return f"vecka {week} {year}"
    if per == "year":
        return str(day.year)
    number = words.ORDINALS[(day.month - 1) // MONTHS[per] + 1]
    return f"{number} {'kvartalet' if per == 'quarter' else 'halvåret'} {day.year}"
