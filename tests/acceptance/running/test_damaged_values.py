"""Every column of the database with values of another kind than it holds: told by name, and never anything but a plain sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from functools import partial
from pathlib import Path
from shutil import copytree

import pytest

from core.application.jobs.worker import own_work, plugin_work
from core.errors import RutinError
from core.storage.port import Note
from core.storage.sqlite.schema import create
from tests.acceptance.beside.test_own_registers import listed
from tests.acceptance.beside.test_reports import SLUG, Town
from tests.acceptance.running.test_audit import verified
from tests.acceptance.running.test_rebuild import damaged, rebuilt, three

COLUMNS = "key, kind, case_no, payload, attempts, created, retry_at, error"
BESIDE = (
    f"INSERT INTO jobs ({COLUMNS}) SELECT 'react:1', 'react', no, zeroblob(40), 0, 0, 0, 'x' FROM cases WHERE no = 1",
    "INSERT INTO claims SELECT no, 'resource:rum', 'avgor#1', 1, 0, zeroblob(40) FROM cases WHERE no = 2",
)


def columns() -> Iterator[tuple[str, str, str]]:
    """Table, column and declared type of everything that a database holds."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        create(db)
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").fetchall():
            for _, name, kind, _, _, key in db.execute(f"PRAGMA table_info({table})"):
                if not (
                    kind == "INTEGER" and key and (name == "no" or table == "keys")
                ):  # SQLite itself takes nothing else there
                    yield table, name, kind


OTHERS = {"INTEGER": "'skräp'", "TEXT": "x'ff'", "BLOB": "'skräp'"}
EITHER = {("commands", "id"), ("events", "command"), ("worklist", "case_id"), ("reads", "case_id"), ("notes", "value")}
DAMAGES = [(table, column, "1.5" if (table, column) in EITHER else OTHERS[kind]) for table, column, kind in columns()]
NO_TEXT = [(table, column, "CAST(x'ff' AS TEXT)") for table, column, kind in columns() if kind == "TEXT"]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cases, and something in every table."""
    folder = tmp_path_factory.mktemp("hel")
    town = three(folder)
    anna, store = town.rutin.actor(SLUG, "anna"), town.office.store
    town.rutin.case(SLUG, anna, store.readable_cases()[0])
    store.add_note(Note("duty", "kontoret", "anna", "anna", town.clock.now()))
    store.close()
    damaged(folder, *BESIDE)
    assert verified(folder).exit_code == 0
    return folder


@pytest.fixture
def folder(whole: Path, tmp_path: Path) -> Path:
    copytree(whole, tmp_path / "town")
    return tmp_path / "town"


def everything(town: Town, cases: Iterable[str]) -> Iterator[Callable[[], object]]:
    """What people and the clock do."""
    store, now = town.office.store, town.clock.now()
    anna = town.rutin.actor(SLUG, "anna")
    yield from (partial(town.rutin.worklist, SLUG, anna, scope) for scope in ("mine", "unit"))
    yield from (partial(town.rutin.search, SLUG, anna, f"Kim Påhittad {number}") for number in range(3))
    yield from (partial(listed, town, name) for name in ("vantar", "alla"))
    yield partial(town.report, "2026-03")
    yield partial(store.claims, "resource:rum")
    yield partial(store.claimed, "resource:", "resource;")
    yield partial(store.notes, "duty", "", "ö")
    yield store.incidents
    yield store.open_cases
    for case in cases:
        yield partial(town.rutin.case, SLUG, anna, case)
        yield partial(store.reads, case)
        yield partial(town.decide, case, "nej")
    yield partial(own_work, town.office, now)
    yield partial(plugin_work, town.office, now)
    yield partial(town.start, "a")


def _cases(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "data" / f"{SLUG}.db")) as db:
        return [case for (case,) in db.execute("SELECT id FROM cases ORDER BY no")]


@pytest.mark.parametrize(("table", "column", "value"), [*DAMAGES, *NO_TEXT])
def test_a_value_of_another_kind_is_told_and_mended_where_that_is_said(
    folder: Path, table: str, column: str, value: str
) -> None:
    damaged(folder, f"UPDATE OR IGNORE {table} SET {column} = {value}")
    said = verified(folder)
    assert isinstance(said.exception, SystemExit)
    named = f"Tabellen {table}, kolumnen {column}: " in said.stdout
    assert (said.exit_code, named) == (1, True) or table in ("meta", "schema_version"), said.output
    done = rebuilt(folder)
    assert done.exception is None or isinstance(done.exception, SystemExit)
    if "kör rutin rebuild" in said.stderr:
        assert (done.exit_code, verified(folder).stdout) == (0, "")


@pytest.mark.parametrize(("table", "column", "value"), [*DAMAGES, *NO_TEXT])
def test_pages_and_the_clock_say_at_most_a_plain_sentence(folder: Path, table: str, column: str, value: str) -> None:
    cases = _cases(folder)
    damaged(folder, f"UPDATE OR IGNORE {table} SET {column} = {value}")
    with suppress(RutinError):
        town = Town(folder)
        try:
            for each in everything(town, cases):
                with suppress(RutinError):
                    each()
        finally:
            town.office.store.close()


def test_one_bit_of_an_index_is_told_and_mended(folder: Path) -> None:
    file = folder / "data" / f"{SLUG}.db"
    with closing(sqlite3.connect(file)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (root,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_cases_1'").fetchone()
        ((case,), (size,)) = (
            db.execute(f"SELECT {what}").fetchone() for what in ("id FROM cases", "page_size FROM pragma_page_size")
        )
    raw = bytearray(file.read_bytes())
    raw[raw.index(case.encode(), (root - 1) * size) + 20] ^= 1
    file.write_bytes(raw)
    town = Town(folder)
    assert town.office.store.load(case) is None
    town.office.store.close()
    said = verified(folder)
    assert said.exit_code == 1
    assert (
        said.stdout
        == "Det som databasen slår upp med (sqlite_autoindex_cases_1) stämmer inte med det som står i den.\n"
    )
    assert f"Stäng Rutin och kör rutin rebuild {SLUG}." in said.stderr
    done = rebuilt(folder)
    assert (done.exit_code, verified(folder).exit_code) == (0, 0), done.output
    town = Town(folder)
    assert town.office.store.load(case) is not None
    town.office.store.close()


def test_a_file_that_contradicts_itself_is_told_with_what_to_do(folder: Path) -> None:
    file = folder / "data" / f"{SLUG}.db"
    raw = bytearray(file.read_bytes())
    raw[39] = 7  # how many pages are said to be free
    file.write_bytes(raw)
    said = verified(folder)
    assert said.exit_code == 1
    assert said.stdout.startswith("Databasfilen är skadad (")
    assert "Lägg tillbaka den senaste säkerhetskopian" in said.stderr
