"""Meetings that never come: a step that books a place in a series, or is done at a standing meeting, whose rule gives no day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import takewhile

from core.engine.shared.forums import days_of, slots
from core.engine.shared.occasions import occasions
from core.engine.time.calendar import Calendar
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.steps import Session
from core.proof.findings import Finding

YEARS = 5
"""How far ahead is looked for a day."""


def series_findings(
    definition: ProcessDefinition, municipality: Municipality, calendar: Calendar, today: date
) -> Iterator[Finding]:
    """Every series of the routine's steps in which nobody can be booked from `today` on."""
    now = calendar.midnight(today)
    for step in definition.steps.values():
        for name in step.all_series if isinstance(step, Session) else ():
            series = municipality.series.get(name)
            if (
                series is None
                or not series.fixed
                or series.forum is not None
                or any(occasions(series, now, calendar, 1, to_begin=True))
            ):
                continue
            message = (
                f"”{step.title}” bokas i serien ”{series.title}”, men den har ingen dag att boka de närmaste fem åren."
            )
            hint = (
                f"Ändra dagarna för {name} under series i municipality.yaml: weekdays, dates, to, starts eller closed."
            )
            yield Finding("series-never", message, hint, "warning", step.id)


def forum_findings(
    definition: ProcessDefinition, municipality: Municipality, calendar: Calendar, today: date
) -> Iterator[Finding]:
    """Every standing meeting that a step of the routine waits for and that can be held on no day from `today` on."""
    for step in definition.steps.values():
        forum = municipality.forums.get(step.forum or "")
        if forum is None or forum.per is None:
            continue
        periods = takewhile(lambda slot: slot.first.year <= today.year + YEARS, slots(forum, today, 53 * YEARS))
        if any(True for slot in periods for _ in days_of(forum, slot, calendar)):
            continue
        message = f"”{step.title}” görs på ”{forum.title}”, men ingen dag de närmaste fem åren passar mötets regel."
        hint = f"Ändra window eller every för {forum.id} under forums i municipality.yaml."
        yield Finding("forum-never", message, hint, "warning", step.id)
