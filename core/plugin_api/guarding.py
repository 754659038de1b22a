"""A plugin's pure function as the rest may use it: remembered, held to its time, and harmless when it fails.

The same arguments give the same answer, so answers are remembered and most calls cost nothing.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeVar, cast

import msgspec

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
_written = msgspec.msgpack.Encoder().encode
"""Arguments as they are sent to a plugin: what an answer is remembered by. Python itself takes True for 1."""
K = TypeVar("K")
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """What came instead of an answer: `error` is a class name or one of the words of `Incident`, at `place` (file and line)."""

    error: str
    place: str = ""


class Asking(msgspec.Struct, frozen=True):
    """One call of `function`, which `asker` runs. `written`: what its answer is remembered by."""

    asker: Asker
    function: Guarded
    arguments: tuple[object, ...]
    written: bytes


class Asker(ABC):
    """Runs pure functions somewhere where they can do no harm."""

    @abstractmethod
    def ask(self, askings: Sequence[Asking]) -> Sequence[object]:
        """The answers in order, each of the right type, or a `NoAnswer`. Raises nothing."""

    def ask_all(self, questions: Sequence[Question]) -> None:
        """Asks ahead; each function remembers its answer, or for a moment that it has none."""
        askings = cast("Sequence[Asking]", questions)  # it is asked only what its own functions have made
        mine = list({(id(each.function), each.written): each for each in askings}.values())
        for asking, answer in zip(mine, self.ask(mine), strict=True):
            asking.function.take(asking, answer)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What all functions of one plugin share: who runs them, who is told of incidents, and how the plugin has fared."""

    plugin: str
    asker: Asker
    report: Reporter
    fared: Fared = field(default_factory=Fared)

    def note(self, incident: Incident) -> None:
        """Something it did wrong is kept among how it has fared, and told to whoever minds the plugins."""
        self.fared.note(incident)
        self.report(incident)


class Guarded(Asked):
    """One pure function of a plugin. Calling it gives its answer, or raises `PluginError` without content after the incident is told.

    Args:
        around: the plugin's.
        pure: the function.
        seconds: how long one call may take.
        rest: seconds before it is called again when it had to be stopped.
        now: seconds on a clock that only goes forward.
    """

    __slots__ = (
        "_around",
        "_failed",
        "_hung",
        "_known",
        "_lock",
        "_now",
        "_rest",
        "_rests_until",
        "plugin",
        "pure",
        "seconds",
    )

    def __init__(
        self,
        around: Surroundings,
        pure: Pure,
        seconds: float,
        *,
        rest: float = REST,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self.plugin, self.pure, self.seconds = around.plugin, pure, seconds
        self._around, self._rest, self._now = around, rest, now
        self._known: dict[bytes, object] = {}
        self._failed: dict[tuple[str | None, bytes], tuple[NoAnswer, float]] = {}
        self._hung: dict[bytes, float] = {}
        self._rests_until = 0.0
        self._lock = Lock()

    def __call__(self, *arguments: object) -> object:
        """The answer, remembered or asked for. Raises PluginError."""
        written = _written(arguments)
        answer = self._known.get(written, self)
        if answer is self:
            answer = self._ask(Asking(self._around.asker, self, arguments, written))
        if answer is None and self.pure.none_is_silence:
            raise self._error(NoAnswer(CANNOT_TELL))
        return answer

    def question(self, arguments: tuple[object, ...]) -> Question | None:
        """What to ask before it is called with `arguments`; None when it is known already, or known not to be answered."""
        written = _written(arguments)
        if written in self._known or self._unanswered(written) is not None:
            return None
        return Asking(self._around.asker, self, arguments, written)

    def take(self, asking: Asking, answer: object) -> None:
        """Remembers what came of asking it; tells of the incident, and remembers for a moment, when there is no answer."""
        self._around.fared.called()
        if isinstance(answer, NoAnswer):
            self._note(asking, answer)
            return
        if self.pure.settles and isinstance(answer, str | int):
            self._keep(self._known, _written((str(answer),)), answer)
        self._keep(self._known, asking.written, answer)

    def _note(self, asking: Asking, answer: NoAnswer) -> None:
        """It has not answered: it rests if it had to be stopped, and whoever minds the plugins is told."""
        if answer.error in HARD:
            self._let_rest(asking.written)
        if answer.error != RESTING:
            self._around.note(Incident(self.plugin, self.pure.told, answer.error, answer.place, HANDLED.get()))
            self._keep(self._failed, (HANDLED.get(), asking.written), (answer, self._now() + AGAIN))

    def _let_rest(self, written: bytes) -> None:
        """It had to be stopped: it rests for everybody, so that a page that asks it fifty times waits once.

        What stopped it before, and alone does so again, rests by itself: the case whose turn comes next is to get its answer.
        """
        now = self._now()
        known = written in self._hung
        others = any(until > now for each, until in self._hung.items() if each != written)
        self._keep(self._hung, written, now + self._rest)
        if others or not known:
            self._rests_until = now + self._rest

    def _ask(self, asking: Asking) -> object:
        """The answer, asked for now. Raises PluginError."""
        answer: object = self._unanswered(asking.written)
        if answer is None:
            (answer,) = asking.asker.ask((asking,))
            self.take(asking, answer)
        if isinstance(answer, NoAnswer):
            raise self._error(answer)
        return answer

    def _unanswered(self, written: bytes) -> NoAnswer | None:
        """Why it is not asked now: it had to be stopped a short while ago, or has just failed with the same in the same case."""
        if not self._rests_until and not self._failed:
            return None
        now = self._now()
        if now < max(self._rests_until, self._hung.get(written, 0.0)):
            return NoAnswer(RESTING)
        answer, until = self._failed.get((HANDLED.get(), written), (None, now))
        return answer if now < until else None

    def _error(self, answer: NoAnswer) -> PluginError:
        """Made anew, so that the plugin's own error with its content does not follow along."""
        return PluginError(
            plugin=self.plugin,
            hook=self.pure.told,
            error=answer.error,
            place=answer.place,
            reason=f"{self.pure.told} gav inget svar ({answer.error}).",
        )

    def _keep(self, where: dict[K, V], key: K, value: V) -> None:
        with self._lock:
            where[key] = value
            if len(where) > REMEMBERED:
                del where[next(iter(where))]
