"""Work for after the commit: what is to be tried now, what is done, what keeps failing."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from core.errors import CorruptHistory
from core.storage.keys import KeyRing
from core.storage.moments import from_micros, maybe_micros, maybe_moment, to_micros
from core.storage.port import Incident, Job
from core.storage.sqlite.prepare import job_about, job_row
from core.storage.sqlite.rows import Kinds
from core.storage.sqlite.write import Change, Writer, write_jobs

_WAITING = (
    "SELECT j.key, j.kind, c.id, j.payload, j.attempts, k.wrapped"
    " FROM jobs j JOIN cases c ON c.no = j.case_no JOIN keys k ON k.case_no = j.case_no"
    " WHERE j.retry_at IS NOT NULL AND j.retry_at <= ?1 AND (?2 IS NULL OR j.kind IN (SELECT value FROM json_each(?2)))"
    " ORDER BY j.no LIMIT ?3"
)
_INCIDENTS = (
    "SELECT j.key, j.kind, c.id, j.attempts, j.error, j.created, j.retry_at, j.held FROM jobs j JOIN cases c ON c.no = j.case_no"
    " WHERE j.error <> '' ORDER BY j.no"
)
_waiting_kinds = Kinds(str, str, str, object, int, object)
_incident_kinds = Kinds(str, str, str, int, str, int, int | None, str)
_CASE = "SELECT j.case_no, j.created, k.wrapped FROM jobs j JOIN keys k ON k.case_no = j.case_no WHERE j.key = ?"


def waiting(
    db: sqlite3.Connection, now: datetime, limit: int, keys: KeyRing, kinds: frozenset[str] | None = None
) -> tuple[Job, ...]:
    """Jobs to be tried now, oldest first; with `kinds` only those."""
    wanted = None if kinds is None else json.dumps(sorted(kinds))
    rows = _waiting_kinds.each(db.execute(_WAITING, (to_micros(now), wanted, limit)))
    return tuple(
        Job(key, kind, case, _payload(key, payload, wrapped, keys), attempts)
        for key, kind, case, payload, attempts, wrapped in rows
    )


def _payload(key: str, sealed: bytes, wrapped: bytes, keys: KeyRing) -> bytes:
    """What the job says; empty when it cannot be read, so that one job keeps no other waiting."""
    try:
        return keys.cipher(wrapped).open(sealed, job_about(key))
    except CorruptHistory:
        return b""


def incidents(db: sqlite3.Connection) -> tuple[Incident, ...]:
    """Jobs that have failed, oldest first."""
    return tuple(
        Incident(key, kind, case, attempts, error, from_micros(created), maybe_moment(retry), held=bool(held))
        for key, kind, case, attempts, error, created, retry, held in _incident_kinds.each(db.execute(_INCIDENTS))
    )


def taken(key: str, now: datetime, until: datetime, by: str, told: list[bool]) -> Change:
    """Puts a job off that is to be tried now, since `by` does; whether it was is added to `told`, last if the transaction is run again."""
    values = (to_micros(until), by, key, to_micros(now))

    def change(writer: Writer) -> None:
        told.append(
            bool(writer.one("UPDATE jobs SET retry_at = ?, held = ? WHERE key = ? AND retry_at <= ?", values).rowcount)
        )

    return change


def hurried(key: str, now: datetime, told: list[bool]) -> Change:
    """Lets a job be tried now unless somebody carries it out; whether it may is added to `told`, as in `taken`."""
    values = (to_micros(now), key, to_micros(now))
    free = "UPDATE jobs SET retry_at = ?, held = '' WHERE key = ? AND (held = '' OR retry_at IS NULL OR retry_at <= ?)"

    def change(writer: Writer) -> None:
        told.append(bool(writer.one(free, values).rowcount))

    return change


def held_by(db: sqlite3.Connection) -> tuple[str, ...]:
    """Who carries jobs out."""
    return tuple(str(row[0]) for row in db.execute("SELECT DISTINCT held FROM jobs WHERE held <> ''"))


def left(by: str, now: datetime) -> Change:
    """What `by` carried out is to be tried now."""

    def change(writer: Writer) -> None:
        writer.one("UPDATE jobs SET retry_at = min(retry_at, ?), held = '' WHERE held = ?", (to_micros(now), by))

    return change


def done(key: str) -> Change:
    """Takes a job away."""

    def change(writer: Writer) -> None:
        writer.one("DELETE FROM jobs WHERE key = ?", (key,))

    return change


def later(key: str, at: datetime) -> Change:
    """Says when the job is to be tried."""

    def change(writer: Writer) -> None:
        writer.one("UPDATE jobs SET retry_at = ?, held = '' WHERE key = ?", (to_micros(at), key))

    return change


def split(key: str, jobs: tuple[Job, ...], keys: KeyRing) -> Change:
    """Puts others in a job's place, if it is there."""

    def change(writer: Writer) -> None:
        found = writer.db.execute(_CASE, (key,)).fetchone()
        if found is not None:
            no, created, wrapped = found
            seal = keys.cipher(wrapped).sealer(len(jobs))
            writer.one("DELETE FROM jobs WHERE key = ?", (key,))
            write_jobs(writer, no, [job_row(job, seal) for job in jobs], created)

    return change


def failed(key: str, error: str, retry_at: datetime | None) -> Change:
    """Counts an attempt and says when the next is, or that there is none."""

    def change(writer: Writer) -> None:
        values = (error, maybe_micros(retry_at), key)
        writer.one("UPDATE jobs SET attempts = attempts + 1, error = ?, retry_at = ?, held = '' WHERE key = ?", values)

    return change
