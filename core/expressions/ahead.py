"""What is asked of plugins is asked together: one question costs as much as twenty, since plugins answer from another process.

Whoever is about to work out something that asks much asks ahead. The answers are remembered by the functions, so the work itself waits
for nothing; what was not foreseen is asked when it is come to.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar, Protocol


class Asker(Protocol):
    """Whoever knows the answers."""

    def ask_all(self, questions: Sequence[Question]) -> None:
        """Asks all at once; each function remembers its answer, or that it has none."""
        ...


class Question(Protocol):
    """One call of a function whose answer is not known yet."""

    @property
    def asker(self) -> Asker:
        """Who is to be asked."""
        ...


class Asked(ABC):
    """A function whose answers come from a plugin.

    `by_row`: it is an assessor; when it does not answer, a person judges the row of the table.
    """

    __slots__ = ()
    by_row: ClassVar[bool] = False

    @abstractmethod
    def __call__(self, *arguments: object) -> object:
        """The answer. Raises PluginError."""

    @abstractmethod
    def question(self, arguments: tuple[object, ...]) -> Question | None:
        """What to ask before it is called with `arguments`; None when it is known already."""


class Foreseen(ABC):
    """An expression that knows beforehand what it will ask of plugins."""

    __slots__ = ()

    @abstractmethod
    def questions(self, values: Mapping[str, object]) -> Iterable[Question]:
        """What it will ask over `values`, as far as that can be foreseen and is not known already."""


def is_asked_by_row(function: object) -> bool:
    """Whether it is an assessor."""
    return isinstance(function, Asked) and function.by_row


def ask_calls(calls: Iterable[tuple[object, tuple[object, ...]]]) -> None:
    """Asks for what each function will be called with; functions that no plugin brings are passed over."""
    found = [function.question(arguments) for function, arguments in calls if isinstance(function, Asked)]
    _ask([question for question in found if question is not None])


def ask_for(expressions: Iterable[object], values: Mapping[str, object]) -> None:
    """Asks for what the expressions will want to know over `values`."""
    _ask([question for each in expressions if isinstance(each, Foreseen) for question in each.questions(values)])


def _ask(questions: Sequence[Question]) -> None:
    if len(questions) < 2:
        return  # it is asked when it is come to
    groups: dict[int, list[Question]] = {}
    for question in questions:
        groups.setdefault(id(question.asker), []).append(question)
    for group in groups.values():
        group[0].asker.ask_all(group)
