"""`kill -9` at any moment under load: what was acknowledged is there, and nothing is half there."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest

from core.storage.keys import KeyRing
from core.storage.sqlite import SqliteStore, open_store
from core.storage.worklist import WorklistQuery
from tests.contract.storage.builders import case_id, hours, step, task
from tests.contract.storage.conftest import MASTER
from tests.contract.storage.crash_writer import SHARED

ROLES = frozenset({"a", "b"})


def run_and_kill(database: Path, seed: int, seconds: float) -> dict[str, int]:
    """Starts a writer, kills it `seconds` after its first acknowledgement; the highest version it acknowledged of each case."""
    command = [sys.executable, "-m", "tests.contract.storage.crash_writer", str(database), str(seed)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(2)]
        sleep(seconds)
        process.kill()
        lines += process.stdout.readlines()
    acknowledged: dict[str, int] = {}
    for line in lines:
        case, _, version = line.removesuffix("\n").partition(" ")
        if line.endswith("\n") and case != "ready":
            acknowledged[case] = max(int(version), acknowledged.get(case, 0))
    return acknowledged


def check_whole(store: SqliteStore, acknowledged: dict[str, int]) -> None:
    """Everything acknowledged is there; events, snapshot, worklist, timer, commands and journal agree about every case."""
    report = store.verify()
    assert report.breaks == ()
    assert report.cases >= len(acknowledged) > 0
    open_work = {}
    query = WorklistQuery(ROLES, limit=100_000)
    page = store.worklist(query)
    assert page.next is None
    for row in page.rows:
        assert row.case not in open_work
        open_work[row.case] = row
    places = {row.case: row.holder for row in store.claims(SHARED, limit=100_000)[0]}
    assert store.claimed(SHARED, SHARED + "~")[0].count == len(places)
    for case in store.open_cases(limit=100_000):
        version = store.version(case)
        assert version >= acknowledged.get(case, 0)
        loaded, events = store.load(case), store.events(case)
        assert loaded is not None
        assert loaded.seq == version == len(events)
        assert places.pop(case) == f"steg#{version}"
        roles = ("a", "b")[: 1 + version % 2]
        assert open_work.pop(case) == task(case, f"steg#{version}", due=hours(version), roles=roles)
        assert store.command(events[-1].command) == (case, b"digest", version if version > 3 else 1, version)
    assert not open_work
    assert not places
    assert set(acknowledged) <= set(store.open_cases(limit=100_000))
    assert len(store.ripe(hours(10**6), limit=10**6)) == report.cases


def kill_often(database: Path, times: int, seed: int) -> int:
    """Kills `times` writers on one database, checking after each; how many steps were acknowledged in all."""
    chance = random.Random(seed)
    acknowledged: dict[str, int] = {}
    for turn in range(times):
        # some turns go on with the cases of an earlier one, in a database that was never closed
        acknowledged.update(run_and_kill(database, turn // 3, chance.uniform(0, 0.12)))
        store = open_store(database, KeyRing(MASTER))
        check_whole(store, acknowledged)
        if turn % 2:
            store.close()
        else:
            store._read_log.stop()  # leave it as it is: the next writer finds the log of this one
    return sum(acknowledged.values())


def test_twenty_kills_lose_nothing(database: Path) -> None:
    assert kill_often(database, times=20, seed=1) > 200


@pytest.mark.soak
def test_two_hundred_kills_lose_nothing(database: Path) -> None:
    assert kill_often(database, times=200, seed=2) > 2000


COUNT = """
import sys
from pathlib import Path
from core.storage.keys import KeyRing
from core.storage.sqlite import open_store

store = open_store(Path(sys.argv[1]), KeyRing(bytes(range(32))))
print(store.verify().cases)
store.close()
"""
"""Opens the database, says how many cases there are, and closes it as any program that ends."""


def count_beside(database: Path) -> int:
    """How many cases another program sees, which then closes the database."""
    command = [sys.executable, "-c", COUNT, str(database)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_another_program_that_closes_the_database_loses_nothing_of_the_one_that_goes_on(
    database: Path, sqlite_store: SqliteStore
) -> None:
    """The journal belongs to whoever has the database open: a program that ends beside it must not take it away."""
    for number in range(1, 4):
        sqlite_store.append(step(case_id(number), tasks=[task(case_id(number))]))
        assert sqlite_store.load(case_id(number)) is not None  # a connection for reading too
        assert count_beside(database) == number
    assert sqlite_store.verify().cases == 3
