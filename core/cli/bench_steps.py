"""Steps per second of Bengtsfors' routine, durable, encrypted and with history, against bare sqlite3 writing the same rows."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from zoneinfo import ZoneInfo

import click

from core import bootstrap
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.office import Office
from core.clock import FixedClock, new_id
from core.model.people import Actor
from core.storage.sqlite.write import Tape

SLUG = "bengtsfors"
ZONE = ZoneInfo("Europe/Stockholm")


def moment(day: int, clock: str) -> datetime:
    """A local clock time in the first week of March 2026, whose second day is a Monday."""
    return datetime.fromisoformat(f"2026-03-{day:02}T{clock}").replace(tzinfo=ZONE).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Turn:
    """One form that will be sent: by whom, at which moment, and the form once the case and the version on the page are known."""

    actor: Actor
    at: datetime
    form: Callable[[str, int], act.Action]


class Client:
    """One caseworker's chair: takes cases from application to activity through `Rutin.submit`, with a clock of its own.

    What a caseworker would write is made beforehand (`prepare`), so that only Rutin's own work is measured.
    """

    def __init__(self, office: Office, number: int) -> None:
        self.clock = FixedClock(moment(2, "09:00"))
        self.rutin = Rutin({SLUG: office}, self.clock)
        self.anna = self.rutin.actor(SLUG, "anna")
        self.bo = self.rutin.actor(SLUG, "bo")
        self.number = number
        self.times: list[float] = []
        self.cases: list[list[Turn]] = []

    def prepare(self, first: int, count: int, *, only_start: bool = False) -> Client:
        """Makes the forms of `count` cases, with serial numbers from `first`: eight each, or one when they are only opened."""
        for serial in range(first, first + count):
            turns = self._turns(serial)
            self.cases.append(turns[:1] if only_start else turns)
        return self

    def work(self) -> None:
        """Sends every form that was prepared."""
        for turns in self.cases:
            seen, case = 0, ""
            for turn in turns:
                start = self._begin(turn)
                done = self.rutin.submit(SLUG, turn.actor, turn.form(case, seen))
                seen, case = done.version, done.case
                self.times.append(perf_counter() - start)
        self.cases.clear()

    async def work_beside_others(self) -> None:
        """As `work`, as one of the many tasks of an event loop: as the pages send what comes from many browsers."""
        for turns in self.cases:
            seen, case = 0, ""
            for turn in turns:
                start = self._begin(turn)
                done = await self.rutin.submit_soon(SLUG, turn.actor, turn.form(case, seen))
                seen, case = done.version, done.case
                self.times.append(perf_counter() - start)
        self.cases.clear()

    def _begin(self, turn: Turn) -> float:
        self.clock.set(turn.at)
        return perf_counter()

    def _turns(self, serial: int) -> list[Turn]:
        values = {
            "personnummer": person_number(self.number * 100_000 + serial),
            "namn": f"Kim Påhittad {self.number}-{serial}",
        }
        start = act.StartAction(command=new_id(), process="aktivitet", start="ansokan", values=values)

        def book(actor: Actor, at: datetime, step: str, day: int, clock: str) -> Turn:
            form = partial(act.BookAction, command=new_id(), instance=f"{step}#1", day=f"2026-03-{day:02}", clock=clock)
            return Turn(actor, at, lambda case, seen: form(case=case, seen=seen))

        def do(
            actor: Actor, at: datetime, step: str, outcome: str | None, present: Sequence[str] = (), **values: str
        ) -> Turn:
            form = partial(
                act.CompleteAction,
                command=new_id(), instance=f"{step}#1", outcome=outcome, values=values, present=frozenset(present),
            )  # fmt: skip
            return Turn(actor, at, lambda case, seen: form(case=case, seen=seen))

        routine = self.rutin.office(SLUG).current("aktivitet")
        answers = {"arbetslos": "yes", "berattigad": "yes", "annan_aktivitet": "no"}
        return [
            Turn(self.anna, moment(2, "09:00"), lambda _case, _seen: start),
            book(self.anna, moment(2, "09:10"), "utredningssamtal", 2, "10:00"),
            do(self.anna, moment(2, "10:30"), "utredningssamtal", "held", **answers),
            book(self.anna, moment(2, "10:40"), "kartlaggning", 3, "10:00"),
            do(self.bo, moment(3, "10:30"), "kartlaggning", "held", oklar_formaga="no"),
            book(self.bo, moment(3, "11:00"), "trepartssamtal", 4, "09:00"),
            do(self.bo, moment(4, "09:30"), "trepartssamtal", "held", routine.steps["trepartssamtal"].called),
            do(self.bo, moment(6, "08:30"), "aktivitet", None, sysselsattning="Praktik", startdag="2026-03-06"),
        ]


def person_number(serial: int) -> str:
    """A made-up coordination number with a right check digit, of somebody of working age, different for each `serial` below 15 million."""
    rest, last = divmod(serial, 999)
    rest, month = divmod(rest, 12)
    years, day = divmod(rest, 28)
    year = 1962 + years % 45
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
        # warm: caches, calendar, compiled conditions
        _together([Client(office, 110 + n).prepare(0, 3) for n in range(clients)])
        workers = [Client(office, n).prepare(0, max(1, cases // clients)) for n in range(clients)]
        bootstrap.stay()  # as a server does before its first request
        cpu, start = process_time(), perf_counter()
        _together(workers)
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


def _together(workers: list[Client]) -> None:
    """Every client sends what it has prepared, all at once; the first failure is raised."""

    async def all_of_them() -> None:
        await asyncio.gather(*(each.work_beside_others() for each in workers))

    if len(workers) == 1:
        workers[0].work()
    else:
        asyncio.run(all_of_them())


def _fill(office: Office, existing: int) -> None:
    """Opens `existing` cases with many clients at once, so that commits go in groups."""
    clients = [Client(office, 70 + n) for n in range(32)]
    each = -(-existing // len(clients))
    with click.progressbar(length=each, label="Ärenden som redan finns", file=sys.stderr) as bar:
        for first in range(0, each, 100):
            count = min(100, each - first)
            _together([c.prepare(first, count, only_start=True) for c in clients])
            bar.update(count)
