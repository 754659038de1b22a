"""Checks the history of a database file that nobody has opened, without writing to it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from core.errors import StorageError
from core.storage.keys import KeyRing
from core.storage.port import AuditReport
from core.storage.sqlite import audit
from core.storage.sqlite.connections import READ_PRAGMAS, translate
from core.storage.sqlite.schema import MIGRATIONS, check_owner


def verify_file(path: Path, keys: KeyRing, owner: str | None = None) -> AuditReport:
    """What `audit.verify` says of the file. It may be in use meanwhile, and is not made, upgraded or mended.

    Raises:
        StorageError: ``storage_damaged``, ``storage_locked``, ``storage_older``, ``storage_newer``, ``wrong_key`` or
            ``anothers_database`` when it does not belong to `owner`.
    """
    log = path.with_name(f"{path.name}-wal")
    try:
        if not log.exists():
            found = _verify(
                path, keys, owner, "immutable=1"
            )  # SQLite would leave files of its own beside one that nobody has open
            if not log.exists():
                return found
        return _verify(path, keys, owner, "mode=ro")
    except sqlite3.Error as error:
        told = translate(error)
        raise (StorageError("storage_damaged") if told.code == "storage" else told) from error


def _verify(path: Path, keys: KeyRing, owner: str | None, how: str) -> AuditReport:
    with closing(sqlite3.connect(f"{path.resolve().as_uri()}?{how}", uri=True, isolation_level=None)) as db:
        for pragma in READ_PRAGMAS:
            db.execute(pragma)
        db.execute("BEGIN")  # everything as it stood at one moment
        _check_is_ours(db, keys)
        if owner is not None:
            check_owner(db, owner)
        return audit.verify(db)


def _check_is_ours(db: sqlite3.Connection, keys: KeyRing) -> None:
    """That it is of the present version and belongs to `keys`; what every database has must be there."""
    version = db.execute("SELECT version FROM schema_version").fetchone()
    key = db.execute("SELECT value FROM meta WHERE name = 'key_check'").fetchone()
    if version is None or key is None:
        raise StorageError("storage_damaged")
    if version[0] != len(MIGRATIONS):
        raise StorageError("storage_newer" if version[0] > len(MIGRATIONS) else "storage_older")
    if key[0] != keys.check_value():
        raise StorageError("wrong_key")
