"""What happens without anybody pressing anything: ripe timers and jobs. Safe to run in several places at once."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from threading import Event as Signal
from threading import Thread

import msgspec
import structlog

from core.application.office import Office
from core.application.places import GivePlaces, give_everywhere, give_free
from core.application.projecting import EndCall, StartCall
from core.clock import Clock
from core.engine.calling import results_of
from core.errors import RutinError
from core.model.case import step_of
from core.model.commands import CallEnded, CallStarted, StartCase, Tick
from core.model.people import SYSTEM
from core.model.steps import Call
from core.model.values import Value
from core.storage.port import Job

log = structlog.get_logger("rutin.worker")

PAUSE = 1.0
"""Seconds between rounds when there was nothing to do."""
RETRIES = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=2))
"""Waits between tries of a job; after the last it becomes an incident for people."""


def work_once(office: Office, now: datetime) -> int:
    """Fires what is ripe and carries out waiting jobs, once; gives how many. One failure stops nothing else."""
    done = 0
    for case in office.store.ripe(now):
        try:
            office.carry_out(Tick(id="", case=case, actor=SYSTEM, at=now), now)
            done += 1
        except RutinError as error:
            log.error("timer_failed", case=case, code=error.code)
    for job in office.store.jobs(now):
        done += _try(office, job, now)
    return done


def _try(office: Office, job: Job, now: datetime) -> int:
    try:
        later = _carry_out(office, job, now)
    except RutinError as error:
        retry = now + RETRIES[job.attempts] if job.attempts < len(RETRIES) else None
        office.store.job_failed(job.key, f"{type(error).__name__} {error.code}", retry)
        log.error("job_failed", kind=job.kind, case=job.case, code=error.code, attempts=job.attempts + 1)
        return 0
    if later is not None:
        office.store.job_later(job.key, later)
        return 0
    office.store.job_done(job.key)
    return 1


def child_id(key: str) -> str:
    """The id of the case a call starts: always the same for the same call, so that trying again starts no second one."""
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def _carry_out(office: Office, job: Job, now: datetime) -> datetime | None:
    """Carries a job out, or says when there will be something to do."""
    if job.kind == "give_places":
        return give_free(office, msgspec.json.decode(job.payload, type=GivePlaces).resource, job.key, now)
    if job.kind == "start_call":
        _start_call(office, job, msgspec.json.decode(job.payload, type=StartCall), now)
    elif job.kind == "end_call":
        end = msgspec.json.decode(job.payload, type=EndCall)
        office.carry_out(
            CallEnded(
                id=f"end:{job.key}",
                case=end.case,
                actor=SYSTEM,
                at=now,
                instance=end.instance,
                end=end.end,
                facts=_given(office, end, job.case, now),
            ),
            now,
        )
    else:
        raise RutinError("internal", kind=job.kind)
    return None


def _given(office: Office, end: EndCall, child: str, now: datetime) -> dict[str, Value]:
    """What the calling step takes over from the case it called, under that case's own names."""
    caller = office.case(end.case)
    step = office.definition_of(caller).steps.get(step_of(end.instance))
    if not isinstance(step, Call) or not step.gives:
        return {}
    called = office.case(child)
    return results_of(office.definition_of(called), called, step.gives.values(), now, office.calendar)


def _start_call(office: Office, job: Job, call: StartCall, now: datetime) -> None:
    definition = office.current(call.process)
    child = child_id(job.key)
    office.carry_out(
        StartCase(
            id=f"start:{job.key}",
            case=child,
            actor=SYSTEM,
            at=now,
            process=definition.id,
            start=definition.starts()[0].id,
            facts=call.facts,
            parent=(call.case, call.instance) if call.awaited else None,
        ),
        now,
    )
    if call.awaited:
        answered = CallStarted(
            id=f"started:{job.key}", case=call.case, actor=SYSTEM, at=now, instance=call.instance, child=child
        )
        office.carry_out(answered, now)


class Worker:
    """A thread that keeps the clock and the jobs going for some offices, until stopped."""

    def __init__(self, offices: tuple[Office, ...], clock: Clock) -> None:
        self._offices, self._clock = offices, clock
        self._stop = Signal()
        self._thread = Thread(target=self._run, name="rutin-worker", daemon=True)

    def start(self) -> None:
        """Starts the thread."""
        self._thread.start()

    def stop(self) -> None:
        """Asks the thread to end and waits for the round under way."""
        self._stop.set()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        for office in self._offices:
            try:
                give_everywhere(office, self._clock.now())
            except RutinError as error:
                log.error("places_failed", municipality=office.municipality.slug, code=error.code)
        while not self._stop.is_set():
            done = 0
            for office in self._offices:
                try:
                    done += work_once(office, self._clock.now())
                except RutinError as error:  # the store is away for a moment; the next round tries again
                    log.error("round_failed", municipality=office.municipality.slug, code=error.code)
            if done == 0:
                self._stop.wait(PAUSE)
