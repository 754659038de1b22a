"""From events to lines for statistics: what happened on which local day, and a code; never who, and never what somebody wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from core.engine.time.calendar import Calendar
from core.model import events as ev
from core.model.case import FactEntry, step_of
from core.model.definition import ProcessDefinition
from core.model.reports import LIFTED, MISSED, deadline_line
from core.model.values import Value
from core.storage.tallies import END, START, Statistic

Said = tuple[str, str]
"""The name and the code of a line."""
Reader = Callable[[ProcessDefinition, ev.Event], Said | None]


def statistics_of(
    definition: ProcessDefinition,
    events: Iterable[ev.Recorded],
    facts: Mapping[str, tuple[FactEntry, ...]],
    calendar: Calendar,
) -> tuple[Statistic, ...]:
    """The lines that `events` stand for. `facts` are the case's after them, with everything that was said before."""
    found: list[Statistic] = []
    for recorded in events:
        event = recorded.event
        reader = _READERS.get(type(event))
        if reader is None or (said := reader(definition, event)) is None:
            continue
        day = calendar.local_date(recorded.at)
        if type(event) is ev.FactCorrected:
            day = _first_said(facts[event.fact], recorded.seq, calendar) or day
        found.append(Statistic(said[0], recorded.seq, day, said[1]))
    return tuple(found)


def code_of(value: Value) -> str:
    """A fact's value as a code."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _first_said(entries: tuple[FactEntry, ...], seq: int, calendar: Calendar) -> date | None:
    """The day a correction is about: what it corrects was wrong from the day it was said."""
    before = [entry for entry in entries if entry.seq < seq and not entry.corrected]
    return calendar.local_date(before[-1].at) if before else None


def _started(_: ProcessDefinition, event: ev.Event) -> Said | None:
    return (START, event.start) if isinstance(event, ev.CaseStarted) else None


def _ended(definition: ProcessDefinition, event: ev.Event) -> Said | None:
    if not isinstance(event, ev.CaseEnded):
        return None
    ending = definition.ends.get(event.end) if event.end is not None else None
    return END, ending.outcome if ending is not None else ""


def _fact(definition: ProcessDefinition, event: ev.Event) -> Said | None:
    if not isinstance(event, ev.FactGiven | ev.FactCorrected):
        return None
    fact = definition.facts.get(event.fact)
    return (event.fact, code_of(event.value)) if fact is not None and fact.statistic else None


def _done(_: ProcessDefinition, event: ev.Event) -> Said | None:
    return (f"{step_of(event.instance)}.done", event.outcome or "") if isinstance(event, ev.StepCompleted) else None


def _decided(_: ProcessDefinition, event: ev.Event) -> Said | None:
    return (f"{step_of(event.instance)}.decided", event.outcome) if isinstance(event, ev.DecisionMade) else None


def _passed(_: ProcessDefinition, event: ev.Event) -> Said | None:
    return (f"{step_of(event.instance)}.{event.moment}", "") if isinstance(event, ev.MomentPassed) else None


def _offered(_: ProcessDefinition, event: ev.Event) -> Said | None:
    return (
        (f"{step_of(event.instance)}.offered", "") if isinstance(event, ev.HandoverOffered) and event.offered else None
    )


def _raised(_: ProcessDefinition, event: ev.Event) -> Said | None:
    return (event.event, "") if isinstance(event, ev.EventRaised) else None


def _deadline(definition: ProcessDefinition, event: ev.Event) -> Said | None:
    """Whether a deadline was kept, that it passed, and that it was moved or fell away; one that nobody has decided says nothing."""
    deadline = getattr(event, "deadline", "")
    step, name = step_of(deadline), deadline.rpartition("/")[2]
    known = definition.steps.get(step)
    if known is None or not any(each.id == name and each.within is not None for each in known.deadlines):
        return None
    line = deadline_line(step, name)
    if isinstance(event, ev.DeadlineMissed):
        return line + MISSED, ""
    if isinstance(event, ev.DeadlineClosed) and event.how != "cancelled":
        return line, event.how
    started = isinstance(event, ev.DeadlineMoved) and event.why == "started"
    return None if started else (line + LIFTED, "")


def _moment(name: str) -> Reader:
    def reader(_: ProcessDefinition, event: ev.Event) -> Said | None:
        return f"{step_of(getattr(event, 'instance', ''))}.{name}", ""

    return reader


_READERS: Mapping[type[ev.Event], Reader] = {
    ev.CaseStarted: _started,
    ev.CaseEnded: _ended,
    ev.FactGiven: _fact,
    ev.FactCorrected: _fact,
    ev.StepOpened: _moment("opened"),
    ev.StepCompleted: _done,
    ev.DecisionMade: _decided,
    ev.MomentPassed: _passed,
    ev.HandoverOffered: _offered,
    ev.PlaceOffered: _moment("offered"),
    ev.PlaceGranted: _moment("granted"),
    ev.PlaceReleased: _moment("released"),
    ev.LetterSent: _moment("sent"),
    ev.EventRaised: _raised,
    ev.DeadlineMissed: _deadline,
    ev.DeadlineMoved: _deadline,
    ev.DeadlineClosed: _deadline,
}
