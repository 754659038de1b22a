"""The databases by their real adapters. Imports of the adapters stand inside: a command that needs none must not wait for them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import NotFound

if TYPE_CHECKING:
    from core.storage.port import AuditReport, ReadEntry, Store
    from core.storage.sqlite.write import Tape


def open_store(slug: str, data: Path, *, upgrade: bool = True, tape: list[Tape] | None = None) -> Store:
    """The municipality's own database in the data folder, made with its key if not there. `tape` notes what is written, for the bench.

    Without `upgrade` one that an older Rutin wrote is left as it is (``storage_older``): for whoever only looks.

    Raises StorageError: ``key_missing`` rather than make a new key for a database that has been written with another, ``storage_empty``
    rather than make a new database for a key that has been used, ``anothers_database`` when it belongs to another municipality.
    """
    from core.engine.evolving.evolve import replay
    from core.storage.sqlite import open_files

    data.mkdir(parents=True, exist_ok=True)
    return open_files(data / f"{slug}.db", data / f"{slug}.key", slug, rebuild=replay, upgrade=upgrade, tape=tape)


def verify_store(slug: str, data: Path, progress: Callable[[int], None] = lambda _cases: None) -> AuditReport:
    """Whether the history in the municipality's database is whole, and what is kept beside it follows from it. Nothing is written.

    `progress` is told how many cases have been checked. Raises StorageError when it cannot be told.
    """
    from core.engine.evolving.evolve import replay
    from core.engine.timers.clockwork import next_timer
    from core.storage.keys import KeyRing
    from core.storage.sqlite import Reading, verify_file

    reading = Reading(KeyRing.load(data / f"{slug}.key"), replay, next_timer)
    return verify_file(data / f"{slug}.db", reading, slug, progress)


def reads_of(slug: str, data: Path, number: str, limit: int) -> tuple[ReadEntry, ...]:
    """Who has read the case with a number, latest first. Raises NotFound(no_case_number), StorageError."""
    store = open_store(slug, data, upgrade=False)
    try:
        found = [row.case for row in store.search(number) if row.case.startswith(number)]
        if not found:
            raise NotFound("no_case_number", municipality=slug)
        return store.reads(found[0], limit)
    finally:
        store.close()


def raw_seconds(tape: list[Tape], path: Path) -> float:
    """Seconds bare sqlite3 takes to write the same rows, one durable transaction a step."""
    from core.storage.sqlite.raw import replay

    return replay(tape, path)


def memory_store() -> Store:
    """A store that forgets; for tests, scenarios and plugin authors."""
    from core.storage.memory import MemoryStore

    return MemoryStore()
