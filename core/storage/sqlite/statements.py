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
LANE_GONE = (
    "DELETE FROM worklist WHERE role = ? AND assigned = ? AND due = ? AND opened = ? AND case_no = ? AND instance = ?"
)
LANE = "INSERT OR REPLACE INTO worklist VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
REGISTER = "INSERT INTO registers SELECT ?, started, no FROM cases WHERE no = ?"
REGISTER_GONE = (
    "DELETE FROM registers WHERE register = ? AND case_no = ? AND started = (SELECT started FROM cases WHERE no = ?)"
)
TERMS_GONE = "DELETE FROM terms WHERE case_no = ?"
TERM = "INSERT INTO terms VALUES (?, ?)"
JOB = (
    "INSERT INTO jobs (key, kind, case_no, payload, attempts, created, retry_at, error)"
    " VALUES (?, ?, ?, ?, ?, ?, 0, '') ON CONFLICT DO NOTHING"
)
READ = "INSERT INTO reads (case_id, actor, at) VALUES (?, ?, ?)"
LAST_COMMIT = "SELECT no, hash FROM commits ORDER BY no DESC LIMIT 1"
COMMIT_ROW = "INSERT INTO commits VALUES (?, ?, ?)"

_EVENT = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
MOST_EVENTS = 32
EVENTS = {n: "INSERT INTO events VALUES " + ", ".join([_EVENT] * n) for n in range(1, MOST_EVENTS + 1)}
"""Several events in one statement: each call into SQLite lets another thread take the interpreter, and one call is cheaper than eight."""


def _update(status: bool, timer: bool) -> str:
    columns = ["version = ?", "head = ?", "placed = ?", "label = coalesce(?, label)", "snapshot = ?"]
    columns += ["status = ?", "definition = ?"] * status + ["timer = ?"] * timer
    return f"UPDATE cases SET {', '.join(columns)} WHERE no = ? AND version = ?"


UPDATE_CASE = {(status, timer): _update(status, timer) for status in (False, True) for timer in (False, True)}
"""By whether status or definition, and whether the timer, has changed: an index that is not named is left alone."""
