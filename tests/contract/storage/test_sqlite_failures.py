"""A full disk, a locked file, a crash of the process: a plain error, nothing half-written, and the store goes on."""

from __future__ import annotations

import errno
import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Barrier

import pytest

from core.errors import Refused, RutinError, StorageError, VersionClash
from core.model.events import NoteAdded
from core.storage.claims import Claim
from core.storage.keys import KeyRing
from core.storage.port import Append, Subject
from core.storage.sqlite import SqliteStore, open_store
from core.storage.sqlite import statements as sql
from core.storage.sqlite.connections import BUSY
from core.storage.sqlite.raw import replay
from core.storage.sqlite.schema import MIGRATIONS
from core.storage.sqlite.write import Tape
from core.storage.worklist import WorklistQuery
from tests.contract.storage.builders import T0, case_id, hours, step, task

A, B, C = case_id(1), case_id(2), case_id(3)
ROLE = frozenset({"handlaggare"})


def outcome(store: SqliteStore, batch: Append) -> str:
    try:
        store.append(batch)
    except RutinError as error:
        return error.code
    return "written"


@contextmanager
def full_disk(store: SqliteStore) -> Iterator[None]:
    """No page may be added to the file while the block runs."""
    db = store._committer._db
    pages = db.execute("PRAGMA page_count").fetchone()[0]
    db.execute(f"PRAGMA max_page_count = {pages}")
    yield
    db.execute("PRAGMA max_page_count = 1000000")


def test_a_full_disk_is_said_and_nothing_is_half_written(sqlite_store: SqliteStore) -> None:
    sqlite_store.append(step(A, tasks=[task(A)]))
    sqlite_store.log_read("eva", A, T0)
    notes = [NoteAdded(text="x" * 1000) for _ in range(100)]
    with full_disk(sqlite_store), pytest.raises(StorageError) as caught:
        sqlite_store.append(step(A, 3, said=notes, command="full"))
    assert caught.value.code == "storage_full"
    assert sqlite_store.version(A) == 3
    assert sqlite_store.command("full") is None
    assert sqlite_store.verify().breaks == ()
    sqlite_store.append(step(A, 3, said=notes, command="full"))
    assert sqlite_store.version(A) == 103
    assert [entry.actor for entry in sqlite_store.reads(A)] == ["eva"], "the read log waited"


def test_on_a_full_disk_everybody_in_the_group_is_told(sqlite_store: SqliteStore) -> None:
    cases = [case_id(number) for number in range(16)]
    barrier = Barrier(len(cases))
    notes = [NoteAdded(text="x" * 1000) for _ in range(50)]

    def work(case: str) -> str:
        barrier.wait()
        return outcome(sqlite_store, step(case, said=notes))

    with full_disk(sqlite_store), ThreadPoolExecutor(len(cases)) as pool:
        assert set(pool.map(work, cases)) == {"storage_full"}
    assert sqlite_store.verify() == sqlite_store.verify().__class__(0, 0, (), 0, "00" * 32)
    assert [outcome(sqlite_store, step(case, said=notes)) for case in cases] == ["written"] * len(cases)


def test_a_locked_database_is_said_and_nothing_is_written(sqlite_store: SqliteStore, database: Path) -> None:
    sqlite_store.append(step(A))
    sqlite_store._committer._db.execute("PRAGMA busy_timeout = 50")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with ThreadPoolExecutor(8) as pool:
            told = set(pool.map(lambda n: outcome(sqlite_store, step(case_id(10 + n))), range(8)))
        assert told == {"storage_locked"}
        assert sqlite_store.load(A) is not None, "reading never waits for a writer"
        other.execute("ROLLBACK")
    sqlite_store.append(step(A, 3))
    assert sqlite_store.verify().cases == 1


def test_whoever_opens_a_database_waits_for_another_that_upgrades_it_or_writes_it_anew(
    database: Path, keys: KeyRing
) -> None:
    open_store(database, keys, owner="prov").close()
    with closing(sqlite3.connect(database, isolation_level=None)) as other, ThreadPoolExecutor(1) as pool:
        other.execute("BEGIN IMMEDIATE")
        opened = pool.submit(open_store, database, keys, owner="prov")
        with pytest.raises(TimeoutError):
            opened.result(timeout=BUSY / 1000 + 1)
        other.execute("ROLLBACK")
        store = opened.result(timeout=20)
    store.append(step(A))
    assert store._committer._db.execute("PRAGMA busy_timeout").fetchone() == (BUSY,), (
        "a step waits no longer than before"
    )
    store.close()


def test_the_journal_goes_on_where_it_was_when_what_came_after_it_failed(
    sqlite_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_store.append(step(A))
    monkeypatch.setattr(sql, "READ", "INSERT INTO nowhere VALUES (?, ?, ?)")
    sqlite_store.log_read("eva", A, T0)
    assert outcome(sqlite_store, step(A, 3)) == "storage"
    monkeypatch.undo()
    sqlite_store.append(step(A, 3))
    report = sqlite_store.verify()
    assert (report.events, report.breaks, report.commits) == (4, (), 2)


def test_two_processes_add_to_one_journal(sqlite_store: SqliteStore, database: Path, keys: KeyRing) -> None:
    with closing(open_store(database, keys)) as other:
        for number in range(4):
            sqlite_store.append(step(case_id(number)))
            other.append(step(case_id(10 + number)))
            other.append(step(case_id(number), 3))
        report = sqlite_store.verify()
        assert (report.cases, report.breaks, report.commits) == (8, (), 12)


def test_a_mistake_in_one_step_does_not_stop_the_store(
    sqlite_store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is raised while writing, the transaction is given up and the next one can begin."""
    monkeypatch.setattr("core.storage.sqlite.commits.write_step", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        sqlite_store.append(step(A))
    monkeypatch.undo()
    sqlite_store.append(step(A))
    assert sqlite_store.version(A) == 3


def test_another_process_may_write_too(sqlite_store: SqliteStore, database: Path, keys: KeyRing) -> None:
    other = open_store(database, keys)
    sqlite_store.append(step(A, tasks=[task(A, due=hours(1))], timer=hours(1)))
    other.append(step(A, 3, tasks=[task(A, due=hours(2))], timer=hours(2)))
    other.append(step(B))
    with pytest.raises(VersionClash):
        sqlite_store.append(step(A, 3, command="late"))
    last = task(A, due=hours(3))
    sqlite_store.append(step(A, 4, tasks=[last], timer=hours(3)))
    sqlite_store.append(step(C))
    for store in (sqlite_store, other):
        assert store.worklist(WorklistQuery(ROLE)).rows == (last,)
        assert store.ripe(hours(9)) == (A,)
        assert store.verify().breaks == ()
    other.close()


def test_a_step_that_comes_too_late_takes_no_persons_place(
    sqlite_store: SqliteStore, database: Path, keys: KeyRing
) -> None:
    other = open_store(database, keys)
    sqlite_store.append(step(A))
    other.append(step(A, 3))
    anna = Subject("199001011234", "Anna")
    with pytest.raises(VersionClash):
        sqlite_store.append(step(A, 3, command="late", subject=anna, unique="p"))
    sqlite_store.append(step(C, subject=anna, unique="p"))
    other.close()


def test_a_later_schema_keeps_what_was_written(database: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_store(database, keys)
    first.append(step(A))
    first.close()
    script = "CREATE TABLE more (x);\nINSERT INTO more\n  VALUES (';');\n"
    monkeypatch.setattr("core.storage.sqlite.schema.MIGRATIONS", (*MIGRATIONS, script))
    for _ in range(2):
        again = open_store(database, keys)
        assert again.version(A) == 3
        again.close()
    assert rows_of(database, ("more", "schema_version")) == {
        "more": [(";",)],
        "schema_version": [(len(MIGRATIONS) + 1,)],
    }


def test_a_migration_that_fails_leaves_the_old_schema(
    database: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(database, keys).close()
    with monkeypatch.context() as patch:
        patch.setattr("core.storage.sqlite.schema.MIGRATIONS", (*MIGRATIONS, "CREATE TABLE more (x);\nNONSENSE;\n"))
        with pytest.raises(StorageError):
            open_store(database, keys)
    open_store(database, keys).close()
    assert rows_of(database, ("schema_version",)) == {"schema_version": [(len(MIGRATIONS),)]}


def test_everything_is_there_after_a_restart(database: Path, keys: KeyRing) -> None:
    first = open_store(database, keys)
    subject = Subject("199001011234", "Anna Svensson")
    old, new = task(A, due=hours(1)), task(A, due=hours(2))
    first.append(step(A, tasks=[old, task(A, "b#1")], registers=["kaa", "annat"], subject=subject, unique="p"))
    first.close()
    second = open_store(database, keys)
    batch = step(A, 3, tasks=[new], registers=["annat"])
    second.append(batch)
    assert second.load(A) == batch.snapshot
    assert second.worklist(WorklistQuery(ROLE)).rows == (new,)
    assert second.register("kaa") == ((), None)
    assert [row.label for row in second.register("annat")[0]] == ["Anna Svensson"]
    with pytest.raises(Refused):
        second.append(step(B, subject=subject, unique="p"))
    second.append(step(A, 4, status="ended"))
    second.append(step(B, subject=subject, unique="p"))
    assert second.verify().breaks == ()
    second.close()


def test_a_database_of_a_newer_rutin_is_left_alone(database: Path, keys: KeyRing) -> None:
    open_store(database, keys).close()
    with closing(sqlite3.connect(database)) as db:
        db.execute("UPDATE schema_version SET version = 99")
        db.commit()
    with pytest.raises(StorageError) as caught:
        open_store(database, keys)
    assert caught.value.code == "storage_newer"


@pytest.mark.parametrize("path", ["folder that is not there/x.db", "."])
def test_a_place_where_no_file_can_be_is_said(tmp_path: Path, keys: KeyRing, path: str) -> None:
    with pytest.raises(StorageError) as caught:
        open_store(tmp_path / path, keys)
    assert caught.value.code == "storage_closed"


def test_a_place_that_may_not_be_written_in_is_said(
    sqlite_store: SqliteStore, database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sqlite_store.append(step(A))
    sqlite_store._committer._db.execute("PRAGMA query_only = ON")  # as SQLite refuses when the file may not be written
    with pytest.raises(StorageError) as caught:
        sqlite_store.append(step(A, 3))
    assert caught.value.code == "storage_closed"
    assert "får läsas och skrivas" in caught.value.text
    sqlite_store._committer._db.execute("PRAGMA query_only = OFF")
    sqlite_store.append(step(A, 3))

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "nej")

    monkeypatch.setattr("os.open", refuse)
    with pytest.raises(StorageError) as caught:
        KeyRing.create(tmp_path / "ny.key")
    assert caught.value.code == "storage_closed"
    with pytest.raises(StorageError) as caught:
        open_store(tmp_path / "ny.db", KeyRing(bytes(32)))
    assert caught.value.code == "storage_closed"


def test_a_database_that_may_only_be_read_is_said_when_it_is_opened_and_not_by_the_first_step(
    database: Path, keys: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(database, keys, owner="prov").close()

    def only_read(path: Path, _pragmas: tuple[str, ...]) -> sqlite3.Connection:
        return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)

    monkeypatch.setattr("core.storage.sqlite.opening.connect", only_read)
    with pytest.raises(StorageError) as caught:
        open_store(database, keys, owner="prov")
    assert caught.value.code == "storage_closed"


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM schema_version",
        "UPDATE schema_version SET version = 'sju'",
        "UPDATE schema_version SET version = 0",
    ],
)
def test_a_database_that_does_not_say_its_version_is_damaged(database: Path, keys: KeyRing, change: str) -> None:
    open_store(database, keys).close()
    with closing(sqlite3.connect(database)) as db:
        db.execute(change)
        db.commit()
    with pytest.raises(StorageError) as caught:
        open_store(database, keys)
    assert caught.value.code == "storage_damaged"


# --- groups


def grouped(store: SqliteStore, batches: list[Append]) -> list[str]:
    """What becomes of `batches` when all of them are written together."""
    return ["written" if error is None else error.code for error in store.append_all(batches)]


def commits(store: SqliteStore) -> int:
    return store.verify().commits


def test_steps_that_wait_go_into_one_commit(sqlite_store: SqliteStore) -> None:
    cases = [case_id(number) for number in range(20)]
    assert grouped(sqlite_store, [step(case, tasks=[task(case)]) for case in cases]) == ["written"] * 20
    moved = [step(case, 3, tasks=[task(case, "b#1")], timer=hours(1)) for case in cases[:10]]
    ended = [step(case, 3, status="ended") for case in cases[10:]]
    assert grouped(sqlite_store, moved + ended) == ["written"] * 20
    assert commits(sqlite_store) == 2
    assert sqlite_store.verify().breaks == ()
    rows = sqlite_store.worklist(WorklistQuery(ROLE)).rows
    assert {row.case for row in rows} == set(cases[:10])
    assert {row.instance for row in rows} == {"b#1"}
    assert sorted(sqlite_store.ripe(hours(1))) == sorted(cases[:10])
    for case in cases:
        loaded = sqlite_store.load(case)
        assert loaded is not None
        assert loaded.seq == len(sqlite_store.events(case)) == 4


def test_a_refusal_in_a_group_touches_nobody_else(sqlite_store: SqliteStore) -> None:
    anna, bo = Subject("199001011234", "Anna"), Subject("200002022345", "Bo")
    sqlite_store.append(step(A, subject=anna, unique="p", tasks=[task(A)]))
    sqlite_store.append(step(B, subject=bo, unique="p"))
    told = grouped(
        sqlite_store,
        [
            step(A, 3, command="first"),
            step(C, subject=anna, unique="p", command="second"),
            step(B, 3, status="ended", command="third"),
            step(case_id(4), command="fourth"),
            step(case_id(5), command="fourth"),
        ],
    )
    assert told[:3] == ["written", "one_open_case", "written"]
    assert sorted(told[3:]) == ["version_clash", "written"]
    assert sqlite_store.version(A) == 4
    assert sqlite_store.version(C) == 0
    assert sqlite_store.command("second") is None
    assert sqlite_store.verify().breaks == ()
    sqlite_store.append(step(C, subject=bo, unique="p"))


def test_a_tape_holds_the_same_rows(database: Path, keys: KeyRing, tmp_path: Path) -> None:
    tape: list[Tape] = []
    store = open_store(database, keys, tape=tape)
    subject = Subject("199001011234", "Anna Svensson")
    grouped(store, [step(case_id(n), tasks=[task(case_id(n), due=hours(n))], subject=subject) for n in range(6)])
    grouped(store, [step(case_id(n), 3, tasks=[task(case_id(n), "b#1")], timer=hours(n)) for n in range(6)])
    store.append(step(A, 4, status="ended", claims=[Claim("series:x", "b#1", limit=1, note="när")]))
    assert outcome(store, step(A, 4)) == "version_clash"
    store.close()
    assert len(tape) == 13
    assert replay(tape, tmp_path / "raw.db") > 0
    tables = ("events", "cases", "keys", "worklist", "terms", "commands", "claims")
    assert rows_of(tmp_path / "raw.db", tables) == rows_of(database, tables)


def rows_of(database: Path, tables: tuple[str, ...]) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(database)) as db:
        return {table: sorted(db.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}


# --- cost


def test_no_statement_of_a_step_or_the_worklist_reads_a_whole_table(sqlite_store: SqliteStore) -> None:
    from core.storage.sqlite import claims, jobs, lists, store, worklist

    texts = [
        text for module in (claims, lists, worklist, store) for text in vars(module).values() if is_statement(text)
    ]
    texts += [text for group in (sql.LANES_GONE, *sql.UPDATE_CASES.values()) for text in group.values()]
    texts += [*sql.UPDATE_CASE.values(), sql.STATE, sql.ONE_OPEN_GONE, sql.REGISTER_GONE, sql.TERMS_GONE]
    texts += [sql.CLAIMED, sql.CLAIM_AMOUNT, sql.CLAIM_GONE]
    assert len(texts) > 40
    texts += [jobs._CASE]
    assert is_statement(jobs._WAITING)
    with sqlite_store._readers.use() as db:
        for text in texts:
            count = max(map(int, re.findall(r"\?(\d)", text)), default=text.count("?"))
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {text}", [0] * count)]
            whole = [line for line in plan if line.startswith("SCAN") and "CONSTANT" not in line]
            assert all(line in ("SCAN v", "SCAN person") for line in whole), (text, plan)


def is_statement(value: object) -> bool:
    return isinstance(value, str) and value.startswith(("SELECT", "WITH", "DELETE", "UPDATE")) and "?" in value
