"""A municipality's two files, the database and its key: both are made together, and neither is made again beside the other.

A database that has lost its journal may look whole and empty to SQLite. That it has a key tells that it is not a new one.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from time import sleep

from core.errors import StorageError
from core.storage.keys import KeyRing
from core.storage.port import Rebuild
from core.storage.sqlite.opening import open_store
from core.storage.sqlite.store import SqliteStore
from core.storage.sqlite.write import Tape

TRIES, MAKING = 10, 1.0
"""How often, and for how many seconds, it is looked whether another Rutin is just making a new municipality's files."""


def open_files(
    path: Path,
    key: Path,
    owner: str,
    *,
    rebuild: Rebuild | None = None,
    upgrade: bool = True,
    tape: list[Tape] | None = None,
) -> SqliteStore:
    """Opens a municipality's database, made with its key when there is neither. The rest as for `open_store`.

    Raises:
        StorageError: ``key_missing``, ``key_closed``, ``key_damaged``, ``storage_empty``, or as `open_store`.
    """
    keys = None if path.exists() else _new_key(key)
    if keys is None:
        return _opened(path, key, partial(open_store, owner=owner, rebuild=rebuild, upgrade=upgrade, tape=tape))
    try:
        return open_store(path, keys, owner=owner, rebuild=rebuild, tape=tape)
    except BaseException:  # what is left would be taken for a municipality that has lost something
        for made in (key, path, *(path.with_name(f"{path.name}{part}") for part in ("-wal", "-shm"))):
            made.unlink(missing_ok=True)
        raise


def _new_key(key: Path) -> KeyRing | None:
    """A new key; None when there is one already."""
    try:
        return KeyRing.create(key)
    except FileExistsError:
        return None


def _opened(path: Path, key: Path, opens: partial[SqliteStore]) -> SqliteStore:
    for tries in range(TRIES, -1, -1):
        try:
            return opens(path, KeyRing.load(key), make=False)
        except StorageError as error:
            if error.code not in ("storage_empty", "key_damaged") or not tries:
                raise
        sleep(MAKING / TRIES)
    raise StorageError("storage")
