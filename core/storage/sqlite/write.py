"""Writes one prepared step inside an open transaction.

What can be refused comes first, and each part of it can be taken back, so that one refused step leaves the
others of its group alone and nothing of itself behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace

from core.errors import Refused, RutinError, VersionClash
from core.storage.moments import to_micros
from core.storage.sqlite import statements as sql
from core.storage.sqlite.ids import pack_id
from core.storage.sqlite.prepare import CaseState, Prepared, Row

Tape = list[tuple[str, list[Row]]]
"""What one step wrote: statements with the values of every time each was run."""


class Writer:
    """Runs statements on the writing connection, and notes them when a tape is given."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db
        self.tape: Tape | None = None

    def one(self, text: str, values: Row) -> sqlite3.Cursor:
        """Runs a statement once."""
        if self.tape is not None:
            self.tape.append((text, [values]))
        return self.db.execute(text, values)

    def many(self, text: str, rows: Sequence[Row]) -> None:
        """Runs a statement for each of `rows`."""
        if self.tape is not None:
            self.tape.append((text, list(rows)))
        self.db.executemany(text, rows)


def write_step(writer: Writer, step: Prepared) -> CaseState | RutinError:
    """What holds for the case when the transaction is committed, or why the step was refused (nothing of it was written)."""
    no = _admit(writer, step)
    if isinstance(no, RutinError):
        return no
    _write_events(writer, no, step)
    _write_worklist(writer, no, step)
    if step.before is None or step.before.registers != step.after.registers:
        _write_registers(writer, no, step)
    if step.terms is not None:
        _write_terms(writer, no, step)
    if step.jobs:
        writer.many(sql.JOB, [(key, kind, no, *rest, step.recorded) for key, kind, *rest in step.jobs])
    return step.after if step.before else replace(step.after, no=no)


def _admit(writer: Writer, step: Prepared) -> int | RutinError:
    """The case's number once command, version and the one open case are accepted, else why not."""
    undo: list[tuple[str, Row]] = []

    def refused(error: RutinError) -> RutinError:
        for text, values in reversed(undo):
            writer.one(text, values)
        return error

    no = step.before.no if step.before else _new_case(writer, step)
    if no is None:
        return refused(VersionClash())
    if step.before is None:
        undo.append((sql.NEW_CASE_UNDO, (no,)))
    if step.batch.command:
        command = pack_id(step.batch.command)
        values = (command, no, step.batch.expected + 1, step.after.version, step.batch.digest)
        if not writer.one(sql.COMMAND, values).rowcount:
            return refused(VersionClash())
        undo.append((sql.COMMAND_UNDO, (command,)))
    token, old = step.after.token, step.before.token if step.before else None
    if token is not None and token != old:
        if not writer.one(sql.ONE_OPEN, (token, no)).rowcount:
            return refused(Refused("one_open_case"))
        undo.append((sql.ONE_OPEN_GONE, (token, no)))
    if step.before is not None and not _update_case(writer, step, step.before):
        return refused(VersionClash())
    if old is not None and token != old:
        writer.one(sql.ONE_OPEN_GONE, (old, no))
    if step.wrapped is not None:
        writer.one(sql.NEW_KEY, (no, step.wrapped))
    return no


def _new_case(writer: Writer, step: Prepared) -> int | None:
    case, after = step.batch.snapshot, step.after
    started = to_micros(case.started) if case.started else step.recorded
    values = (
        case.id,
        step.batch.process,
        case.definition,
        case.status,
        after.version,
        started,
        after.timer,
        after.head,
    )
    cursor = writer.one(sql.NEW_CASE, (*values, step.placed, step.label, step.snapshot))
    return cursor.lastrowid if cursor.rowcount else None


def _update_case(writer: Writer, step: Prepared, before: CaseState) -> bool:
    after = step.after
    status = (after.status, after.definition) != (before.status, before.definition)
    timer = after.timer != before.timer
    values: Row = (after.version, after.head, step.placed, step.label, step.snapshot)
    if status:
        values += (after.status, after.definition)
    if timer:
        values += (after.timer,)
    return writer.one(sql.UPDATE_CASE[status, timer], (*values, before.no, before.version)).rowcount == 1


def _write_events(writer: Writer, no: int, step: Prepared) -> None:
    for start in range(0, len(step.events), sql.MOST_EVENTS):
        part = step.events[start : start + sql.MOST_EVENTS]
        writer.one(sql.EVENTS[len(part)], tuple([value for row in part for value in (no, *row)]))


def _write_worklist(writer: Writer, no: int, step: Prepared) -> None:
    for role, assigned, due, opened, instance in step.gone:
        writer.one(sql.LANE_GONE, (role, assigned, due, opened, no, instance))
    for (role, assigned, due, opened, instance), columns in step.fresh:
        writer.one(sql.LANE, (role, assigned, due, opened, no, instance, *columns))


def _write_registers(writer: Writer, no: int, step: Prepared) -> None:
    before = step.before.registers if step.before else ()
    for register in sorted(set(before) - set(step.after.registers)):
        writer.one(sql.REGISTER_GONE, (register, no, no))
    for register in sorted(set(step.after.registers) - set(before)):
        writer.one(sql.REGISTER, (register, no))


def _write_terms(writer: Writer, no: int, step: Prepared) -> None:
    if step.before is not None:
        writer.one(sql.TERMS_GONE, (no,))
    writer.many(sql.TERM, [(term, no) for term in sorted(step.terms or ())])


Change = Callable[[Writer], None]
"""Any other change that is to be durable: a job done, a key destroyed."""
