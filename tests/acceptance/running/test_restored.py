"""Backing up and restoring: what is copied rightly is all there, and what is not is told instead of becoming an empty system."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.cli import rutin
from core.errors import StorageError
from core.storage.port import Store
from tests.contract.storage.builders import case_id, real, step

SLUG = "bengtsfors"
DB, KEY = f"{SLUG}.db", f"{SLUG}.key"
CASES = [case_id(number) for number in range(5)]


def working(folder: Path) -> Store:
    """A municipality at work, whose steps stand in the journal beside the database."""
    store = bootstrap.open_store(SLUG, folder)
    for case in CASES:
        store.append(real(case))
    return store


def opened(folder: Path) -> tuple[str, ...]:
    """The cases there are in a folder."""
    with closing(bootstrap.open_store(SLUG, folder)) as store:
        return tuple(store.readable_cases())


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def copied(folder: Path, other: Path, *names: str) -> None:
    other.mkdir()
    for name in names:
        shutil.copy(folder / name, other / name)


def without_journal(folder: Path, other: Path) -> None:
    copied(folder, other, DB, KEY)


def key_alone(folder: Path, other: Path) -> None:
    copied(folder, other, KEY)


def empty_file(folder: Path, other: Path) -> None:
    copied(folder, other, KEY)
    (other / DB).touch()


def schema_alone(folder: Path, other: Path) -> None:
    """The copy has the tables, and not the row by which it is known that it has been used."""
    copied(folder, other, DB, KEY, f"{DB}-wal")
    with closing(sqlite3.connect(other / DB)) as db:
        db.execute("DELETE FROM meta")
        db.commit()


@pytest.mark.parametrize("how", [without_journal, key_alone, empty_file, schema_alone])
def test_what_was_not_copied_whole_is_told_and_nothing_is_made(
    tmp_path: Path, how: Callable[[Path, Path], None]
) -> None:
    with closing(working(tmp_path / "data")):
        how(tmp_path / "data", tmp_path / "other")
    before = contents(tmp_path / "other")
    with pytest.raises(StorageError) as caught:
        opened(tmp_path / "other")
    assert caught.value.code == "storage_empty"
    assert f"tillsammans med {DB}-wal" in caught.value.text and "säkerhetskopia" in caught.value.text
    assert contents(tmp_path / "other") == before


def test_what_is_copied_with_its_journal_is_all_there(tmp_path: Path) -> None:
    with closing(working(tmp_path / "data")):
        copied(tmp_path / "data", tmp_path / "other", DB, f"{DB}-wal", KEY)
    assert opened(tmp_path / "other") == tuple(sorted(CASES))


def test_what_is_copied_when_rutin_has_stopped_is_all_there(tmp_path: Path) -> None:
    working(tmp_path / "data").close()
    copied(tmp_path / "data", tmp_path / "other", DB, KEY)
    assert opened(tmp_path / "other") == tuple(sorted(CASES))


def test_sqlites_own_backup_of_a_rutin_that_works_is_all_there(tmp_path: Path) -> None:
    with closing(working(tmp_path / "data")) as store:
        copied(tmp_path / "data", tmp_path / "other", KEY)
        with (
            closing(sqlite3.connect(tmp_path / "data" / DB)) as here,
            closing(sqlite3.connect(tmp_path / "other" / DB)) as there,
        ):
            here.backup(there)
        store.append(step(CASES[0], 3))
    assert opened(tmp_path / "other") == tuple(sorted(CASES))


def test_a_first_start_that_fails_leaves_nothing_in_the_way_of_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("core.storage.sqlite.schema.MIGRATIONS", ("CREATE TABLE meta (name, value);\nNONSENSE;\n",))
        with pytest.raises(StorageError):
            opened(tmp_path / "data")
    assert contents(tmp_path / "data") == {}
    assert opened(tmp_path / "data") == ()
    assert opened(tmp_path / "data") == ()


def test_two_that_start_at_the_same_moment_make_one_municipality(tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        stores = list(pool.map(lambda _: bootstrap.open_store(SLUG, tmp_path / "data"), range(4)))
    for number, store in enumerate(stores):
        store.append(step(CASES[number]))
        store.close()
    assert opened(tmp_path / "data") == tuple(sorted(CASES[:4]))


# ---- whose a database is


def renamed(folder: Path, other: str) -> None:
    for ending in ("db", "key"):
        (folder / f"{SLUG}.{ending}").rename(folder / f"{other}.{ending}")


def test_a_database_under_another_municipalitys_name_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    working(tmp_path / "data").close()
    renamed(tmp_path / "data", "malmo")
    before = contents(tmp_path / "data")
    with pytest.raises(StorageError) as caught:
        bootstrap.open_store("malmo", tmp_path / "data")
    verified = CliRunner().invoke(rutin, ["audit", "verify", "malmo", "--data", str(tmp_path / "data")])
    assert verified.exit_code == 2
    for said in (caught.value.text, verified.output):
        assert "Databasen hör till kommunen bengtsfors, fast filen heter malmo.db." in said
    assert contents(tmp_path / "data") == before


def test_a_database_from_before_belongs_to_the_municipality_that_opens_it_first(tmp_path: Path) -> None:
    working(tmp_path / "data").close()
    with closing(sqlite3.connect(tmp_path / "data" / DB)) as db:
        db.execute("DELETE FROM meta WHERE name = 'municipality'")
        db.commit()
    assert bootstrap.verify_store(SLUG, tmp_path / "data").breaks == ()
    assert opened(tmp_path / "data") == tuple(sorted(CASES))
    renamed(tmp_path / "data", "malmo")
    with pytest.raises(StorageError) as caught:
        bootstrap.open_store("malmo", tmp_path / "data")
    assert caught.value.code == "anothers_database"
