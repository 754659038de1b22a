"""Values of facts as they are written in a routine: defaults, and those that must be motivated."""

from __future__ import annotations

from datetime import datetime

from core.definitions.language import scalars as s
from core.definitions.routine.context import SETTING, Context
from core.definitions.text.checking import Leaf, Record
from core.model.values import Value

_SCALARS: dict[str, s.Scalar] = {
    "yes_no": s.YES_NO, "judgement": s.YES_NO, "whole_number": s.WHOLE, "number": s.NUMBER, "money": s.NUMBER,
    "date": s.DATE, "time": s.CLOCK, "duration": s.DURATION,
}  # fmt: skip


def of_type(context: Context, leaf: Leaf, kind: str, choices: tuple[str, ...]) -> Value | None:
    """The leaf as a value of a fact of type `kind`, or None with a problem. `choices` are the alternatives of a choice.

    A setting may stand instead; of one that nobody has decided there is no value.
    """
    if leaf.text.startswith(SETTING):
        found = decided(context, leaf)
        return None if found is None else of_type(context, found, kind, choices)
    if kind == "choice":
        return context.known(leaf, choices, "unknown-choice", "Alternativet")
    scalar = _SCALARS.get(kind)
    if scalar is None:
        return leaf.text
    try:
        value = scalar.parse(leaf.text) if s.matches(scalar, leaf.text) else None
    except ValueError:
        value = None
    if value is None:
        hint = f"Skriv {scalar.what}."
        context.report.add(leaf.place, "bad-value", f"{leaf.text} är inget värde av typen {kind}.", hint=hint)
        return None
    return value if isinstance(value, bool | int | float) else leaf.text


def decided(context: Context, leaf: Leaf) -> Leaf | None:
    """The leaf, or what the setting that stands there is here as if it were written; None while nobody has decided it."""
    if not leaf.text.startswith(SETTING):
        return leaf
    name, declared = leaf.text.removeprefix(SETTING), context.declared("settings")
    if name not in declared and name not in context.town.settings:
        context.report.add(
            leaf.place, "unknown-setting", f"Inställningen {name} finns inte.", allowed=tuple(declared), given=name
        )
        return None
    value = context.scope.constants.get(leaf.text)
    if value is None:
        return None
    if isinstance(value, datetime):
        value = value.date().isoformat()
    elif isinstance(value, bool):
        value = "yes" if value else "no"
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    return Leaf(str(value), str(value), leaf.node)


def one(context: Context, fact: str, leaf: Leaf | None) -> Value | None:
    """The leaf as a value of `fact`."""
    known = context.scope.names.get(fact)
    return of_type(context, leaf, known.kind, known.choices) if leaf is not None and known is not None else None


def many(context: Context, fact: str, record: Record, key: str) -> tuple[Value, ...]:
    """The values of `fact` under `key`."""
    found = (one(context, fact, leaf) for leaf in record.leaves(key))
    return tuple(value for value in found if value is not None)
