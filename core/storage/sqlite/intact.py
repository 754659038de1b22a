"""Whether the file itself is whole: what SQLite says of it, and that every value is of its column's kind."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

FOLLOWING = ("worklist", "registers", "terms", "one_open", "statistics")
"""The tables that hold nothing but what follows from the cases' history."""
_FOLLOWING_OF_CASES = ("process", "definition", "status", "started", "timer", "placed", "label", "snapshot")
_MOST = 100
"""As many faults as SQLite is asked to tell."""
_KINDS = {"INTEGER": ("integer",), "TEXT": ("text",), "BLOB": ("blob",)}
_IDS = {("commands", "id"), ("events", "command"), ("worklist", "case_id"), ("reads", "case_id"), ("notes", "value")}
"""Ids are bytes or text (`core.storage.sqlite.ids`), and so are notes until they are sealed."""
_MAIN = "*** in database main ***"
_INDEX = re.compile(r" index (\w+)$")


class Fault(NamedTuple):
    """What is wrong, as a sentence, and whether `rutin rebuild` makes it whole."""

    text: str
    mended: bool


def readable(raw: bytes) -> str:
    """A text as it stands. One that is not UTF-8 any more is another than what was written, and ends no reading of the rest."""
    return raw.decode(errors="backslashreplace")


def faults(db: sqlite3.Connection) -> Iterator[Fault]:
    """Everything that is wrong with the file, whatever its rows mean. Raises sqlite3.Error where it cannot even be read."""
    indexes: set[str] = set()
    for (said,) in db.execute(f"PRAGMA integrity_check({_MOST})").fetchall():
        index = _INDEX.search(said)
        if index is not None:
            indexes.add(index[1])
        elif said != "ok":
            what = " ".join(said.removeprefix(_MAIN).split())
            yield Fault(f"Databasfilen är skadad ({what}).", mended=False)
    for name in sorted(indexes):
        yield Fault(f"Det som databasen slår upp med ({name}) stämmer inte med det som står i den.", mended=True)
    for table, column, count in _of_other_kinds(db):
        rows = "en rad" if count == 1 else f"{count} rader"
        mended = table in FOLLOWING or (table == "cases" and column in _FOLLOWING_OF_CASES)
        yield Fault(f"Tabellen {table}, kolumnen {column}: {rows} har ett värde av fel slag.", mended)


def _of_other_kinds(db: sqlite3.Connection) -> Iterator[tuple[str, str, int]]:
    """Table, column and how many rows, for each column that holds anything else than it is to."""
    for table in _tables(db):
        checks = _checks(db, table)
        counts = db.execute(f"SELECT {', '.join(f'sum({check})' for check in checks.values())} FROM {table}").fetchone()
        for column, count in zip(checks, counts, strict=True):
            if count:
                yield table, column, count


def wrong_row(db: sqlite3.Connection, table: str) -> str:
    """The condition that a row of `table` holds something of another kind than its column is to."""
    return " OR ".join(_checks(db, table).values())


def _tables(db: sqlite3.Connection) -> list[str]:
    named = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    return [name for (name,) in db.execute(named).fetchall()]


def _checks(db: sqlite3.Connection, table: str) -> dict[str, str]:
    """Each column with the condition that it holds something else. That NULL stands where it may not SQLite tells itself."""
    db.create_function("is_text", 1, _is_text, deterministic=True)
    found: dict[str, str] = {}
    for _, name, declared, *_ in db.execute(f"PRAGMA table_info({table})").fetchall():
        kinds = ("text", "blob") if (table, name) in _IDS else _KINDS[declared]
        found[name] = f"typeof({name}) NOT IN ({', '.join(repr(kind) for kind in (*kinds, 'null'))})"
        if declared == "TEXT":
            found[name] += f" OR NOT is_text(CAST({name} AS BLOB))"
    return found


def _is_text(raw: bytes | None) -> bool:
    """Whether bytes that stand as a text are one: SQLite does not look."""
    try:
        return raw is None or raw.decode() is not None
    except UnicodeDecodeError:
        return False
