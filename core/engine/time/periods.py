"""Calendar periods that places and amounts are counted by: how each is called, and when it and the next begin."""

from __future__ import annotations

from datetime import date, timedelta

from core.engine.time.counting import add_months
from core.model.periods import MONTHS, Period


def period_of(per: Period, day: date) -> str:
    """The period that holds `day`: ``2026``, ``2026-H1``, ``2026-Q1``, ``2026-03`` or ``2026-W10``; later periods sort later."""
    if per == "year":
        return f"{day.year}"
    if per == "half_year":
        return f"{day.year}-H{1 if day.month < 7 else 2}"
    if per == "quarter":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    if per == "month":
        return f"{day:%Y-%m}"
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def first_day(per: Period, day: date) -> date:
    """The first day of the period that holds `day`."""
    if per == "week":
        return day - timedelta(days=day.weekday())
    months = MONTHS[per]
    return day.replace(day=1, month=(day.month - 1) // months * months + 1)


def next_period(per: Period, day: date) -> date:
    """The first day of the period after the one that holds `day`."""
    first = first_day(per, day)
    return first + timedelta(days=7) if per == "week" else add_months(first, MONTHS[per])
