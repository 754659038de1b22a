"""A database that an earlier Rutin wrote is read, added to and checked as if it had always been this one's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.errors import StorageError
from core.storage.erasing import Rule
from core.storage.keys import KeyRing
from core.storage.sqlite import open_store
from core.storage.sqlite.schema import MIGRATIONS
from tests.contract.storage.builders import case_id, step
from tests.contract.storage.conftest import MASTER
from tests.contract.storage.test_sqlite_secrets import tamper

FIXTURES = Path(__file__).parents[2] / "fixtures" / "storage"
A, B, ERASED = case_id(1), case_id(2), case_id(3)
HEAD = "bd6054e245c0eecb01b5e23923c0b2b51670a645db4ec1a61c4f0ffe608546ef"
"""What the earlier Rutin said was the journal's last hash."""


@pytest.fixture
def old(database: Path) -> Path:
    """Three cases with one row an event, as schema version 3 kept them; the third has been erased."""
    with closing(sqlite3.connect(database)) as db:
        db.executescript((FIXTURES / "schema-3.sql").read_text(encoding="utf-8"))
    return database


def test_what_was_written_with_a_row_an_event_is_all_there(old: Path) -> None:
    # the snapshots are of an older format too, so the cases are made from their events
    store = open_store(old, KeyRing(MASTER), rebuild=lambda case, _events: step(case, 3).snapshot)
    for case in (A, B):
        said = (*step(case).events, *step(case, 3).events)
        assert tuple(replace(event, hash=b"") for event in store.events(case)) == said
        assert store.load(case) == step(case, 3).snapshot
    with pytest.raises(StorageError) as caught:
        store.events(ERASED)
    assert caught.value.code == "case_erased"
    report = store.verify()
    # one more: the entry of the erased case, which nobody knows the reason of
    assert (report.cases, report.events, report.breaks) == (3, 13, ())
    assert (report.erased, report.unexplained) == (1, 1)
    assert [(each.case, each.rule, each.by) for each in store.erased_cases()] == [(ERASED, Rule(), "")]
    with closing(sqlite3.connect(old)) as db:
        hashes = [digest.hex() for (digest,) in db.execute("SELECT hash FROM commits ORDER BY no")]
    assert hashes[-2:] == [HEAD, report.head], "the journal goes on from where the earlier Rutin left it"
    store.close()


def test_a_key_that_was_taken_away_is_not_taken_for_an_erased_case(old: Path) -> None:
    tamper(old, "DELETE FROM keys WHERE case_no = 1")
    store = open_store(old, KeyRing(MASTER))
    report = store.verify()
    assert report.breaks == (f"Ärende {A}: nyckeln saknas fast ärendet inte är gallrat, så det går inte att läsa.",)
    assert (report.erased, report.unexplained) == (1, 1)
    store.close()


def test_old_and_new_rows_stand_in_one_chain(old: Path) -> None:
    store = open_store(old, KeyRing(MASTER))
    store.append(step(A, 4))
    store.append(step(case_id(4)))
    assert [event.seq for event in store.events(A)] == [1, 2, 3, 4, 5]
    assert [event.seq for event in store.events(A, after=1, upto=5)] == [2, 3, 4, 5]
    report = store.verify()
    assert (report.cases, report.events, report.breaks) == (4, 17, ())
    tamper(old, "UPDATE events SET actor = 'olle' WHERE case_no = 1 AND seq = 2")
    assert store.verify().breaks == (f"Ärende {A}, händelse 2: innehållet stämmer inte med sin kontrollsumma.",)
    store.close()


def test_a_database_is_upgraded_once(old: Path) -> None:
    for _ in range(2):
        open_store(old, KeyRing(MASTER)).close()
        with closing(sqlite3.connect(old)) as db:
            assert db.execute("SELECT version FROM schema_version").fetchall() == [(len(MIGRATIONS),)]
            assert db.execute("SELECT count(*) FROM events").fetchall() == [(13,)]
