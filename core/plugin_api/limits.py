"""A plugin's pure function gets a certain time; whoever called goes on when it is out.

The function is run by a thread of its own while the caller waits. Python can stop no thread: one that does not answer is left behind
and told to stop, which it does at its next line of Python, and the caller's next call is run by another. What never comes to a line of
Python, such as a regular expression that does not end, holds the whole program; no thread can help against that.

The same arguments give the same answer, so answers are remembered and most calls cost no thread at all.
"""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from queue import Empty, SimpleQueue

REST = 60.0
"""Seconds during which a function that took too long is not called again: a page may ask it fifty times."""
REMEMBERED = 512
"""How many answers of a function are remembered."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds plugins get: `call` for one call of a pure function, `start` for one hook at start."""

    call: float = 1.0
    start: float = 10.0


NORMAL = Limits()
Job = Callable[[], object]


class TooLong(Exception):  # noqa: N818 - the house's word
    """A function has not answered in time."""


class Resting(TooLong):
    """A function is not called, since it did not answer in time a short while ago."""


class _Stop(BaseException):
    """Told to a thread that was left behind."""


@dataclass(frozen=True, slots=True)
class _Failed:
    error: BaseException


class _Helper:
    """A thread that runs one caller's jobs. It ends when nobody holds the helper any more."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._answers: SimpleQueue[object] = SimpleQueue()
        self._thread = threading.Thread(
            target=_work, args=(self._jobs, self._answers), name="rutin-plugin", daemon=True
        )
        self._thread.start()

    def __del__(self) -> None:
        self._jobs.put(None)

    def run(self, job: Job, seconds: float) -> object:
        """What the job gives. Raises whatever it raises; TooLong."""
        self._jobs.put(job)
        try:
            answer = self._answers.get(timeout=seconds)
        except Empty:
            self._stop()
            raise TooLong from None
        if isinstance(answer, _Failed):
            raise answer.error
        return answer

    def _stop(self) -> None:
        if self._thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(self._thread.ident), ctypes.py_object(_Stop))


def _work(jobs: SimpleQueue[Job | None], answers: SimpleQueue[object]) -> None:
    try:
        while (job := jobs.get()) is not None:
            answers.put(_attempt(job))
            del job  # nothing of a case is held while the thread waits
    except _Stop:
        return


def _attempt(job: Job) -> object:
    try:
        return job()
    except _Stop:
        raise
    except BaseException as error:  # a plugin that calls sys.exit() must not end the program either
        return _Failed(error)


_helpers = threading.local()


def within(seconds: float, job: Job) -> object:
    """What `job` gives, if it does so in `seconds`. Raises whatever it raises; TooLong."""
    helper: _Helper | None = getattr(_helpers, "helper", None)
    if helper is None:
        helper = _helpers.helper = _Helper()
    try:
        return helper.run(job, seconds)
    except TooLong:
        _helpers.helper = None
        raise


def limited(
    call: Callable[..., object],
    seconds: float,
    *,
    rest: float = REST,
    now: Callable[[], float] = time.monotonic,
) -> Callable[..., object]:
    """A pure function with a limit: raises TooLong when it has not answered in time, and at once while it then rests.

    Args:
        call: pure; what it is given can be hashed.
        seconds: how long one call may take.
        rest: seconds before it is tried again after it took too long.
        now: seconds on a clock that only goes forward.
    """
    rests_until = 0.0

    @lru_cache(REMEMBERED, typed=True)
    def answer(*arguments: object) -> object:
        return within(seconds, lambda: call(*arguments))

    def run(*arguments: object) -> object:
        nonlocal rests_until
        if rests_until and now() < rests_until:
            raise Resting
        try:
            return answer(*arguments)
        except TooLong:
            rests_until = now() + rest
            raise

    return run
