"""What lies in the file: nothing about the person in clear, and nothing that can be moved or read with another key."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from time import monotonic, sleep

import pytest

from core.errors import CorruptHistory, StorageError
from core.model.case import Case
from core.model.events import Recorded
from core.storage.claims import Claim
from core.storage.keys import KeyRing
from core.storage.port import UNREADABLE, Job, Note, Subject
from core.storage.sqlite import SqliteStore, open_store
from core.storage.worklist import WorklistQuery
from tests.contract.storage.builders import T0, case_id, erase, erasing, step, task

A, B = case_id(1), case_id(2)
SECRETS = ("Svensson", "svensson", "199001011234", "1990-01-01", "Hemlig", "jobbet är hemligt")


def bytes_on_disk(database: Path) -> bytes:
    return b"".join(path.read_bytes() for path in database.parent.iterdir() if path.name.startswith(database.name))


def test_nothing_personal_stands_in_clear_in_any_file(sqlite_store: SqliteStore, database: Path) -> None:
    subject = Subject("199001011234", "Anna Svensson")
    job = Job("1", "react", A, "jobbet är hemligt".encode())
    sqlite_store.append(step(A, subject=subject, unique="p", tasks=[task(A)], jobs=[job], registers=["kaa"]))
    sqlite_store.append(step(A, 3))
    sqlite_store.job_split("1", (Job("2", "react", A, "jobbet är hemligt".encode()),))
    found = bytes_on_disk(database)
    assert b"samtal#1" in found  # structure is: otherwise this test would look in the wrong place
    for secret in SECRETS:
        assert secret.encode() not in found
        assert secret.encode("utf-16-le") not in found
    (snapshot,) = sqlite3.connect(database).execute("SELECT snapshot FROM cases").fetchone()
    assert b"namn" not in snapshot


def test_the_same_content_is_never_the_same_bytes(sqlite_store: SqliteStore, database: Path) -> None:
    for number in range(20):
        sqlite_store.append(step(case_id(number), tasks=[task(case_id(number))]))
    db = sqlite3.connect(database)
    for text in ("SELECT content FROM events", "SELECT label FROM worklist", "SELECT snapshot FROM cases"):
        nonces = [content[:12] for (content,) in db.execute(text)]
        assert len(set(nonces)) == len(nonces) >= 20
    db.close()


def test_files_can_be_read_by_us_alone(sqlite_store: SqliteStore, database: Path, tmp_path: Path) -> None:
    sqlite_store.append(step(A))
    KeyRing.create(tmp_path / "bengtsfors.key")
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_another_key_is_noticed_when_opening(sqlite_store: SqliteStore, database: Path) -> None:
    sqlite_store.append(step(A))
    with pytest.raises(StorageError) as caught:
        open_store(database, KeyRing(bytes(32)))
    assert caught.value.code == "wrong_key"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE cases SET snapshot = (SELECT snapshot FROM cases WHERE no = 2) WHERE no = 1",
        "UPDATE cases SET snapshot = zeroblob(80) WHERE no = 1",
        "UPDATE cases SET snapshot = x'00' WHERE no = 1",
        "UPDATE cases SET version = 2 WHERE no = 1",
    ],
)
def test_a_snapshot_that_was_changed_or_moved_cannot_be_read(
    sqlite_store: SqliteStore, database: Path, change: str
) -> None:
    sqlite_store.append(step(A))
    sqlite_store.append(step(B))
    tamper(database, change)
    with pytest.raises(CorruptHistory):
        sqlite_store.load(A)


def test_an_event_that_was_moved_cannot_be_read(sqlite_store: SqliteStore, database: Path) -> None:
    sqlite_store.append(step(A))
    sqlite_store.append(step(A, 3))
    tamper(database, "UPDATE events SET content = (SELECT content FROM events WHERE seq = 3) WHERE seq = 4")
    with pytest.raises(CorruptHistory):
        sqlite_store.events(A)


def test_a_snapshot_of_another_format_is_rebuilt(sqlite_store: SqliteStore, database: Path, keys: KeyRing) -> None:
    batch = step(A)
    sqlite_store.append(batch)
    asked: list[tuple[str, int]] = []

    def rebuild(case: str, events: tuple[Recorded, ...]) -> Case:
        asked.append((case, len(events)))
        return batch.snapshot

    db = sqlite3.connect(database)
    wrapped = db.execute("SELECT wrapped FROM keys").fetchone()[0]
    old = keys.cipher(wrapped).sealer(1)(b"\x00{}", f"case {A} 3")
    db.execute("UPDATE cases SET snapshot = ?", (old,))
    db.commit()
    db.close()
    with pytest.raises(CorruptHistory):
        sqlite_store.load(A)
    again = open_store(database, keys, rebuild=rebuild)
    assert again.load(A) == batch.snapshot
    assert asked == [(A, 3)]
    again.close()


def test_nothing_that_was_sealed_by_an_erased_case_or_leads_to_it_is_left_in_any_file(
    sqlite_store: SqliteStore, database: Path
) -> None:
    """So many that pages of the file have been split, moved and given back: older copies lie in their free space."""
    cases = [case_id(number) for number in range(120)]
    for number, case in enumerate(cases):
        who = Subject(f"19900101{number:04}", f"Anna{number} Svensson{number}")
        job = Job(f"{case}:1", "react", case, b"hemligt")
        sqlite_store.append(step(case, subject=who, unique="p", tasks=[task(case)], jobs=[job], registers=["kaa"]))
    secret = pieces(database)
    for number, case in enumerate(cases):
        renamed = Subject(f"19910101{number:04}", f"Bo{number} Ek{number}")
        claim = Claim("series:a:1", "s#1", note="kom")
        sqlite_store.append(step(case, 3, subject=renamed, unique="p", tasks=[task(case)], claims=[claim]))
        sqlite_store.add_note(Note("stopped_left", f"{case}:1", "brevet kom inte fram", "eva", T0))
        sqlite_store.job_done(f"{case}:1")
    secret |= pieces(database)
    gone = cases[::2]
    for case in gone:
        sqlite_store.append(step(case, 4, status="ended", registers=["kaa"]))
    secret |= pieces(database)
    assert sqlite_store.erase([erasing(sqlite_store, case) for case in gone]) == (None,) * len(gone)
    dead = secret - pieces(database)
    assert left(database, dead), "else this test says nothing: deleting alone leaves older copies behind"
    sqlite_store.sweep()
    assert not left(database, dead)
    assert sqlite_store.verify().breaks == ()
    assert sqlite_store.load(cases[1]) is not None


def pieces(database: Path) -> set[bytes]:
    """Every key, sealed piece but the events' own, and digest that leads to a case."""
    found: set[bytes] = set()
    with closing(sqlite3.connect(database)) as db:
        for table, columns in {
            "keys": "wrapped", "terms": "term", "one_open": "token", "worklist": "label", "jobs": "payload", "claims": "note",
            "cases": "label snapshot", "notes": "value",
        }.items():  # fmt: skip
            for column in columns.split():
                found.update(piece for (piece,) in db.execute(f"SELECT {column} FROM {table}") if piece)
    return found


def left(database: Path, wanted: set[bytes]) -> set[bytes]:
    """Which of the pieces stand somewhere in the files."""
    said = bytes_on_disk(database)
    return {piece for piece in wanted if piece in said}


def test_who_reads_meanwhile_is_waited_for_and_what_was_left_is_swept_the_next_time(
    sqlite_store: SqliteStore, database: Path
) -> None:
    sqlite_store.append(step(A, status="ended"))
    with closing(sqlite3.connect(database, isolation_level=None)) as reader:
        wrapped = reader.execute("SELECT wrapped FROM keys").fetchone()[0]
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM cases").fetchall()
        erase(sqlite_store, A)
        with pytest.raises(StorageError) as caught:
            sqlite_store.sweep()
        assert caught.value.code == "storage_locked"
        reader.execute("ROLLBACK")
    sqlite_store.sweep()
    assert wrapped not in bytes_on_disk(database)
    inode = database.stat().st_mtime_ns
    sqlite_store.sweep()
    assert database.stat().st_mtime_ns == inode, "there is nothing left to sweep"


def test_a_label_needs_its_own_cases_key(sqlite_store: SqliteStore, database: Path) -> None:
    sqlite_store.append(step(A, tasks=[task(A)]))
    sqlite_store.append(step(B, tasks=[task(B, label="Bo Ek")]))
    tamper(database, "UPDATE worklist SET label = (SELECT label FROM worklist WHERE case_no = 2) WHERE case_no = 1")
    assert {row.label for row in sqlite_store.worklist(WorklistQuery(frozenset({"handlaggare"}))).rows} == {
        UNREADABLE,
        "Bo Ek",
    }


def test_reads_are_written_within_a_second_and_at_the_end(database: Path, keys: KeyRing) -> None:
    store = open_store(database, keys)
    store.append(step(A))
    store.log_read("eva", A, T0)
    db = sqlite3.connect(database)
    until = monotonic() + 5
    while not db.execute("SELECT count(*) FROM reads").fetchone()[0] and monotonic() < until:
        sleep(0.05)
    assert db.execute("SELECT count(*) FROM reads").fetchone()[0] == 1
    store.log_read("olle", A, T0)
    store.append(step(B))
    assert db.execute("SELECT count(*) FROM reads").fetchone()[0] == 2, "a commit takes waiting reads along"
    store.log_read("kim", A, T0)
    store.close()
    assert [actor for (actor,) in db.execute("SELECT actor FROM reads ORDER BY no")] == ["eva", "olle", "kim"]
    db.close()


def tamper(database: Path, *changes: str) -> None:
    """Changes the file behind the store's back."""
    db = sqlite3.connect(database, timeout=5)
    for change in changes:
        assert db.execute(change).rowcount > 0, change
    db.commit()
    db.close()
