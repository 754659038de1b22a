"""The worklist's first page (50 rows) from many open tasks, against the same from few, in one run."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Thread
from time import perf_counter

from core import bootstrap
from core.model.case import Case
from core.model.events import CaseStarted, Recorded
from core.storage.port import Append, Store, Subject
from core.storage.worklist import TaskRow, WorklistQuery

FEW = 2_000
ROUNDS = 200


def run(tasks: int) -> dict[str, object]:
    """The figures of `rutin bench worklist`."""
    few, many = _measure(FEW), _measure(tasks)
    return {"tasks": tasks, "few": FEW, "few_ms": few * 1000, "many_ms": many * 1000, "ratio_to_few": many / few}


def _measure(tasks: int) -> float:
    """The median time in seconds of reading the first page, with one role of four and a colleague's own view."""
    with tempfile.TemporaryDirectory(prefix="rutin-bench-") as folder:
        store = bootstrap.open_store("bench", Path(folder))
        threads = [Thread(target=_fill, args=(store, part, tasks)) for part in range(32)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        times: list[float] = []
        for n in range(ROUNDS):
            mine = "anna" if n % 2 else None
            start = perf_counter()
            page = store.worklist(WorklistQuery(frozenset({"roll_0", "roll_1"}), mine))
            times.append(perf_counter() - start)
            if len(page.rows) != 50:
                raise RuntimeError(f"expected 50 rows, got {len(page.rows)}")
        store.close()
        return median(times)


def _fill(store: Store, part: int, tasks: int) -> None:
    for number in range(part, tasks, 32):
        store.append(_case(number))


def _case(number: int) -> Append:
    """A new case with one open task; due times spread over a year, every third assigned."""
    at = datetime(2026, 3, 2, 8, tzinfo=UTC) + timedelta(minutes=number % 500_000)
    case_id = f"{number:032x}"
    event = CaseStarted(process="bench", definition="0", start="start")
    recorded = Recorded(case_id, 1, at, at, "anna", f"bench-{number}", event)
    task = TaskRow(
        case=case_id,
        instance="steg#1",
        process="bench",
        action="do",
        roles=(f"roll_{number % 4}",),
        assigned=("anna", "bo", None)[number % 3],
        due=at + timedelta(days=3) if number % 5 else None,
        whole_day=False,
        late=number % 50 == 0,
        slot=None,
        opened=at,
        label=f"Kim Påhittad {number}",
    )
    snapshot = Case(case_id, process="bench", definition="0", status="open", started=at, seq=1, acted=1)
    return Append(
        case_id,
        "bench",
        0,
        f"bench-{number}",
        b"0",
        (recorded,),
        snapshot,
        (task,),
        None,
        subject=Subject(None, task.label),
    )
