"""Periods, longer times and relative days in words."""

from __future__ import annotations

from datetime import date, timedelta

from core import words
from core.application.telling import Teller
from core.model.anytime import Repeat
from core.model.deadlines import Longer, Relative
from core.model.definition import ProcessDefinition


def longer_words(longer: Longer) -> str:
    """A longer time and its grounds: ``8 veckor. Grund: Särskilda skäl``, ``högst 10 veckor längre. Grund: Särskilda skäl``."""
    if longer.within is not None:
        said = words.duration_words(longer.within.parts)
    else:
        said = f"högst {words.duration_words(longer.by_at_most.parts if longer.by_at_most else ())} längre"
    return f"{said}. Grund: {longer.reason}"


def relative_words(relative: Relative, teller: Teller) -> str:
    """A day told by another: ``tidigast 2 veckor efter Startdag``."""
    anchor = teller.anchor(relative.anchor)
    if relative.length is None:
        return f"Tidigast {anchor}."
    return f"Tidigast {words.duration_words(relative.length.parts)} {'före' if relative.before else 'efter'} {anchor}."


def period_of_step(definition: ProcessDefinition, step: str, opened: date) -> str:
    """The period that a step which opened on a local day is about; "" for one that does not come back."""
    event = definition.anytime.get(step)
    return period_words(event.repeat, opened) if event is not None and event.repeat is not None else ""


def period_words(repeat: Repeat, opened: date) -> str:
    """The period that an occurrence is about: ``oktober 2026``; "" when the routine does not say which."""
    if repeat.about is None:
        return ""
    unit = _unit(repeat)
    if unit is None:
        return ""
    day = opened if repeat.about == "this" else _first_day(unit, opened) - timedelta(days=1)
    return {
        "week": f"vecka {day.isocalendar().week} {day.isocalendar().year}",
        "month": f"{words.MONTHS[day.month - 1]} {day.year}",
        "half_year": f"{'första' if day.month <= 6 else 'andra'} halvåret {day.year}",
        "year": f"{day.year}",
    }[unit]


def _unit(repeat: Repeat) -> str | None:
    """The calendar period of a repeat."""
    if repeat.per is not None:
        return repeat.per
    parts = repeat.every.parts if repeat.every else ()
    return {(1, "weeks"): "week", (1, "months"): "month", (6, "months"): "half_year", (1, "years"): "year"}.get(
        parts[0] if len(parts) == 1 else (0, "")
    )


def _first_day(unit: str, day: date) -> date:
    """The first day of the period that `day` lies in."""
    if unit == "week":
        return day - timedelta(days=day.weekday())
    month = {"month": day.month, "half_year": 1 if day.month <= 6 else 7, "year": 1}[unit]
    return date(day.year, month, 1)
