"""The SQLite store: one file per municipality, behind `core.storage.port.Store`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from core.errors import CaseErased, CorruptHistory, RutinError, VersionClash
from core.model.case import Case
from core.model.events import Recorded
from core.storage.checks import check, check_all
from core.storage.claims import Claimed, ClaimRow
from core.storage.erasing import Erased, Erasing
from core.storage.keys import CaseCipher, KeyRing
from core.storage.lru import Lru
from core.storage.port import Append, AuditReport, CaseRow, Derived, Incident, Job, Note, ReadEntry, Rebuild
from core.storage.sqlite import audit, claims, erase, jobs, lists, mending, notes, recount, restoring, tallies, worklist
from core.storage.sqlite import statements as sql
from core.storage.sqlite.audit_cases import Reading
from core.storage.sqlite.commits import MOST, Committer, Item
from core.storage.sqlite.connections import Readers, translate
from core.storage.sqlite.holders import Holder
from core.storage.sqlite.ids import event_no, pack_id
from core.storage.sqlite.prepare import CaseState, events_from_row, prepare, read_snapshot, state_from_row
from core.storage.sqlite.readlog import ReadLog
from core.storage.sqlite.rows import Kinds
from core.storage.sqlite.write import Change, Tape
from core.storage.tallies import Statistic, Tallied, Tally
from core.storage.worklist import WorklistPage, WorklistQuery

_KNOWN_CASES = 4096
_COMMAND = "SELECT c.id, d.digest, d.first, d.last FROM commands d JOIN cases c ON c.no = d.case_no WHERE d.id = ?"
_VERSION = "SELECT version FROM cases WHERE id = ?"
_SNAPSHOT = "SELECT c.version, c.snapshot, k.wrapped FROM cases c LEFT JOIN keys k ON k.case_no = c.no WHERE c.id = ?"
_CASE_KEY = "SELECT c.no, k.wrapped FROM cases c LEFT JOIN keys k ON k.case_no = c.no WHERE c.id = ?"
_EVENTS = (
    "SELECT seq, type, step, at, recorded, actor, command, content, hash FROM events"
    " WHERE no > ?1"
    # a row is kept under its last event, so what is asked for may end inside one
    " AND no <= coalesce((SELECT min(no) FROM events WHERE no BETWEEN ?2 AND ?3), ?2) ORDER BY no"
)
_command_kinds = Kinds(str, bytes, int, int)
_LAST = 2**32 - 1


class SqliteStore:
    """One municipality's database in a SQLite file. Safe to call from many threads; see `core.storage.port.Store`."""

    def __init__(
        self,
        path: Path,
        db: sqlite3.Connection,
        readers: Readers,
        keys: KeyRing,
        rebuild: Rebuild | None = None,
        tape: list[Tape] | None = None,
    ) -> None:
        self._readers = readers
        self._keys = keys
        self._rebuild = rebuild
        self._states: Lru[str, CaseState] = Lru(_KNOWN_CASES)
        self._read_log = ReadLog(self._flush)
        self._holder = Holder(path)
        self._committer = Committer(db, self._read_log.take, self._read_log.give_back, tape)

    # --- writing

    def append(self, batch: Append) -> None:
        """See the port."""
        check(batch)
        before = self._state_for(batch)
        item = Item(step=prepare(batch, before, self._keys))
        try:
            self._committer.submit(item)
        except VersionClash:
            self._states.drop(batch.case)
            raise
        if item.state is not None:
            self._states.put(batch.case, item.state)

    def append_all(self, batches: Sequence[Append]) -> tuple[RutinError | None, ...]:
        """See the port."""
        check_all(batches)
        made = [self._made(batch) for batch in batches]
        items = [each for each in made if isinstance(each, Item)]
        self._committer.submit_all(items)
        for batch, item in zip(batches, made, strict=True):
            if isinstance(item, Item) and item.state is not None:
                self._states.put(batch.case, item.state)
            else:
                self._states.drop(batch.case)
        return tuple(each.error if isinstance(each, Item) else each for each in made)

    def _made(self, batch: Append) -> Item | RutinError:
        """The step ready to be queued, or why it cannot be."""
        try:
            return Item(step=prepare(batch, self._state_for(batch), self._keys))
        except RutinError as error:
            return error

    def _state_for(self, batch: Append) -> CaseState | None:
        """What the step builds on; None for a new case, whose absence is checked when it is written."""
        if batch.expected == 0:
            return None
        state = self._states.get(batch.case)
        if state is None or state.version != batch.expected:
            state = self._read_state(batch.case)
        if state is None or state.version != batch.expected:
            raise VersionClash
        if state.cipher is None:
            raise CaseErased()
        return state

    def _read_state(self, case: str) -> CaseState | None:
        with self._readers.use() as db:
            row = db.execute(sql.STATE, (case,)).fetchone()
        return None if row is None else state_from_row(row, self._keys)

    def _change(self, change: Change) -> None:
        self._committer.submit(Item(change=change))

    def _flush(self) -> None:
        self._committer.submit(Item())

    def job_taken(self, key: str, now: datetime, until: datetime) -> bool:
        """See the port."""
        told: list[bool] = []
        self._change(jobs.taken(key, now, until, self._holder.name(), told))
        return told[-1]

    def job_hurried(self, key: str, now: datetime) -> bool:
        """See the port."""
        told: list[bool] = []
        self._change(jobs.hurried(key, now, told))
        return told[-1]

    def jobs_left(self, now: datetime) -> None:
        """See the port."""
        with self._readers.use() as db:
            held = jobs.held_by(db)
        for each in dict.fromkeys((*held, *self._holder.others())):
            if self._holder.is_gone(each):
                self._change(jobs.left(each, now))

    def job_done(self, key: str) -> None:
        """See the port."""
        self._change(jobs.done(key))

    def job_later(self, key: str, at: datetime) -> None:
        """See the port."""
        self._change(jobs.later(key, at))

    def job_split(self, key: str, split: tuple[Job, ...]) -> None:
        """See the port."""
        self._change(jobs.split(key, split, self._keys))

    def job_failed(self, key: str, error: str, retry_at: datetime | None) -> None:
        """See the port."""
        self._change(jobs.failed(key, error, retry_at))

    def erase(self, batch: Sequence[Erasing]) -> tuple[RutinError | None, ...]:
        """See the port."""
        told: list[RutinError | None] = []
        for start in range(0, len(batch), MOST):
            group, why, wrote = batch[start : start + MOST], list[RutinError | None](), erase.Wrote()
            self._committer.submit(Item(change=erase.erase(group, why, wrote), wrote=wrote))
            told += why
            for each in group:
                self._states.drop(each.case)
        return tuple(told)

    def sweep(self) -> None:
        """See the port. The file is written anew, so it may take a while."""
        with self._readers.use() as db:
            if not erase.is_unswept(db):
                return
        self._committer.sweep()
        self._change(erase.swept)

    def erased_cases(self, after: str | None = None, limit: int = 500) -> tuple[Erased, ...]:
        """See the port."""
        with self._readers.use() as db:
            return erase.log(db, after, limit)

    def log_read(self, actor: str, case: str, at: datetime) -> None:
        """See the port."""
        self._read_log.add(actor, case, at)

    def close(self) -> None:
        """See the port."""
        self._read_log.stop()
        try:
            self._committer.close()
        finally:
            self._readers.close()
            self._holder.close()

    # --- reading one case

    def command(self, command: str) -> tuple[str, bytes, int, int] | None:
        """See the port."""
        with self._readers.use() as db:
            row = db.execute(_COMMAND, (pack_id(command),)).fetchone()
        return None if row is None else _command_kinds.one(row)

    def version(self, case: str) -> int:
        """See the port."""
        with self._readers.use() as db:
            row = db.execute(_VERSION, (case,)).fetchone()
        return row[0] if row else 0

    def case_for(self, command: str, process: str) -> str:
        """See the port."""
        return self._keys.blind(f"opened:{process}:{command}").hex()

    def load(self, case: str) -> Case | None:
        """See the port."""
        with self._readers.use() as db:
            row = db.execute(_SNAPSHOT, (case,)).fetchone()
        if row is None:
            return None
        version, snapshot, wrapped = row
        return read_snapshot(case, version, snapshot, self._cipher(wrapped)) or self._rebuilt(case)

    def _rebuilt(self, case: str) -> Case:
        """The case as its events tell it. Raises CorruptHistory when they do not end where the case does."""
        if self._rebuild is None:
            raise CorruptHistory(reason=f"ögonblicksbilden av ärende {case} kan inte läsas", case=case)
        with self._readers.use() as db, _one_moment(db):
            version, events = db.execute(_VERSION, (case,)).fetchone()[0], self._events(db, case, 0, _LAST)
        last = events[-1].seq if events else 0
        if last != version:
            raise CorruptHistory(reason=f"ärende {case} slutar med händelse {last} i stället för {version}", case=case)
        return self._rebuild(case, events)

    def events(self, case: str, after: int = 0, upto: int | None = None) -> tuple[Recorded, ...]:
        """See the port."""
        with self._readers.use() as db:
            return self._events(db, case, after, _LAST if upto is None else upto)

    def _events(self, db: sqlite3.Connection, case: str, after: int, last: int) -> tuple[Recorded, ...]:
        row = db.execute(_CASE_KEY, (case,)).fetchone()
        if row is None:
            return ()
        try:
            rows = db.execute(_EVENTS, [event_no(row[0], seq) for seq in (after, last, _LAST)]).fetchall()
        except sqlite3.Error as error:
            if translate(error).code != "row_damaged":
                raise
            raise CorruptHistory(reason=f"en händelse i ärende {case} går inte att läsa", case=case) from error
        cipher = self._cipher(row[1])
        found = (each for columns in rows for each in events_from_row(case, columns, cipher))
        return tuple(each for each in found if after < each.seq <= last)

    def _cipher(self, wrapped: bytes | None) -> CaseCipher:
        if wrapped is None:
            raise CaseErased()
        return self._keys.cipher(wrapped)

    # --- lists

    def worklist(self, query: WorklistQuery) -> WorklistPage:
        """See the port."""
        with self._readers.use() as db, _one_moment(db):
            return worklist.page(db, query, self._keys)

    def working_roles(self) -> frozenset[str]:
        """See the port."""
        with self._readers.use() as db:
            return worklist.roles(db)

    def ripe(self, now: datetime, limit: int = 100) -> tuple[str, ...]:
        """See the port."""
        with self._readers.use() as db:
            return lists.ripe(db, now, limit)

    def jobs(self, now: datetime, limit: int = 20, kinds: frozenset[str] | None = None) -> tuple[Job, ...]:
        """See the port."""
        with self._readers.use() as db:
            return jobs.waiting(db, now, limit, self._keys, kinds)

    def incidents(self) -> tuple[Incident, ...]:
        """See the port."""
        with self._readers.use() as db:
            return jobs.incidents(db)

    def search(self, text: str, limit: int = 20) -> tuple[CaseRow, ...]:
        """See the port."""
        with self._readers.use() as db:
            return lists.search(db, text, limit, self._keys)

    def register(
        self, register: str, limit: int = 50, after: str | None = None
    ) -> tuple[tuple[CaseRow, ...], str | None]:
        """See the port."""
        with self._readers.use() as db:
            return lists.register(db, register, limit, after, self._keys)

    def claims(self, name: str, limit: int = 500, after: str | None = None) -> tuple[tuple[ClaimRow, ...], str | None]:
        """See the port."""
        with self._readers.use() as db:
            return claims.page(db, name, limit, after, self._keys)

    def claimed(self, first: str, last: str) -> tuple[Claimed, ...]:
        """See the port."""
        with self._readers.use() as db:
            return claims.claimed(db, first, last)

    def tally(self, question: Tally) -> tuple[Tallied, ...]:
        """See the port."""
        with self._readers.use() as db:
            return tallies.tally(db, question)

    def tallied(
        self, question: Tally, values: Sequence[str], limit: int = 50, after: str | None = None
    ) -> tuple[tuple[CaseRow, ...], str | None]:
        """See the port."""
        with self._readers.use() as db:
            numbers, following = tallies.tallied(db, question, values, limit, after)
            return lists.numbered(db, numbers, self._keys), following

    def add_note(self, note: Note) -> None:
        """See the port."""
        self._change(notes.add(note, self._keys))

    def note(self, kind: str, key: str) -> Note | None:
        """See the port."""
        with self._readers.use() as db:
            return next(iter(notes.latest(db, kind, key, f"{key}\0", self._keys)), None)

    def notes(self, kind: str, first: str, last: str) -> tuple[Note, ...]:
        """See the port."""
        with self._readers.use() as db:
            return notes.latest(db, kind, first, last, self._keys)

    def open_cases(self, after: str | None = None, limit: int = 500) -> tuple[str, ...]:
        """See the port."""
        with self._readers.use() as db:
            return lists.open_cases(db, after, limit)

    def readable_cases(self, after: str | None = None, limit: int = 500) -> tuple[str, ...]:
        """See the port."""
        with self._readers.use() as db:
            return recount.readable(db, after, limit)

    def recount(self, case: str, version: int, registers: tuple[str, ...], statistics: Sequence[Statistic]) -> bool:
        """See the port."""
        told: list[bool] = []
        self._change(recount.write(case, version, registers, statistics, told))
        self._states.drop(case)
        return any(told)

    def restore(self, derived: Derived) -> bool:
        """See the port."""
        told: list[bool] = []
        self._change(restoring.restore(derived, self._keys, told))
        self._states.drop(derived.snapshot.id)
        return any(told)

    def mend(self) -> None:
        """See the port."""
        self._change(mending.mend)

    def reads(self, case: str, limit: int = 100) -> tuple[ReadEntry, ...]:
        """See the port."""
        self._flush()
        with self._readers.use() as db:
            return lists.reads(db, case, limit)

    def verify(self) -> AuditReport:
        """See the port."""
        with self._readers.use() as db, _one_moment(db):
            return audit.verify(db, Reading(self._keys, self._rebuild) if self._rebuild is not None else None)


@contextmanager
def _one_moment(db: sqlite3.Connection) -> Iterator[None]:
    """Everything read in the block is read as it stood at one moment."""
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("ROLLBACK")
