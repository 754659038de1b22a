"""Waits that no person ends: what ends them, and what nobody can then be asked."""

from __future__ import annotations

from core.definitions.routine.context import Context
from core.definitions.steps.outline import StepNode

_ANSWERED = ("asks", "checklist", "requires", "informs", "consents")
"""What the person who ends a wait answers for."""


def check_by_time(context: Context, node: StepNode, *, ends_by_itself: bool) -> None:
    """Something must end the wait by itself, and what only a person could answer cannot stand there."""
    record = node.record
    if not ends_by_itself:
        hint = "Skriv for: ett datum eller en händelse, until: ett villkor eller at_most: en tid som är bestämd, eller ta bort by_hand."
        message = f"Ingen får avsluta {node.id}, och inget annat avslutar den."
        context.report.add(record.at("by_hand"), "wait-shape", message, hint=hint)
    for key in _ANSWERED:
        if key in record.keys:
            message = f"Ingen avslutar {node.id} för hand, så ingen kan svara på {key}."
            context.report.add(record.at(key), "asks-nobody", message, hint="Lägg det i ett steg efter väntan.")
