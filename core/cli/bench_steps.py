"""Steps per second of Bengtsfors' routine, durable, encrypted and with history, against bare sqlite3 writing the same rows."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

import click

from core import bootstrap
from core.application import actions as act
from core.application.office import Office
from core.application.service import Rutin
from core.clock import FixedClock, new_id
from core.model.people import Actor
from core.storage.sqlite.write import Tape

SLUG = "bengtsfors"
ZONE = ZoneInfo("Europe/Stockholm")


def moment(day: int, clock: str) -> datetime:
    """A local clock time in the first week of March 2026, whose second day is a Monday."""
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}").replace(tzinfo=ZONE).astimezone(UTC)


class Client:
    """One caseworker's chair: takes cases from application to activity through `Rutin.submit`, with a clock of its own."""

    def __init__(self, office: Office, number: int) -> None:
        self.clock = FixedClock(moment(2, "09:00"))
        self.rutin = Rutin({SLUG: office}, self.clock)
        self.anna = self.rutin.actor(SLUG, "anna")
        self.bo = self.rutin.actor(SLUG, "bo")
        self.number = number
        self.times: list[float] = []

    def start(self, serial: int) -> tuple[str, int]:
        """Opens a case; gives its id and version."""
        self.clock.set(moment(2, "09:00"))
        values = {
            "personnummer": person_number(self.number * 100_000 + serial),
            "namn": f"Kim Påhittad {self.number}-{serial}",
        }
        return self._submit(
            self.anna, act.StartAction(command=new_id(), process="aktivitet", start="ansokan", values=values)
        )

    def whole(self, serial: int) -> None:
        """One case from start to end: eight steps."""
        case, seen = self.start(serial)
        for actor, at, make in self._steps(case):
            self.clock.set(at)
            _, seen = self._submit(actor, make(new_id(), seen))

    def _submit(self, actor: Actor, action: act.Action) -> tuple[str, int]:
        start = perf_counter()
        done = self.rutin.submit(SLUG, actor, action)
        self.times.append(perf_counter() - start)
        return done.case, done.version

    def _steps(self, case: str) -> Iterator[tuple[Actor, datetime, Callable[[str, int], act.Action]]]:
        def book(step: str, day: int, clock: str) -> Callable[[str, int], act.Action]:
            return lambda key, seen: act.BookAction(
                command=key, case=case, seen=seen, instance=f"{step}#1", day=f"2026-03-{day:02}", clock=clock
            )

        def do(step: str, outcome: str | None, **values: str) -> Callable[[str, int], act.Action]:
            return lambda key, seen: act.CompleteAction(
                command=key, case=case, seen=seen, instance=f"{step}#1", outcome=outcome, values=values
            )

        yield self.anna, moment(2, "09:10"), book("utredningssamtal", 2, "10:00")
        answers = {"arbetslos": "yes", "berattigad": "yes", "annan_aktivitet": "no"}
        yield self.anna, moment(2, "10:30"), do("utredningssamtal", "held", **answers)
        yield self.anna, moment(2, "10:40"), book("kartlaggning", 3, "10:00")
        yield self.bo, moment(3, "10:30"), do("kartlaggning", "held", oklar_formaga="no")
        yield self.bo, moment(3, "11:00"), book("trepartssamtal", 4, "09:00")
        yield self.bo, moment(4, "09:30"), do("trepartssamtal", "held")
        yield self.bo, moment(6, "08:30"), do("aktivitet", None, sysselsattning="Praktik", startdag="2026-03-06")


def person_number(serial: int) -> str:
    """A made-up coordination number with a right check digit, of somebody of working age, different for each `serial` below ten million."""
    rest, last = divmod(serial, 999)
    rest, month = divmod(rest, 12)
    years, day = divmod(rest, 28)
    year = 1970 + years % 30
    nine = f"{year % 100:02}{month + 1:02}{day + 61:02}{last + 1:03}"
    digits = (int(c) * (2 - n % 2) for n, c in enumerate(nine))
    check = -sum(d - 9 if d > 9 else d for d in digits) % 10
    return f"{year // 100}{nine}{check}"


def run(configs: Path, cases: int, clients: int, existing: int) -> dict[str, object]:
    """The figures of `rutin bench steps`: ratios and times of one run."""
    with tempfile.TemporaryDirectory(prefix="rutin-bench-") as folder:
        data = Path(folder)
        tape: list[Tape] = []
        store = bootstrap.open_store(SLUG, data, tape=None if existing else tape)
        office = bootstrap.open_office(configs, SLUG, data, store=store)
        if existing:
            _fill(office, existing)
            os.sync()  # what was filled in is on the disk before the steps are measured, not during
        _together([Client(office, 90 + n) for n in range(clients)], 3)  # warm: caches, calendar, compiled conditions
        workers = [Client(office, n) for n in range(clients)]
        cpu, start = process_time(), perf_counter()
        _together(workers, max(1, cases // clients))
        seconds, cpu = perf_counter() - start, process_time() - cpu
        times = sorted(t for w in workers for t in w.times)
        store.close()
        result: dict[str, object] = {
            "cases": cases,
            "clients": clients,
            "existing": existing,
            "steps": len(times),
            "steps_per_s": len(times) / seconds,
            "p50_ms": times[len(times) // 2] * 1000,
            "p99_ms": times[len(times) * 99 // 100] * 1000,
            "cpu_ms_per_step": cpu / len(times) * 1000,
        }
        if not existing:
            raw = bootstrap.raw_seconds(tape, data / "raw.db")
            result["bytes_per_case"] = (data / "raw.db").stat().st_size / max(1, len(tape) / 8)
            result["raw_steps_per_s"] = len(tape) / raw
            result["ratio_to_raw"] = len(times) / seconds / (len(tape) / raw)
        return result


def _together(workers: list[Client], each: int) -> None:
    """Every client takes `each` cases from start to end, all at once; the first failure is raised."""
    failed: list[BaseException] = []

    def work(client: Client) -> None:
        try:
            for serial in range(each):
                client.whole(serial)
        except BaseException as error:  # raised again below, in the thread that waits
            failed.append(error)

    if len(workers) == 1:
        work(workers[0])
    else:
        threads = [Thread(target=work, args=(w,)) for w in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    if failed:
        raise failed[0]


def _fill(office: Office, existing: int) -> None:
    """Opens `existing` cases with many clients at once, so that commits go in groups."""
    clients = [Client(office, 50 + n) for n in range(32)]
    each = -(-existing // len(clients))

    def work(client: Client, first: int, last: int) -> None:
        for serial in range(first, last):
            client.start(serial)

    with click.progressbar(length=each, label="Ärenden som redan finns", file=sys.stderr) as bar:
        for first in range(0, each, 100):
            last = min(each, first + 100)
            threads = [Thread(target=work, args=(c, first, last)) for c in clients]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            bar.update(last - first)
