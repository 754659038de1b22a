"""Opening hours as they are written on units and promises."""

from __future__ import annotations

from core.definitions.language.keys_directory import UNKNOWN
from core.definitions.text.checking import Record
from core.definitions.time.timing import window_of
from core.model.directory import Opening


def openings(entry: Record, key: str) -> tuple[Opening, ...]:
    """Opening hours as they were written: in words, unknown, or by weekday and clock."""
    leaf = entry.leaf(key)
    if leaf is not None:
        return (Opening(unknown=True) if leaf.text == UNKNOWN else Opening(said=leaf.text),)
    table = entry.record(key)
    return tuple(_opening(record) for record in ((table,) if table is not None else entry.records(key)))


def _opening(record: Record) -> Opening:
    window = window_of(record)
    unknown = record.text("hours") == UNKNOWN
    return Opening(window.weekdays, window.hours, unknown, note=record.text("note"), months=window.months)
