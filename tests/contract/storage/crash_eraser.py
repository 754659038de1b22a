"""Run as a program: erases a few cases for each line it is given and says on standard output which are gone, until it is killed.

Argument: the database. A line that it says is a case's id.
"""

from __future__ import annotations

import sys
from pathlib import Path

from core.storage.keys import KeyRing
from core.storage.sqlite import open_store
from tests.contract.storage.builders import case_id, erasing

CASES = 60
TOGETHER = 3


def main() -> None:
    """Erases every case that is left, and waits to be killed."""
    store = open_store(Path(sys.argv[1]), KeyRing(bytes(range(32))))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    cases = [case for case in map(case_id, range(CASES)) if case in set(store.readable_cases())]
    for start in range(0, len(cases), TOGETHER):
        sys.stdin.readline()
        batch = cases[start : start + TOGETHER]
        store.erase([erasing(store, case) for case in batch])
        sys.stdout.write("".join(f"{case}\n" for case in batch))
        sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
