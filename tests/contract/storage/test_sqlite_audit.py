"""`verify` finds whatever was done to the history, and the command says so."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core import bootstrap
from core.cli.audit import audit
from core.errors import StorageError
from core.storage.sqlite import SqliteStore
from core.storage.sqlite.ids import event_no
from tests.contract.storage.builders import case_id, real, step
from tests.contract.storage.test_sqlite_secrets import tamper

A, B, C = case_id(1), case_id(2), case_id(3)


@pytest.fixture
def written(sqlite_store: SqliteStore) -> SqliteStore:
    """Three cases of five events in nine commits."""
    for expected in (0, 3, 4):
        for case in (A, B, C):
            sqlite_store.append(step(case, expected))
    assert sqlite_store.verify().breaks == ()
    return sqlite_store


B_ROW = "case_no = 2"
_COLUMNS = "type, step, at, recorded, actor, command, content, hash"


def move(seq: int, case_no: int, to: int) -> str:
    """Puts a row of B elsewhere."""
    return f"UPDATE events SET no = {event_no(case_no, to)} WHERE {B_ROW} AND seq = {seq}"


CHANGES = {
    "changed content": [f"UPDATE events SET content = zeroblob(40) WHERE {B_ROW} AND seq = 3"],
    "changed type": [f"UPDATE events SET type = 'note_added' WHERE {B_ROW} AND seq = 3"],
    "changed outline": [f"UPDATE events SET step = replace(step, 'samtal', 'annat') WHERE {B_ROW} AND seq = 3"],
    "outline of one event less": [f'UPDATE events SET step = \'[["case_started",""]]\' WHERE {B_ROW} AND seq = 3'],
    "outline that is none": [f"UPDATE events SET step = 'annat' WHERE {B_ROW} AND seq = 4"],
    "changed time": [f"UPDATE events SET at = at + 1 WHERE {B_ROW} AND seq = 3"],
    "changed recorded": [f"UPDATE events SET recorded = recorded - 1 WHERE {B_ROW} AND seq = 4"],
    "changed actor": [f"UPDATE events SET actor = 'olle' WHERE {B_ROW} AND seq = 4"],
    "changed command": [f"UPDATE events SET command = 'x' WHERE {B_ROW} AND seq = 4"],
    "changed hash": [f"UPDATE events SET hash = zeroblob(32) WHERE {B_ROW} AND seq = 4"],
    "first events deleted": [f"DELETE FROM events WHERE {B_ROW} AND seq = 3"],
    "event deleted": [f"DELETE FROM events WHERE {B_ROW} AND seq = 4"],
    "last event deleted": [f"DELETE FROM events WHERE {B_ROW} AND seq = 5"],
    "end cut off with care": [
        f"DELETE FROM events WHERE {B_ROW} AND seq = 5",
        "UPDATE cases SET version = 4, head = (SELECT hash FROM events WHERE case_no = 2 AND seq = 4) WHERE no = 2",
    ],
    "whole case deleted": [f"DELETE FROM events WHERE {B_ROW}", "DELETE FROM cases WHERE no = 2"],
    "case row deleted": ["DELETE FROM cases WHERE no = 2"],
    "events deleted": [f"DELETE FROM events WHERE {B_ROW}"],
    "reordered": [move(4, 2, 9), move(5, 2, 4), move(9, 2, 5)],
    "moved to another case": [move(5, 3, 6)],
    "case renamed": ["UPDATE cases SET id = 'annat' WHERE no = 2"],
    "event added": [
        f"INSERT INTO events (no, {_COLUMNS}) SELECT no + 1, {_COLUMNS} FROM events WHERE {B_ROW} AND seq = 5"
    ],
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_is_found_and_its_case_named(written: SqliteStore, database: Path, what: str) -> None:
    tamper(database, *CHANGES[what])
    breaks = written.verify().breaks
    names = (B, "annat", "löpnummer 2")
    assert breaks
    assert any(name in sentence for sentence in breaks for name in names)
    assert not any(A in sentence for sentence in breaks)


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM commits WHERE no = 3",
        "DELETE FROM commits WHERE no = 9",
        "UPDATE commits SET entries = zeroblob(48) WHERE no = 3",
        "UPDATE commits SET entries = x'00' WHERE no = 3",
        f"UPDATE commits SET entries = x'{'ff' * 48}' WHERE no = 3",
        "UPDATE commits SET hash = zeroblob(32) WHERE no = 3",
        "UPDATE commits SET no = 10 WHERE no = 3",
    ],
)
def test_a_change_of_the_journal_is_found(written: SqliteStore, database: Path, change: str) -> None:
    tamper(database, change)
    assert written.verify().breaks


def test_the_sentence_names_case_and_event(written: SqliteStore, database: Path) -> None:
    tamper(database, *CHANGES["changed actor"])
    assert f"Ärende {B}, händelse 4: innehållet stämmer inte med sin kontrollsumma." in written.verify().breaks


def fill(data: Path) -> None:
    store = bootstrap.open_store("bengtsfors", data)
    store.append(real(A))
    store.append(real(B))
    store.append(real(B, 3, [real(B)]))
    store.close()


def test_the_command_says_whether_the_history_holds(tmp_path: Path) -> None:
    fill(tmp_path)
    run = CliRunner().invoke(audit, ["verify", "bengtsfors", "--data", str(tmp_path)])
    assert run.exit_code == 0
    assert run.stdout == ""
    assert "Historiken stämmer. 2 ärenden, 7 händelser, 3 poster" in run.stderr
    tamper(tmp_path / "bengtsfors.db", *CHANGES["changed actor"])
    run = CliRunner().invoke(audit, ["verify", "bengtsfors", "--data", str(tmp_path)])
    assert run.exit_code == 1
    assert f"Ärende {B}, händelse 4" in run.stdout
    assert "Historiken är bruten" in run.stderr


def test_the_command_says_when_it_cannot_run(tmp_path: Path) -> None:
    fill(tmp_path)
    missing = CliRunner().invoke(audit, ["verify", "ingenstans", "--data", str(tmp_path)])
    assert missing.exit_code == 2
    assert "ingenstans finns inte" in missing.stderr
    assert not (tmp_path / "ingenstans.db").exists()
    (tmp_path / "bengtsfors.db").write_bytes(b"not a database at all" * 500)
    broken = CliRunner().invoke(audit, ["verify", "bengtsfors", "--data", str(tmp_path)])
    assert broken.exit_code == 2
    assert broken.stderr == (
        "Databasen går inte att läsa: den är skadad eller ofullständig. Inget har ändrats. "
        "Lägg tillbaka databasen från den senaste säkerhetskopian.\n"
    )


def _verified(data: Path) -> Result:
    return CliRunner().invoke(audit, ["verify", "bengtsfors", "--data", str(data)])


@pytest.mark.parametrize("change", ["DROP TABLE events", "DROP TABLE meta", "DELETE FROM schema_version"])
def test_the_command_says_that_a_database_with_something_gone_is_damaged(tmp_path: Path, change: str) -> None:
    fill(tmp_path)
    with closing(sqlite3.connect(tmp_path / "bengtsfors.db")) as db:
        db.execute(change)
        db.commit()
    run = _verified(tmp_path)
    assert (run.exit_code, run.stdout) == (2, "")
    assert "skadad eller ofullständig" in run.stderr and "säkerhetskopian" in run.stderr


@pytest.mark.parametrize(("version", "said"), [(3, "äldre version"), (99, "nyare version")])
def test_the_command_upgrades_nothing(tmp_path: Path, version: int, said: str) -> None:
    fill(tmp_path)
    tamper(tmp_path / "bengtsfors.db", f"UPDATE schema_version SET version = {version}")
    run = _verified(tmp_path)
    assert run.exit_code == 2
    assert said in run.stderr


def test_the_command_says_that_the_folder_is_not_there(tmp_path: Path) -> None:
    run = _verified(tmp_path / "nej")
    assert run.exit_code == 2
    assert (
        run.stderr
        == f"Mappen {tmp_path / 'nej'} finns inte. Ange med --data mappen där databaserna och nycklarna ligger.\n"
    )
    assert not (tmp_path / "nej").exists()


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_command_writes_nothing(tmp_path: Path) -> None:
    fill(tmp_path)
    before = _contents(tmp_path)
    assert _verified(tmp_path).exit_code == 0
    assert _contents(tmp_path) == before


def test_the_command_can_be_run_beside_a_rutin_that_works(tmp_path: Path) -> None:
    fill(tmp_path)
    store = bootstrap.open_store("bengtsfors", tmp_path)
    store.append(real(C))
    assert "3 ärenden" in _verified(tmp_path).stderr
    store.append(real(C, 3, [real(C)]))
    store.close()
    assert "11 händelser" in _verified(tmp_path).stderr


def test_a_key_file_that_is_gone_is_said_and_no_new_one_is_made(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "bengtsfors.key").unlink()
    before = _contents(tmp_path)
    run = _verified(tmp_path)
    assert run.exit_code == 2
    assert run.stderr == (
        "Nyckelfilen bengtsfors.key saknas, och utan den går databasen inte att läsa. Ingen ny nyckel har gjorts. "
        "Lägg tillbaka nyckelfilen från dess egen säkerhetskopia.\n"
    )
    with pytest.raises(StorageError) as caught:
        bootstrap.open_store("bengtsfors", tmp_path)
    assert caught.value.code == "key_missing"
    assert _contents(tmp_path) == before


def test_the_command_says_when_the_key_is_anothers(tmp_path: Path) -> None:
    fill(tmp_path)
    (tmp_path / "bengtsfors.key").write_text("00" * 32, encoding="ascii")
    run = _verified(tmp_path)
    assert (run.exit_code, "en annan nyckel" in run.stderr) == (2, True)
