"""Run as a program: appends from several threads and says on standard output what was acknowledged, until it is killed.

Arguments: database, seed, how many cases there are already. A line is "case version".
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path

from core.errors import VersionClash
from core.storage.claims import Claim
from core.storage.keys import KeyRing
from core.storage.port import Subject
from core.storage.sqlite import SqliteStore, open_store
from tests.contract.storage.builders import case_id, hours, step, task

THREADS = 4
CASES = 6
SHARED = "series:grupp:2026-03-10T08:00Z"
_OUT = threading.Lock()


def say(line: str) -> None:
    """One whole line at once: a kill between lines loses the line, never half of one."""
    with _OUT:
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


def work(store: SqliteStore, worker: int, seed: int) -> None:
    """Takes cases, some of them shared with the other threads, forward for ever."""
    turn = 0
    while True:
        turn += 1
        case = case_id(seed * 1000 + (worker * turn + turn) % (CASES * THREADS))
        version = store.version(case)
        number = version + 1 if version else 3
        rows = [task(case, f"steg#{number}", due=hours(number), roles=("a", "b")[: 1 + number % 2])]
        subject = None if version else Subject(None, f"Namn {worker}")
        claims = [Claim(SHARED, f"steg#{number}", limit=CASES * THREADS * 1000)]
        batch = step(
            case,
            version,
            command=f"{seed}/{worker}/{turn}",
            tasks=rows,
            timer=hours(number),
            subject=subject,
            claims=claims,
            released=[(SHARED, f"steg#{version}")],
        )
        try:
            store.append(batch)
        except VersionClash:
            continue
        say(f"{case} {number}")


def main() -> None:
    """Starts the threads and waits to be killed."""
    store = open_store(Path(sys.argv[1]), KeyRing(bytes(range(32))))
    seed = int(sys.argv[2])
    say("ready 0")
    for worker in range(THREADS):
        threading.Thread(target=work, args=(store, worker, seed), daemon=True).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
