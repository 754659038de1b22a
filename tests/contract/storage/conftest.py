"""The stores the contract is held against."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.storage.keys import KeyRing
from core.storage.memory import MemoryStore
from core.storage.port import Store
from core.storage.sqlite import SqliteStore, open_store

MASTER = bytes(range(32))


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Where the SQLite store's file lies."""
    return tmp_path / "bengtsfors.db"


@pytest.fixture
def keys() -> KeyRing:
    """The municipality's keys, the same in every test."""
    return KeyRing(MASTER)


@pytest.fixture
def sqlite_store(database: Path, keys: KeyRing) -> Iterator[SqliteStore]:
    """A SQLite store in a folder of the test's own."""
    store = open_store(database, keys)
    yield store
    store.close()


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest) -> Iterator[Store]:
    """Each store in turn, empty."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_store")
        return
    memory = MemoryStore()
    yield memory
    memory.close()
