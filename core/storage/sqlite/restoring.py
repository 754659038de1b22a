"""What is kept of a case beside its events, made anew where it is not what follows from them; see `Derived` of the port."""

from __future__ import annotations

import sqlite3

import msgspec
from msgspec import Struct

from core.storage.keys import CaseCipher, KeyRing
from core.storage.moments import maybe_micros
from core.storage.port import Derived
from core.storage.sqlite import statements as sql
from core.storage.sqlite.prepare import (
    LaneKey,
    Placed,
    Row,
    decode_placed,
    is_older_snapshot,
    label_of,
    lanes_of,
    placed_bytes,
    read_snapshot,
    sealed_snapshot,
    shown_label,
    terms_of,
    token_of,
    work_row,
)
from core.storage.sqlite.write import Change, Writer
from core.storage.worklist import TaskRow

_CASE = (
    "SELECT c.no, c.version, c.process, c.status, c.definition, c.started, c.timer, c.placed, c.label, c.snapshot, k.wrapped"
    " FROM cases c JOIN keys k ON k.case_no = c.no WHERE c.id = ?"
)
_CLEAR = "UPDATE cases SET process = ?, status = ?, definition = ?, started = ?, timer = ? WHERE no = ?"
_REGISTERS_START = "UPDATE OR IGNORE registers SET started = ? WHERE case_no = ?"
_WORK = (
    "SELECT case_id, process, action, roles, whole_day, late, slot, label FROM worklist"
    " WHERE role = ? AND assigned = ? AND due = ? AND opened = ? AND case_no = ? AND instance = ?"
)
_ALL_WORK = "SELECT role, assigned, due, opened, instance FROM worklist WHERE case_no = ?"
_ALL_REGISTERS = "SELECT register FROM registers WHERE case_no = ?"
_TERMS = "SELECT term FROM terms WHERE case_no = ?"


class _Kept(Struct, frozen=True):
    """A case's row, opened. `placed` is None when it cannot be read."""

    no: int
    clear: tuple[object, ...]
    placed: Placed | None
    label: bytes | None
    snapshot: bytes | None
    wrapped: bytes
    cipher: CaseCipher


def restore(derived: Derived, keys: KeyRing, told: list[bool]) -> Change:
    """Writes what differs, and adds to `told` whether anything did; nothing when the case has gone on since or is erased."""

    def change(writer: Writer) -> None:
        kept = _read(writer.db, derived, keys)
        if kept is not None:
            told.extend([part(writer, kept, derived, keys) for part in (_clear, _snapshot, _subject, _placed)])

    return change


def _read(db: sqlite3.Connection, derived: Derived, keys: KeyRing) -> _Kept | None:
    row = db.execute(_CASE, (derived.snapshot.id,)).fetchone()
    if row is None or row[1] != derived.snapshot.seq:
        return None
    no, _, process, status, definition, started, timer, placed, label, snapshot, wrapped = row
    try:
        stands = decode_placed(placed)
    except (msgspec.MsgspecError, TypeError):
        stands = None
    clear = (process, status, definition, started, timer)
    return _Kept(no, clear, stands, label, snapshot, wrapped, keys.cipher(wrapped))


def _clear(writer: Writer, kept: _Kept, derived: Derived, _keys: KeyRing) -> bool:
    case = derived.snapshot
    started = maybe_micros(case.started)
    now = (case.process, case.status, case.definition, started, maybe_micros(derived.timer))
    if now == kept.clear:
        return False
    writer.one(_CLEAR, (*now, kept.no))
    if started != kept.clear[3]:
        writer.one(_REGISTERS_START, (started, kept.no))  # they are in order of it
    return True


def _snapshot(writer: Writer, kept: _Kept, derived: Derived, _keys: KeyRing) -> bool:
    case = derived.snapshot
    if read_snapshot(case.id, case.seq, kept.snapshot, kept.cipher) == case:
        return False
    writer.one("UPDATE cases SET snapshot = ? WHERE no = ?", (sealed_snapshot(case, kept.cipher.sealer(1)), kept.no))
    return not is_older_snapshot(case.id, case.seq, kept.snapshot, kept.cipher)


def _subject(writer: Writer, kept: _Kept, derived: Derived, keys: KeyRing) -> bool:
    """The name in lists, and what the case is found by."""
    who, case = derived.subject, derived.snapshot.id
    if who is None:
        return False
    was = {term for (term,) in writer.db.execute(_TERMS, (kept.no,))}
    now = terms_of(who, keys)
    named = shown_label(kept.label, case, kept.wrapped, keys) == (who.name or "", who.protected)
    if not named:
        label = label_of(who.name or "", who.protected, case, None, kept.cipher.sealer(1))
        writer.one("UPDATE cases SET label = ? WHERE no = ?", (label[1], kept.no))
    if was != now:
        writer.one(sql.TERMS_GONE, (kept.no,))
        writer.many(sql.TERM, [(term, kept.no) for term in sorted(now)])
    return not named or was != now


def _placed(writer: Writer, kept: _Kept, derived: Derived, keys: KeyRing) -> bool:
    """Open work and the one open case; and what is kept of where the case stands, registers too, if that cannot be read."""
    was = kept.placed or _found(writer.db, kept.no)
    lanes = lanes_of(derived.tasks) if derived.tasks is not None else None
    token, changed = _one_open(writer, kept.no, was, derived, keys)
    if lanes is not None:
        changed |= _work(writer, kept, derived.snapshot.id, was.lanes, lanes, keys)
    now = Placed(tuple(lanes) if lanes is not None else was.lanes, was.registers, token)
    if now == kept.placed:
        return changed
    writer.one("UPDATE cases SET placed = ? WHERE no = ?", (placed_bytes(now), kept.no))
    return True


def _found(db: sqlite3.Connection, no: int) -> Placed:
    """Where a case stands, looked for: this reads whole tables."""
    lanes = tuple(db.execute(_ALL_WORK, (no,)).fetchall())
    return Placed(lanes, tuple(register for (register,) in db.execute(_ALL_REGISTERS, (no,))))


def _one_open(writer: Writer, no: int, was: Placed, derived: Derived, keys: KeyRing) -> tuple[bytes | None, bool]:
    if derived.subject is None:
        return was.token, False
    token = None
    if derived.unique is not None and derived.snapshot.status != "ended":
        token = token_of(derived.unique, derived.subject, keys)
    if was.token is not None and was.token != token:
        writer.one(sql.ONE_OPEN_GONE, (was.token, no))
    added = token is not None and writer.one(sql.ONE_OPEN, (token, no)).rowcount > 0
    return token, added or token != was.token


def _work(
    writer: Writer, kept: _Kept, case: str, was: tuple[LaneKey, ...], lanes: dict[LaneKey, TaskRow], keys: KeyRing
) -> bool:
    """Whether the case's rows of the worklist were others; they are then written anew."""
    places = {key: (*key[:4], kept.no, key[4]) for key in (*was, *lanes)}
    there = {key: row for key, place in places.items() if (row := writer.db.execute(_WORK, place).fetchone())}
    if there.keys() == lanes.keys() and all(_is(there[key], row, kept, keys) for key, row in lanes.items()):
        return False
    for place in places.values():
        writer.one(sql.LANES_GONE[1], place)
    seal = kept.cipher.sealer(len(lanes))
    for key, row in lanes.items():
        label = label_of(row.label, row.protected, case, None, seal)
        writer.one(sql.LANES[1], (*places[key], *work_row(row, label[1])))
    return True


def _is(stored: Row, row: TaskRow, kept: _Kept, keys: KeyRing) -> bool:
    """Whether a row of the worklist says the same as `row`."""
    *said, label = stored
    sealed = label if isinstance(label, bytes) else b""
    return tuple(said) == work_row(row, b"")[:-1] and shown_label(sealed, row.case, kept.wrapped, keys) == (
        row.label,
        row.protected,
    )
