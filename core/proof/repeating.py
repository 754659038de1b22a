"""Deadlines of what comes back, counted from a day that stays where it is: from the second time they are over before the step opens."""

from __future__ import annotations

from collections.abc import Iterator

from core.engine.road.frames import TRACK
from core.model.anytime import AnytimeEvent
from core.model.deadlines import DeadlineDef
from core.model.definition import ProcessDefinition
from core.model.steps import MAIN, Start, Step, every_ask
from core.proof.findings import Finding, counted_from

_STAYS = frozenset({"opened", "booked", "held", "done", "decided"})
"""The moments of a step that never come again unless it is done again; the others may be noted at any time."""


def repeating_findings(definition: ProcessDefinition) -> Iterator[Finding]:
    """A warning for each step that comes back and whose deadline is counted from nothing but what has been before it came at all."""
    for event in definition.anytime.values():
        step = definition.steps.get(event.step or "")
        if event.repeat is None or step is None:
            continue
        for deadline in step.deadlines:
            if _is_counted(deadline) and all(_stays(definition, event, start) for start in deadline.starts):
                yield _finding(definition, step, deadline)
                break


def _is_counted(deadline: DeadlineDef) -> bool:
    uncounted = deadline.soon or deadline.at_once or deadline.only_if is not None
    return bool(deadline.starts) and deadline.within is not None and not uncounted


def _stays(definition: ProcessDefinition, event: AnytimeEvent, start: str) -> bool:
    """Whether `start` is the same every time the step comes, as far as anybody can see."""
    if start == "case.start" or start.startswith("settings."):
        return True
    fact = definition.facts.get(start)
    if fact is not None:
        return fact.derived is None and _is_asked_before(definition, event, start)
    owner, _, moment = start.rpartition(".")
    step = definition.steps.get(owner)
    return step is not None and moment in _STAYS and _is_before(definition, event, step, moment)


def _is_asked_before(definition: ProcessDefinition, event: AnytimeEvent, fact: str) -> bool:
    """Whether the fact is asked for only in steps that are done when the step first comes."""
    if any(ask.fact == fact for each in definition.anytime.values() for ask in each.asks):
        return False
    asking = [s for s in definition.steps.values() if any(ask.fact == fact for ask in every_ask(s))]
    return bool(asking) and all(_is_before(definition, event, step, "done") for step in asking)


def _is_before(definition: ProcessDefinition, event: AnytimeEvent, step: Step, moment: str) -> bool:
    """Whether the step is done before that during which the event comes; a phase during which it comes has only opened."""
    if isinstance(step, Start) and step.list_id == MAIN:
        return True
    during = [definition.steps[each] for each in event.during if each in definition.steps]
    if step in during:
        return moment == "opened" and len(during) == 1
    return bool(during) and not step.meanwhile and all(_comes_first(step, each) for each in during)


def _comes_first(step: Step, other: Step) -> bool:
    return step.list_id == other.list_id and not step.list_id.startswith(TRACK) and step.position < other.position


def _finding(definition: ProcessDefinition, step: Step, deadline: DeadlineDef) -> Finding:
    said = counted_from(definition, deadline.starts, all_of_them=deadline.all_starts)
    message = (
        f"Fristen för ”{step.title}” räknas varje gång från {said}. Det är samma dag, så till slut har den gått ut redan när "
        "steget öppnas."
    )
    hint = (
        "Utan from räknas den varje gång från att steget öppnas. Ska det vara en viss tid efter förra gången: "
        f"from: [{', '.join((*deadline.starts, f'{step.id}.done'))}]."
    )
    return Finding("deadline-repeats", message, hint, "warning", step.id)
