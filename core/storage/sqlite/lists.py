"""Lists of cases: found by search, standing in a register, ripe, open; and who read what."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from core.storage.cursors import case_cursor, read_case
from core.storage.keys import KeyRing
from core.storage.moments import NEVER, from_micros, to_micros
from core.storage.port import CaseRow, ReadEntry
from core.storage.sqlite.ids import pack_id
from core.storage.sqlite.prepare import shown_label
from core.storage.sqlite.rows import Kinds
from core.storage.terms import SHORT_NUMBER, query_terms

_Columns = tuple[int, str, str, str, int, bytes | None, bytes | None]
_kinds, _read_kinds = Kinds(int, str, str, str, int, object, object), Kinds(str, int)
_CASE = "SELECT c.no, c.id, c.process, c.status, c.started, c.label, k.wrapped FROM cases c LEFT JOIN keys k ON k.case_no = c.no"
_BY_ID = f"{_CASE} WHERE c.id = ?"
_BY_NO = f"{_CASE} WHERE c.no = ?"
_BY_SHORT = f"{_CASE} WHERE c.id >= ? AND c.id < ? ORDER BY c.started DESC, c.no DESC LIMIT ?"
_BY_TERM = (
    f"{_CASE} WHERE c.no IN (SELECT case_no FROM terms WHERE term = ?) ORDER BY c.started DESC, c.no DESC LIMIT ?"
)
_REGISTER = (
    _CASE.replace("FROM cases c", "FROM registers r JOIN cases c ON c.no = r.case_no")
    + " WHERE r.register = ? AND (r.started, r.case_no) > (?, ?) ORDER BY r.started, r.case_no LIMIT ?"
)
_RIPE = "SELECT id FROM cases WHERE timer <= ? ORDER BY timer, no LIMIT ?"
_OPEN = "SELECT id FROM cases WHERE status = 'open' AND id > ? ORDER BY id LIMIT ?"
_READS = "SELECT actor, at FROM reads WHERE case_id = ? ORDER BY no DESC LIMIT ?"


def search(db: sqlite3.Connection, text: str, limit: int, keys: KeyRing) -> tuple[CaseRow, ...]:
    """Cases found by exactly `text`, newest first."""
    found: dict[int, _Columns] = {}
    number = text.strip().lower()
    for row in _kinds.each(db.execute(_BY_ID, (number,))):
        found[row[0]] = row
    if len(number) == SHORT_NUMBER:
        # the character after the highest one that a text can hold ends the range
        for row in _kinds.each(db.execute(_BY_SHORT, (number, number + "\U0010ffff", limit))):
            found[row[0]] = row
    for term in query_terms(text):
        for row in _kinds.each(db.execute(_BY_TERM, (keys.blind(term), limit))):
            found[row[0]] = row
    newest = sorted(found.values(), key=lambda row: (row[4], row[0]), reverse=True)
    return tuple(_row(columns, keys) for columns in newest[:limit])


def register(
    db: sqlite3.Connection, name: str, limit: int, after: str | None, keys: KeyRing
) -> tuple[tuple[CaseRow, ...], str | None]:
    """One page of a register. Raises NotFound ``no_page`` when `after` is not a cursor."""
    started, no = read_case(after) if after is not None else (-NEVER, 0)
    rows = list(_kinds.each(db.execute(_REGISTER, (name, started, no, limit + 1))))
    page = rows[:limit]
    cursor = case_cursor(page[-1][4], page[-1][0]) if len(rows) > limit and page else None
    return tuple(_row(columns, keys) for columns in page), cursor


def numbered(db: sqlite3.Connection, numbers: Iterable[int], keys: KeyRing) -> tuple[CaseRow, ...]:
    """The cases with these numbers, in their order."""
    return tuple(_row(columns, keys) for no in numbers for columns in _kinds.each(db.execute(_BY_NO, (no,))))


def ripe(db: sqlite3.Connection, now: datetime, limit: int) -> tuple[str, ...]:
    """Cases whose timer is at or before `now`, earliest first."""
    return tuple(case for (case,) in db.execute(_RIPE, (to_micros(now), limit)))


def open_cases(db: sqlite3.Connection, after: str | None, limit: int) -> tuple[str, ...]:
    """Open cases in id order."""
    return tuple(case for (case,) in db.execute(_OPEN, (after or "", limit)))


def reads(db: sqlite3.Connection, case: str, limit: int) -> tuple[ReadEntry, ...]:
    """Who has opened the case, latest first."""
    rows = _read_kinds.each(db.execute(_READS, (pack_id(case), limit)))
    return tuple(ReadEntry(actor, case, from_micros(at)) for actor, at in rows)


def _row(columns: _Columns, keys: KeyRing) -> CaseRow:
    _, case, process, status, started, label, wrapped = columns
    name, protected = shown_label(label, case, wrapped, keys)
    return CaseRow(case, process, status, name, from_micros(started), protected)
