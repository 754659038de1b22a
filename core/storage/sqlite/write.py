"""Writes prepared steps inside an open transaction: one at a time with care, or many together in few statements.

With care: what can be refused comes first, and each part of it can be taken back, so that a refused step leaves the others of its group
alone and nothing of itself behind. Together: as if nothing will be refused; where something is, the
transaction is given up and its steps are written again with care.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from msgspec.structs import replace

from core.errors import Refused, RutinError, VersionClash
from core.storage.moments import to_micros
from core.storage.sqlite import claims
from core.storage.sqlite import statements as sql
from core.storage.sqlite.ids import event_no, pack_id
from core.storage.sqlite.prepare import CaseState, Prepared, Row
from core.storage.sqlite.statements import SIZES


class Outcome(Protocol):
    """What running a statement gives back."""

    @property
    def rowcount(self) -> int:
        """Rows that were changed."""
        ...

    @property
    def lastrowid(self) -> int | None:
        """The number of the row that was added last."""
        ...


class Writer:
    """Runs statements on the writing connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self.db = db

    def one(self, text: str, values: Row) -> Outcome:
        """Runs a statement once."""
        return self.db.execute(text, values)

    def number(self, text: str, values: Row) -> int:
        """The one whole number a query answers with."""
        answer: int = self.db.execute(text, values).fetchone()[0]
        return answer

    def many(self, text: str, rows: Sequence[Row]) -> None:
        """Runs a statement for each of `rows`."""
        self.db.executemany(text, rows)

    def together(self, texts: Mapping[int, str], rows: Sequence[Row]) -> int:
        """Runs statements that take several rows each, as many as it needs; how many rows they changed."""
        if len(rows) == 1:
            return self.one(texts[1], rows[0]).rowcount
        changed = start = 0
        for size in SIZES:
            while len(rows) - start >= size:
                values = tuple([value for row in rows[start : start + size] for value in row])
                changed += self.one(texts[size], values).rowcount
                start += size
        return changed


Change = Callable[[Writer], None]
"""Any other change that is to be durable: a job done, a key destroyed."""


@dataclass(frozen=True, slots=True)
class Tape:
    """A step that was written, for `core.storage.sqlite.raw` to write again; `no` is the case's number in the database."""

    no: int
    step: Prepared


class Unforeseen(Exception):  # noqa: N818 - not an error: the group is written again with care
    """A step of a group is to be refused, or one case stands in it twice."""


def write_step(writer: Writer, step: Prepared) -> CaseState | RutinError:
    """What holds for the case when the transaction is committed, or why the step was refused (nothing of it was written)."""
    no = _admit(writer, step)
    if isinstance(no, RutinError):
        return no
    _write_rows(writer, [(no, step)])
    return replace(step.after, no=no) if step.before is None else step.after


def write_steps(writer: Writer, steps: Sequence[Prepared]) -> list[CaseState]:
    """As `write_step` for several cases at once, in few statements.

    Raises:
        Unforeseen: some step has to be refused; the transaction must be given up.
    """
    # in the order they came: whoever took a place first has it
    numbered = [(_admit_quickly(writer, step), step) for step in steps]
    _update_cases(writer, [(step, step.before) for step in steps if step.before is not None])
    commands = [_command(no, step) for no, step in numbered if step.batch.command and step.before is not None]
    try:
        writer.together(sql.COMMANDS, commands)
    except sqlite3.IntegrityError as error:
        raise Unforeseen from error
    _write_rows(writer, numbered)
    return [replace(step.after, no=no) if step.before is None else step.after for no, step in numbered]


def _admit_quickly(writer: Writer, step: Prepared) -> int:
    """The case's number; its claims are admitted and written. What a case that exists has besides is written for all together."""
    if step.before is None:
        no = _admit(writer, step)
        if isinstance(no, RutinError):
            raise Unforeseen
        return no
    if step.claims or step.batch.released:
        if claims.admit(writer, step.before.no, step) is not None:
            raise Unforeseen
        claims.write(writer, step.before.no, step)
    return step.before.no


def _update_cases(writer: Writer, steps: Sequence[tuple[Prepared, CaseState]]) -> None:
    alike: dict[tuple[bool, bool], list[Row]] = {}
    for step, before in steps:
        if step.after.token != before.token:
            raise Unforeseen  # rare, and the order of the statements then matters
        changed, values = _changes(step, before)
        alike.setdefault(changed, []).append(values)
    for changed, rows in alike.items():
        if writer.together(sql.UPDATE_CASES[changed], rows) != len(rows):
            raise Unforeseen


def _command(no: int, step: Prepared) -> Row:
    return (pack_id(step.batch.command), no, step.batch.expected + 1, step.after.version, step.batch.digest)


def _write_rows(writer: Writer, steps: Sequence[tuple[int, Prepared]]) -> None:
    """Everything that cannot be refused any more."""
    events: list[Row] = []
    gone: list[Row] = []
    fresh: list[Row] = []
    counted: list[Row] = []
    for no, step in steps:
        events.append((event_no(no, step.after.version), *step.events))
        for role, assigned, due, opened, instance in step.gone:
            gone.append((role, assigned, due, opened, no, instance))
        for (role, assigned, due, opened, instance), columns in step.fresh:
            fresh.append((role, assigned, due, opened, no, instance, *columns))
        for process, name, day, seq, value in step.statistics:
            counted.append((process, name, day, no, seq, value))
    for texts, rows in ((sql.EVENTS, events), (sql.LANES_GONE, gone), (sql.LANES, fresh), (sql.STATISTICS, counted)):
        if rows:
            writer.together(texts, rows)
    for no, step in steps:
        if step.before is None or step.before.registers != step.after.registers:
            _write_registers(writer, no, step)
        if step.terms is not None:
            _write_terms(writer, no, step)
        if step.jobs:
            write_jobs(writer, no, step.jobs, step.recorded)


def write_jobs(writer: Writer, no: int, jobs: Sequence[Row], recorded: int) -> None:
    """Adds jobs of case number `no`; one whose key is there already stays as it is."""
    writer.many(sql.JOB, [(key, kind, no, *rest, recorded) for key, kind, *rest in jobs])


def _admit(writer: Writer, step: Prepared) -> int | RutinError:
    """The case's number once command, version and the one open case are accepted, else why not."""
    undo: list[tuple[str, Row]] = []
    no = step.before.no if step.before else _new_case(writer, step)
    if no is None:
        return VersionClash()
    if step.before is None:
        undo.append((sql.NEW_CASE_UNDO, (no,)))
    if step.batch.command:
        command = _command(no, step)
        if not writer.one(sql.COMMAND, command).rowcount:
            return _taken_back(writer, undo, VersionClash())
        undo.append((sql.COMMAND_UNDO, command[:1]))
    token, old = step.after.token, step.before.token if step.before else None
    if token is not None and token != old:
        if not writer.one(sql.ONE_OPEN, (token, no)).rowcount:
            return _taken_back(writer, undo, Refused("one_open_case"))
        undo.append((sql.ONE_OPEN_GONE, (token, no)))
    full = claims.admit(writer, no, step) if step.claims else None
    if full is not None:
        return _taken_back(writer, undo, full)
    if step.before is not None and not _update_case(writer, step, step.before):
        return _taken_back(writer, undo, VersionClash())
    if step.claims or step.batch.released:
        claims.write(writer, no, step)
    if old is not None and token != old:
        writer.one(sql.ONE_OPEN_GONE, (old, no))
    if step.wrapped is not None:
        writer.one(sql.NEW_KEY, (no, step.wrapped))
    return no


def _taken_back(writer: Writer, undo: list[tuple[str, Row]], error: RutinError) -> RutinError:
    for text, values in reversed(undo):
        writer.one(text, values)
    return error


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
    changed, values = _changes(step, before)
    return writer.one(sql.UPDATE_CASE[changed], values).rowcount == 1


def _changes(step: Prepared, before: CaseState) -> tuple[tuple[bool, bool], Row]:
    """Which of the indexed columns have changed, and the values of `UPDATE_CASE`."""
    after = step.after
    status = (after.status, after.definition) != (before.status, before.definition)
    timer = after.timer != before.timer
    values: Row = (after.version, after.head, step.placed, step.label, step.snapshot)
    if status:
        values += (after.status, after.definition)
    if timer:
        values += (after.timer,)
    return (status, timer), (*values, before.no, before.version)


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
