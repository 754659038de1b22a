"""Checks the hash chains of a database, which needs no key, and with the keys reads every case; works through the cases in pages."""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ParamSpec

import msgspec

from core.storage import lots
from core.storage.chain import START, commit_hash, event_hash, unpack_entries
from core.storage.port import AuditReport
from core.storage.sqlite.audit_cases import CaseColumns, Read, Reading, gone, is_ended, read, strays
from core.storage.sqlite.ids import event_no, unpack_id
from core.storage.sqlite.intact import faults
from core.storage.sqlite.prepare import EventColumns

_PAGE = 200
_CASES = (
    "SELECT c.no, c.id, c.version, c.head, c.process, c.definition, c.status, c.started, c.timer, c.placed, c.label, c.snapshot, k.wrapped"
    " FROM cases c LEFT JOIN keys k ON k.case_no = c.no WHERE c.no > ? ORDER BY c.no LIMIT ?"
)
_EVENTS = "SELECT seq, type, step, at, recorded, actor, command, content, hash FROM events WHERE no BETWEEN ? AND ? ORDER BY no"
_COMMITS = "SELECT no, hash, entries FROM commits ORDER BY no"
_HASH = "SELECT hash FROM events WHERE no = ?"
_STRAY = "SELECT DISTINCT case_no FROM events WHERE case_no NOT IN (SELECT no FROM cases)"
_MOST_CASES = 2**31
_What = ParamSpec("_What")
_SHOWN = 1000
"""Breaks that are listed; a database that is wrong throughout would otherwise fill the screen and the memory."""


@dataclass(slots=True)
class _Findings:
    """What has been found so far. `written` is each case's last event number according to the commits."""

    cases: int = 0
    events: int = 0
    commits: int = 0
    head: bytes = START
    breaks: list[str] = field(default_factory=list)
    read: Read = field(default_factory=Read)
    written: dict[int, int] = field(default_factory=dict)

    def add(self, sentence: str) -> None:
        if len(self.breaks) < _SHOWN:
            self.breaks.append(sentence)


def verify(
    db: sqlite3.Connection, reading: Reading | None = None, progress: Callable[[int], None] = lambda _cases: None
) -> AuditReport:
    """Every break in the file and in the chains of cases and commits, and with `reading` whatever cannot be read or does not follow from
    the events.

    `db` should be in a read transaction. `progress` is told how many cases have been checked.
    """
    found = _Findings()
    for fault in faults(db):
        (found.read.misfits if fault.mended else found.breaks).append(fault.text)
    _check_commits(db, found)
    for kept in _cases(db):
        before = len(found.breaks)
        rows = _check_case(db, found, kept)
        if len(found.breaks) == before < _SHOWN:
            if kept.wrapped is None or is_ended(rows):
                gone(kept, rows, found.read)
            elif reading is not None:
                read(db, kept, rows, reading, found.read)
            while found.read.breaks:
                found.add(found.read.breaks.pop())
            del found.read.misfits[_SHOWN:]
        if len(found.breaks) > before or before >= _SHOWN:
            found.read.unknown.add(kept.no)
        progress(found.cases)
    if reading is not None:
        strays(db, found.read)
    for no in sorted(found.written):
        found.add(f"Ärende med löpnummer {no}: hela ärendet saknas, men det finns i journalen.")
    for (no,) in db.execute(_STRAY):
        found.add(f"Ärende med löpnummer {no}: det finns händelser men inget ärende.")
    return AuditReport(
        found.cases,
        found.events,
        tuple(found.breaks),
        found.commits,
        found.head.hex(),
        tuple(found.read.misfits),
        found.read.erased,
        found.read.unexplained,
    )


def _cases(db: sqlite3.Connection) -> Iterator[CaseColumns]:
    last = 0
    while rows := db.execute(_CASES, (last, _PAGE)).fetchall():
        yield from map(CaseColumns._make, rows)
        last = rows[-1][0]


def _check_commits(db: sqlite3.Connection, found: _Findings) -> None:
    """The journal's own chain, and that every event it names is there with the hash it had."""
    for number, digest, entries in db.execute(_COMMITS):
        if number != found.commits + 1:
            found.add(f"Journalen: post {found.commits + 1} saknas.")
        if _computed(commit_hash, found.head, number, entries) != digest:
            found.add(f"Journalen: post {number} stämmer inte med sin kontrollsumma.")
        found.commits, found.head = number, digest if isinstance(digest, bytes) else START
        lines = _lines(entries)
        if lines is None:
            found.add(f"Journalen: post {number} går inte att läsa.")
            continue
        for no, version, head in lines:
            row = db.execute(_HASH, (event_no(no, version),)).fetchone()
            if row is None or row[0] != head:
                what = "saknas" if row is None else "är en annan än den som skrevs"
                found.add(f"{_name(db, no)}, händelse {version}: {what} enligt journalens post {number}.")
            found.written[no] = max(version, found.written.get(no, 0))


def _lines(entries: bytes) -> list[tuple[int, int, bytes]] | None:
    """The lines of a post; None when it does not hold such lines."""
    try:
        lines = list(unpack_entries(entries))
    except (struct.error, TypeError):
        return None
    return lines if all(no < _MOST_CASES and version < _MOST_CASES for no, version, _ in lines) else None


def _computed(by: Callable[_What, bytes], *what: _What.args, **named: _What.kwargs) -> bytes | None:
    """A hash; None over something of another kind than is hashed, which no hash that is kept is equal to."""
    try:
        return by(*what, **named)
    except (TypeError, ValueError):
        return None


def _name(db: sqlite3.Connection, no: int) -> str:
    row = db.execute("SELECT id FROM cases WHERE no = ?", (no,)).fetchone()
    return f"Ärende {row[0]}" if row else f"Ärende med löpnummer {no}"


def _count(kind: str, step: str) -> int:
    """How many events a row holds; one that cannot be read counts as one, and its hash tells what was done to it."""
    try:
        return lots.count(kind, step)
    except (msgspec.MsgspecError, TypeError):
        return 1


def _check_case(db: sqlite3.Connection, found: _Findings, kept: CaseColumns) -> list[EventColumns]:
    """The case's chain from its first event, and that it ends where the case and the journal say; its rows."""
    no, case, version, head = kept[:4]
    last, previous = 0, START
    rows: list[EventColumns] = db.execute(_EVENTS, (event_no(no, 0), event_no(no + 1, 0) - 1)).fetchall()
    for seq, kind, step, at, recorded, actor, command, content, digest in rows:
        events = _count(kind, step)
        if seq != last + events:
            found.add(f"Ärende {case}, händelse {last + 1}: saknas.")
        elif (
            _computed(event_hash, previous, (case, seq, kind, step, at, recorded, actor, unpack_id(command)), content)
            != digest
        ):
            found.add(f"Ärende {case}, händelse {seq}: innehållet stämmer inte med sin kontrollsumma.")
        last, previous = seq, digest
        found.events += events
    found.cases += 1
    if (last, previous) != (version, head):
        found.add(f"Ärende {case}, händelse {last}: historiken slutar inte där ärendet säger ({version}).")
    if found.written.pop(no, 0) != last:
        found.add(f"Ärende {case}, händelse {last}: historiken slutar inte där journalen säger.")
    return rows
