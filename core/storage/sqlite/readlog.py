"""Who opened which case: gathered, and written with the next commit or within a second."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from threading import Event, Lock, Thread

from core.errors import StorageError
from core.storage.moments import to_micros
from core.storage.sqlite.ids import pack_id
from core.storage.sqlite.prepare import Row

_LOG = logging.getLogger("rutin.storage")
_WAIT = 0.5
"""Seconds a read waits for a commit to go with before it gets one of its own."""
_MOST = 5000
"""Reads that may wait; past it each must be written before it goes on, so that reading stops rather than goes unlogged."""


class ReadLog:
    """Reads on their way to the table. `flush` is asked to commit when nobody else has."""

    def __init__(self, flush: Callable[[], None]) -> None:
        self._flush = flush
        self._rows: list[Row] = []
        self._lock = Lock()
        self._wanted = Event()
        self._closing = Event()
        self._thread: Thread | None = None

    def add(self, actor: str, case: str, at: datetime) -> None:
        """Notes a read. Raises StorageError when the store is closed, or so many wait that they must be written now and cannot be."""
        with self._lock:
            if self._closing.is_set():
                raise StorageError("storage")
            self._rows.append((pack_id(case), actor, to_micros(at)))
            many = len(self._rows) > _MOST
            if self._thread is None:
                self._thread = Thread(target=self._run, name="rutin-read-log", daemon=True)
                self._thread.start()
        self._wanted.set()
        if many:
            self._flush()

    def take(self) -> list[Row]:
        """What is waiting, for a commit that is under way."""
        if not self._rows:
            return []
        with self._lock:
            rows, self._rows = self._rows, []
        return rows

    def give_back(self, rows: list[Row]) -> None:
        """The commit did not happen: they wait again, in front."""
        if rows:
            with self._lock:
                self._rows[:0] = rows
            self._wanted.set()

    def stop(self) -> None:
        """Ends the thread; what still waits is the closing commit's to write."""
        with self._lock:
            self._closing.set()
        self._wanted.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._closing.is_set():
            self._wanted.wait()
            self._closing.wait(_WAIT)
            self._wanted.clear()
            if self._rows and not self._closing.is_set():
                try:
                    self._flush()
                except Exception as error:
                    # they wait on and are tried again; past _MOST the readers are told
                    why = error.code if isinstance(error, StorageError) else type(error).__name__
                    _LOG.error("the read log could not be written: %s", why)
