"""Whether a case can be read, and what is kept of it beside its events is what they make: the part of `audit` that needs the keys."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

import msgspec

from core.errors import CorruptHistory
from core.model.case import Case
from core.storage.codec import decode_case
from core.storage.erasing import ERASED, read_rule
from core.storage.keys import CaseCipher, KeyRing
from core.storage.moments import maybe_micros
from core.storage.port import UNREADABLE, Rebuild
from core.storage.sqlite.prepare import (
    EventColumns,
    Placed,
    decode_placed,
    events_from_row,
    placed_bytes,
    shown_label,
    snapshot_about,
)

_LANE = "SELECT label FROM worklist WHERE role = ? AND assigned = ? AND due = ? AND opened = ? AND case_no = ? AND instance = ?"
_REGISTER = (
    "SELECT 1 FROM registers WHERE register = ? AND case_no = ? AND started = (SELECT started FROM cases WHERE no = ?)"
)
_TOKEN = "SELECT 1 FROM one_open WHERE token = ? AND case_no = ?"  # noqa: S105 - a column's name
_NOWHERE = placed_bytes(Placed())
_TAKEN = "nyckeln saknas fast ärendet inte är gallrat, så det går inte att läsa"


@dataclass(frozen=True, slots=True)
class Reading:
    """What it takes to read the cases: their keys, what makes a case from its events, and when the clock then has something to do."""

    keys: KeyRing
    rebuild: Rebuild
    timer: Callable[[Case], datetime | None] | None = None


class CaseColumns(NamedTuple):
    """A case's row, with its key."""

    no: int
    id: str
    version: int
    head: bytes
    process: str
    definition: str
    status: str
    started: int
    timer: int | None
    placed: bytes
    label: bytes | None
    snapshot: bytes | None
    wrapped: bytes | None


@dataclass(slots=True)
class Read:
    """What reading the cases has found so far: `breaks` of history, and `misfits`, which `rutin rebuild` makes whole.

    `lanes`, `stands` and `tokens` are how many rows of the worklist, the registers and `one_open` belong to some case; `unknown` are the
    numbers of the cases of which nobody can tell where they stand, so that whatever is theirs in a list may belong there.
    """

    erased: int = 0
    unexplained: int = 0
    breaks: list[str] = field(default_factory=list)
    misfits: list[str] = field(default_factory=list)
    lanes: int = 0
    stands: int = 0
    tokens: int = 0
    unknown: set[int] = field(default_factory=set)


def is_ended(rows: Sequence[EventColumns]) -> bool:
    """Whether the chain ends with the entry that says that the case has been erased."""
    return bool(rows) and rows[-1][1] == ERASED


def gone(kept: CaseColumns, rows: Sequence[EventColumns], found: Read) -> None:
    """Looks at a case without a key, or with an entry that says that it is erased: whether both are so, and nothing is left beside."""
    told = is_ended(rows)
    if kept.wrapped is not None:
        found.breaks.append(f"Ärende {kept.id}: det är gallrat enligt historiken, men nyckeln finns.")
    elif (kept.snapshot, kept.label, kept.timer, kept.placed) != (None, None, None, _NOWHERE):
        what = "det är gallrat enligt historiken, men en del av det finns kvar" if told else _TAKEN
        found.breaks.append(f"Ärende {kept.id}: {what}.")
    elif not told:
        found.breaks.append(
            f"Ärende {kept.id}: nyckeln är borta utan att historiken säger att ärendet är gallrat, så det går inte att läsa."
        )
    else:
        found.erased += 1
        found.unexplained += not read_rule(rows[-1][2]).after


def read(db: sqlite3.Connection, kept: CaseColumns, rows: Sequence[EventColumns], by: Reading, found: Read) -> None:
    """Reads a case whose chain holds, and adds what does not fit."""
    assert kept.wrapped is not None  # noqa: S101 - one without a key is `gone`
    try:
        cipher = by.keys.cipher(kept.wrapped)
    except CorruptHistory:
        found.breaks.append(f"Ärende {kept.id}: nyckeln är skadad, så ärendet går inte att läsa.")
        return
    try:
        events = tuple(each for columns in rows for each in events_from_row(kept.id, columns, cipher))
        lived = by.rebuild(kept.id, events)
    except Exception:  # whatever reading it comes to, it cannot be read
        found.breaks.append(
            f"Ärende {kept.id}: händelserna går inte att läsa, fast de stämmer med sina kontrollsummor."
        )
        return
    found.misfits += [f"Ärende {kept.id}: {what}." for what in _misfits(db, kept, lived, cipher, by, found)]


def strays(db: sqlite3.Connection, found: Read) -> None:
    """Adds rows of lists that belong to no case. To be called when every case has been read."""
    for table, known, where in (
        ("worklist", found.lanes, "Uppgiftslistan"),
        ("registers", found.stands, "Registren"),
        ("one_open", found.tokens, "Spärrarna mot ett andra öppet ärende"),
    ):
        rows = db.execute(f"SELECT case_no, count(*) FROM {table} GROUP BY case_no")
        more = sum(count for no, count in rows if no not in found.unknown) - known
        if more > 0:
            found.misfits.append(f"{where}: {more} {'rad' if more == 1 else 'rader'} hör inte till något ärende.")


def _misfits(
    db: sqlite3.Connection, kept: CaseColumns, lived: Case, cipher: CaseCipher, by: Reading, found: Read
) -> Iterator[str]:
    if kept.status != lived.status:
        yield "om det är öppet eller avslutat stämmer inte med historiken"
    if (kept.process, kept.definition) != (lived.process, lived.definition):
        yield "vilken rutin det följer stämmer inte med historiken"
    if kept.started != maybe_micros(lived.started):
        yield "när det började stämmer inte med historiken"
    if by.timer is not None and kept.timer != maybe_micros(by.timer(lived)):
        yield "när klockan ska titta på det stämmer inte med historiken"
    yield from _snapshot(kept, lived, cipher)
    if shown_label(kept.label, kept.id, kept.wrapped, by.keys)[0] == UNREADABLE:
        yield "namnet går inte att läsa"
    try:
        placed = decode_placed(kept.placed)
    except (msgspec.MsgspecError, TypeError):
        found.unknown.add(kept.no)
        yield "var det står i listorna går inte att läsa"
        return
    yield from _lists(db, kept, placed, by.keys, found)


def _snapshot(kept: CaseColumns, lived: Case, cipher: CaseCipher) -> Iterator[str]:
    """One of an older format says nothing, and is made anew when it is read."""
    if kept.snapshot is None:
        yield "det sparade läget saknas"
        return
    try:
        snapshot = decode_case(cipher.open(kept.snapshot, snapshot_about(kept.id, kept.version)))
    except CorruptHistory:
        yield "det sparade läget går inte att läsa"
        return
    if snapshot is not None and snapshot != lived:
        yield "det sparade läget är ett annat än historiken ger"


def _lists(db: sqlite3.Connection, kept: CaseColumns, placed: Placed, keys: KeyRing, found: Read) -> Iterator[str]:
    labels = [db.execute(_LANE, (*lane[:4], kept.no, lane[4])).fetchone() for lane in placed.lanes]
    there = [row[0] for row in labels if row is not None]
    found.lanes += len(there)
    if len(there) < len(placed.lanes):
        yield "uppgifter saknas i uppgiftslistan"
    if any(shown_label(label, kept.id, kept.wrapped, keys)[0] == UNREADABLE for label in there):
        yield "namnet i uppgiftslistan går inte att läsa"
    stands = sum(db.execute(_REGISTER, (name, kept.no, kept.no)).fetchone() is not None for name in placed.registers)
    found.stands += stands
    if stands < len(placed.registers):
        yield "det saknas i ett register"
    if placed.token is None:
        return
    if db.execute(_TOKEN, (placed.token, kept.no)).fetchone() is not None:
        found.tokens += 1
    else:
        yield "spärren mot ett andra öppet ärende för samma person saknas"
