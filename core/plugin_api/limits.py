"""What plugins do in Rutin's own process gets a certain time: where a plugin is only at hand as a module, and beside the main thread.

It is run by a thread of its own while the caller waits. Python can stop no thread: one that does not answer is left behind and told to
stop, which it does at its next line of Python, and the caller's next call is run by another. What never comes to a line of Python, such
as a regular expression that does not end, holds the whole program; so what is called for cases runs in `core.plugin_api.host.pure`, and
what is done at start is interrupted otherwise (`core.plugin_api.at_start`).
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from core.plugin_api.guarding import Asker, Asking, NoAnswer
from core.plugin_api.isolation import TOO_LONG, place_of


@dataclass(frozen=True, slots=True)
class Limits:
    """How many seconds plugins get: `call` for one call of a pure function, `start` for one hook at start."""

    call: float = 1.0
    start: float = 10.0


NORMAL = Limits()
Job = Callable[[], object]


class TooLong(Exception):  # noqa: N818 - the house's word
    """A function has not answered in time. `place`: the file and line where it was stuck, if that is known."""

    def __init__(self, place: str = "") -> None:
        self.place = place
        super().__init__(place)


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


class InThreads(Asker):
    """Runs pure functions of a plugin that no other process can import: one made in a test, or written in a console."""

    def ask(self, askings: Sequence[Asking]) -> Sequence[object]:
        """One after another."""
        return tuple(map(_ask, askings))


def _ask(asking: Asking) -> object:
    pure = asking.function.pure

    def answered() -> object:
        answer = pure.call(*asking.arguments)
        fault = pure.fault(answer)
        return NoAnswer(fault) if fault else answer

    try:
        return within(asking.function.seconds, answered)
    except TooLong:
        return NoAnswer(TOO_LONG)
    except BaseException as error:  # the caller's own KeyboardInterrupt never comes from the plugin's thread
        if isinstance(error, KeyboardInterrupt):
            raise
        return NoAnswer(type(error).__name__, place_of(error))
