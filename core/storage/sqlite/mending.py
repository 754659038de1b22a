"""What follows from the tables themselves made whole, before it is made whole case by case (`restoring`, `recount`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

import msgspec

from core.errors import StorageError
from core.storage.sqlite import statements as sql
from core.storage.sqlite.intact import FOLLOWING, readable, wrong_row
from core.storage.sqlite.prepare import decode_placed
from core.storage.sqlite.write import Writer

_WORK = "SELECT role, assigned, due, opened, case_no, instance FROM worklist"
_OTHER_START = "DELETE FROM registers WHERE started IS NOT (SELECT started FROM cases WHERE no = case_no)"


def mend(writer: Writer) -> None:
    """Makes the indexes anew from the tables, and takes away rows of lists that belong to no case or cannot be read.

    What is missing of a case after that is written when the case is made anew. Raises StorageError ``storage_damaged`` when the
    tables contradict themselves.
    """
    writer.db.text_factory = readable
    try:
        writer.db.execute("REINDEX")
    except sqlite3.IntegrityError as error:  # two rows have what only one may have
        raise StorageError("storage_damaged") from error
    for table in FOLLOWING:
        strange = f"{wrong_row(writer.db, table)} OR case_no NOT IN (SELECT no FROM cases)"
        writer.db.execute(f"DELETE FROM {table} WHERE {strange}")
    _take_away_strays(writer)


def _take_away_strays(writer: Writer) -> None:
    """What stands in a list where its case says that it does not stand. A case that cannot say so keeps what it has."""
    lanes, stands, tokens = set[object](), set[tuple[str, int]](), set[object]()
    unknown: set[int] = set()
    for no, raw in writer.db.execute("SELECT no, placed FROM cases"):
        try:
            placed = decode_placed(raw)
        except (msgspec.MsgspecError, TypeError):
            unknown.add(no)
            continue
        lanes.update((*lane[:4], no, lane[4]) for lane in placed.lanes)
        stands.update((name, no) for name in placed.registers)
        tokens.add((placed.token, no))
    rows = writer.db.execute(_WORK).fetchall()
    writer.many(sql.LANES_GONE[1], [row for row in rows if row not in lanes and row[4] not in unknown])
    held = writer.db.execute("SELECT token, case_no FROM one_open").fetchall()
    writer.many(sql.ONE_OPEN_GONE, [row for row in held if row not in tokens and row[1] not in unknown])
    _mend_registers(writer, stands, unknown)


def _mend_registers(writer: Writer, stands: Iterable[tuple[str, int]], unknown: set[int]) -> None:
    listed = writer.db.execute("SELECT DISTINCT register, case_no FROM registers").fetchall()
    wanted = {*stands, *(row for row in listed if row[1] in unknown)}
    writer.db.execute(_OTHER_START)
    writer.many(sql.REGISTER_GONE, [(name, no, no) for name, no in listed if (name, no) not in wanted])
    writer.many(sql.REGISTER, sorted(wanted))
