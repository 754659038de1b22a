"""The deadlines of an open step as its card shows them: how each stands, how it was reckoned, and whether the reader may lengthen it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from core import words
from core.application.case.reader import CaseReader
from core.application.case.timing import longer_words, starts_words
from core.application.case.views import DeadlineView
from core.engine.command.access import answering_for
from core.engine.plan import lengthened, plan_of
from core.model import events as ev
from core.model.case import Instance, RunningDeadline
from core.model.deadlines import DeadlineDef
from core.model.steps import Step
from core.model.time import ReckoningStep, Unit


def deadlines_of(reader: CaseReader, step: Step, instance: Instance) -> Iterator[DeadlineView]:
    """Each that runs or is to run at the step, with how it was reckoned."""
    may = bool(reader.actor.roles & set(answering_for(reader.definition, step, instance)))
    for deadline in step.deadlines:
        running = reader.case.deadlines.get(f"{instance.id}/{deadline.id}")
        if running is None:
            continue
        parts = _length(reader, step, deadline, running)
        longer = deadline.longer if may and running.due and not running.longer else None
        counted = words.counted_words(parts, deadline.counting)
        within = counted if any(n for n, _ in parts) else "" if parts else "ingen tid angiven"
        yield DeadlineView(
            state=_state(reader, deadline, running),
            due=running.due,
            whole_day=running.whole_day,
            within=within,
            steps=_reckoning(reader, running.id),
            title=deadline.title or "",
            id=running.id,
            longer=longer_words(longer) if longer else "",
            counted=words.unit_words(longer.by_at_most.parts[0][1]) if longer and longer.by_at_most else "",
            most=longer.by_at_most.parts[0][0] if longer and longer.by_at_most else 0,
            starts=starts_words(deadline, step, reader.teller),
            stops=deadline.stops,
        )


def _length(
    reader: CaseReader, step: Step, deadline: DeadlineDef, running: RunningDeadline
) -> tuple[tuple[int, Unit], ...]:
    """How long the deadline is as it stands, after it may have been lengthened."""
    if deadline.within is None:
        return ()
    rule = plan_of(reader.definition).deadlines[step.id, deadline.id][1]
    given = lengthened(deadline, rule, running.added) if running.longer else rule
    return given.within.parts if given is not None and given.within is not None else deadline.within.parts


def _state(
    reader: CaseReader, deadline: DeadlineDef, running: RunningDeadline
) -> Literal["running", "late", "paused", "waiting", "undecided", "soon", "at_once"]:
    if deadline.soon:
        return "soon"
    if deadline.at_once:
        return "at_once"
    if deadline.within is None:
        return "undecided"
    if running.start is None:
        return "waiting"
    if running.due is None:
        return "paused"
    return "late" if running.missed or running.due < reader.now else "running"


def _reckoning(reader: CaseReader, deadline: str) -> tuple[ReckoningStep, ...]:
    for recorded in reversed(reader.events):
        event = recorded.event
        if isinstance(event, ev.DeadlineSet | ev.DeadlineMoved) and event.deadline == deadline and event.reckoning:
            return event.reckoning
    return ()
