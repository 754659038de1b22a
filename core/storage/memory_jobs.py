"""Jobs as the store in memory keeps them; see `core.storage.port.Job`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from core.storage.moments import maybe_micros, maybe_moment, to_micros
from core.storage.port import Incident, Job


@dataclass(slots=True)
class _Waiting:
    """A job as kept; with `retry_at` None it waits for a person. `held`: somebody carries it out."""

    job: Job
    created: datetime
    retry_at: int | None = 0
    error: str = ""
    held: bool = False

    def failure(self) -> Incident:
        """How it has failed."""
        job = self.job
        return Incident(
            job.key, job.kind, job.case, job.attempts, self.error, self.created, maybe_moment(self.retry_at), self.held
        )


class Jobs:
    """Every job that waits or has failed for good, oldest first."""

    def __init__(self) -> None:
        self._jobs: dict[str, _Waiting] = {}

    def add(self, jobs: Iterable[Job], at: datetime) -> None:
        """Takes in new work; a key that is here already stays as it is."""
        for job in jobs:
            self._jobs.setdefault(job.key, _Waiting(job, at))

    def ready(self, now: datetime, limit: int, kinds: frozenset[str] | None) -> tuple[Job, ...]:
        """Those to be tried now."""
        moment = to_micros(now)
        ready = [
            each.job
            for each in self._jobs.values()
            if each.retry_at is not None and each.retry_at <= moment and (kinds is None or each.job.kind in kinds)
        ]
        return tuple(ready[:limit])

    def taken(self, key: str, now: datetime, until: datetime) -> bool:
        """Puts a job off that is to be tried now; False when it is not."""
        waiting = self._jobs.get(key)
        if waiting is None or waiting.retry_at is None or waiting.retry_at > to_micros(now):
            return False
        waiting.retry_at, waiting.held = to_micros(until), True
        return True

    def hurried(self, key: str, now: datetime) -> bool:
        """Lets a job be tried now; False while somebody carries it out."""
        waiting, moment = self._jobs.get(key), to_micros(now)
        if waiting is None or (waiting.held and waiting.retry_at is not None and waiting.retry_at > moment):
            return False
        waiting.retry_at, waiting.held = moment, False
        return True

    def done(self, key: str) -> None:
        """Takes a job away."""
        self._jobs.pop(key, None)

    def later(self, key: str, at: datetime) -> None:
        """Puts a job off."""
        if waiting := self._jobs.get(key):
            waiting.retry_at, waiting.held = to_micros(at), False

    def failed(self, key: str, error: str, retry_at: datetime | None) -> None:
        """Counts a failure; without `retry_at` the job waits for a person."""
        if waiting := self._jobs.get(key):
            waiting.job = replace(waiting.job, attempts=waiting.job.attempts + 1)
            waiting.retry_at, waiting.error, waiting.held = maybe_micros(retry_at), error, False

    def split(self, key: str, jobs: Iterable[Job]) -> None:
        """Puts others in a job's place, if it is there."""
        if waiting := self._jobs.pop(key, None):
            self.add(jobs, waiting.created)

    def incidents(self) -> tuple[Incident, ...]:
        """Those that have failed, for good or so far."""
        return tuple(each.failure() for each in self._jobs.values() if each.error)

    def has(self, case: str) -> bool:
        """Whether some job is a case's."""
        return any(each.job.case == case for each in self._jobs.values())
