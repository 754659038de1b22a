"""Sessions that never come: a step that books a place in a series whose rule gives no day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from core.engine.calendar import Calendar
from core.engine.occasions import occasions
from core.model.definition import ProcessDefinition
from core.model.people import Municipality
from core.model.steps import Session
from core.proof.findings import Finding


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
                f"”{step.title}” bokas i serien {series.title}, men den har ingen dag att boka de närmaste fem åren."
            )
            hint = (
                f"Ändra dagarna för {name} under series i municipality.yaml: weekdays, dates, to, starts eller closed."
            )
            yield Finding("series-never", message, hint, "warning", step.id)
