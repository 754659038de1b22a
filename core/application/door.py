"""The one door to a municipality's store: what waits together is decided by one thread, written in one transaction and answered after it.

Many threads that decide at once only wait for each other: one interpreter works for one at a time, and every hand-over costs more than a
decision. No thread of its own: whoever finds nobody at work does it, for everybody who waits, so a single client never waits for
a hand-over. The first who came meanwhile goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Protocol

from core.errors import RutinError, StorageError
from core.storage.port import Append

MOST = 256
"""Errands in one group, as many as a store writes at once; so that the first of them never waits long for the last."""


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
    """An errand in the queue."""

    __slots__ = ("answered", "batch", "errand", "error", "gate", "leads")

    def __init__(self, errand: Errand) -> None:
        self.errand = errand
        self.batch: Append | None = None
        self.error: Exception | None = None
        self.answered = False
        self.gate = Lock()
        self.leads = False

    def answer(self, error: Exception | None = None) -> None:
        """What became of it; known to whoever waits once its gate opens."""
        self.answered, self.error = True, error
        if error is None:
            self.errand.written()


class Door:
    """`append_all` writes steps of different cases durably together and tells the error of each (`core.storage.port.Store.append_all`)."""

    def __init__(self, append_all: Callable[[Sequence[Append]], tuple[RutinError | None, ...]]) -> None:
        self._append_all = append_all
        self._lock = Lock()
        self._queue: list[_Waiting] = []
        self._busy = False

    def through(self, errand: Errand) -> None:
        """Returns when what the errand decided is durable. Raises what its `decide` raised, or why the store refused it."""
        (error,) = self.through_all((errand,))
        if error is not None:
            raise error

    def through_all(self, errands: Sequence[Errand]) -> tuple[Exception | None, ...]:
        """As `through` for several side by side, which go into the same group as far as there is room; what became of each, in order."""
        line = [_Waiting(errand) for errand in errands]
        with self._lock:
            self._queue += line
            if line and not self._busy:
                line[0].leads = self._busy = True
            for each in line:
                if not each.leads:
                    each.gate.acquire()
        stopped: BaseException | None = None
        for each in line:
            if not each.leads:
                each.gate.acquire()  # until whoever is at work opens it
            if each.leads:
                try:
                    self._lead()
                except (
                    BaseException
                ) as error:  # the rest of the line may be in the lead next, and nobody else would come
                    stopped = stopped or error
        if stopped is not None:
            raise stopped
        return tuple(each.error for each in line)

    def _lead(self) -> None:
        """Does what waits, once; opens the gates of those it was done for, and passes the lead on."""
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
            self._leave(group)

    def _take(self, group: list[_Waiting]) -> list[_Waiting]:
        """From those who wait: the first of each case that the group has nothing of yet. The others stay, in their order."""
        cases = {each.errand.case for each in group}
        taken: list[_Waiting] = []
        with self._lock:
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
            errors = self._append_all([each.batch for each in group if each.batch is not None])
        except Exception as error:
            for each in group:
                each.answer(error)
        else:
            for each, refused in zip(group, errors, strict=True):
                each.answer(refused)

    def _leave(self, group: list[_Waiting]) -> None:
        with self._lock:
            following = self._queue[0] if self._queue else None
            self._busy = following is not None
        for each in group:
            if not each.leads:
                each.gate.release()
        if following is not None:
            following.leads = True
            following.gate.release()
