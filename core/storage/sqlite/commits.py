"""Group commit: while one durable commit is under way, steps queue and go into the next one together.

No thread of its own: whoever finds nobody committing does it, for everybody in the queue, so a single client never
waits for a hand-off. A step is acknowledged only after its commit.
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
    """Something in the queue: a step, another change, or nothing but what waits beside the queue.

    With `purge`, the write-ahead log is emptied after the commit, so that what was overwritten is gone from it too.
    """

    __slots__ = ("change", "error", "gate", "leads", "purge", "state", "step")

    def __init__(self, step: Prepared | None = None, change: Change | None = None, *, purge: bool = False) -> None:
        self.step = step
        self.purge = purge
        self.change = change
        self.state: CaseState | None = None
        self.error: RutinError | None = None
        self.gate = Lock()
        self.leads = False


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
        self._queue: list[Item] = []
        self._busy = False
        self._closed = False
        self._last: tuple[int, bytes] | None = None

    def submit(self, item: Item) -> None:
        """Returns when `item` is durable. Raises its refusal, or StorageError; then nothing of it was written."""
        self._enter([item], last=False)
        if item.error is not None:
            raise item.error

    def submit_all(self, items: Sequence[Item]) -> None:
        """Queues `items` side by side, so that they go into the same commit as far as there is room, and returns when all are durable.

        What was refused has its `error`. Raises StorageError when nothing more is taken.
        """
        self._enter(items, last=False)

    def close(self) -> None:
        """Waits for the commit under way, writes what is waiting and closes the connection; nothing more is taken.

        Raises:
            StorageError: what was waiting could not be written; the connection is closed all the same.
        """
        if self._closed:
            return
        item = Item()
        self._enter([item], last=True)
        self._db.close()
        if item.error is not None:
            raise item.error

    def _enter(self, items: Sequence[Item], *, last: bool) -> None:
        """Queues `items` and commits, or waits until somebody else has."""
        with self._lock:
            if self._closed:
                raise StorageError("storage")
            self._closed = last
            self._queue.extend(items)
            if items and not self._busy:
                items[0].leads = self._busy = True
            for item in items:
                if not item.leads:
                    item.gate.acquire()
        failed: BaseException | None = None
        for item in items:
            if not item.leads:
                item.gate.acquire()  # until whoever commits lets go of it
            if item.leads:
                try:
                    self._lead()
                except BaseException as error:
                    failed = failed or error
        if failed is not None:
            raise failed

    def _take(self, room: int) -> list[Item]:
        with self._lock:
            taken, self._queue = self._queue[:room], self._queue[room:]
        return taken

    def _lead(self) -> None:
        """Commits the queue once, lets go of those in it, and passes the lead on to the first who came meanwhile."""
        group: list[Item] = []
        try:
            self._commit(group)
        finally:
            with self._lock:
                successor = self._queue[0] if self._queue else None
                self._busy = successor is not None
            for item in group:
                if item.gate.locked():
                    item.gate.release()
            if successor is not None:
                successor.leads = True
                successor.gate.release()

    def _commit(self, group: list[Item]) -> None:
        reads: list[Row] = []
        try:
            self._db.execute("BEGIN IMMEDIATE")
            reads = self._beside()
            self._write_queue(group)
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

    def _write_queue(self, group: list[Item]) -> None:
        """Writes everybody in the queue; whoever queues meanwhile comes along, so the disk is waited for once."""
        try:
            while len(group) < MOST and (taken := self._take(MOST - len(group))):
                group.extend(taken)
                self._write(taken)
        except Unforeseen:
            self._db.execute("ROLLBACK")
            self._db.execute("BEGIN IMMEDIATE")
            for item in group:
                self._write_one(item)

    def _write(self, items: list[Item]) -> None:
        """Writes `items`: several together, one with care."""
        if len(items) == 1:
            self._write_one(items[0])
            return
        steps = [(item, item.step) for item in items if item.step is not None]
        for (item, _), state in zip(steps, write_steps(self._writer, [step for _, step in steps]), strict=True):
            item.state = state
        for item in items:
            if item.change is not None:
                item.change(self._writer)

    def _write_one(self, item: Item) -> None:
        if item.change is not None:
            item.change(self._writer)
        elif item.step is not None:
            outcome = write_step(self._writer, item.step)
            item.state, item.error = (None, outcome) if isinstance(outcome, RutinError) else (outcome, None)

    def _undo(self, group: list[Item], reads: list[Row], error: BaseException) -> None:
        """Takes the whole group back and tells each why; those still queued when BEGIN failed are told too."""
        if self._db.in_transaction:
            self._db.execute("ROLLBACK")
        self._returned(reads)
        self._last = None
        group.extend(self._take(MOST - len(group)) if not group else [])
        for item in group:
            item.state = None
            item.error = translate(error) if isinstance(error, sqlite3.Error) else StorageError("storage")

    def _journal(self, group: list[Item]) -> None:
        states = [item.state for item in group if item.state is not None]
        if not states:
            return
        entries = join_entries(pack_entry(state.no, state.version, state.head) for state in states)
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

    def _after(self, group: list[Item]) -> None:
        """What follows a commit: tapes are kept, and a log that held what was destroyed is emptied."""
        if self._tapes is not None:
            self._tapes.extend(Tape(item.state.no, item.step) for item in group if item.state and item.step)
        purging = [item for item in group if item.purge]
        if purging:
            try:
                self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error as error:
                for item in purging:
                    item.error = translate(error)
