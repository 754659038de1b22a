"""The tables of a municipality's database and how an older one becomes a newer one.

Moments are whole microseconds since 1970 UTC. What is encrypted says so; all else is structure in clear. `case_no` is a case's number
inside this database: rows of cases opened together lie together, so that a step costs the same among many cases as among few.
"""

from __future__ import annotations

import sqlite3

from core.errors import StorageError
from core.storage.keys import KeyRing
from core.storage.sqlite import erase, notes

FIRST = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;

CREATE TABLE cases (
  no INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  process TEXT NOT NULL,
  definition TEXT NOT NULL,
  status TEXT NOT NULL,
  version INTEGER NOT NULL,
  started INTEGER NOT NULL,
  timer INTEGER,
  head BLOB NOT NULL,
  placed BLOB NOT NULL,
  label BLOB,    -- encrypted: the person's name
  snapshot BLOB  -- encrypted: the case as it stands
);
CREATE INDEX cases_timer ON cases (timer) WHERE timer IS NOT NULL;
CREATE INDEX cases_open ON cases (id) WHERE status = 'open';
CREATE INDEX cases_definition ON cases (definition) WHERE status = 'open';

-- A case's own key, wrapped by the municipality's. No row: the case has been erased.
CREATE TABLE keys (case_no INTEGER PRIMARY KEY, wrapped BLOB NOT NULL);

CREATE TABLE events (
  case_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  step TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  actor TEXT NOT NULL,
  command BLOB NOT NULL,
  content BLOB NOT NULL,  -- encrypted
  hash BLOB NOT NULL,
  PRIMARY KEY (case_no, seq)
) WITHOUT ROWID;

CREATE TABLE commands (
  id BLOB PRIMARY KEY,
  case_no INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  digest BLOB NOT NULL
) WITHOUT ROWID;

-- One row per group commit: what `rutin audit verify` misses a whole case by.
CREATE TABLE commits (no INTEGER PRIMARY KEY, hash BLOB NOT NULL, entries BLOB NOT NULL);

-- Open work, once per role that may do it; `assigned` is '' when it is nobody's.
CREATE TABLE worklist (
  role TEXT NOT NULL,
  assigned TEXT NOT NULL,
  due INTEGER NOT NULL,
  opened INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  instance TEXT NOT NULL,
  case_id BLOB NOT NULL,
  process TEXT NOT NULL,
  action TEXT NOT NULL,
  roles TEXT NOT NULL,
  whole_day INTEGER NOT NULL,
  late INTEGER NOT NULL,
  slot INTEGER,
  label BLOB NOT NULL,  -- encrypted
  PRIMARY KEY (role, assigned, due, opened, case_no, instance)
) WITHOUT ROWID;
CREATE INDEX worklist_late ON worklist (role, assigned) WHERE late = 1;

CREATE TABLE registers (
  register TEXT NOT NULL,
  started INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  PRIMARY KEY (register, started, case_no)
) WITHOUT ROWID;

-- Keyed digests only.
CREATE TABLE terms (term BLOB NOT NULL, case_no INTEGER NOT NULL, PRIMARY KEY (term, case_no)) WITHOUT ROWID;
CREATE INDEX terms_case ON terms (case_no);
CREATE TABLE one_open (token BLOB PRIMARY KEY, case_no INTEGER NOT NULL) WITHOUT ROWID;

CREATE TABLE jobs (
  no INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  case_no INTEGER NOT NULL,
  payload BLOB NOT NULL,  -- encrypted
  attempts INTEGER NOT NULL,
  created INTEGER NOT NULL,
  retry_at INTEGER,       -- NULL: never again, a person has to look
  error TEXT NOT NULL
);
CREATE INDEX jobs_waiting ON jobs (no, retry_at) WHERE retry_at IS NOT NULL;

CREATE TABLE reads (no INTEGER PRIMARY KEY, case_id BLOB NOT NULL, actor TEXT NOT NULL, at INTEGER NOT NULL);
CREATE INDEX reads_case ON reads (case_id, no);
"""

CLAIMS = """
-- Places that cases have in something shared; `name` and `holder` are structure.
CREATE TABLE claims (
  case_no INTEGER NOT NULL,
  name TEXT NOT NULL,
  holder TEXT NOT NULL,
  amount INTEGER NOT NULL,
  since INTEGER NOT NULL,
  note BLOB NOT NULL,  -- encrypted
  PRIMARY KEY (case_no, name, holder)
) WITHOUT ROWID;
CREATE INDEX claims_name ON claims (name, since, case_no, holder, amount);
"""

NOTES = """
-- What people have said about the organisation itself; the latest of a kind and key holds.
CREATE TABLE notes (
  no INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT NOT NULL,
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
);
CREATE INDEX notes_key ON notes (kind, key, no);
"""

NOTES_SEALED = """
-- The values become encrypted: what a person writes, such as why a session is called off, may tell of somebody.
CREATE TABLE notes_sealed (
  no INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  key TEXT NOT NULL,
  value BLOB NOT NULL,  -- encrypted; text where it has not been yet
  actor TEXT NOT NULL,
  at INTEGER NOT NULL
);
INSERT INTO notes_sealed (no, kind, key, value, actor, at) SELECT no, kind, key, value, actor, at FROM notes ORDER BY no;
DROP TABLE notes;
ALTER TABLE notes_sealed RENAME TO notes;
CREATE INDEX notes_key ON notes (kind, key, no);
"""

LOTS = """
-- A row is what one step of a case made happen (`core.storage.lots`), kept under the number of its last event. `no` is the case's number
-- times 2^32 plus that number: rows of a case lie together, and unlike an index entry a row of two kilobytes needs no page of its own.
CREATE TABLE lots (
  no INTEGER PRIMARY KEY,
  case_no INTEGER NOT NULL GENERATED ALWAYS AS (no >> 32) VIRTUAL,
  seq INTEGER NOT NULL GENERATED ALWAYS AS (no & 4294967295) VIRTUAL,
  type TEXT NOT NULL,
  step TEXT NOT NULL,
  at INTEGER NOT NULL,
  recorded INTEGER NOT NULL,
  actor TEXT NOT NULL,
  command BLOB NOT NULL,
  content BLOB NOT NULL,  -- encrypted
  hash BLOB NOT NULL
);
INSERT INTO lots (no, type, step, at, recorded, actor, command, content, hash)
  SELECT (case_no << 32) | seq, type, step, at, recorded, actor, command, content, hash FROM events ORDER BY case_no, seq;
DROP TABLE events;
ALTER TABLE lots RENAME TO events;
"""

STATISTICS = """
-- What happened on which local day (its ordinal), and a code: no identity, no clock time, nothing that somebody has written.
CREATE TABLE statistics (
  process TEXT NOT NULL,
  name TEXT NOT NULL,
  day INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (process, name, day, case_no, seq)
) WITHOUT ROWID;
"""

STATISTICS_BY_CASE = """
-- The same lines, kept by case: a figure looks up what else is known of the cases that it counts, and nothing of the others.
CREATE TABLE statistics_by_case (
  process TEXT NOT NULL,
  name TEXT NOT NULL,
  day INTEGER NOT NULL,
  case_no INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (process, name, case_no, seq)
) WITHOUT ROWID;
INSERT OR IGNORE INTO statistics_by_case SELECT * FROM statistics ORDER BY process, name, case_no, seq;
DROP TABLE statistics;
ALTER TABLE statistics_by_case RENAME TO statistics;
"""

ERASED_TOLD = """
-- No table is another: every case that has been erased ends with an entry that says so (`core.storage.sqlite.erase`).
"""

NO_DEFINITION_INDEX = """
-- Nothing asks for the cases of a definition: `rutin plan` reads every open case.
DROP INDEX IF EXISTS cases_definition;
"""

HELD_JOBS = """
-- Which process carries a job out until `retry_at` (`core.storage.sqlite.holders`); '' while nobody does.
ALTER TABLE jobs ADD COLUMN held TEXT NOT NULL DEFAULT '';
CREATE INDEX jobs_held ON jobs (held) WHERE held <> '';
"""

MIGRATIONS: tuple[str, ...] = (
    FIRST,
    CLAIMS,
    NOTES,
    LOTS,
    STATISTICS,
    STATISTICS_BY_CASE,
    NOTES_SEALED,
    ERASED_TOLD,
    NO_DEFINITION_INDEX,
    HELD_JOBS,
)
"""Each makes the next schema version of the one before it; never changed once released."""
_ERASED_TOLD = MIGRATIONS.index(ERASED_TOLD) + 1

_VERSION_TABLE = "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)"


def is_used(db: sqlite3.Connection) -> bool:
    """Whether the database has been opened with a key before. One that has lost its journal may be whole to SQLite, and empty."""
    return _is_made(db) and db.execute("SELECT 1 FROM meta WHERE name = 'key_check'").fetchone() is not None


def _is_made(db: sqlite3.Connection) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'meta'").fetchone() is not None


def migrate(db: sqlite3.Connection, keys: KeyRing, owner: str | None = None, *, upgrade: bool = True) -> None:
    """Brings the database to the present version and checks that `keys` are its keys, and `owner` the municipality it belongs to.

    Without `upgrade` one that an older Rutin wrote is left as it is.

    Raises:
        StorageError: ``storage_newer`` when a later Rutin wrote it, ``storage_older`` without `upgrade`, ``wrong_key``,
            ``anothers_database``.
        sqlite3.Error: also when the file may not be written in.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        upgraded = _climb(db, upgrade=upgrade)
        # a file that may only be read lets a transaction begin
        db.execute("UPDATE schema_version SET version = version")
        _check_key(db, keys)
        if owner is not None and not check_owner(db, owner):
            db.execute("INSERT INTO meta VALUES ('municipality', ?)", (owner.encode(),))
        notes.seal_clear(db, keys)
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
    if upgraded:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # until then the file still holds what was overwritten
        db.execute("PRAGMA secure_delete = OFF")


def create(db: sqlite3.Connection) -> None:
    """Makes the tables in an empty database, with no key belonging to it (for replaying a tape)."""
    db.execute("BEGIN IMMEDIATE")
    _climb(db)
    db.execute("COMMIT")


def _climb(db: sqlite3.Connection, *, upgrade: bool = True) -> bool:
    """Makes the tables that are missing; whether there was an older database, whose deleted bytes are then overwritten."""
    made = _is_made(db)
    db.execute(_VERSION_TABLE)
    version = version_of(db) if made else 0
    if version > len(MIGRATIONS):
        raise StorageError("storage_newer")
    upgrades = 0 < version < len(MIGRATIONS)
    if upgrades and not upgrade:
        raise StorageError("storage_older")
    if upgrades:
        db.execute("PRAGMA secure_delete = ON")
    for script in MIGRATIONS[version:]:
        # not executescript: it would commit first, and a migration is to be whole or not at all
        for statement in _statements(script):
            db.execute(statement)
    if upgrades and version < _ERASED_TOLD:
        erase.note_older(db)
    if not version:
        db.execute("INSERT INTO schema_version VALUES (?)", (len(MIGRATIONS),))
    elif version < len(MIGRATIONS):
        db.execute("UPDATE schema_version SET version = ?", (len(MIGRATIONS),))
    return upgrades


def version_of(db: sqlite3.Connection) -> int:
    """The version of a database that has been used. Raises StorageError ``storage_damaged`` when it does not say."""
    row = db.execute("SELECT version FROM schema_version").fetchone()
    if row is None or not isinstance(row[0], int) or row[0] < 1:
        raise StorageError("storage_damaged")
    return row[0]


def _statements(script: str) -> list[str]:
    """The single statements of a script."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found


def _check_key(db: sqlite3.Connection, keys: KeyRing) -> None:
    row = db.execute("SELECT value FROM meta WHERE name = 'key_check'").fetchone()
    if row is None:
        db.execute("INSERT INTO meta VALUES ('key_check', ?)", (keys.check_value(),))
    elif row[0] != keys.check_value():
        raise StorageError("wrong_key")


def check_owner(db: sqlite3.Connection, owner: str) -> bool:
    """Whether the database is known to belong to `owner`; one from before that was kept belongs to nobody yet.

    Raises StorageError ``anothers_database`` when it belongs to another municipality.
    """
    row = db.execute("SELECT value FROM meta WHERE name = 'municipality'").fetchone()
    if row is not None and row[0] != owner.encode():
        whose = row[0].decode(errors="replace") if isinstance(row[0], bytes) else str(row[0])
        raise StorageError("anothers_database", whose=whose, slug=owner)
    return row is not None
