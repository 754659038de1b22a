"""What happens without anybody pressing anything: ripe timers and jobs. Safe to run in several places at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event as Signal
from threading import Thread

import msgspec
import structlog

from core.application.jobs.beside import DELIVER, KINDS, REACT, SEVERAL, apart, plugin_of
from core.application.jobs.reacting import Ring, react
from core.application.letters.delivering import deliver, given_up
from core.application.reading.protecting import PROTECT, tell_others
from core.application.resources.places import GivePlaces, give_free
from core.application.step.office import Office
from core.application.step.projecting import EndCall, StartCall
from core.clock import Clock, id_from
from core.engine.between.calling import results_of
from core.engine.reading import is_protected
from core.engine.timers.clockwork import next_timer
from core.errors import CorruptHistory, RutinError
from core.errors.tracing import told
from core.model.case import step_of
from core.model.commands import CallEnded, CallStarted, StartCase, Tick
from core.model.people import SYSTEM
from core.model.steps import Call
from core.model.values import Value
from core.storage.port import Job

log = structlog.get_logger("rutin.worker")

PAUSE = 1.0
"""Seconds between rounds when there was nothing to do."""
OWN = frozenset({"start_call", "end_call", "give_places", PROTECT})
"""The jobs that Rutin carries out itself."""
MOST_RIPE = 100
"""How many cases' timers are fired in a round."""
REST = timedelta(minutes=15)
"""How long a case whose timers cannot be fired waits for the next try."""
PASSING = frozenset({"storage", "storage_closed", "storage_full", "storage_locked", "version_clash"})
"""What a timer that could not be fired is tried again for at once: it passes by itself."""
LASTING = frozenset({"no_channel"})
"""What does not pass by itself, so that a job which fails of it is not tried again until somebody asks for it."""
RETRIES = (timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=15), timedelta(hours=2))
"""Waits between tries of a job; after the last it becomes an incident for people."""

HELD = timedelta(minutes=15)
"""How long what a plugin is to do is one process's, longer than a round takes: else each process that runs would send the same letter."""
PATIENCE = 5.0
"""Seconds that what a plugin is at may take to be done when Rutin is to end: what ends it often waits no longer than ten."""
LOOKED = timedelta(minutes=1)
"""How often it is looked for what processes that have been killed were doing: it is tried again at once, by whoever starts or goes on."""


def work_once(office: Office, now: datetime) -> int:
    """Fires what is ripe and carries out waiting jobs, plugins' too, once; gives how many. One failure stops nothing else."""
    return own_work(office, now) + plugin_work(office, now)


def own_work(office: Office, now: datetime) -> int:
    """What Rutin does itself: timers and messages between cases."""
    done = 0
    for case in office.store.ripe(now, MOST_RIPE + len(office.resting)):
        if office.resting.get(case, now) <= now:
            done += _tick(office, case, now)
    for job in office.store.jobs(now, kinds=OWN):
        done += _try(office, job, now)
    return done


def give_everywhere(office: Office, now: datetime) -> None:
    """Gives what is free of every resource: when the office opens, since the number of places may have changed while it was closed."""
    for name in office.municipality.resources:
        try:
            give_free(office, name, f"start:{now.isoformat()}", now)
        except Exception as error:
            log.error("places_failed", municipality=office.municipality.slug, resource=name, **told(error))


def _tick(office: Office, case: str, now: datetime) -> int:
    """Fires a case's timers. One that cannot be fired rests for a while, so that it is not told of each second."""
    try:
        before = office.latest(case).seq
        after = office.carry_out(Tick(id="", case=case, actor=SYSTEM, at=now), now)
    except Exception as error:
        log.error("timer_failed", case=case, **told(error))
        if not (isinstance(error, RutinError) and error.code in PASSING):
            office.resting[case] = now + REST
        return 0
    office.resting.pop(case, None)
    if after.seq > before:
        return 1
    due = next_timer(after)
    if (due is None or due > now) and case in office.store.ripe(now, MOST_RIPE + len(office.resting)):
        # the row says that there is something to do, and the history that there is not
        log.error("timer_false", case=case)
        office.resting[case] = now + REST
    return 0


def plugin_work(office: Office, now: datetime) -> int:
    """What plugins do beside the steps. One that has just hung keeps nobody else waiting: the rest of what it has to do is put off."""
    done = 0
    resting: set[str] = set()
    _split(office, now)
    for job in office.store.jobs(now, kinds=KINDS):
        if office.beside.hosts.stopping:
            break
        plugin = plugin_of(office.beside, job)
        if plugin in resting:
            office.store.job_later(job.key, now + RETRIES[0])
            continue
        if not office.store.job_taken(job.key, now, now + HELD):
            continue  # another process carries it out
        before = _slow_failures(office, plugin)
        done += _try(office, job, now)
        if _slow_failures(office, plugin) > before:
            resting.add(plugin)
    return done


def plugin_work_strictly(office: Office, now: datetime) -> int:
    """What plugins do beside the steps, for those who try things out: what fails is raised, and not tried again. Raises RutinError."""
    _split(office, now)
    jobs = office.store.jobs(now, kinds=KINDS)
    for job in jobs:
        office.store.job_done(job.key)
        _carry_out(office, job, now)
    return len(jobs)


def _split(office: Office, now: datetime) -> None:
    """What a step left for several plugins in one job becomes a job each: what fails of them holds up no other."""
    for job in office.store.jobs(now, kinds=frozenset({SEVERAL})):
        try:
            office.store.job_split(job.key, apart(job))
        except Exception as error:
            _failed(office, job, error, now)


def _slow_failures(office: Office, plugin: str) -> int:
    """How often a plugin has kept everybody waiting until it was stopped."""
    return office.beside.hosts.health(plugin).stopped if plugin in office.beside.titles else 0


def _try(office: Office, job: Job, now: datetime) -> int:
    try:
        later = _carry_out(office, job, now)
    except Exception as error:
        if office.beside.hosts.stopping:
            office.store.job_later(job.key, now)  # it is done when Rutin starts again
        else:
            _failed(office, job, error, now)
        return 0
    if later is not None:
        office.store.job_later(job.key, later)
        return 0
    office.store.job_done(job.key)
    return 1


def _failed(office: Office, job: Job, error: Exception, now: datetime) -> None:
    """Says of a job that it has failed, and when it is tried again, if at all."""
    last = job.attempts >= len(RETRIES) or isinstance(error, Ring) or getattr(error, "code", "") in LASTING
    office.store.job_failed(job.key, failure_words(error), None if last else now + RETRIES[job.attempts])
    log.error("job_failed", kind=job.kind, case=job.case, attempts=job.attempts + 1, **told(error))
    if last and job.kind == DELIVER:
        _tell_of_lost(office, job, error, now)


def failure_words(error: Exception) -> str:
    """What is kept of a failure: class and code, and of a plugin's which hook, how it failed, about what and where. Never its words."""
    if not isinstance(error, RutinError):
        return f"{type(error).__name__} internal"
    kept = (
        type(error).__name__,
        error.code,
        *(str(error.details[d]) for d in ("plugin", "hook", "error", "about") if error.details.get(d)),
    )
    place = str(error.details.get("place") or "")
    return " ".join((*kept, f"@{place}") if place else kept)


def _tell_of_lost(office: Office, job: Job, why: Exception, now: datetime) -> None:
    try:
        given_up(office, job, why, now)
    except Exception as error:
        log.error("lost_letter_not_told", case=job.case, **told(error))


def _carry_out(office: Office, job: Job, now: datetime) -> datetime | None:
    """Carries a job out, or says when there will be something to do."""
    if not job.payload:
        raise CorruptHistory(reason=f"arbetet {job.key}", case=job.case)
    if job.kind == "give_places":
        return give_free(office, msgspec.json.decode(job.payload, type=GivePlaces).resource, job.key, now)
    if job.kind == REACT:
        react(office, job, now)
    elif job.kind == PROTECT:
        tell_others(office, job, now)
    elif job.kind == DELIVER:
        deliver(office, job, now)
    elif job.kind == "start_call":
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
                trail=end.trail,
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
    caller = office.latest(call.case)
    child = id_from(job.key)  # always the same for the same call, so that trying again starts no second one
    office.carry_out(
        StartCase(
            id=f"start:{job.key}",
            case=child,
            actor=SYSTEM,
            at=now,
            process=definition.id,
            start=definition.called().id,
            facts=call.facts,
            parent=(call.case, call.instance) if call.awaited else None,
            trail=call.trail,
            protected=is_protected(office.definition_of(caller), caller),
        ),
        now,
    )
    if call.awaited:
        answered = CallStarted(
            id=f"started:{job.key}",
            case=call.case,
            actor=SYSTEM,
            at=now,
            instance=call.instance,
            child=child,
            trail=call.trail,
        )
        office.carry_out(answered, now)


class Worker:
    """Keeps the clock and the jobs going for some offices, until stopped: one thread for Rutin's own work, one for what plugins do."""

    def __init__(self, offices: tuple[Office, ...], clock: Clock) -> None:
        self._offices, self._clock = offices, clock
        self._stop, self._looked = Signal(), dict[str, datetime]()
        self._threads = (
            Thread(target=self._run, name="rutin-worker", daemon=True),
            Thread(target=self._rounds, args=(self._plugin_work,), name="rutin-plugins", daemon=True),
        )

    def start(self) -> None:
        """Starts the threads."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Asks the threads to end and waits for the round under way; what a plugin is at is broken off after a while, to be done later."""
        self._stop.set()
        own, plugins = self._threads
        plugins.join(timeout=PATIENCE)
        for office in self._offices:
            office.beside.hosts.stop()
        for thread in (plugins, own):
            thread.join(timeout=10)

    def _run(self) -> None:
        for office in self._offices:
            give_everywhere(office, self._clock.now())
        self._rounds(own_work)

    def _plugin_work(self, office: Office, now: datetime) -> int:
        slug = office.municipality.slug
        if now >= self._looked.get(slug, now):
            office.store.jobs_left(now)
            self._looked[slug] = now + LOOKED
        return plugin_work(office, now)

    def _rounds(self, work: Callable[[Office, datetime], int]) -> None:
        while not self._stop.is_set():
            done = 0
            for office in self._offices:
                if self._stop.is_set():
                    return
                try:
                    done += work(office, self._clock.now())
                except BaseException as error:  # whatever it is, the others go on, and the next round tries again
                    log.error("round_failed", municipality=office.municipality.slug, **told(error))
            if done == 0:
                self._stop.wait(PAUSE)
