"""What may stand where: the one table of keys from which checking, building and the editors' JSON Schema all come.

A shape is chosen by what kind of node stands there (text, list or table) or by an explicit kind of step, never by trying
alternatives: so the problem is always about what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from core.definitions.scalars import Scalar


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table: what its value may be and what it means, in Swedish."""

    shape: Shape
    doc: str


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of one kind of thing; never empty."""

    item: Shape


@dataclass(frozen=True, slots=True)
class MapOf:
    """A table whose keys are names the author makes up."""

    value: Shape
    any_key: bool = False


@dataclass(frozen=True, slots=True)
class Obj:
    """A table with known keys.

    Attributes:
        name: its name in the JSON Schema and in problems (Swedish, ``en uppgift``).
        later: keys that the language has but that do not run yet.
        elsewhere: keys that people look for here -> where what they want is written, in Swedish.
    """

    name: str
    said: str
    keys: Mapping[str, Key]
    required: tuple[str, ...] = ()
    later: frozenset[str] = frozenset()
    elsewhere: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kinds:
    """A table introduced by its kind: the one of `kinds` that stands there as a key, such as ``task: utreda``.

    `lacks` is said instead of the usual when no kind stands there, `both` when two do; for what is not a line of its own.
    """

    name: str
    said: str
    kinds: Mapping[str, Obj]
    later: frozenset[str] = frozenset()
    lacks: str = ""
    both: str = ""


@dataclass(frozen=True, slots=True)
class ByNode:
    """One shape per kind of node: a text, a list or a table."""

    text: Scalar | None = None
    items: ListOf | None = None
    table: Obj | MapOf | None = None


@dataclass(frozen=True, slots=True)
class Free:
    """Anything: a plugin's own settings, checked by the plugin."""


@dataclass(frozen=True, slots=True)
class Lazy:
    """A shape that contains itself, such as steps within a phase."""

    name: str
    get: Callable[[], ListOf] = field(compare=False)


def later(keys: str) -> frozenset[str]:
    """Keys, with spaces between, that the language has but that do not run yet."""
    return frozenset(keys.split())


Shape = Scalar | ListOf | MapOf | Obj | Kinds | ByNode | Free | Lazy
