"""A store in memory, honest to the same contract: for tests and `core.testing`. Events and snapshots pass through the same
encoding as on disk, so that what cannot be stored is found here too; nothing is encrypted, as nothing leaves the process.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from threading import RLock

from core.clock import id_from
from core.errors import CaseErased, Refused, RutinError, StorageError, VersionClash
from core.model.case import Case
from core.model.events import Recorded
from core.storage.chain import START, commit_hash, event_hash, pack_entry
from core.storage.checks import check, check_all
from core.storage.claims import Claimed, ClaimRow
from core.storage.codec import decode_case, encode_case
from core.storage.cursors import place_cursor, read_place
from core.storage.erasing import Erased, Erasing
from core.storage.lots import clear_of, content_of, unpack
from core.storage.memory_cases import Kept, Stored, token_of
from core.storage.memory_claims import Claims
from core.storage.memory_jobs import Jobs
from core.storage.memory_lists import case_row, is_wanted, order_of, page_of
from core.storage.memory_tallies import Tallies
from core.storage.moments import maybe_micros, to_micros
from core.storage.port import Append, AuditReport, CaseRow, Derived, Incident, Job, Note, ReadEntry
from core.storage.tallies import Statistic, Tallied, Tally
from core.storage.terms import SHORT_NUMBER, query_terms, subject_terms
from core.storage.worklist import WorklistPage, WorklistQuery

_MOST_LATE = 100


class MemoryStore:
    """One municipality's cases in memory; see `core.storage.port.Store`."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._cases: dict[str, Kept] = {}
        self._commands: dict[str, tuple[str, bytes, int, int]] = {}
        self._jobs = Jobs()
        self._reads: list[ReadEntry] = []
        self._claims = Claims()
        self._tallies = Tallies()
        self._notes: dict[tuple[str, str], Note] = {}
        self._commits = 0
        self._journal = START
        self._closed = False

    def append_all(self, batches: Sequence[Append]) -> tuple[RutinError | None, ...]:
        """See the port."""
        check_all(batches)
        return tuple(self._tried(batch) for batch in batches)

    def _tried(self, batch: Append) -> RutinError | None:
        try:
            self.append(batch)
        except RutinError as error:
            return error
        return None

    def append(self, batch: Append) -> None:
        """See the port."""
        check(batch)
        with self._lock:
            self._open()
            kept = self._cases.get(batch.case)
            version = kept.version if kept else 0
            if batch.expected != version:
                raise VersionClash
            if kept is not None and kept.snapshot is None:
                raise CaseErased()
            if batch.command in self._commands:
                raise VersionClash
            token = self._token(batch, kept)
            if token is not None and any(each.token == token for each in self._cases.values() if each is not kept):
                raise Refused("one_open_case")
            self._claims.admit(batch)
            self._write(batch, kept or Kept(len(self._cases) + 1, batch.process), token)

    @staticmethod
    def _token(batch: Append, kept: Kept | None) -> str | None:
        if batch.snapshot.status == "ended":
            return None
        if batch.subject is None or batch.unique is None:
            return kept.token if kept else None
        return token_of(batch.unique, batch.subject)

    def _write(self, batch: Append, kept: Kept, token: str | None) -> None:
        snapshot = encode_case(batch.snapshot)
        clear, content = clear_of(batch.events), content_of(batch.events)
        kept.rows.append(Stored(clear, content, event_hash(kept.head(), clear, content)))
        kept.version = batch.snapshot.seq
        kept.snapshot, kept.token = snapshot, token
        kept.definition, kept.status = batch.snapshot.definition, batch.snapshot.status
        kept.timer, kept.tasks, kept.registers = maybe_micros(batch.timer), batch.tasks, batch.registers
        if batch.expected == 0:
            kept.started = to_micros(batch.snapshot.started or batch.events[-1].recorded)
        if batch.subject is not None:
            kept.subject = batch.subject
        self._cases[batch.case] = kept
        if batch.command:
            self._commands[batch.command] = (batch.case, batch.digest, batch.expected + 1, batch.snapshot.seq)
        self._jobs.add(batch.jobs, batch.events[-1].recorded)
        self._claims.write(batch, kept.no)
        self._tallies.write(batch.process, kept.no, batch.statistics)
        self._commits += 1
        entry = pack_entry(kept.no, batch.snapshot.seq, kept.head())
        self._journal = commit_hash(self._journal, self._commits, entry)

    def _open(self) -> None:
        if self._closed:
            raise StorageError("storage")

    def command(self, command: str) -> tuple[str, bytes, int, int] | None:
        """See the port."""
        with self._lock:
            return self._commands.get(command)

    def case_for(self, command: str, process: str) -> str:
        """See the port. There is no key here: what is in memory is gone with the program."""
        return id_from("opened", process, command)

    def load(self, case: str) -> Case | None:
        """See the port."""
        with self._lock:
            kept = self._cases.get(case)
            return decode_case(self._readable(kept)) if kept else None

    @staticmethod
    def _readable(kept: Kept) -> bytes:
        if kept.snapshot is None:
            raise CaseErased()
        return kept.snapshot

    def version(self, case: str) -> int:
        """See the port."""
        with self._lock:
            return self._cases[case].version if case in self._cases else 0

    def events(self, case: str, after: int = 0, upto: int | None = None) -> tuple[Recorded, ...]:
        """See the port."""
        with self._lock:
            kept = self._cases.get(case)
            if kept is None:
                return ()
            self._readable(kept)
            found = (each for row in kept.rows for each in unpack(row.clear, row.content, row.hash))
            return tuple(each for each in found if each.seq > after and (upto is None or each.seq <= upto))

    def worklist(self, query: WorklistQuery) -> WorklistPage:
        """See the port."""
        after = read_place(query.after) if query.after is not None else None
        with self._lock:
            rows = sorted(
                (
                    (order_of(kept, row), row)
                    for kept in self._cases.values()
                    for row in kept.tasks
                    if is_wanted(row, query)
                ),
                key=lambda pair: pair[0],
            )
        late = sum(row.late for _, row in rows)
        rest = [pair for pair in rows if after is None or pair[0] > after]
        page = rest[: query.limit]
        cursor = place_cursor(page[-1][0]) if len(rest) > len(page) and page else None
        return WorklistPage(tuple(row for _, row in page), cursor, min(late, _MOST_LATE))

    def working_roles(self) -> frozenset[str]:
        """See the port."""
        with self._lock:
            return frozenset(role for kept in self._cases.values() for row in kept.tasks for role in row.roles)

    def ripe(self, now: datetime, limit: int = 100) -> tuple[str, ...]:
        """See the port."""
        moment = to_micros(now)
        with self._lock:
            found = [(kept.timer, kept.no, case) for case, kept in self._cases.items() if kept.timer is not None]
        return tuple(case for timer, _, case in sorted(found) if timer <= moment)[:limit]

    def jobs(self, now: datetime, limit: int = 20, kinds: frozenset[str] | None = None) -> tuple[Job, ...]:
        """See the port."""
        with self._lock:
            return self._jobs.ready(now, limit, kinds)

    def job_taken(self, key: str, now: datetime, until: datetime) -> bool:
        """See the port."""
        with self._lock:
            return self._jobs.taken(key, now, until)

    def job_hurried(self, key: str, now: datetime) -> bool:
        """See the port."""
        with self._lock:
            return self._jobs.hurried(key, now)

    def jobs_left(self, now: datetime) -> None:
        """See the port. What is in memory nobody else has."""

    def job_done(self, key: str) -> None:
        """See the port."""
        with self._lock:
            self._jobs.done(key)

    def job_later(self, key: str, at: datetime) -> None:
        """See the port."""
        with self._lock:
            self._jobs.later(key, at)

    def job_failed(self, key: str, error: str, retry_at: datetime | None) -> None:
        """See the port."""
        with self._lock:
            self._jobs.failed(key, error, retry_at)

    def job_split(self, key: str, jobs: tuple[Job, ...]) -> None:
        """See the port."""
        with self._lock:
            self._jobs.split(key, jobs)

    def incidents(self) -> tuple[Incident, ...]:
        """See the port."""
        with self._lock:
            return self._jobs.incidents()

    def search(self, text: str, limit: int = 20) -> tuple[CaseRow, ...]:
        """See the port."""
        number, terms = text.strip().lower(), query_terms(text)
        with self._lock:
            found = [
                (case, kept)
                for case, kept in self._cases.items()
                if case == number
                or (len(number) == SHORT_NUMBER and case.startswith(number))
                or (terms & subject_terms(kept.subject))
            ]
        found.sort(key=lambda pair: (pair[1].started, pair[1].no), reverse=True)
        return tuple(case_row(case, kept) for case, kept in found[:limit])

    def register(
        self, register: str, limit: int = 50, after: str | None = None
    ) -> tuple[tuple[CaseRow, ...], str | None]:
        """See the port."""
        with self._lock:
            return page_of((each for each in self._cases.items() if register in each[1].registers), limit, after)

    def claims(self, name: str, limit: int = 500, after: str | None = None) -> tuple[tuple[ClaimRow, ...], str | None]:
        """See the port."""
        with self._lock:
            rows, cursor = self._claims.page(name, limit, after)
            return tuple(held.row(self._cases[held.case].subject) for held in rows), cursor

    def claimed(self, first: str, last: str) -> tuple[Claimed, ...]:
        """See the port."""
        with self._lock:
            return self._claims.claimed(first, last)

    def tally(self, question: Tally) -> tuple[Tallied, ...]:
        """See the port."""
        with self._lock:
            return self._tallies.tally(question)

    def tallied(
        self, question: Tally, values: Sequence[str], limit: int = 50, after: str | None = None
    ) -> tuple[tuple[CaseRow, ...], str | None]:
        """See the port."""
        with self._lock:
            wanted = {no for no, found, _ in self._tallies.cases(question) if found == tuple(values)}
            counted = ((case, kept) for case, kept in self._cases.items() if kept.no in wanted and kept.snapshot)
            return page_of(counted, limit, after)

    def add_note(self, note: Note) -> None:
        """See the port."""
        with self._lock:
            self._open()
            self._notes[note.kind, note.key] = note

    def note(self, kind: str, key: str) -> Note | None:
        """See the port."""
        with self._lock:
            return self._notes.get((kind, key))

    def notes(self, kind: str, first: str, last: str) -> tuple[Note, ...]:
        """See the port."""
        with self._lock:
            found = [note for note in self._notes.values() if note.kind == kind and first <= note.key < last]
        return tuple(sorted(found, key=lambda note: note.key))

    def open_cases(self, after: str | None = None, limit: int = 500) -> tuple[str, ...]:
        """See the port."""
        with self._lock:
            found = sorted(case for case, kept in self._cases.items() if kept.status == "open" and case > (after or ""))
        return tuple(found[:limit])

    def readable_cases(self, after: str | None = None, limit: int = 500) -> tuple[str, ...]:
        """See the port."""
        with self._lock:
            found = sorted(
                case for case, kept in self._cases.items() if kept.snapshot is not None and case > (after or "")
            )
        return tuple(found[:limit])

    def recount(self, case: str, version: int, registers: tuple[str, ...], statistics: Sequence[Statistic]) -> bool:
        """See the port."""
        with self._lock:
            kept = self._cases.get(case)
            if kept is None or kept.version != version:
                return False
            changed = self._tallies.replace(kept.process, kept.no, statistics)
            changed |= set(kept.registers) != set(registers)
            kept.registers = registers
            return changed

    def restore(self, derived: Derived) -> bool:
        """See the port."""
        with self._lock:
            kept = self._cases.get(derived.snapshot.id)
            return kept is not None and kept.restore(derived)

    def mend(self) -> None:
        """See the port: in memory nothing is kept twice."""

    def log_read(self, actor: str, case: str, at: datetime) -> None:
        """See the port."""
        with self._lock:
            self._open()
            self._reads.append(ReadEntry(actor, case, at))

    def reads(self, case: str, limit: int = 100) -> tuple[ReadEntry, ...]:
        """See the port."""
        with self._lock:
            return tuple([entry for entry in reversed(self._reads) if entry.case == case][:limit])

    def erase(self, batch: Sequence[Erasing]) -> tuple[RutinError | None, ...]:
        """See the port."""
        with self._lock:
            self._open()
            return tuple(self._erase(each) for each in batch)

    def _erase(self, each: Erasing) -> RutinError | None:
        kept = self._cases.get(each.case)
        if kept is None or kept.snapshot is None:
            return None
        if kept.version != each.expected:
            return VersionClash()
        if kept.status != "ended" or kept.tasks or self._jobs.has(each.case):
            return Refused("case_busy")
        kept.erase(each)
        self._claims.forget(each.case)
        for command, (case, _, first, last) in self._commands.items():
            if case == each.case:
                self._commands[command] = (case, bytes(16), first, last)
        for place in [place for place in self._notes if place[1].startswith(f"{each.case}:")]:
            del self._notes[place]
        self._commits += 1
        self._journal = commit_hash(self._journal, self._commits, pack_entry(kept.no, kept.version, kept.head()))
        return None

    def sweep(self) -> None:
        """See the port: in memory nothing is left behind."""

    def erased_cases(self, after: str | None = None, limit: int = 500) -> tuple[Erased, ...]:
        """See the port."""
        with self._lock:
            found = sorted(c for c, kept in self._cases.items() if kept.snapshot is None and c > (after or ""))
            return tuple(self._cases[case].erased() for case in found[:limit])

    def verify(self) -> AuditReport:
        """See the port."""
        with self._lock:
            breaks = [
                f"Ärende {case}, händelse {row.clear[1]}: innehållet stämmer inte med sin kontrollsumma."
                for case, kept in self._cases.items()
                for previous, row in zip([START, *(each.hash for each in kept.rows)], kept.rows, strict=False)
                if event_hash(previous, row.clear, row.content) != row.hash
            ]
            events = sum(kept.version for kept in self._cases.values())
            erased = sum(kept.snapshot is None for kept in self._cases.values())
            head = self._journal.hex()
            return AuditReport(len(self._cases), events, tuple(breaks), self._commits, head, erased=erased)

    def close(self) -> None:
        """See the port."""
        self._closed = True
