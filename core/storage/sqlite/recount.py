"""What is counted and listed of a case is written anew: its statistics and the registers it stands in; see the port."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from msgspec.structs import replace

from core.storage.sqlite import statements as sql
from core.storage.sqlite.prepare import decode_placed, placed_bytes
from core.storage.sqlite.write import Change, Writer
from core.storage.tallies import Statistic

_ALL = "SELECT c.id FROM cases c JOIN keys k ON k.case_no = c.no WHERE c.id > ? ORDER BY c.id LIMIT ?"
_CASE = "SELECT no, process, version, placed FROM cases WHERE id = ?"
# jumps from one name to the next, so that it costs a seek a name and not a row a line
_NAMES = (
    "WITH RECURSIVE each (name) AS ("
    " SELECT min(name) FROM statistics WHERE process = ?1"
    " UNION ALL SELECT (SELECT min(name) FROM statistics WHERE process = ?1 AND name > each.name) FROM each"
    " WHERE each.name IS NOT NULL"
    ") SELECT name FROM each WHERE name IS NOT NULL"
)
_STANDS = "SELECT count(*) FROM registers WHERE register = ? AND case_no = ? AND started = (SELECT started FROM cases WHERE no = ?)"
_LINES = "SELECT day, seq, value FROM statistics WHERE process = ? AND name = ? AND case_no = ?"
_GONE = "DELETE FROM statistics WHERE process = ? AND name = ? AND case_no = ?"


def readable(db: sqlite3.Connection, after: str | None, limit: int) -> tuple[str, ...]:
    """Every case that has not been erased, in id order."""
    return tuple(case for (case,) in db.execute(_ALL, (after or "", limit)))


def write(case: str, version: int, registers: tuple[str, ...], lines: Sequence[Statistic], told: list[bool]) -> Change:
    """Writes a case's lines and registers anew, and adds to `told` whether anything was otherwise; nothing when it has gone on since."""

    def change(writer: Writer) -> None:
        row = writer.db.execute(_CASE, (case,)).fetchone()
        if row is None or row[2] != version:
            return
        no, process, _, placed = row
        told.append(_lines(writer, no, process, lines) | _registers(writer, no, placed, registers))

    return change


def _lines(writer: Writer, no: int, process: str, lines: Sequence[Statistic]) -> bool:
    names = [name for (name,) in writer.db.execute(_NAMES, (process,))]
    was = {(name, *row) for name in names for row in writer.db.execute(_LINES, (process, name, no)).fetchall()}
    now = {(line.name, line.day.toordinal(), line.seq, line.value) for line in lines}
    if was == now:
        return False
    for name in names:
        writer.one(_GONE, (process, name, no))
    writer.together(sql.STATISTICS, [(process, name, day, no, seq, value) for name, day, seq, value in sorted(now)])
    return True


def _registers(writer: Writer, no: int, placed: bytes, registers: tuple[str, ...]) -> bool:
    known = decode_placed(placed)
    listed = set(known.registers)
    was, now = {name for name in listed.union(registers) if writer.number(_STANDS, (name, no, no))}, set(registers)
    if was == listed == now:
        return False
    for register in sorted(was - now):
        writer.one(sql.REGISTER_GONE, (register, no, no))
    for register in sorted(now - was):
        writer.one(sql.REGISTER, (register, no))
    kept = placed_bytes(replace(known, registers=registers))
    writer.one("UPDATE cases SET placed = ? WHERE no = ?", (kept, no))
    return True
