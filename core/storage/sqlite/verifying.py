"""Checks the history of a database file that nobody has opened, without writing to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from core.errors import StorageError
from core.storage.keys import KeyRing
from core.storage.port import AuditReport
from core.storage.sqlite import audit
from core.storage.sqlite.audit_cases import Reading
from core.storage.sqlite.connections import READ_PRAGMAS, translate
from core.storage.sqlite.intact import readable
from core.storage.sqlite.schema import MIGRATIONS, check_owner, version_of


def verify_file(
    path: Path, reading: Reading, owner: str | None = None, progress: Callable[[int], None] = lambda _cases: None
) -> AuditReport:
    """What `audit.verify` says of the file and `progress` is told. It may be in use meanwhile, and is not made, upgraded or mended.

    Raises:
        StorageError: ``storage_damaged``, ``storage_locked``, ``storage_older``, ``storage_newer``, ``wrong_key`` or
            ``anothers_database`` when it does not belong to `owner`.
    """
    log = path.with_name(f"{path.name}-wal")
    checks = _Checks(reading, owner, progress)
    try:
        if not log.exists():
            # SQLite would leave files of its own beside one that nobody has open
            found = _verify(path, "immutable=1", checks)
            if not log.exists():
                return found
        return _verify(path, "mode=ro", checks)
    except sqlite3.Error as error:
        told = translate(error)
        raise (StorageError("storage_damaged") if told.code == "storage" else told) from error


@dataclass(frozen=True, slots=True)
class _Checks:
    reading: Reading
    owner: str | None
    progress: Callable[[int], None]


def _verify(path: Path, how: str, checks: _Checks) -> AuditReport:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None)) as db:
        for pragma in READ_PRAGMAS:
            db.execute(pragma)
        db.text_factory = readable
        db.execute("BEGIN")  # everything as it stood at one moment
        _check_is_ours(db, checks.reading.keys)
        if checks.owner is not None:
            check_owner(db, checks.owner)
        return audit.verify(db, checks.reading, checks.progress)


def _check_is_ours(db: sqlite3.Connection, keys: KeyRing) -> None:
    """That it is of the present version and belongs to `keys`; what every database has must be there."""
    version = version_of(db)
    key = db.execute("SELECT value FROM meta WHERE name = 'key_check'").fetchone()
    if key is None:
        raise StorageError("storage_damaged")
    if version != len(MIGRATIONS):
        raise StorageError("storage_newer" if version > len(MIGRATIONS) else "storage_older")
    if key[0] != keys.check_value():
        raise StorageError("wrong_key")
