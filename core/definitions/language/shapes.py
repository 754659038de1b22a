"""What may stand where: the one table of keys from which checking, building and the editors' JSON Schema all come.

A shape is chosen by what kind of node stands there (text, list or table) or by an explicit kind of step, never by trying
alternatives: so the problem is always about what was meant.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct, field

from core.definitions.language.scalars import Scalar


class Key(Struct, frozen=True):
    """One key of a table: what its value may be and what it means, in Swedish."""

    shape: Shape
    doc: str


class ListOf(Struct, frozen=True):
    """A list of one kind of thing; never empty."""

    item: Shape


class MapOf(Struct, frozen=True):
    """A table whose keys are names the author makes up. `named`: what they are the names of, as it is written in advice."""

    value: Shape
    any_key: bool = False
    named: str = "NAMN"


class Obj(Struct, frozen=True):
    """A table with known keys.

    Attributes:
        name: its name in the JSON Schema and in problems (Swedish, ``en uppgift``).
        later: keys that the language has but that do not run yet.
        elsewhere: keys that people look for here -> where what they want is written, in Swedish.
        instead: what people write instead of the table, and how the table is written with it in place of …
    """

    name: str
    said: str
    keys: Mapping[str, Key]
    required: tuple[str, ...] = ()
    later: frozenset[str] = frozenset()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    instead: tuple[Scalar, str] | None = None


class Kinds(Struct, frozen=True):
    """A table introduced by its kind: the one of `kinds` that stands there as a key, such as ``task: utreda``.

    `lacks` is said instead of the usual when no kind stands there, `both` when two do; for what is not a line of its own.
    `elsewhere` as for `Obj`: kinds that people look for here.
    """

    name: str
    said: str
    kinds: Mapping[str, Obj]
    later: frozenset[str] = frozenset()
    lacks: str = ""
    both: str = ""
    elsewhere: Mapping[str, str] = field(default_factory=dict)


class ByNode(Struct, frozen=True):
    """One shape per kind of node: a text, a list or a table."""

    text: Scalar | None = None
    items: ListOf | None = None
    table: Obj | MapOf | None = None


class Free(Struct, frozen=True):
    """Anything: a plugin's own settings, checked by the plugin."""


class Lazy(Struct, frozen=True, eq=False):
    """A shape that contains itself, such as steps within a phase."""

    name: str
    get: Callable[[], ListOf]


def later(keys: str) -> frozenset[str]:
    """Keys, with spaces between, that the language has but that do not run yet."""
    return frozenset(keys.split())


Shape = Scalar | ListOf | MapOf | Obj | Kinds | ByNode | Free | Lazy
