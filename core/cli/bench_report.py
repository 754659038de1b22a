"""A monthly report over many cases, and the steps that people take while it is being made."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from threading import Event, Thread
from time import perf_counter, sleep

from msgspec.structs import replace

from core import bootstrap
from core.application.reports.reckoning import reckon
from core.model.case import Case
from core.model.definition import Ending, ProcessDefinition
from core.model.events import CaseStarted, NoteAdded, Recorded
from core.model.facts import Choice, Fact
from core.model.reports import Figure, Report
from core.storage.port import Append, Store
from core.storage.tallies import Statistic

PROCESS = "bench"
FIRST, TODAY = date(2026, 3, 1), date(2026, 6, 1)
KINDS, ENDS = ("forsorjningsstod", "insats"), ("arbete", "studier", "annan", "delvis", "misskott", "medverkar_inte")
STEPS, TURNS, ROUNDS = 400, 10, 5
PAUSE = 0.002
"""Seconds between the steps of whoever works while the report is made: a person thinks, a machine does not."""
REPORT = Report(
    "manad", "Månadsrapport", PROCESS, "month",
    (
        Figure("nya", "Nya", "happened", "inskrivning.done"),
        Figure("totalt", "Totalt", "between", "inskrivning.done", ("case.end",)),
        Figure("avslutade", "Avslutade", "happened", "case.end", after="inskrivning.done", by="outcome"),
        Figure("tid", "Till beslut", "measures", "beslut.decided", ("case.start",), within=21),
    ),
    split_by="typ",
)  # fmt: skip
ROUTINE = ProcessDefinition(
    PROCESS, "bench", "Bench", ("person",), "0", {}, {},
    facts={"typ": Fact("typ", "Typ", "choice", choices=tuple(Choice(k, k) for k in KINDS), statistic=True)},
    ends={end: Ending(end, end, end) for end in ENDS},
)  # fmt: skip


def run(cases: int) -> dict[str, object]:
    """The figures of `rutin bench report`."""
    with tempfile.TemporaryDirectory(prefix="rutin-bench-") as folder:
        store = bootstrap.open_store(PROCESS, Path(folder))
        for first in range(0, cases, 256):
            answers = store.append_all([_case(n) for n in range(first, min(cases, first + 256))])
            if any(answers):
                raise RuntimeError("a case of the bench was refused")
        alone = [_reported(store) for _ in range(ROUNDS)]
        counted = reckon(store, REPORT, ROUTINE, FIRST, TODAY)
        quiet, busy, other = _steps_beside(store, cases)
        store.close()
        return {
            "cases": cases,
            "counted": sum(figure.total for figure in counted.figures),
            "report_ms": median(alone) * 1000,
            "step_ms": quiet * 1000,
            "step_beside_report_ms": busy * 1000,
            "step_beside_other_work_ms": other * 1000,
            "ratio_beside": busy / quiet,
            "ratio_to_other_work": busy / other,
        }


def _reported(store: Store) -> float:
    start = perf_counter()
    reckon(store, REPORT, ROUTINE, FIRST, TODAY)
    return perf_counter() - start


def _steps_beside(store: Store, cases: int) -> tuple[float, float, float]:
    """The median time of a durable step by itself, beside reports made without a break, and beside as much work of another kind.

    By turns, so that whatever else the machine does falls on all three; the last tells what the machine's cores cost by themselves.
    """
    versions = dict.fromkeys(range(min(cases, STEPS)), 3)
    works: tuple[Callable[[], object] | None, ...] = (None, lambda: _reported(store), _other_work)
    times: tuple[list[float], ...] = ([], [], [])
    for number in range(TURNS):
        some = [n for n in versions if n % TURNS == number]
        for work, found in zip(works, times, strict=True):
            stop = Event()
            beside = Thread(target=_without_break, args=(work, stop))
            beside.start()
            found += [_step(store, n, versions) for n in some]
            stop.set()
            beside.join()
    quiet, busy, other = map(median, times)
    return quiet, busy, other


def _without_break(work: Callable[[], object] | None, stop: Event) -> None:
    while work is not None and not stop.is_set():
        work()


def _other_work() -> None:
    """Keeps a core busy outside Python and outside the database, as a report does for the most part."""
    hashlib.pbkdf2_hmac("sha256", b"bench", b"bench", 200_000)


def _step(store: Store, number: int, versions: dict[int, int]) -> float:
    sleep(PAUSE)
    case_id, version = f"{number:032x}", versions[number]
    at = datetime(2026, 7, 1, 8, tzinfo=UTC)
    said = Recorded(case_id, version + 1, at, at, "anna", f"{case_id}-{version}", NoteAdded(text="Ringt"))
    line = Statistic("samtal.done", version + 1, at.date(), "held")
    batch = Append(
        case_id,
        PROCESS,
        version,
        f"{case_id}-{version}",
        b"0",
        (said,),
        _snapshot(case_id, version + 1),
        (),
        None,
        statistics=(line,),
    )
    start = perf_counter()
    store.append(batch)
    versions[number] += 1
    return perf_counter() - start


def _snapshot(case_id: str, version: int) -> Case:
    at = datetime(2026, 3, 2, 8, tzinfo=UTC)
    return Case(case_id, process=PROCESS, definition="0", status="open", started=at, seq=version, acted=version)


def _case(number: int) -> Append:
    """A case that lived some time in half a year before June 2026; every third is still open."""
    case_id = f"{number:032x}"
    at = datetime(2025, 12, 1, 8, tzinfo=UTC) + timedelta(days=number % 180)
    notes = (NoteAdded(text="Ringt"),) * 2
    said = (CaseStarted(process=PROCESS, definition="0", start="start"), *notes)
    events = tuple(Recorded(case_id, n, at, at, "anna", f"bench-{number}", event) for n, event in enumerate(said, 1))
    return Append(
        case_id, PROCESS, 0, f"bench-{number}", b"0", events, _snapshot(case_id, 3), (), None, statistics=tuple(_lines(number, at.date()))
    )  # fmt: skip


def _lines(number: int, day: date) -> Iterator[Statistic]:
    yield Statistic("case.start", 1, day, "start")
    yield Statistic("typ", 1, day, KINDS[number % 2])
    yield Statistic("beslut.decided", 2, day + timedelta(days=number % 40), "bifall")
    entered = Statistic("inskrivning.done", 2, day + timedelta(days=number % 40 + 7))
    yield entered
    if number % 3:
        yield replace(
            entered, name="case.end", seq=3, day=entered.day + timedelta(days=number % 90), value=ENDS[number % 6]
        )
