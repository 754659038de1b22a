"""Opens a municipality's database: made, upgraded and checked where needed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from core.errors import StorageError
from core.storage.keys import KeyRing
from core.storage.port import Rebuild
from core.storage.sqlite.connections import BUSY, WRITE_PRAGMAS, Readers, ask, connect, translate
from core.storage.sqlite.schema import is_used, migrate
from core.storage.sqlite.store import SqliteStore
from core.storage.sqlite.write import Tape

PATIENCE = 60_000
"""Milliseconds to wait, when it is opened, for whoever holds the file: another that upgrades it, or writes it anew after erasing. A
municipality that could not be opened is left out until somebody starts Rutin again.
"""


def open_store(
    path: Path,
    keys: KeyRing,
    *,
    make: bool = True,
    owner: str | None = None,
    rebuild: Rebuild | None = None,
    upgrade: bool = True,
    tape: list[Tape] | None = None,
) -> SqliteStore:
    """Opens a municipality's database, making or upgrading it where needed.

    Args:
        path: the database file; its folder must exist.
        keys: the municipality's keys.
        make: whether a database that is not there, or has never been used, is made. Where the key has been used it is lost instead.
        owner: the municipality it must belong to; one that belongs to nobody yet does from now on.
        rebuild: makes a case from its events when its snapshot has an older format.
        upgrade: whether a database that an older Rutin wrote is brought to the present version.
        tape: collects what each step writes, for `core.storage.sqlite.raw`; for measuring only.

    Raises:
        StorageError: ``storage_empty``, ``wrong_key``, ``anothers_database``, ``storage_newer``,
            ``storage_older`` (only without `upgrade`), ``storage_full``, ``storage_locked``, ``storage_damaged`` or ``storage``.
    """
    db: sqlite3.Connection | None = None
    try:
        if not make and not path.exists():
            raise StorageError("storage_empty", file=path.name)
        db = connect(path, ())
        if not make and not is_used(db):  # before anything is asked for that would write in it
            raise StorageError("storage_empty", file=path.name)
        ask(db, WRITE_PRAGMAS)
        ask(db, (f"PRAGMA busy_timeout = {PATIENCE}",))
        migrate(db, keys, owner, upgrade=upgrade)
        ask(db, (f"PRAGMA busy_timeout = {BUSY}",))
    except (sqlite3.Error, OSError, StorageError) as error:
        if db is not None:
            db.close()
        if isinstance(error, StorageError):
            raise
        raise translate(error) from error
    return SqliteStore(path, db, Readers(path), keys, rebuild, tape)
