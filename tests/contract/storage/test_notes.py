"""What people have said beside the cases: the latest of a kind and key holds, and is there when the store is opened again."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import StorageError
from core.storage.keys import KeyRing
from core.storage.memory import MemoryStore
from core.storage.moments import to_micros
from core.storage.port import Job, Note, Store
from core.storage.sqlite import SqliteStore, open_store
from tests.contract.storage.builders import T0, case_id, hours, step
from tests.contract.storage.conftest import MASTER
from tests.contract.storage.test_sqlite_secrets import bytes_on_disk, tamper
from tests.contract.storage.test_sqlite_upgrade import FIXTURES

A = case_id(1)


def note(value: str, key: str = "sociala_kontrakt", kind: str = "in_use", at: int = 0) -> Note:
    return Note(kind, key, value, "eva", hours(at))


def test_the_latest_note_of_a_kind_and_key_holds(store: Store) -> None:
    assert store.note("in_use", "sociala_kontrakt") is None
    store.add_note(note("125"))
    store.add_note(note("124", at=1))
    store.add_note(note("3", key="osa"))
    store.add_note(note("eva", kind="duty", at=2))
    assert store.note("in_use", "sociala_kontrakt") == note("124", at=1)
    assert store.note("in_use", "sociala") is None


def test_what_was_noted_last_holds_whatever_day_it_is_about(store: Store) -> None:
    store.add_note(note("124", at=5))
    store.add_note(note("123", at=1))
    assert store.note("in_use", "sociala_kontrakt") == note("123", at=1)


def test_a_stretch_of_keys_comes_in_order_without_its_end(store: Store) -> None:
    for day in ("2026-03-03", "2026-03-01", "2026-03-02", "2026-03-04"):
        store.add_note(note("eva", key=f"jour/{day}", kind="duty"))
    store.add_note(note("olle", key="jour/2026-03-02", kind="duty"))
    found = store.notes("duty", "jour/2026-03-01", "jour/2026-03-03")
    assert [(n.key, n.value) for n in found] == [("jour/2026-03-01", "eva"), ("jour/2026-03-02", "olle")]


def test_notes_are_there_when_the_store_is_opened_again(
    sqlite_store: SqliteStore, database: Path, keys: KeyRing
) -> None:
    sqlite_store.add_note(note("124"))
    sqlite_store.close()
    again = open_store(database, keys)
    assert again.note("in_use", "sociala_kontrakt") == note("124")
    again.close()


SECRET = "Kim Påhittads mamma är sjuk"


def test_what_somebody_wrote_in_a_note_is_in_clear_in_no_file(sqlite_store: SqliteStore, database: Path) -> None:
    for _ in range(2):
        sqlite_store.add_note(note(SECRET, key="osa"))
    found = bytes_on_disk(database)
    assert b"osa" in found, "structure is: otherwise this test would look in the wrong place"
    assert SECRET.encode() not in found
    with closing(sqlite3.connect(database)) as db:
        (first,), (second,) = db.execute("SELECT value FROM notes").fetchall()
    assert first != second


@pytest.mark.parametrize("change", ["key = 'x'", "kind = 'duty'", "value = x'00'"])
def test_a_note_that_was_changed_or_moved_is_left_out_and_told_in_the_log_and_the_others_are_read(
    sqlite_store: SqliteStore, database: Path, change: str, caplog: pytest.LogCaptureFixture
) -> None:
    kind = "duty" if "kind" in change else "in_use"
    others = (note("1", key="a", kind=kind), note("3", key="y", kind=kind))
    for each in (others[0], note(SECRET, key="osa"), others[1]):
        sqlite_store.add_note(each)
    tamper(database, f"UPDATE notes SET {change} WHERE key = 'osa'")
    assert sqlite_store.notes(kind, "", "z") == others
    assert sqlite_store.note(kind, "x" if "key" in change else "osa") is None
    said = f"a note of the kind {kind} cannot be read: CorruptHistory"
    assert [record.getMessage() for record in caplog.records] == [said, said]


def test_notes_that_an_earlier_rutin_wrote_in_clear_are_read_and_sealed(database: Path, keys: KeyRing) -> None:
    with closing(sqlite3.connect(database)) as db:
        db.executescript((FIXTURES / "schema-3.sql").read_text(encoding="utf-8"))
        row = ("in_use", "osa", SECRET, "eva", to_micros(T0))
        for _ in range(500):
            db.execute("INSERT INTO notes (kind, key, value, actor, at) VALUES (?, ?, ?, ?, ?)", row)
        db.commit()
    assert SECRET.encode() in bytes_on_disk(database)
    store = open_store(database, keys)
    assert store.notes("in_use", "", "z") == (note(SECRET, key="osa"),)
    assert SECRET.encode() not in bytes_on_disk(database), "nor in what it was upgraded from"
    store.close()


def test_what_an_older_rutin_writes_in_clear_meanwhile_is_read_and_sealed_when_opened(
    sqlite_store: SqliteStore, database: Path, keys: KeyRing
) -> None:
    sqlite_store.add_note(note("124", key="osa"))
    tamper(
        database,
        f"INSERT INTO notes (kind, key, value, actor, at) VALUES ('in_use', 'osa', '{SECRET}', 'eva', {to_micros(T0)})",
    )
    assert sqlite_store.note("in_use", "osa") == note(SECRET, key="osa")
    sqlite_store.close()
    again = open_store(database, keys)
    assert again.note("in_use", "osa") == note(SECRET, key="osa")
    again.close()
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT count(*) FROM notes WHERE typeof(value) = 'text'").fetchone() == (0,)


def test_a_closed_store_takes_no_notes(store: Store) -> None:
    store.close()
    with pytest.raises(StorageError):
        store.add_note(note("124"))


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from(["x", "x1", "y"]), st.text(max_size=3))))
@settings(max_examples=30, deadline=None)
def test_both_stores_remember_the_same(said: list[tuple[str, str, str]]) -> None:
    with TemporaryDirectory() as folder:
        first, second = open_store(Path(folder) / "a.db", KeyRing(MASTER)), MemoryStore()
        for n, (kind, key, value) in enumerate(said):
            for each in (first, second):
                each.add_note(Note(kind, key, value, "eva", hours(n)))
        for kind in "ab":
            assert first.notes(kind, "", "z") == second.notes(kind, "", "z")
            for key in ("x", "x1", "y"):
                assert first.note(kind, key) == second.note(kind, key)
        first.close()


def test_a_job_that_has_nothing_to_do_yet_comes_back_without_having_failed(store: Store) -> None:
    job = Job("1", "give_places", A, b"x")
    store.append(step(A, jobs=[job]))
    store.job_later("1", hours(5))
    assert store.jobs(T0) == ()
    assert store.jobs(hours(5)) == (job,), "it has not been tried in vain"
    assert store.incidents() == ()
    store.job_later("2", hours(5))


def test_only_jobs_of_the_kinds_asked_for_are_given(store: Store) -> None:
    jobs = [Job(str(n), kind, A, b"x") for n, kind in enumerate(("start_call", "react", "deliver", "react"))]
    store.append(step(A, jobs=jobs))
    assert store.jobs(T0, kinds=frozenset({"react", "deliver"})) == (jobs[1], jobs[2], jobs[3])
    assert store.jobs(T0, limit=1, kinds=frozenset({"deliver"})) == (jobs[2],)
    assert store.jobs(T0, kinds=frozenset()) == ()
    assert store.jobs(T0) == tuple(jobs)
