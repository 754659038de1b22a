"""The hot path's statements. SQLite keeps them prepared by their text, so each text is made once, here."""

from __future__ import annotations

STATE = (
    "SELECT c.no, c.version, c.head, c.definition, c.status, c.timer, c.placed, k.wrapped"
    " FROM cases c LEFT JOIN keys k ON k.case_no = c.no WHERE c.id = ?"
)
COMMAND = "INSERT INTO commands VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
COMMAND_UNDO = "DELETE FROM commands WHERE id = ?"
NEW_CASE = (
    "INSERT INTO cases (id, process, definition, status, version, started, timer, head, placed, label, snapshot)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
NEW_CASE_UNDO = "DELETE FROM cases WHERE no = ?"
NEW_KEY = "INSERT INTO keys VALUES (?, ?)"
ONE_OPEN = "INSERT INTO one_open VALUES (?, ?) ON CONFLICT DO NOTHING"
ONE_OPEN_GONE = "DELETE FROM one_open WHERE token = ? AND case_no = ?"
REGISTER = "INSERT OR IGNORE INTO registers SELECT ?, started, no FROM cases WHERE no = ?"
REGISTER_GONE = (
    "DELETE FROM registers WHERE register = ? AND case_no = ? AND started = (SELECT started FROM cases WHERE no = ?)"
)
TERMS_GONE = "DELETE FROM terms WHERE case_no = ?"
TERM = "INSERT INTO terms VALUES (?, ?)"
JOB = (
    "INSERT INTO jobs (key, kind, case_no, payload, attempts, created, retry_at, error)"
    " VALUES (?, ?, ?, ?, ?, ?, 0, '') ON CONFLICT DO NOTHING"
)
CLAIMED = "SELECT coalesce(sum(amount), 0) FROM claims WHERE name = ?"
CLAIM_AMOUNT = "SELECT coalesce(sum(amount), 0) FROM claims WHERE case_no = ? AND name = ? AND holder = ?"
CLAIM = (
    "INSERT INTO claims VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET amount = excluded.amount, note = excluded.note"
)
CLAIM_GONE = "DELETE FROM claims WHERE case_no = ? AND name = ? AND holder = ?"
READ = "INSERT INTO reads (case_id, actor, at) VALUES (?, ?, ?)"
LAST_COMMIT = "SELECT no, hash FROM commits ORDER BY no DESC LIMIT 1"
COMMIT_ROW = "INSERT INTO commits VALUES (?, ?, ?) ON CONFLICT DO NOTHING"

SIZES = (32, 16, 8, 4, 2, 1)
"""Rows that go into one statement: few different texts, so that each stays prepared.

Each call into SQLite lets another thread take the interpreter, and getting it back may take long: one call for many rows is
what makes groups of steps cheap.
"""


def _marks(columns: int, rows: int) -> str:
    return ", ".join([f"({', '.join('?' * columns)})"] * rows)


def _rows(text: str, columns: int) -> dict[int, str]:
    return {size: text.format(_marks(columns, size)) for size in SIZES}


EVENTS = _rows("INSERT INTO events (no, type, step, at, recorded, actor, command, content, hash) VALUES {}", 9)
COMMANDS = _rows("INSERT INTO commands VALUES {}", 5)
_LANE = "(role = ? AND assigned = ? AND due = ? AND opened = ? AND case_no = ? AND instance = ?)"
# not "IN (VALUES …)", for which SQLite reads the whole table
LANES_GONE = {size: f"DELETE FROM worklist WHERE {' OR '.join([_LANE] * size)}" for size in SIZES}
STATISTICS = _rows("INSERT INTO statistics VALUES {}", 6)
LANES = _rows("INSERT OR REPLACE INTO worklist VALUES {}", 14)


def _columns(status: bool, timer: bool) -> list[str]:
    return ["version", "head", "placed", "label", "snapshot", *["status", "definition"] * status, *["timer"] * timer]


def _update(status: bool, timer: bool) -> str:
    sets = [f"{name} = coalesce(?, label)" if name == "label" else f"{name} = ?" for name in _columns(status, timer)]
    return f"UPDATE cases SET {', '.join(sets)} WHERE no = ? AND version = ?"


def _updates(status: bool, timer: bool) -> dict[int, str]:
    names = _columns(status, timer)
    sets = [
        f"{name} = coalesce(v.column{n}, label)" if name == "label" else f"{name} = v.column{n}"
        for n, name in enumerate(names, 1)
    ]
    where = f"no = v.column{len(names) + 1} AND version = v.column{len(names) + 2}"
    return _rows(f"UPDATE cases SET {', '.join(sets)} FROM (VALUES {{}}) AS v WHERE {where}", len(names) + 2)


_CHANGED = tuple((status, timer) for status in (False, True) for timer in (False, True))
UPDATE_CASE = {changed: _update(*changed) for changed in _CHANGED}
"""By whether status or definition, and whether the timer, has changed: an index that is not named is left alone."""
UPDATE_CASES = {changed: _updates(*changed) for changed in _CHANGED}
