"""What the application asks of a store. One contract test suite runs against every adapter.

A store belongs to one municipality. Appending is one transaction: events, snapshot, worklist rows, timer, register rows, jobs and
claims together or not at all; when it returns, they are durable.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from msgspec import Struct

from core.errors import RutinError
from core.model.case import Case
from core.model.events import Recorded
from core.storage.claims import Claim, Claimed, ClaimRow
from core.storage.erasing import Erased, Erasing
from core.storage.tallies import Statistic, Tallied, Tally
from core.storage.worklist import TaskRow, WorklistPage, WorklistQuery

UNREADABLE = "Namnet kan inte läsas"
"""Stands in a list for a name that is kept but cannot be read; the rest of the row, and of the list, is as it is."""
GONE = "Gallrat ärende"
"""Stands in a list for the name in a case that has been erased, where such a one is found by its number."""


class Job(Struct, gc=False, frozen=True):
    """Work to be carried out after the commit, at least once. `key` makes it idempotent; `payload` is encrypted at rest.

    Kinds: ``start_call`` and ``end_call`` (messages between cases), ``give_places``, ``react`` (a plugin's reaction), ``deliver`` (a letter
    by a plugin's channel), ``several`` (what plugins are to do about one step, until it is split). A payload that cannot be
    read is empty: the job is there all the same, so that it is seen to fail.
    """

    key: str
    kind: str
    case: str
    payload: bytes
    attempts: int = 0


class Subject(Struct, gc=False, frozen=True):
    """Whom the case is about, for the blind indexes: person number (12 digits), organisation number (10 digits) and name, where known.

    `protected`: the person has protected identity; it goes with the name.
    """

    person_number: str | None = None
    name: str | None = None
    org_number: str | None = None
    protected: bool = False

    @property
    def number(self) -> str | None:
        """What says that two cases are about the same: the person's number, else the organisation's (``o:`` before it)."""
        if self.person_number:
            return self.person_number.upper()
        return f"o:{self.org_number}" if self.org_number else None


class Append(Struct, gc=False, frozen=True):
    """One step of one case, to be written whole.

    Attributes:
        expected: the case version it was decided on (0 for a new case); `events` continue from there without gaps.
        command, digest: the command's id and a digest of its body, for idempotency. A Tick has command "" and is not kept.
        snapshot: the case after the events.
        tasks: all open work of the case after the step; replaces what was there.
        timer: the earliest moment at which the clock has something to do, or None.
        registers: ids of registers the case stands in after the step; replaces what was there.
        subject: set when it is new or has changed.
        unique: the process id when the subject's number is new or another and a second open case of it for the same subject is to be
            refused; None: what the case was refused to others for, if anything, it still is.
        jobs: new work for afterwards.
        claims: places that are taken or changed. `released`: (name, holder) of places that are given back, before any is taken.
        statistics: lines in clear without identity, for figures over many cases; added to what was there.
    """

    case: str
    process: str
    expected: int
    command: str
    digest: bytes
    events: tuple[Recorded, ...]
    snapshot: Case
    tasks: tuple[TaskRow, ...]
    timer: datetime | None
    registers: tuple[str, ...] = ()
    subject: Subject | None = None
    unique: str | None = None
    jobs: tuple[Job, ...] = ()
    claims: tuple[Claim, ...] = ()
    released: tuple[tuple[str, str], ...] = ()
    statistics: tuple[Statistic, ...] = ()


class Derived(Struct, gc=False, frozen=True):
    """What a store keeps of a case so that nobody has to read its events, all of which follows from them; see `Append` for each.

    What only the routine can tell is None where the version that the case follows is gone: `tasks`, and `subject` with `unique`.
    """

    snapshot: Case
    timer: datetime | None
    tasks: tuple[TaskRow, ...] | None = None
    subject: Subject | None = None
    unique: str | None = None


class Note(Struct, gc=False, frozen=True):
    """Something a person has said about the organisation itself, beside every case: who is on duty on a day, how many places are used
    without a case. Only the latest of a kind and key holds; the earlier ones stay.

    `value` may be somebody's own words, and is encrypted where it is kept; `kind` and `key` are structure in clear, and never tell of a
    person the municipality helps. `at` is when it was said (UTC).
    """

    kind: str
    key: str
    value: str
    actor: str
    at: datetime


class CaseRow(Struct, gc=False, frozen=True):
    """A case in a list: found by search or standing in a register.

    `label` is the person's name, `UNREADABLE` or `GONE`; `protected` that it is to be marked.
    """

    case: str
    process: str
    status: str
    label: str
    started: datetime
    protected: bool = False


class Incident(Struct, gc=False, frozen=True):
    """A job that has failed: `error` is a class name and code, never case content. `since`: when the work was asked for.

    `retry_at`: when it is tried next; None when it has failed for good and waits for a person. `held`: a process carries it out, until
    `retry_at` at most.
    """

    key: str
    kind: str
    case: str
    attempts: int
    error: str
    since: datetime
    retry_at: datetime | None = None
    held: bool = False


class ReadEntry(Struct, gc=False, frozen=True):
    """Somebody (`actor`) opened a case at a moment (UTC)."""

    actor: str
    case: str
    at: datetime


Rebuild = Callable[[str, tuple[Recorded, ...]], Case]
"""Makes a case from its id and events; the store may not know how."""


class AuditReport(Struct, gc=False, frozen=True):
    """What `rutin audit verify` found. `breaks` are Swedish sentences naming case and event number; empty when the chain holds.

    Where the cases could be read: `breaks` names also those that cannot be, `misfits` are sentences on what is kept beside their events
    and is not what those make. `erased` is how many have been erased and cannot be read by anybody; of those `unexplained` were so before
    erasing was written in the journal, so that nobody knows by which rule.

    `commits` is how many commits there are and `head` the last one's hash as hexadecimal text: whoever keeps them elsewhere can
    also notice a database that was put back to an earlier day.
    """

    cases: int
    events: int
    breaks: tuple[str, ...]
    commits: int = 0
    head: str = ""
    misfits: tuple[str, ...] = ()
    erased: int = 0
    unexplained: int = 0


class Store(Protocol):
    """One municipality's database. Safe to call from many threads at once."""

    def append(self, batch: Append) -> None:
        """Writes one step durably.

        Raises:
            VersionClash: `expected` is not the case's version any more, or `command` has been stored meanwhile: load and look again.
            Refused: ``one_open_case``, or ``full`` (details: `name`) when there is not room for a claim.
            StorageError: ``storage_full``, ``storage_locked``, ``case_erased`` or ``storage``; nothing was written.
            ValueError: there are no events, or numbers, case or snapshot do not fit together: a mistake in the caller.
        """
        ...

    def append_all(self, batches: Sequence[Append]) -> tuple[RutinError | None, ...]:
        """Writes steps of different cases together, in as few durable groups as they fit in (at most 256 in one).

        Each is written whole or refused by itself, as by `append`; the answer has None or the error of each, in order.

        Raises:
            ValueError: two of them are of the same case, or one does not fit together; nothing was written.
        """
        ...

    def command(self, command: str) -> tuple[str, bytes, int, int] | None:
        """A command carried out before: (case, digest, first event number, last event number), or None."""
        ...

    def case_for(self, command: str, process: str) -> str:
        """The id of the case that a command opens: always the same for the same command, also after a restart, and nobody's to choose."""
        ...

    def load(self, case: str) -> Case | None:
        """The case as it stands (snapshot), or None if there is none.

        A snapshot of an older format, or one that is gone or cannot be read, is rebuilt from the events by the function the store was
        opened with.

        Raises:
            StorageError: ``case_erased`` when its key has been destroyed.
            CorruptHistory: it can neither be read nor rebuilt.
        """
        ...

    def version(self, case: str) -> int:
        """The case's version, 0 if there is none. Cheap: lets a cached case be trusted."""
        ...

    def events(self, case: str, after: int = 0, upto: int | None = None) -> tuple[Recorded, ...]:
        """The case's events with number > `after` and <= `upto`, in order, decrypted and upcast."""
        ...

    def worklist(self, query: WorklistQuery) -> WorklistPage:
        """One page of open work. Raises NotFound ``no_page`` when `after` is not a cursor."""
        ...

    def working_roles(self) -> frozenset[str]:
        """The roles that have open work."""
        ...

    def ripe(self, now: datetime, limit: int = 100) -> tuple[str, ...]:
        """Cases whose timer is at or before `now`, earliest first."""
        ...

    def jobs(self, now: datetime, limit: int = 20, kinds: frozenset[str] | None = None) -> tuple[Job, ...]:
        """Jobs that are to be tried now, oldest first; with `kinds` only those."""
        ...

    def job_taken(self, key: str, now: datetime, until: datetime) -> bool:
        """Whether the job is the caller's to carry out: nobody else is given it before `until`. Not when it is gone or put off."""
        ...

    def job_hurried(self, key: str, now: datetime) -> bool:
        """The job is to be tried now, also when it had failed for good. False, and nothing, while somebody carries it out."""
        ...

    def jobs_left(self, now: datetime) -> None:
        """What was being carried out by processes that have ended since is to be tried now."""
        ...

    def job_done(self, key: str) -> None:
        """The job has been carried out; it is removed."""
        ...

    def job_failed(self, key: str, error: str, retry_at: datetime | None) -> None:
        """The job failed; try again at `retry_at`, or never (None), which makes it an incident for people."""
        ...

    def job_later(self, key: str, at: datetime) -> None:
        """There is nothing to do yet; the job is to be tried at `at`. It has not failed."""
        ...

    def job_split(self, key: str, jobs: tuple[Job, ...]) -> None:
        """In the job's place stand `jobs`, which are of its case: each is tried, and fails, by itself. Nothing when it is gone."""
        ...

    def incidents(self) -> tuple[Incident, ...]:
        """Jobs that have failed, for good or so far, oldest first."""
        ...

    def search(self, text: str, limit: int = 20) -> tuple[CaseRow, ...]:
        """Cases whose subject's person number, name or case number (or its first eight digits) is `text`, newest first.

        A name is all of it, first and last word, or one word of it (`core.storage.terms`); never part of a word.
        Nothing else can be searched for (förordning 2001:637, 15 §); matching is through keyed blind indexes.
        """
        ...

    def register(
        self, register: str, limit: int = 50, after: str | None = None
    ) -> tuple[tuple[CaseRow, ...], str | None]:
        """One page of the cases that stand in `register`, by start, and the next page's cursor."""
        ...

    def claims(self, name: str, limit: int = 500, after: str | None = None) -> tuple[tuple[ClaimRow, ...], str | None]:
        """One page of who has a claim under `name`, longest held first, and the next page's cursor. Raises NotFound ``no_page``."""
        ...

    def claimed(self, first: str, last: str) -> tuple[Claimed, ...]:
        """What is claimed under each name from `first` on and before `last`, in order of name; names without claims are absent."""
        ...

    def tally(self, question: Tally) -> tuple[Tallied, ...]:
        """How many cases there are, by values and days, in their order. No case is opened."""
        ...

    def tallied(
        self, question: Tally, values: Sequence[str], limit: int = 50, after: str | None = None
    ) -> tuple[tuple[CaseRow, ...], str | None]:
        """A page of the cases counted under `values`, by start, and the next cursor; none that are erased. Raises NotFound ``no_page``."""
        ...

    def add_note(self, note: Note) -> None:
        """Writes a note beside the cases; durable when it returns. Raises StorageError."""
        ...

    def note(self, kind: str, key: str) -> Note | None:
        """The note that holds, or None."""
        ...

    def notes(self, kind: str, first: str, last: str) -> tuple[Note, ...]:
        """The note that holds for each key from `first` on and before `last`, in order of key."""
        ...

    def log_read(self, actor: str, case: str, at: datetime) -> None:
        """Writes that somebody opened a case (2001:454 10 §). May be written together with others, within a second."""
        ...

    def reads(self, case: str, limit: int = 100) -> tuple[ReadEntry, ...]:
        """Who has opened the case, latest first; with what is still waiting to be written."""
        ...

    def erase(self, batch: Sequence[Erasing]) -> tuple[RutinError | None, ...]:
        """Makes cases' content unreadable for ever (gallring): keys, snapshots, names and all that leads to the person go, the chains stay
        and end with an entry that says by which rule. Written in groups of at most 256; each case whole or not at all.

        The answer has for each None, also when there is no such case or it has been erased before, or why it was left: VersionClash when it
        has gone on since, Refused ``case_busy`` when it has not ended, or work or jobs are left.

        Raises:
            StorageError: as for `append`; the groups that came before are erased.
        """
        ...

    def sweep(self) -> None:
        """Takes away what earlier copies of erased keys and names have left in the files' free space; nothing when there is nothing.

        What was erased before is swept too, when it could not be then. Needs room for as much again as the database takes.

        Raises:
            StorageError: ``storage_locked``, ``storage_full``; everything is erased all the same, and it is to be done again.
        """
        ...

    def erased_cases(self, after: str | None = None, limit: int = 500) -> Sequence[Erased]:
        """The deletion log: cases that have been erased, in id order, for work over all of them in pages."""
        ...

    def open_cases(self, after: str | None = None, limit: int = 500) -> Sequence[str]:
        """Ids of open cases in id order, for work over all of them in pages."""
        ...

    def readable_cases(self, after: str | None = None, limit: int = 500) -> Sequence[str]:
        """Ids of every case that has not been erased, in id order, for work over all of them in pages."""
        ...

    def recount(self, case: str, version: int, registers: tuple[str, ...], statistics: Sequence[Statistic]) -> bool:
        """Puts other lines and registers in the place of those a case has, and tells whether they differed.

        Nothing is changed when the case has gone on since `version`: its own steps have written what holds. Raises StorageError.
        """
        ...

    def restore(self, derived: Derived) -> bool:
        """Puts what follows from a case's events in the place of what is kept of it, and tells whether they differed.

        What is None is left as it is, and everything when the case has gone on since or has been erased. Raises StorageError.
        """
        ...

    def mend(self) -> None:
        """Makes whole what cases are looked up by, and takes away rows of lists that belong to no case. To be followed by `restore`
        and `recount` of every case. Raises StorageError, ``storage_damaged`` when it cannot be made whole.
        """
        ...

    def verify(self) -> AuditReport:
        """Checks the hash chain of every case and of the commits, and reads the cases if the store knows what events make."""
        ...

    def close(self) -> None:
        """Writes what is waiting and lets go of the files."""
        ...
