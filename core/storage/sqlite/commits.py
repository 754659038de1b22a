"""Durable commits, one at a time: each takes along what it is given, the reads that wait for the log, and its row in the journal.

What may go into one commit is gathered before it comes here (`core.application.step.door`). A step is acknowledged only after its commit.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from threading import Lock

from core.errors import RutinError, StorageError
from core.storage.chain import START, commit_hash, join_entries, pack_entry
from core.storage.sqlite import statements as sql
from core.storage.sqlite.connections import translate
from core.storage.sqlite.prepare import CaseState, Prepared, Row
from core.storage.sqlite.write import Change, Tape, Unforeseen, Writer, write_step, write_steps

MOST = 256
"""Steps in one commit, so that the first of them never waits long for the last."""


class Item:
    """Something to be made durable: a step, another change, or nothing but what waits beside.

    `wrote`: what a change adds here is written in the journal too: case number, version and last hash.
    """

    __slots__ = ("change", "error", "state", "step", "wrote")

    def __init__(
        self, step: Prepared | None = None, change: Change | None = None, wrote: Sequence[tuple[int, int, bytes]] = ()
    ) -> None:
        self.step = step
        self.wrote = wrote
        self.change = change
        self.state: CaseState | None = None
        self.error: RutinError | None = None


class Committer:
    """Owns the writing connection.

    Args:
        db: the connection; nobody else uses it afterwards.
        beside: gives the read-log rows that wait; called once in every commit, and `returned` with them if it fails.
        returned: takes back what `beside` gave.
        tapes: when given, each step that was written is added to it.
    """

    def __init__(
        self,
        db: sqlite3.Connection,
        beside: Callable[[], list[Row]],
        returned: Callable[[list[Row]], None],
        tapes: list[Tape] | None = None,
    ) -> None:
        self._db = db
        self._writer = Writer(db)
        self._beside = beside
        self._returned = returned
        self._tapes = tapes
        self._lock = Lock()
        self._closed = False
        self._last: tuple[int, bytes] | None = None

    def submit(self, item: Item) -> None:
        """Returns when `item` is durable. Raises its refusal, or StorageError; then nothing of it was written."""
        self.submit_all((item,))
        if item.error is not None:
            raise item.error

    def submit_all(self, items: Sequence[Item]) -> None:
        """Returns when all of `items` are durable: those that have room in one commit together.

        What was refused has its `error`. Raises StorageError when nothing more is taken.
        """
        with self._lock:
            if self._closed:
                raise StorageError("storage")
            for start in range(0, len(items), MOST):
                self._commit(items[start : start + MOST])

    def close(self) -> None:
        """Waits for the commit under way, writes what is waiting and closes the connection; nothing more is taken.

        Raises:
            StorageError: what was waiting could not be written; the connection is closed all the same.
        """
        with self._lock:
            if self._closed:
                return
            self._closed = True
            item = Item()
            self._commit((item,))
            self._db.close()
        if item.error is not None:
            raise item.error

    def _commit(self, group: Sequence[Item]) -> None:
        reads: list[Row] = []
        try:
            self._db.execute("BEGIN IMMEDIATE")
            reads = self._beside()
            self._write(group)
            self._journal(group)
            if reads:
                self._writer.many(sql.READ, reads)
            self._db.execute("COMMIT")
        except BaseException as error:
            self._undo(group, reads, error)
            if not isinstance(error, sqlite3.Error | StorageError):
                raise
        else:
            self._after(group)

    def _write(self, group: Sequence[Item]) -> None:
        """Writes the group: several steps together, or with care when one of them has to be refused; one always with care."""
        if len(group) > 1:
            try:
                self._write_together(group)
                return
            except Unforeseen:
                self._db.execute("ROLLBACK")
                self._db.execute("BEGIN IMMEDIATE")
        for item in group:
            if item.change is not None:
                item.change(self._writer)
            elif item.step is not None:
                outcome = write_step(self._writer, item.step)
                item.state, item.error = (None, outcome) if isinstance(outcome, RutinError) else (outcome, None)

    def _write_together(self, group: Sequence[Item]) -> None:
        steps = [(item, item.step) for item in group if item.step is not None]
        for (item, _), state in zip(steps, write_steps(self._writer, [step for _, step in steps]), strict=True):
            item.state = state
        for item in group:
            if item.change is not None:
                item.change(self._writer)

    def _undo(self, group: Sequence[Item], reads: list[Row], error: BaseException) -> None:
        """Takes the whole group back and tells each why."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._returned(reads)
        self._last = None
        for item in group:
            item.state = None
            item.error = _told(error)

    def _journal(self, group: Sequence[Item]) -> None:
        lines = [(item.state.no, item.state.version, item.state.head) for item in group if item.state is not None]
        lines += [line for item in group for line in item.wrote]
        if not lines:
            return
        entries = join_entries(pack_entry(*line) for line in lines)
        if not self._add_to_journal(entries):
            # another process has committed since: the chain goes on from what it wrote
            self._last = self._db.execute(sql.LAST_COMMIT).fetchone()
            if not self._add_to_journal(entries):
                raise StorageError("storage")

    def _add_to_journal(self, entries: bytes) -> bool:
        """Writes the next row of the journal; not when there is one of its number already."""
        number, previous = self._last or (0, START)
        number += 1
        digest = commit_hash(previous, number, entries)
        if not self._writer.one(sql.COMMIT_ROW, (number, digest, entries)).rowcount:
            return False
        self._last = number, digest
        return True

    def _after(self, group: Sequence[Item]) -> None:
        """What follows a commit: tapes are kept."""
        if self._tapes is not None:
            self._tapes.extend(Tape(item.state.no, item.step) for item in group if item.state and item.step)

    def sweep(self) -> None:
        """Writes the whole file anew without its free space, and empties the log. Raises StorageError."""
        with self._lock:
            if self._closed:
                raise StorageError("storage")
            try:
                self._db.execute("VACUUM")
                if self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
                    raise StorageError("storage_locked")  # somebody reads what was there before
            except sqlite3.Error as error:
                raise translate(error) from error


def _told(error: BaseException) -> StorageError:
    if isinstance(error, StorageError):
        return error
    return translate(error) if isinstance(error, sqlite3.Error) else StorageError("storage")
