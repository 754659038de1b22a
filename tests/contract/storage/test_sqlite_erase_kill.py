"""`kill -9` while cases are erased: each is whole or gone with its entry, what was said to be gone is, and it can be gone on with."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from time import sleep

import pytest

from core.errors import CaseErased, VersionClash
from core.storage.keys import KeyRing
from core.storage.sqlite import SqliteStore, open_store
from tests.contract.storage.builders import case_id, erasing, step
from tests.contract.storage.conftest import MASTER
from tests.contract.storage.crash_eraser import CASES, TOGETHER
from tests.contract.storage.test_sqlite_secrets import bytes_on_disk, pieces


def run_and_kill(database: Path, groups: int, seconds: float) -> set[str]:
    """Starts an eraser, kills it `seconds` into the last of `groups`; the cases it said were gone."""
    command = [sys.executable, "-m", "tests.contract.storage.crash_eraser", str(database)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        lines = [process.stdout.readline()]
        for group in range(groups):
            process.stdin.write("go\n")
            process.stdin.flush()
            if group < groups - 1:  # the last is cut off
                lines += [process.stdout.readline() for _ in range(TOGETHER)]
        sleep(seconds)
        process.kill()
        lines += process.stdout.readlines()
    return {line[:-1] for line in lines[1:] if len(line) > 1 and line.endswith("\n")}


def is_whole(store: SqliteStore, case: str) -> bool:
    """Whether the case can be read; one that cannot is erased."""
    try:
        return store.load(case) is not None and len(store.events(case)) == 3
    except CaseErased:
        return False


def test_a_case_is_whole_or_erased_with_its_entry_whenever_it_is_killed(database: Path) -> None:
    store = open_store(database, KeyRing(MASTER))
    cases = [case_id(number) for number in range(CASES)]
    for case in cases:
        store.append(step(case, status="ended", registers=["kaa"]))
    store.close()
    keys, whole = pieces(database), set(cases)
    chance, said, kills = random.Random(5), set[str](), 0
    while True:
        groups = min(chance.randint(1, 3), -(-len(whole) // TOGETHER))
        said |= run_and_kill(database, groups, chance.uniform(0, 0.006))
        kills += 1
        store = open_store(database, KeyRing(MASTER))
        report = store.verify()
        assert (report.breaks, report.unexplained) == ((), 0)
        whole = {case for case in cases if is_whole(store, case)}
        logged = {each.case for each in store.erased_cases()}
        assert logged == set(cases) - whole
        assert said <= logged
        assert (report.erased, set(store.readable_cases())) == (len(logged), whole)
        assert {row.case for row in store.register("kaa", limit=CASES)[0]} == whole
        if not whole:
            break
        store._read_log.stop()  # leave it as it is: the next one finds the log of this one
    assert kills > 5
    store.sweep()
    assert not {piece for piece in keys if piece in bytes_on_disk(database)}
    with closing(sqlite3.connect(database)) as db:
        assert db.execute("SELECT count(*) FROM meta WHERE name = 'to_sweep'").fetchone() == (0,)
    store.close()


def test_another_process_goes_on_writing_while_cases_are_erased_and_the_file_is_written_anew(
    database: Path, keys: KeyRing
) -> None:
    eraser, writer = open_store(database, keys), open_store(database, keys)
    gone, others = [case_id(number) for number in range(60)], [case_id(number) for number in range(60, 100)]
    for case in (*gone, *others):
        writer.append(step(case, status="ended" if case in gone else "open"))

    def write() -> None:
        for expected in range(3, 8):
            for case in others:
                writer.append(step(case, expected))

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        for start in range(0, len(gone), 5):
            assert eraser.erase([erasing(eraser, case) for case in gone[start : start + 5]]) == (None,) * 5
        eraser.sweep()
        writing.result()
    for store in (eraser, writer):
        report = store.verify()
        assert (report.breaks, report.erased, report.cases) == ((), 60, 100)
        assert all(len(store.events(case)) == 8 for case in others)
        with pytest.raises(VersionClash):
            store.append(step(gone[0], 3))  # as whoever has the case as it was would write
        with pytest.raises(CaseErased):
            store.load(gone[0])
    eraser.close()
    writer.close()
