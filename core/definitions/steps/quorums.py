"""How many of those who are called to a meeting have to be there."""

from __future__ import annotations

from msgspec.structs import replace

from core.definitions.routine.context import Context
from core.definitions.steps.outline import StepNode
from core.model.steps import Meeting


def counted(context: Context, node: StepNode, meeting: Meeting) -> Meeting:
    """The meeting with its quorum as a number. One that nobody is called to, or more than are called, is told."""
    leaf = node.record.leaf("quorum")
    if leaf is None:
        return meeting
    called = len(meeting.called)
    wanted = called if leaf.value == "all" else leaf.value if isinstance(leaf.value, int) else called
    if not called or wanted > called:
        who = "ingen är kallad" if not called else f"bara {called} är kallade"
        hint = "Skriv vilka som ska vara med under with:, eller ett mindre antal."
        context.report.add(leaf.place, "quorum-shape", f"{node.id} behöver {leaf.text}, men {who}.", hint=hint)
        return meeting
    return replace(meeting, quorum=wanted)
