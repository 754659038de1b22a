"""The worklist: one page, merged from rows that already lie in order, so that its cost does not grow with what is open.

Open work lies in lanes, one per role and person it is assigned to (nobody: ``''``), each sorted by due moment. A page is
the merge of the lanes that may be seen, read only as far as the page goes.
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime

import msgspec

from core.storage.cursors import Place, place_cursor, read_place
from core.storage.keys import KeyRing
from core.storage.moments import NEVER, from_micros, maybe_moment
from core.storage.sqlite.ids import unpack_id
from core.storage.sqlite.prepare import NO_ROLE, shown_label
from core.storage.sqlite.rows import Kinds
from core.storage.worklist import TaskRow, WorklistPage, WorklistQuery

MOST_LATE = 100
_MOST_KNOWN = 8192
_START: Place = (-NEVER, 0, 0, "")
_Columns = tuple[int, int, int, str, str | bytes, str, str, str, str, int, int, int | None, bytes]
_kinds = Kinds(int, int, int, str, str | bytes, str, str, str, str, int, int, int | None, object)
_known: dict[tuple[_Columns, KeyRing], TaskRow] = {}
_roles = msgspec.json.Decoder(tuple[str, ...])

_LANE = (
    "SELECT due, opened, case_no, instance, case_id, process, action, roles, assigned, whole_day, late, slot, label"
    " FROM worklist WHERE role = ? AND assigned = ? AND (due, opened, case_no, instance) > (?, ?, ?, ?)"
    " ORDER BY due, opened, case_no, instance LIMIT ?"
)
_KEY = "SELECT wrapped FROM keys WHERE case_no = ?"
# jumps from one person to the next, so that it costs a seek a person and not a row a task
_PEOPLE = (
    "WITH RECURSIVE person (id) AS ("
    " SELECT min(assigned) FROM worklist WHERE role = ?1"
    " UNION ALL SELECT (SELECT min(assigned) FROM worklist WHERE role = ?1 AND assigned > person.id) FROM person"
    " WHERE person.id IS NOT NULL"
    ") SELECT id FROM person WHERE id IS NOT NULL"
)
# in the same way from one role to the next
_ROLES = (
    "WITH RECURSIVE held (role) AS ("
    " SELECT min(role) FROM worklist"
    " UNION ALL SELECT (SELECT min(role) FROM worklist WHERE role > held.role) FROM held WHERE held.role IS NOT NULL"
    ") SELECT role FROM held WHERE role IS NOT NULL"
)
# the index is named: without statistics SQLite would rather read the whole role
_LATE = "SELECT case_no, instance FROM worklist INDEXED BY worklist_late WHERE role = ? AND late = 1 LIMIT ?"
_LATE_LANE = "SELECT case_no, instance FROM worklist INDEXED BY worklist_late WHERE role = ? AND assigned = ? AND late = 1 LIMIT ?"


def page(db: sqlite3.Connection, query: WorklistQuery, keys: KeyRing) -> WorklistPage:
    """The page of `query`. Raises NotFound ``no_page`` when its cursor is not one."""
    after = read_place(query.after) if query.after is not None else _START
    lanes = [(role, person) for role in sorted(query.roles) for person in _people(db, role, query.mine)]
    if query.mine:
        lanes.append((NO_ROLE, query.mine))
    merged = heapq.merge(*(_lane(db, lane, after, query.limit + 1) for lane in lanes))
    rows: list[TaskRow] = []
    last: Place | None = None
    more = False
    for columns in merged:
        if columns[:4] == last:
            continue  # the same work in the lane of another of its roles
        if len(rows) == query.limit:
            more = True
            break
        last = columns[:4]
        rows.append(_known.get((columns, keys)) or _read(db, columns, keys))
    return WorklistPage(tuple(rows), place_cursor(last) if more and last else None, _late(db, query))


def roles(db: sqlite3.Connection) -> frozenset[str]:
    """The roles that have open work, at a seek each."""
    return frozenset(role for (role,) in db.execute(_ROLES)) - {NO_ROLE}


def _people(db: sqlite3.Connection, role: str, mine: str | None) -> list[str]:
    if mine is not None:
        return ["", mine] if mine else [""]
    return [person for (person,) in db.execute(_PEOPLE, (role,))]


def _lane(db: sqlite3.Connection, lane: tuple[str, str], after: Place, limit: int) -> Iterator[_Columns]:
    return _kinds.each(db.execute(_LANE, (*lane, *after, limit)))


def _late(db: sqlite3.Connection, query: WorklistQuery) -> int:
    """How many late rows there are, at most 100: no more lanes are read than that takes, and work in two lanes counts once."""
    found: set[tuple[int, str]] = set()
    for rows in _late_lanes(db, query):
        found.update(rows)
        if len(found) >= MOST_LATE:
            return MOST_LATE
    return len(found)


def _late_lanes(db: sqlite3.Connection, query: WorklistQuery) -> Iterator[Iterable[tuple[int, str]]]:
    for role in sorted(query.roles):
        if query.mine is None:
            yield db.execute(_LATE, (role, MOST_LATE))
        else:
            for person in _people(db, role, query.mine):
                yield db.execute(_LATE_LANE, (role, person, MOST_LATE))
    if query.mine:
        yield db.execute(_LATE_LANE, (NO_ROLE, query.mine, MOST_LATE))


def _read(db: sqlite3.Connection, columns: _Columns, keys: KeyRing) -> TaskRow:
    """A row decrypted once is kept until something in it changes: lists are read far more often than written."""
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    held = db.execute(_KEY, (columns[2],)).fetchone()
    row = _known[columns, keys] = _row(columns, held and held[0], keys)
    return row


def _row(columns: _Columns, wrapped: bytes | None, keys: KeyRing) -> TaskRow:
    due, opened, _, instance, case_id, process, action, roles, assigned, whole_day, late, slot, label = columns
    case = unpack_id(case_id)
    name, protected = shown_label(label, case, wrapped, keys)
    return TaskRow(
        case=case,
        instance=instance,
        process=process,
        action=action,  # type: ignore[arg-type]  # only ever written from a TaskRow
        roles=_roles.decode(roles),
        assigned=assigned or None,
        due=_due(due),
        whole_day=bool(whole_day),
        late=bool(late),
        slot=maybe_moment(slot),
        opened=from_micros(opened),
        label=name,
        protected=protected,
    )


def forget_rows() -> None:
    """Lets go of every decrypted row, when a case's key has been destroyed."""
    _known.clear()


def _due(micros: int) -> datetime | None:
    return None if micros == NEVER else from_micros(micros)
