"""Periods, longer times and relative days in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from core import words
from core.application.history.telling import Teller
from core.application.reports.periods import title_of
from core.engine.road.frames import chain
from core.engine.time.calendar import Calendar
from core.engine.time.periods import first_day
from core.model.anytime import Repeat
from core.model.case import Case, Instance
from core.model.deadlines import DeadlineDef, Longer, Relative
from core.model.definition import ProcessDefinition
from core.model.periods import MONTHS, Period
from core.model.steps import Meeting, Step


def longer_words(longer: Longer) -> str:
    """A longer time and its grounds: ``8 veckor. Grund: Särskilda skäl``, ``högst 10 veckor längre. Grund: Särskilda skäl``."""
    if longer.within is not None:
        said = words.duration_words(longer.within.parts)
    else:
        said = f"högst {words.duration_words(longer.by_at_most.parts if longer.by_at_most else ())} längre"
    return f"{said}. Grund: {longer.reason}"


def starts_words(deadline: DeadlineDef, step: Step, teller: Teller) -> str:
    """What a deadline is counted from, to follow the word *från*: ``bokningen``; "" when nothing is said."""
    own = {f"{step.id}.booked": "bokningen"}
    said = [own.get(each) or teller.anchor(each) for each in deadline.starts]
    return words.list_words(said, "och" if deadline.all_starts else "eller")


def done_on(step: Step) -> str:
    """When a step that is not booked is done, to follow the word *på*; "" when it is done at any time."""
    if step.window is None or isinstance(step, Meeting):
        return ""
    return words.window_words(step.window) or "arbetsdagar"


def relative_words(relative: Relative, teller: Teller, day_of: Callable[[str], date | None]) -> str:
    """A day told by another: ``Tidigast 2 veckor efter startdag``; `day_of` tells the day of that other, when it is known."""
    anchor = teller.anchor(relative.anchor)
    if relative.length is not None:
        length = words.duration_words(relative.length.parts)
        return f"Tidigast {length} {'före' if relative.before else 'efter'} {anchor}."
    known = day_of(relative.anchor)
    return f"Tidigast {words.date_words(known, year=True)} ({anchor})." if known else f"Tidigast {anchor}."


def period_of_step(definition: ProcessDefinition, step: str, opened: date) -> str:
    """The period that a step which opened on a local day is about; "" for one that does not come back."""
    event = definition.anytime.get(step)
    return period_words(event.repeat, opened) if event is not None and event.repeat is not None else ""


def period_of_instance(definition: ProcessDefinition, case: Case, instance: Instance, calendar: Calendar) -> str:
    """The same for one that is open, or for the phase around it that comes back and that it is a step of."""
    around = (case.instances.get(frame.owner or "") for frame in chain(case, instance.frame))
    said = (
        period_of_step(definition, i.step, calendar.local_date(i.opened)) for i in (instance, *around) if i is not None
    )
    return next(filter(None, said), "")


def period_words(repeat: Repeat, opened: date) -> str:
    """The period that an occurrence is about: ``oktober 2026``; "" when the routine does not say which."""
    if repeat.about is None:
        return ""
    per = _period(repeat)
    if per is None:
        return ""
    return title_of(per, opened if repeat.about == "this" else first_day(per, opened) - timedelta(days=1))


def _period(repeat: Repeat) -> Period | None:
    """The calendar period of a repeat; None when it is counted otherwise."""
    if repeat.per is not None:
        return repeat.per
    match repeat.every.parts if repeat.every else ():
        case ((1, "weeks"),):
            return "week"
        case ((1, "years"),):
            return "year"
        case ((months, "months"),):
            return next((per for per, length in MONTHS.items() if length == months), None)
    return None
