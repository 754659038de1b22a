"""Connections to a municipality's file: one that writes, a few that read, and SQLite's errors in our words."""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.errors import StorageError
from core.errors.tracing import told

_LOG = logging.getLogger("rutin.storage")
BUSY = 2000
"""Milliseconds that a step waits for another process."""
WRITE_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    f"PRAGMA busy_timeout = {BUSY}",
    "PRAGMA cache_size = -32000",
    # fewer, larger checkpoints: a page changed by many steps is then copied to the database once
    "PRAGMA wal_autocheckpoint = 4000",
)
READ_PRAGMAS = (f"PRAGMA busy_timeout = {BUSY}", "PRAGMA cache_size = -8000", "PRAGMA query_only = ON")
_PREPARED = 256
_CODES = {
    sqlite3.SQLITE_FULL: "storage_full",
    sqlite3.SQLITE_BUSY: "storage_locked",
    sqlite3.SQLITE_LOCKED: "storage_locked",
    sqlite3.SQLITE_CORRUPT: "storage_damaged",
    sqlite3.SQLITE_NOTADB: "storage_damaged",
    sqlite3.SQLITE_READONLY: "storage_closed",
    sqlite3.SQLITE_CANTOPEN: "storage_closed",
}
_ROWS = (TypeError, ValueError, LookupError, ArithmeticError)
"""What comes of reading a row that holds something else than was written there; msgspec's errors are ValueErrors."""


def translate(error: sqlite3.Error | OSError) -> StorageError:
    """SQLite's or the system's error as ours: its code says whether the disk is full, or the file in use, closed to us or damaged."""
    if isinstance(error, OSError):
        return StorageError("storage_full" if error.errno == errno.ENOSPC else "storage_closed")
    code = getattr(error, "sqlite_errorcode", 0) or 0
    if not code and isinstance(error, sqlite3.OperationalError):
        return StorageError("row_damaged")  # of Python's own there is only this: a text that is not UTF-8
    return StorageError(_CODES.get(code & 0xFF, "storage"))


def connect(path: Path, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    """A connection that any thread may use, one at a time; statements stay prepared. The file is made readable by us alone."""
    _make(path)
    db = sqlite3.connect(path, isolation_level=None, check_same_thread=False, cached_statements=_PREPARED, timeout=2)
    ask(db, pragmas)
    return db


def ask(db: sqlite3.Connection, pragmas: tuple[str, ...]) -> None:
    """Has the connection work as `pragmas` say."""
    for pragma in pragmas:
        db.execute(pragma)


def _make(path: Path) -> None:
    """Makes the file where there is none. One that is there is never opened here.

    To close any descriptor of a file drops every lock that the process has on it (POSIX). By those SQLite knows in other programs that
    the database is in use: without them a program that ends beside this one takes the journal away, with all that is still only there.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


class Readers:
    """Connections for reading. They never wait for the writer; the one used last is used next, as its pages are warm."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._free: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def use(self) -> Iterator[sqlite3.Connection]:
        """A connection for the length of the block. SQLite's errors, and what a damaged row leads to, come out as StorageError."""
        try:
            db = self._take()
        except sqlite3.Error as error:
            raise translate(error) from error
        try:
            yield db
        except sqlite3.Error as error:
            raise translate(error) from error
        except _ROWS as error:
            _LOG.error("a row could not be read: %s", told(error))  # should it be our own fault, this says where
            raise StorageError("row_damaged") from error
        finally:
            if self._closed:
                db.close()
            else:
                self._free.append(db)

    def _take(self) -> sqlite3.Connection:
        if self._closed:
            raise StorageError("storage")
        try:
            return self._free.pop()
        except IndexError:
            return connect(self._path, READ_PRAGMAS)

    def close(self) -> None:
        """Closes every free connection; one in use is closed when it comes back."""
        self._closed = True
        while self._free:
            self._free.pop().close()
