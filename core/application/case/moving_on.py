"""What goes on by itself when a step has lasted as long as it may: when, and where to."""

from __future__ import annotations

from datetime import datetime, time, tzinfo

from core import words
from core.application.case.acting import moves_at
from core.application.case.reader import CaseReader
from core.diagram import Flow, place_words
from core.model.case import Instance
from core.model.steps import Reserve


def moves_on(reader: CaseReader, instance: Instance) -> str:
    """``Går vidare av sig självt tisdag 28 april 2026 till ”Pröva rätten”.``, or "" when it does not."""
    at = moves_at(reader.case, instance)
    if at is None:
        return ""
    when = moment_words(at, reader.office.calendar.zone)
    return f"Går vidare av sig självt {when}{_where(reader, instance)}."


def moment_words(at: datetime, zone: tzinfo) -> str:
    """When it goes on: the day that begins then, else with the clock time."""
    local = at.astimezone(zone)
    if local.time() == time(0):
        return words.date_words(local.date(), year=True)
    return words.moment_words(at, zone, year=True)


def _where(reader: CaseReader, instance: Instance) -> str:
    """Where to, if that is one place whatever is known then."""
    step = reader.definition.steps[instance.step]
    place = reader.case.places.get(instance.id)
    if isinstance(step, Reserve) and place is not None and place.state != "waiting":
        return ""  # an offer that nobody answers
    ways = Flow(reader.definition, (step.id,)).by_time(step)
    if len(ways) != 1 or ways[0].gate:
        return ""
    return f" till {place_words(ways[0], reader.definition)}"
