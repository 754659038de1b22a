"""A step's window: its own, or one of the municipality's by name."""

from __future__ import annotations

from core.definitions.routine.context import Context
from core.definitions.text.checking import Record
from core.definitions.time.timing import window_of
from core.model.time import Window


def window(context: Context, record: Record) -> Window | None:
    """The window under `window`, or None when there is none or it has problems."""
    table = record.record("window")
    if table is not None:
        return window_of(table)
    named = context.town.windows
    hint = "Fönster med namn står i municipality.yaml."
    name = context.known(record.leaf("window"), named, "unknown-window", "Fönstret", hint)
    return named.get(name) if name is not None else None
