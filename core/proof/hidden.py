"""Deadlines that run where nobody sees them: counted from the case's beginning, on a step that opens only after another."""

from __future__ import annotations

from collections.abc import Iterator

from core.model.deadlines import DeadlineDef
from core.model.definition import ProcessDefinition
from core.model.steps import Call, ChoiceStep, End, Phase, Start, Step
from core.proof.findings import Finding


def hidden_findings(definition: ProcessDefinition) -> tuple[Finding, ...]:
    """Deadlines that may run out unseen, since the step before them has none of its own and no phase around them has one."""
    begins = {"case.start", *(f"{start.id}.done" for start in definition.starts())}
    return tuple(
        _finding(before, step)
        for step in definition.steps.values()
        if any(_is_counted(d) and begins.intersection(d.starts) for d in step.deadlines)
        and (before := _unseen(definition, step)) is not None
    )


def _unseen(definition: ProcessDefinition, step: Step) -> Step | None:
    """The first step before it in which the case may lie without any deadline being shown."""
    phase = definition.holder_of(step)
    if isinstance(phase, Phase) and (phase.order == "any" or _around(definition, phase)):
        return None
    rests = [s for s in map(definition.steps.__getitem__, definition.lists[step.list_id][: step.position]) if _rests(s)]
    shown = any(s.deadlines for before in rests for s in (before, *_within(definition, before)))
    return rests[0] if rests and not shown else None


def _rests(step: Step) -> bool:
    return not (isinstance(step, Start | ChoiceStep | End | Call) or step.optional or step.meanwhile)


def _within(definition: ProcessDefinition, step: Step) -> Iterator[Step]:
    for inner in definition.lists.get(step.body, ()) if isinstance(step, Phase) else ():
        yield definition.steps[inner]
        yield from _within(definition, definition.steps[inner])


def _around(definition: ProcessDefinition, phase: Phase) -> bool:
    """Whether it or a phase around it has a deadline, which is seen all the while."""
    outer = definition.holder_of(phase)
    return bool(phase.deadlines) or (isinstance(outer, Phase) and _around(definition, outer))


def _is_counted(deadline: DeadlineDef) -> bool:
    return deadline.within is not None and not (deadline.soon or deadline.at_once or deadline.before)


def _finding(before: Step, step: Step) -> Finding:
    message = (
        f"Fristen för ”{step.title}” räknas från ärendets början men syns först när steget öppnas. Blir ”{before.title}” liggande ser "
        "ingen att tiden går."
    )
    hint = (
        f"Lägg stegen från ”{before.title}” till ”{step.title}” i en fas och sätt fristen på fasen, eller ge ”{before.title}” en egen "
        "frist."
    )
    return Finding("deadline-hidden", message, hint, "warning", step.id)
