"""Notes beside the cases; see `core.storage.port.Note`. Their values are sealed with a key of the municipality's."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Iterator

from core.errors import CorruptHistory
from core.storage.keys import KeyRing
from core.storage.moments import from_micros, to_micros
from core.storage.port import Note
from core.storage.sqlite.rows import Kinds
from core.storage.sqlite.write import Change, Writer

_LOG = logging.getLogger("rutin.storage")
_LATEST = (
    "SELECT kind, key, value, actor, at FROM notes WHERE no IN"
    " (SELECT max(no) FROM notes WHERE kind = ? AND key >= ? AND key < ? GROUP BY key) ORDER BY key"
)
_Columns = tuple[str, str, str | bytes, str, int]
_kinds = Kinds(str, str, object, str, int)
_CLEAR = "SELECT no, kind, key, value FROM notes WHERE typeof(value) = 'text'"


def add(note: Note, keys: KeyRing) -> Change:
    """Writes a note."""
    value = _sealed(keys, note.kind, note.key, note.value)

    def change(writer: Writer) -> None:
        values = (note.kind, note.key, value, note.actor, to_micros(note.at))
        writer.one("INSERT INTO notes (kind, key, value, actor, at) VALUES (?, ?, ?, ?, ?)", values)

    return change


def latest(db: sqlite3.Connection, kind: str, first: str, last: str, keys: KeyRing) -> tuple[Note, ...]:
    """The note that holds for each key of a stretch; one that was changed, or stood somewhere else, is left out and told in the log."""
    return tuple(_readable(_kinds.each(db.execute(_LATEST, (kind, first, last))), keys))


def _readable(rows: Iterable[_Columns], keys: KeyRing) -> Iterator[Note]:
    for kind, key, value, actor, at in rows:
        try:
            yield Note(kind, key, _opened(keys, kind, key, value), actor, from_micros(at))
        except (CorruptHistory, UnicodeDecodeError) as error:
            _LOG.error("a note of the kind %s cannot be read: %s", kind, type(error).__name__)


def seal_clear(db: sqlite3.Connection, keys: KeyRing) -> None:
    """Seals the values that an earlier Rutin wrote in clear."""
    for no, kind, key, value in db.execute(_CLEAR).fetchall():
        db.execute("UPDATE notes SET value = ? WHERE no = ?", (_sealed(keys, kind, key, value), no))


def _sealed(keys: KeyRing, kind: str, key: str, value: str) -> bytes:
    return keys.beside.sealer(1)(value.encode(), _about(kind, key))


def _opened(keys: KeyRing, kind: str, key: str, value: str | bytes) -> str:
    """The value; in clear where an older Rutin still wrote beside this one. It is sealed the next time the database is opened."""
    return value if isinstance(value, str) else keys.beside.open(value, _about(kind, key)).decode()


def _about(kind: str, key: str) -> str:
    """What a note's value is bound to."""
    return f"note {kind} {key}"
