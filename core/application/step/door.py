"""The one door to a municipality's store: what waits together is decided by one thread, written in one transaction and answered after it.

Many threads that decide at once only wait for each other: one interpreter works for one at a time, and what one processor has at hand the
next has to fetch. Whoever finds nobody at work does what waits, at once and without any hand-over; so a single client never waits for one.
If others have come meanwhile, a keeper goes on for as long as there is a crowd: a thread of the door's own, that stays where it is warm.
An event loop never does the work itself: its tasks wait without a thread each, and are told all at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from threading import Condition, Lock, Thread
from typing import Protocol

from core.errors import RutinError, StorageError
from core.storage.port import Append

MOST = 256
"""Errands in one group, as many as a store writes at once; so that the first of them never waits long for the last."""
LINGER = 0.05
"""Seconds the keeper waits for more before it leaves the door to whoever comes."""


class Errand(Protocol):
    """What somebody wants done with a case. Its methods are called by whoever is at work, never two errands' at once."""

    @property
    def case(self) -> str:
        """The id of the case."""
        ...

    def decide(self) -> Append | None:
        """What is to be written, decided on the case as it is; None: nothing. What it raises is raised to who brought the errand."""
        ...

    def written(self) -> None:
        """What was decided is durable (or there was nothing to write). Comes before anything else is decided on the case."""
        ...


class _Waiting:
    """An errand in the queue; `task` is what an event loop waits by, else a thread waits at the gate."""

    __slots__ = ("answered", "batch", "errand", "error", "gate", "task")

    def __init__(self, errand: Errand, task: asyncio.Future[None] | None = None) -> None:
        self.errand, self.task = errand, task
        self.batch: Append | None = None
        self.error: Exception | None = None
        self.answered = False
        self.gate = Lock()
        if task is None:
            self.gate.acquire()

    def answer(self, error: Exception | None = None) -> None:
        """What became of it; known to whoever waits once its gate opens."""
        self.answered, self.error = True, error
        if error is None:
            self.errand.written()


class Writes(Protocol):
    """What the door needs of a store (`core.storage.port.Store`)."""

    def append(self, batch: Append) -> None:
        """Writes a step durably. Raises why it was refused."""
        ...

    def append_all(self, batches: Sequence[Append]) -> tuple[RutinError | None, ...]:
        """Writes steps of different cases durably together; the error of each."""
        ...


class Door:
    """Who comes to it waits until what was decided is durable."""

    def __init__(self, store: Writes) -> None:
        self._store = store
        self._lock = Lock()
        self._arrival = Condition(self._lock)
        self._queue: list[_Waiting] = []
        self._busy = False

    def through(self, errand: Errand) -> None:
        """Returns when what the errand decided is durable. Raises what its `decide` raised, or why the store refused it."""
        with self._lock:
            alone, self._busy = not self._busy, True
        if not alone:
            (error,) = self.through_all((errand,))
            if error is not None:
                raise error
            return
        try:
            batch = errand.decide()
            if batch is not None:
                self._store.append(batch)
            errand.written()
        finally:
            self._hand_over()

    def through_all(self, errands: Sequence[Errand]) -> tuple[Exception | None, ...]:
        """As `through` for several side by side, which go into the same group as far as there is room; what became of each, in order."""
        line = [_Waiting(errand) for errand in errands]
        with self._lock:
            self._queue += line
            leads = bool(line) and not self._busy
            if leads:
                self._busy = True
            else:
                self._arrival.notify()
        if leads:
            try:
                self._serve()
            finally:
                self._hand_over()
        for each in line:
            each.gate.acquire()  # until it has been answered
        return tuple(each.error for each in line)

    async def through_soon(self, errand: Errand) -> None:
        """As `through`, for a task of an event loop, which goes on with others meanwhile."""
        waiting = _Waiting(errand, asyncio.get_running_loop().create_future())
        with self._lock:
            self._queue.append(waiting)
            alone, self._busy = not self._busy, True
            if not alone:
                self._arrival.notify()
        if alone:
            self._begin_keeping()
        assert waiting.task is not None  # noqa: S101 - as made above
        await waiting.task
        if waiting.error is not None:
            raise waiting.error

    def _begin_keeping(self) -> None:
        Thread(target=self._keep, name="rutin-door").start()

    def _keep(self) -> None:
        """What the keeper does: serves for as long as there is a crowd."""
        try:
            while self._is_wanted():
                self._serve()
        except BaseException:
            self._hand_over()
            raise

    def _is_wanted(self) -> bool:
        with self._lock:
            if not self._queue:
                self._arrival.wait(LINGER)
            self._busy = bool(self._queue)
            return self._busy

    def _hand_over(self) -> None:
        """Leaves the door; to a keeper when somebody has come meanwhile."""
        with self._lock:
            self._busy = bool(self._queue)
            crowded = self._busy
        if crowded:
            self._begin_keeping()

    def _serve(self) -> None:
        """Does what waits, once, and opens the gates of those it was done for."""
        group: list[_Waiting] = []
        try:
            while len(group) < MOST and (taken := self._take(group)):
                group += taken
                for each in taken:
                    self._decide(each)
            self._write([each for each in group if not each.answered])
        finally:
            for each in group:
                if not each.answered:  # this thread was stopped
                    each.answered, each.error = True, StorageError("storage")
            _open_gates(group)

    def _take(self, group: list[_Waiting]) -> list[_Waiting]:
        """From those who wait: the first of each case that the group has nothing of yet. The others stay, in their order."""
        taken: list[_Waiting] = []
        with self._lock:
            if not group and len(self._queue) < 2:
                taken, self._queue = self._queue, taken
                return taken
            cases = {each.errand.case for each in group}
            left: list[_Waiting] = []
            for each in self._queue:
                if len(group) + len(taken) < MOST and each.errand.case not in cases:
                    cases.add(each.errand.case)
                    taken.append(each)
                else:
                    left.append(each)
            self._queue = left
        return taken

    @staticmethod
    def _decide(waiting: _Waiting) -> None:
        try:
            waiting.batch = waiting.errand.decide()
            if waiting.batch is None:
                waiting.answer()
        except Exception as error:
            waiting.answer(error)

    def _write(self, group: list[_Waiting]) -> None:
        if not group:
            return
        try:
            errors = self._store.append_all([each.batch for each in group if each.batch is not None])
        except Exception as error:
            for each in group:
                each.answer(error)
        else:
            for each, refused in zip(group, errors, strict=True):
                each.answer(refused)


def _open_gates(group: Sequence[_Waiting]) -> None:
    """Lets go of everybody who waits: threads one by one, the tasks of an event loop all at once."""
    tasks: dict[asyncio.AbstractEventLoop, list[asyncio.Future[None]]] = {}
    for each in group:
        if each.task is None:
            each.gate.release()
        else:
            tasks.setdefault(each.task.get_loop(), []).append(each.task)
    for loop, waiting in tasks.items():
        with suppress(RuntimeError):  # the loop has been closed, and nobody waits any more
            loop.call_soon_threadsafe(_go_on, waiting)


def _go_on(tasks: Sequence[asyncio.Future[None]]) -> None:
    for task in tasks:
        if not task.done():  # whoever waited may have gone away
            task.set_result(None)
