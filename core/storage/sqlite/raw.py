"""The measure the store is held against: the same rows written by bare sqlite3, one transaction a step.

A store opened with ``tape=[]`` notes what each step writes; `replay` writes it again into an empty database with the same tables and
settings, and nothing else of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from core.storage.sqlite.connections import WRITE_PRAGMAS, connect
from core.storage.sqlite.schema import create
from core.storage.sqlite.write import Tape


def replay(tape: Sequence[Tape], path: Path) -> float:
    """Seconds it takes to write the steps of `tape` into the new database `path`, each in a durable transaction of its own.

    The tape must hold everything since the database was made. Raises `sqlite3.Error` when the file is not empty.
    """
    db = connect(path, WRITE_PRAGMAS)
    try:
        create(db)
        start = perf_counter()
        for step in tape:
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
