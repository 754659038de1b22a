"""A plugin's pure function as the rest may use it: remembered, held to its time, and harmless when it fails.

The same arguments give the same answer, so answers are remembered and most calls cost nothing.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple, TypeVar

from core.errors import PluginError
from core.expressions import Asked, Question
from core.plugin_api.fared import Fared
from core.plugin_api.isolation import HANDLED, TOO_LONG, Incident, Reporter
from core.plugin_api.pure import Pure

REST = 60.0
"""Seconds during which a function that had to be stopped is not called again: a page may ask it fifty times."""
REMEMBERED = 512
"""How many answers of a function are remembered."""
AGAIN = 1.0
"""Seconds during which one that has failed is not asked the same in the same case again: a step or a page comes back to it."""
CANNOT_TELL = "cannot_tell"
"""The error of a function that has answered None: what it is given does not let it tell. It is no incident."""
RESTING = "resting"
"""The error of a function that is not called, since it had to be stopped a short while ago. It is no incident of its own."""
HARD = frozenset({TOO_LONG, "died", "MemoryError"})
"""How a function fails when it had to be stopped."""
Key = tuple[object, ...]
"""What an answer is remembered by: the arguments and their types."""
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """What came instead of an answer: `error` is a class name or one of the words of `Incident`, at `place` (file and line)."""

    error: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer that the function gives once more when it is called with it, as text."""

    answer: object


class Asking(NamedTuple):
    """One call of a pure function of `plugin`, and how many seconds it may take."""

    plugin: str
    pure: Pure
    arguments: tuple[object, ...]
    seconds: float


class Asker(ABC):
    """Runs pure functions somewhere where they can do no harm."""

    @abstractmethod
    def ask(self, askings: Sequence[Asking]) -> Sequence[object]:
        """The answers in order, each of the right type (or as `Settled`), or a `NoAnswer`. Raises nothing."""

    def ask_all(self, questions: Sequence[Question]) -> None:
        """Asks ahead; each function remembers its answer, or for a moment that it has none."""
        mine = tuple({(id(q.function), _key(q.arguments)): q for q in questions if isinstance(q, _Called)}.values())
        for each, answer in zip(mine, self.ask([q.function.asking(q.arguments) for q in mine]), strict=True):
            each.function.take(answer, each.arguments)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all functions of one plugin share: who runs them, who is told of incidents, and how the plugin has fared."""

    plugin: str
    asker: Asker
    report: Reporter
    fared: Fared = field(default_factory=Fared)


class Guarded(Asked):
    """One pure function of a plugin. Calling it gives its answer, or raises `PluginError` without content after the incident is told.

    Args:
        around: the plugin's.
        pure: the function.
        seconds: how long one call may take.
        rest: seconds before it is called again when it had to be stopped.
        now: seconds on a clock that only goes forward.
    """

    __slots__ = ("_around", "_failed", "_known", "_lock", "_now", "_pure", "_rest", "_rests_until", "_seconds")

    def __init__(
        self,
        around: Surroundings,
        pure: Pure,
        seconds: float,
        *,
        rest: float = REST,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._around, self._pure, self._seconds = around, pure, seconds
        self._rest, self._now = rest, now
        self._known: dict[Key, object] = {}
        self._failed: dict[tuple[str | None, Key], tuple[NoAnswer, float]] = {}
        self._rests_until = 0.0
        self._lock = Lock()

    def __call__(self, *arguments: object) -> object:
        """The answer, remembered or asked for. Raises PluginError."""
        try:
            found = self._known.get(_key(arguments), self)
        except TypeError:  # something that nothing can be found by, such as a list
            found = self
        answer = self._ask(arguments) if found is self else found
        if not self._pure.is_told(answer):
            raise self._error(NoAnswer(CANNOT_TELL))
        return answer

    def question(self, arguments: tuple[object, ...]) -> Question | None:
        """What to ask before it is called with `arguments`; None when it is known already, or known not to be answered."""
        try:
            known = _key(arguments) in self._known
        except TypeError:
            return None
        return None if known or self._unanswered(arguments) is not None else _Called(self, arguments)

    def asking(self, arguments: tuple[object, ...]) -> Asking:
        """A call of it, for the asker."""
        self._around.fared.called()
        return Asking(self._around.plugin, self._pure, arguments, self._seconds)

    @property
    def asker(self) -> Asker:
        """Who runs it."""
        return self._around.asker

    def take(self, answer: object, arguments: tuple[object, ...]) -> None:
        """Remembers an answer; tells of the incident, and remembers for a moment, when there is none."""
        if isinstance(answer, Settled):
            self._keep(self._known, _key((str(answer.answer),)), answer.answer)
            answer = answer.answer
        if not isinstance(answer, NoAnswer):
            self._keep(self._known, _key(arguments), answer)
            return
        if answer.error in HARD:
            self._rests_until = self._now() + self._rest
        if answer.error != RESTING:
            incident = Incident(self._around.plugin, self._pure.told, answer.error, answer.place, HANDLED.get())
            self._around.fared.note(incident)
            self._around.report(incident)
            self._keep(self._failed, (HANDLED.get(), _key(arguments)), (answer, self._now() + AGAIN))

    def _ask(self, arguments: tuple[object, ...]) -> object:
        """The answer, asked for now. Raises PluginError."""
        answer: object = self._unanswered(arguments)
        if answer is None:
            (answer,) = self._around.asker.ask((self.asking(arguments),))
            self.take(answer, arguments)
        if isinstance(answer, NoAnswer):
            raise self._error(answer)
        return answer.answer if isinstance(answer, Settled) else answer

    def _unanswered(self, arguments: tuple[object, ...]) -> NoAnswer | None:
        """Why it is not asked now: it had to be stopped a short while ago, or has just failed with the same in the same case."""
        if not self._rests_until and not self._failed:
            return None
        now = self._now()
        if now < self._rests_until:
            return NoAnswer(RESTING)
        try:
            answer, until = self._failed.get((HANDLED.get(), _key(arguments)), (None, now))
        except TypeError:
            return None
        return answer if now < until else None

    def _error(self, answer: NoAnswer) -> PluginError:
        """Made anew, so that the plugin's own error with its content does not follow along."""
        return PluginError(
            plugin=self._around.plugin,
            hook=self._pure.told,
            error=answer.error,
            place=answer.place,
            reason=f"{self._pure.told} gav inget svar ({answer.error}).",
        )

    def _keep(self, where: dict[K, V], key: K, value: V) -> None:
        try:
            with self._lock:
                where[key] = value
                if len(where) > REMEMBERED:
                    del where[next(iter(where))]
        except TypeError:
            return


def _key(arguments: tuple[object, ...]) -> Key:
    return (*arguments, *map(type, arguments))  # Python takes True for 1


class _Called:
    """One call that is asked ahead."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Guarded, arguments: tuple[object, ...]) -> None:
        self.function, self.arguments = function, arguments

    @property
    def asker(self) -> Asker:
        """Who runs the function."""
        return self.function.asker
