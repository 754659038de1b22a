"""What is asked of plugins is asked together: one answer costs as much as twenty, since plugins answer from another process.

Whoever is about to ask many questions does it inside `together`: what is not known yet is first gathered, then asked all at once, and
then the work is done again with the answers. Work done so only reckons: it is done twice, and what it gave the first time is thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from threading import local
from typing import Protocol, TypeVar

from core.errors import PluginError

T = TypeVar("T")
ROUNDS = 8
"""How often work is done again, since an answer may lead to another question; then each is asked by itself."""


class Later(PluginError):  # noqa: N818 - what it is
    """The answer is not known yet, and is being gathered; never seen outside `together`."""

    def __init__(self) -> None:
        Exception.__init__(self, "later")  # thrown often, and told to nobody


class Asked:
    """A function whose answers come from a plugin. Inside `together` it adds itself to what is `gathered` and raises `Later`."""

    __slots__ = ()


def is_asked(function: object) -> bool:
    """Whether a function's answers come from a plugin."""
    return isinstance(function, Asked)


class Asker(Protocol):
    """Whoever knows the answers."""

    def ask_all(self, questions: Sequence[Question]) -> Sequence[PluginError | None]:
        """Asks all at once, and gives the error of each that has no answer. Answers are remembered by the functions."""
        ...


class Question(Protocol):
    """One call of a function: `key` is the function and what it was given."""

    @property
    def key(self) -> Hashable:
        """Two questions with one key have one answer."""
        ...

    @property
    def asker(self) -> Asker:
        """Who is to be asked."""
        ...


class Gathering:
    """The questions of the work that is going on, and which of those asked have no answer."""

    __slots__ = ("failed", "wanted")

    def __init__(self) -> None:
        self.wanted: dict[Hashable, Question] = {}
        self.failed: dict[Hashable, PluginError] = {}

    def ask(self) -> None:
        """Asks everything that is wanted."""
        groups: dict[int, list[Question]] = {}
        for question in self.wanted.values():
            groups.setdefault(id(question.asker), []).append(question)
        self.wanted = {}
        for group in groups.values():
            for question, error in zip(group, group[0].asker.ask_all(group), strict=True):
                if error is not None:
                    self.failed[question.key] = error


class _State(local):
    gathering: Gathering | None = None


_state = _State()


def gathered() -> Gathering | None:
    """Where questions are gathered now; None: they are to be asked at once."""
    return _state.gathering


def together(work: Callable[[], T]) -> T:
    """What `work` gives when everything it asks is known. Work within work gathers for itself."""
    outer, gathering = _state.gathering, Gathering()
    try:
        for _ in range(ROUNDS):
            _state.gathering = gathering
            found = work()
            _state.gathering = None
            if not gathering.wanted:
                return found
            gathering.ask()
        return work()
    finally:
        _state.gathering = outer
