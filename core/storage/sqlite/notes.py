"""Notes beside the cases; see `core.storage.port.Note`."""

from __future__ import annotations

import sqlite3

from core.storage.moments import from_micros, to_micros
from core.storage.port import Note
from core.storage.sqlite.write import Change, Writer

_LATEST = (
    "SELECT kind, key, value, actor, at FROM notes WHERE no IN"
    " (SELECT max(no) FROM notes WHERE kind = ? AND key >= ? AND key < ? GROUP BY key) ORDER BY key"
)


def add(note: Note) -> Change:
    """Writes a note."""

    def change(writer: Writer) -> None:
        values = (note.kind, note.key, note.value, note.actor, to_micros(note.at))
        writer.one("INSERT INTO notes (kind, key, value, actor, at) VALUES (?, ?, ?, ?, ?)", values)

    return change


def latest(db: sqlite3.Connection, kind: str, first: str, last: str) -> tuple[Note, ...]:
    """The note that holds for each key of a stretch."""
    rows = db.execute(_LATEST, (kind, first, last))
    return tuple(Note(kind, key, value, actor, from_micros(at)) for kind, key, value, actor, at in rows)
