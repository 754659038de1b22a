"""Gallring: a case's key is destroyed, and with it everything that was encrypted by it, wherever a copy lies."""

from __future__ import annotations

from core.storage.sqlite.prepare import Placed, placed_bytes
from core.storage.sqlite.worklist import forget_rows
from core.storage.sqlite.write import Change, Writer

_TABLES = ("terms", "one_open", "registers", "worklist", "jobs", "claims")


def destroy(no: int) -> Change:
    """Destroys the key of case number `no` and takes away all that leads to the person; events and hashes stay."""

    def change(writer: Writer) -> None:
        # for the rest of this connection's life: what is deleted is overwritten and not only forgotten
        writer.db.execute("PRAGMA secure_delete = ON")
        writer.one("DELETE FROM keys WHERE case_no = ?", (no,))
        for table in _TABLES:
            writer.one(f"DELETE FROM {table} WHERE case_no = ?", (no,))
        forget_rows()
        empty = placed_bytes(Placed())
        writer.one("UPDATE cases SET snapshot = NULL, label = NULL, timer = NULL, placed = ? WHERE no = ?", (empty, no))

    return change
