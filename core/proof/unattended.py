"""What is left undone where the system does a step by itself: nobody ticks, tells, asks for a consent, holds a meeting or answers."""

from __future__ import annotations

from collections.abc import Iterator

from core.model.definition import ProcessDefinition
from core.model.steps import Handover, Meeting, Step
from core.proof.findings import Finding


def unattended_findings(definition: ProcessDefinition) -> tuple[Finding, ...]:
    """Steps with `automatic` that hold something only a person does."""
    return tuple(_found(definition))


def _found(definition: ProcessDefinition) -> Iterator[Finding]:
    for step in definition.steps.values():
        left = list(_left(step)) if step.automatic is not None else []
        if left:
            message = (
                f"”{step.title}” görs av systemet när villkoret stämmer (automatic), utan att {' och '.join(left)}."
            )
            hint = "Ta bort automatic om någon ska göra det, annars det som bara en person gör. Ska steget bara finnas ibland: only_if."
            yield Finding("by-itself", message, hint, "warning", step.id)


def _left(step: Step) -> Iterator[str]:
    if isinstance(step, Meeting):
        yield "mötet bokas eller hålls"
    if isinstance(step, Handover):
        yield "någon erbjuder eller svarar"
    if step.checklist:
        yield "någon bockar av checklistan (checklist)"
    if step.informs:
        yield "någon informerar (informs)"
    if step.consents:
        yield "någon frågar efter samtycket (consents)"
