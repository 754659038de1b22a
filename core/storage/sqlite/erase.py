"""Gallring: cases' keys are destroyed, and with them everything that was encrypted by them, wherever a copy lies. That it was done, and by
which rule, is written at the end of each case's chain in the same transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from core.errors import Refused, RutinError, VersionClash
from core.storage.chain import START, commit_hash, event_hash, join_entries, pack_entry
from core.storage.erasing import ERASED, Erased, Erasing, Rule, read_rule, rule_in_clear
from core.storage.moments import from_micros, to_micros
from core.storage.sqlite import statements as sql
from core.storage.sqlite.ids import event_no, pack_id
from core.storage.sqlite.prepare import Placed, placed_bytes
from core.storage.sqlite.rows import Kinds
from core.storage.sqlite.worklist import forget_rows
from core.storage.sqlite.write import Change, Writer

_TABLES = ("keys", "terms", "one_open", "registers", "worklist", "jobs", "claims")
"""What leads to the person, or to what was encrypted."""
_EMPTY = placed_bytes(Placed())
_TO_SWEEP = "to_sweep"
_FIND = "SELECT c.no, c.version, c.head, c.status FROM cases c JOIN keys k ON k.case_no = c.no WHERE c.id = ?"
_END = "INSERT INTO events (no, type, step, at, recorded, actor, command, content, hash) VALUES (?, ?, ?, ?, ?, ?, ?, x'', ?)"
_CASE = "UPDATE cases SET version = ?, head = ?, snapshot = NULL, label = NULL, timer = NULL, placed = ? WHERE no = ?"
_LOG = (
    "SELECT c.id, c.process, e.step, e.actor, e.at FROM cases c JOIN events e ON e.no = (c.no << 32 | c.version)"
    " WHERE e.type = ? AND c.id > ? AND c.no NOT IN (SELECT case_no FROM keys) ORDER BY c.id LIMIT ?"
)
_OLDER = (
    "SELECT no, id, version, head FROM cases WHERE no NOT IN (SELECT case_no FROM keys)"
    " AND snapshot IS NULL AND label IS NULL AND timer IS NULL AND placed = ? ORDER BY no"
)
_log_kinds = Kinds(str, str, str, str, int)
Wrote = list[tuple[int, int, bytes]]
"""Case number, version and last hash of each case that was written to, for the journal."""


def erase(batch: Sequence[Erasing], told: list[RutinError | None], wrote: Wrote) -> Change:
    """Erases each of `batch` whole or leaves it; adds to `told` why each was left (None: it is erased) and to `wrote` what is new."""

    def change(writer: Writer) -> None:
        told.clear()
        wrote.clear()
        # for the rest of this connection's life: what is deleted is overwritten and not only forgotten
        writer.db.execute("PRAGMA secure_delete = ON")
        found = [writer.db.execute(_FIND, (each.case,)).fetchone() for each in batch]
        busy = _busy(writer.db, [row[0] for row in found if row is not None])
        for each, row in zip(batch, found, strict=True):
            why = _why_not(each, row, busy) if row is not None else None
            told.append(why)
            if row is not None and why is None:
                case, at = (row[0], each.case, row[1], row[2]), to_micros(each.at)
                wrote.append(_entry(writer.db, case, rule_in_clear(each.rule), each.by, at))
        if wrote:
            _take_away(writer.db, [no for no, _, _ in wrote])
            writer.one("INSERT OR REPLACE INTO meta VALUES (?, x'01')", (_TO_SWEEP,))
        forget_rows()

    return change


def _busy(db: sqlite3.Connection, numbers: Sequence[int]) -> frozenset[int]:
    """Which of the cases have open work or jobs. Each table is looked through once for all of them."""
    among = _among(numbers)
    both = f"SELECT case_no FROM worklist WHERE {among} UNION SELECT case_no FROM jobs WHERE {among}"
    return frozenset(no for (no,) in db.execute(both))


def _why_not(each: Erasing, row: tuple[int, int, bytes, str], busy: frozenset[int]) -> RutinError | None:
    no, version, _, status = row
    if version != each.expected:
        return VersionClash()
    return Refused("case_busy") if status != "ended" or no in busy else None


def _among(numbers: Sequence[int]) -> str:
    return f"case_no IN ({', '.join(map(str, numbers))})"


def _entry(
    db: sqlite3.Connection, case: tuple[int, str, int, bytes], rule: str, by: str, at: int
) -> tuple[int, int, bytes]:
    """Writes the entry after the last event of `case`: its number, id, version and last hash."""
    no, name, version, head = case
    clear = (name, version + 1, ERASED, rule, at, at, by, "")
    digest = event_hash(head, clear, b"")
    db.execute(_END, (event_no(no, version + 1), ERASED, rule, at, at, by, pack_id(""), digest))
    db.execute(_CASE, (version + 1, digest, _EMPTY, no))
    return no, version + 1, digest


def _take_away(db: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Everything of the cases but their chains and what is counted of them. Each table is looked through once for all of them."""
    among = _among(numbers)
    for table in _TABLES:
        db.execute(f"DELETE FROM {table} WHERE {among}")
    # of what a form said: whoever guesses it could see that the guess was right
    db.execute(f"UPDATE commands SET digest = zeroblob(16) WHERE {among}")
    gone = {db.execute("SELECT id FROM cases WHERE no = ?", (no,)).fetchone()[0] for no in numbers}
    notes = [(f"{case}:", f"{case};") for case in sorted(gone)]
    db.executemany("DELETE FROM notes WHERE key >= ? AND key < ?", notes)


def is_unswept(db: sqlite3.Connection) -> bool:
    """Whether something has been erased of which older copies may still lie in the file's free space."""
    return db.execute("SELECT 1 FROM meta WHERE name = ?", (_TO_SWEEP,)).fetchone() is not None


def swept(writer: Writer) -> None:
    """Notes that there is nothing left to sweep."""
    writer.one("DELETE FROM meta WHERE name = ?", (_TO_SWEEP,))


def log(db: sqlite3.Connection, after: str | None, limit: int) -> tuple[Erased, ...]:
    """A page of what has been erased, in order of id."""
    rows = _log_kinds.each(db.execute(_LOG, (ERASED, after or "", limit)))
    return tuple(Erased(case, process, read_rule(rule), by, from_micros(at)) for case, process, rule, by, at in rows)


def note_older(db: sqlite3.Connection) -> None:
    """Ends the chains of the cases that were erased before erasing was written in the journal, so that from now on every one has an entry.

    Nobody knows when, by whom or under which rule. A case whose key is gone while the rest of it is there gets no entry: it was not erased.
    """
    wrote = []
    for no, case, version, head in db.execute(_OLDER, (_EMPTY,)).fetchall():
        (at,) = db.execute("SELECT recorded FROM events WHERE no = ?", (event_no(no, version),)).fetchone() or (0,)
        wrote.append(_entry(db, (no, case, version, head), rule_in_clear(Rule()), "", at))
    if not wrote:
        return
    number, previous = db.execute(sql.LAST_COMMIT).fetchone() or (0, START)
    entries = join_entries(pack_entry(*each) for each in wrote)
    db.execute(sql.COMMIT_ROW, (number + 1, commit_hash(previous, number + 1, entries), entries))
