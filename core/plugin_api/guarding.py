"""A plugin's pure function as the rest may use it: remembered, held to its time, and harmless when it fails.

The same arguments give the same answer, so answers are remembered and most calls cost nothing.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

from core.errors import PluginError
from core.expressions import Asked, Later, Question, gathered
from core.plugin_api.fared import Fared
from core.plugin_api.isolation import HANDLED, TOO_LONG, Incident, Reporter
from core.plugin_api.pure import Pure

REST = 60.0
"""Seconds during which a function that had to be stopped is not called again: a page may ask it fifty times."""
REMEMBERED = 512
"""How many answers of a function are remembered."""
RESTING = "resting"
"""The error of a function that is not called, since it had to be stopped a short while ago. It is no incident of its own."""
HARD = frozenset({TOO_LONG, "died", "MemoryError"})
"""How a function fails when it had to be stopped."""


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

    def ask_all(self, questions: Sequence[Question]) -> Sequence[PluginError | None]:
        """Asks what has been gathered; each function remembers its answer."""
        mine = [each for each in questions if isinstance(each, _Called)]
        awake = [not each.function.rests() for each in mine]
        answers = iter(
            self.ask(
                [each.function.asking(each.arguments) for each, is_awake in zip(mine, awake, strict=True) if is_awake]
            )
        )
        return [
            each.function.take(next(answers) if is_awake else NoAnswer(RESTING), each.arguments)
            for each, is_awake in zip(mine, awake, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all functions of one plugin share: who runs them, who is told of incidents, and how the plugin has fared."""

    plugin: str
    asker: Asker
    report: Reporter
    fared: Fared = field(default_factory=Fared)


_LATER = Later()
"""The one that is raised: what it says is always the same, and its traceback is nobody's."""


class Guarded(Asked):
    """One pure function of a plugin. Calling it gives its answer, or raises `PluginError` without content after the incident is told.

    Args:
        around: the plugin's.
        pure: the function.
        seconds: how long one call may take.
        rest: seconds before it is called again when it had to be stopped.
        now: seconds on a clock that only goes forward.
    """

    __slots__ = ("_around", "_known", "_lock", "_now", "_pure", "_rest", "_rests_until", "_seconds")

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
        self._known: dict[tuple[object, ...], object] = {}
        self._rests_until = 0.0
        self._lock = Lock()

    def __call__(self, *arguments: object) -> object:
        """The answer, remembered or asked for. Raises PluginError; Later while questions are gathered."""
        key = (*arguments, *map(type, arguments))  # Python takes True for 1
        try:
            found = self._known.get(key, self)
        except TypeError:  # something that nothing can be found by, such as a list
            return self.ask(*arguments)
        if found is not self:
            return found
        gathering = gathered()
        if gathering is None:
            return self.ask(*arguments)
        asked = (self, key)
        if asked in gathering.failed:
            raise gathering.failed[asked]
        gathering.wanted[asked] = _Called(self, arguments, asked)
        raise _LATER.with_traceback(None)

    def ask(self, *arguments: object) -> object:
        """The answer, asked for now. Raises PluginError."""
        if self.rests():
            answer: object = NoAnswer(RESTING)
        else:
            (answer,) = self._around.asker.ask((self.asking(arguments),))
        error = self.take(answer, arguments)
        if error is not None:
            raise error
        return answer.answer if isinstance(answer, Settled) else answer

    def asking(self, arguments: tuple[object, ...]) -> Asking:
        """A call of it, for the asker."""
        self._around.fared.called()
        return Asking(self._around.plugin, self._pure, arguments, self._seconds)

    @property
    def asker(self) -> Asker:
        """Who runs it."""
        return self._around.asker

    def rests(self) -> bool:
        """Whether it is not called now, since it had to be stopped a short while ago."""
        return bool(self._rests_until) and self._now() < self._rests_until

    def take(self, answer: object, arguments: tuple[object, ...]) -> PluginError | None:
        """Remembers an answer, or tells of the incident and gives the error."""
        if isinstance(answer, Settled):
            self._remember(answer.answer, (str(answer.answer),))
            answer = answer.answer
        if not isinstance(answer, NoAnswer):
            self._remember(answer, arguments)
            return None
        plugin, hook = self._around.plugin, self._pure.told
        if answer.error in HARD:
            self._rests_until = self._now() + self._rest
        if answer.error != RESTING:
            incident = Incident(plugin, hook, answer.error, answer.place, HANDLED.get())
            self._around.fared.note(incident)
            self._around.report(incident)
        # made anew, so that the plugin's own error with its content does not follow along
        return PluginError(
            plugin=plugin,
            hook=hook,
            error=answer.error,
            place=answer.place,
            reason=f"{hook} gav inget svar ({answer.error}).",
        )

    def _remember(self, answer: object, arguments: tuple[object, ...]) -> None:
        try:
            with self._lock:
                self._known[(*arguments, *map(type, arguments))] = answer
                if len(self._known) > REMEMBERED:
                    del self._known[next(iter(self._known))]
        except TypeError:
            return


class _Called:
    """One call that is being gathered (`core.expressions.together`)."""

    __slots__ = ("arguments", "function", "key")

    def __init__(self, function: Guarded, arguments: tuple[object, ...], key: Hashable) -> None:
        self.function, self.arguments, self.key = function, arguments, key

    @property
    def asker(self) -> Asker:
        """Who runs the function."""
        return self.function.asker
