"""What a call sends along: facts by name, or what an expression gives."""

from __future__ import annotations

from core.definitions.language.scalars import MOMENT, matches
from core.definitions.routine.context import Context
from core.definitions.text.checking import Leaf, Record
from core.model.values import Expression

_WORDS = {"yes": "true", "no": "false", "true": "true", "false": "false"}


def passed(context: Context, record: Record) -> tuple[dict[str, str], dict[str, Expression]]:
    """Their facts by ours, and their facts by expressions."""
    passes: dict[str, str] = {}
    computes: dict[str, Expression] = {}
    for theirs, value in record.entries("with"):
        if not isinstance(value, Leaf):
            continue
        if value.text in _WORDS:
            made = context.derived_condition(_WORDS[value.text])
        elif value.text in context.scope.names and value.text not in context.facts():
            made = context.expression(value, None)
        elif matches(MOMENT, value.text) and "." not in value.text:
            ours = context.known(value, context.facts(), "unknown-fact", "Uppgiften")
            if ours is not None:
                passes[theirs] = ours
            continue
        else:
            made = context.expression(value, None)
        if made is not None:
            computes[theirs] = made
    return passes, computes
