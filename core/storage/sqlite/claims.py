"""Claims: whether there is room, what is taken and given back, and who has a place; see `core.storage.claims.Claim`."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from core.errors import CorruptHistory, Refused
from core.storage.claims import Claimed, ClaimRow
from core.storage.cursors import claim_cursor, read_claim
from core.storage.keys import KeyRing
from core.storage.moments import NEVER, from_micros
from core.storage.sqlite import statements as sql
from core.storage.sqlite.prepare import Prepared, claim_about, shown_label
from core.storage.sqlite.rows import Kinds

if TYPE_CHECKING:
    from core.storage.sqlite.write import Writer

_BEFORE_ALL = (-NEVER, 0, "")
_PAGE = (
    "SELECT h.since, h.case_no, h.holder, h.amount, h.note, c.id, c.process, c.label, k.wrapped"
    " FROM claims n INDEXED BY claims_name JOIN claims h ON h.case_no = n.case_no AND h.name = n.name AND h.holder = n.holder"
    " JOIN cases c ON c.no = n.case_no JOIN keys k ON k.case_no = n.case_no"
    " WHERE n.name = ? AND (n.since, n.case_no, n.holder) > (?, ?, ?)"
    " ORDER BY n.since, n.case_no, n.holder LIMIT ?"
)
_Columns = tuple[int, int, str, int, bytes, str, str, bytes | None, bytes]
_kinds, _claimed_kinds = Kinds(int, int, str, int, object, str, str, object, object), Kinds(str, int, int)
_CLAIMED = "SELECT name, sum(amount), count(*) FROM claims WHERE name >= ? AND name < ? GROUP BY name ORDER BY name"


def admit(writer: Writer, no: int, step: Prepared) -> Refused | None:
    """Why the step's claims cannot be had, or None. Only reads: whoever asks owns the transaction, so the answer stays true."""
    for claim in step.batch.claims:
        if claim.limit is None:
            continue
        name = claim.name
        taken = sum(each.amount for each in step.batch.claims if each.name == name)
        held = {each.holder for each in step.batch.claims if each.name == name}
        held |= {holder for each, holder in step.batch.released if each == name}
        grows = taken - sum(writer.number(sql.CLAIM_AMOUNT, (no, name, holder)) for holder in held)
        if grows > 0 and writer.number(sql.CLAIMED, (name,)) + grows > claim.limit:
            return Refused("full", name=name)
    return None


def write(writer: Writer, no: int, step: Prepared) -> None:
    """Gives back and takes what the step says."""
    for name, holder in step.batch.released:
        writer.one(sql.CLAIM_GONE, (no, name, holder))
    for row in step.claims:
        writer.one(sql.CLAIM, (no, *row))


def page(
    db: sqlite3.Connection, name: str, limit: int, after: str | None, keys: KeyRing
) -> tuple[tuple[ClaimRow, ...], str | None]:
    """One page of a name's claims and the cursor of the next. Raises NotFound ``no_page``."""
    start = read_claim(after) if after is not None else _BEFORE_ALL
    found = list(_kinds.each(db.execute(_PAGE, (name, *start, limit + 1))))
    shown = found[:limit]
    cursor = claim_cursor(shown[-1][:3]) if len(found) > limit and shown else None
    return tuple(_row(name, columns, keys) for columns in shown), cursor


def _row(name: str, columns: _Columns, keys: KeyRing) -> ClaimRow:
    since, _, holder, amount, note, case, process, label, wrapped = columns
    said = _note(note, claim_about(case, name, holder), wrapped, keys)
    who, protected = shown_label(label, case, wrapped, keys)
    return ClaimRow(name, case, holder, process, amount, from_micros(since), said, who, protected)


def _note(sealed: bytes, about: str, wrapped: bytes, keys: KeyRing) -> str | None:
    """What is said of a claim; None when it cannot be read, which hides no other row."""
    try:
        return keys.cipher(wrapped).open(sealed, about).decode()
    except (CorruptHistory, UnicodeDecodeError):
        return None


def claimed(db: sqlite3.Connection, first: str, last: str) -> tuple[Claimed, ...]:
    """What is claimed under each name of a stretch."""
    return tuple(
        Claimed(name, amount, count) for name, amount, count in _claimed_kinds.each(db.execute(_CLAIMED, (first, last)))
    )
