"""The measure the store is held against: the same rows written by bare sqlite3, one transaction a step.

A store opened with ``tape=[]`` notes the steps it writes; `replay` writes their rows again into an empty database with the same tables and
settings, and nothing else of ours.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from core.storage.chain import START, commit_hash, pack_entry
from core.storage.sqlite import statements as sql
from core.storage.sqlite.connections import WRITE_PRAGMAS, connect
from core.storage.sqlite.prepare import Row
from core.storage.sqlite.schema import create
from core.storage.sqlite.write import Outcome, Tape, Writer, write_step

Statements = list[tuple[str, list[Row]]]


@dataclass(frozen=True, slots=True)
class _Done:
    """A statement that was noted and counts as having done what it should."""

    rowcount: int
    lastrowid: int | None


class _Recorder(Writer):
    """Notes statements instead of running them."""

    def __init__(self, db: sqlite3.Connection, no: int) -> None:
        super().__init__(db)
        self.statements: Statements = []
        self._no = no

    def one(self, text: str, values: Row) -> Outcome:
        """Notes a statement."""
        self.statements.append((text, [values]))
        return _Done(1, self._no)

    def number(self, text: str, values: Row) -> int:  # noqa: ARG002 - whatever was asked, the step was let through
        """Nothing is asked: the step was written once already."""
        return 0

    def many(self, text: str, rows: Sequence[Row]) -> None:
        """Notes a statement that is run for each of `rows`."""
        self.statements.append((text, list(rows)))


def statements(tape: Sequence[Tape], db: sqlite3.Connection) -> list[Statements]:
    """What each step writes when it is committed alone, its row in the journal of commits included."""
    written: list[Statements] = []
    previous = START
    for number, noted in enumerate(tape, 1):
        recorder = _Recorder(db, noted.no)
        write_step(recorder, noted.step)
        after = noted.step.after
        entry = pack_entry(noted.no, after.version, after.head)
        previous = commit_hash(previous, number, entry)
        recorder.one(sql.COMMIT_ROW, (number, previous, entry))
        written.append(recorder.statements)
    return written


def replay(tape: Sequence[Tape], path: Path) -> float:
    """Seconds it takes to write the steps of `tape` into the new database `path`, each in a durable transaction of its own.

    The tape must hold every step since the database was made. Raises `sqlite3.Error` when the file is not empty.
    """
    db = connect(path, WRITE_PRAGMAS)
    try:
        create(db)
        steps = statements(tape, db)
        start = perf_counter()
        for step in steps:
            db.execute("BEGIN IMMEDIATE")
            for text, rows in step:
                if len(rows) == 1:
                    db.execute(text, rows[0])
                else:
                    db.executemany(text, rows)
            db.execute("COMMIT")
        return perf_counter() - start
    finally:
        db.close()
