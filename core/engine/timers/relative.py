"""Days told by another: before or after a date fact, a moment of a step, a decision's last day, the start of the case."""

from __future__ import annotations

from datetime import datetime

from core.engine.command.facts import title_of
from core.engine.command.run import Run
from core.engine.time.calendar import ONE_DAY
from core.engine.time.deadlines import due
from core.model.case import Instance, step_of
from core.model.deadlines import Limit, Relative
from core.model.steps import Phase
from core.model.time import Duration, Rule


def anchor_of(run: Run, name: str) -> datetime | None:
    """The moment `name` stands for (a day: its local midnight), or None when it is not known."""
    found = run.values.get(name)
    return found if isinstance(found, datetime) else None


def name_of_anchor(run: Run, name: str) -> str:
    """What a person calls the anchor."""
    step = run.definition.steps.get(name.partition(".")[0])
    return f"”{step.title}”" if step is not None else title_of(run.definition, name)


def day_from(run: Run, relative: Relative) -> datetime | None:
    """The beginning of the day that `relative` points at (with hours: the very moment), or None when its anchor is not known."""
    anchor = anchor_of(run, relative.anchor)
    if anchor is None:
        return None
    if relative.length is None:
        return run.values.midnight(run.calendar.local_date(anchor))
    return begins(run, anchor, relative.length, before=relative.before)


def begins(run: Run, anchor: datetime, length: Duration, *, before: bool = False) -> datetime | None:
    """The beginning of the day `length` after (or before) `anchor`; hours keep the clock."""
    reckoned = due(Rule(length, before=before), anchor, (), run.calendar, explain=False)
    if reckoned.at is None or not reckoned.whole_day:
        return reckoned.at
    return run.values.midnight(run.calendar.local_date(reckoned.at) - ONE_DAY)


def limit_of(run: Run, limit: Limit, since: datetime) -> datetime | None:
    """When it has lasted long enough: the end of the last day, or the very moment for hours. None: undecided, or not known yet."""
    if limit.within is not None:
        return due(Rule(limit.within), since, (), run.calendar, explain=False).at
    day = anchor_of(run, limit.until) if limit.until is not None else None
    return None if day is None else run.values.midnight(run.calendar.local_date(day) + ONE_DAY)


def at_least_of(run: Run, step: Phase, instance: Instance) -> datetime | None:
    """Before when a phase is not over, or None."""
    return begins(run, instance.opened, step.at_least) if step.at_least is not None else None


def offered_at(run: Run, instance: Instance) -> datetime | None:
    """When a handover that waits for its answer was offered."""
    return run.draft.moments.get(f"{step_of(instance.id)}.offered") if instance.offered else None
