"""Parts of expressions, ready to be evaluated with answers that the oracle gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from core.model.values import Expression, Missing
from core.proof.oracle import Picked

Result = object
Run = Callable[[Mapping[str, object]], Result]
Kind = Literal["const", "exact", "classed", "opaque"]

SOMETHING = object()
"""A value that is known to somebody but of which the proof knows nothing."""


class Piece(Struct, frozen=True):
    """A part of an expression, ready to be evaluated.

    Attributes:
        kind: ``const``; ``exact``: its value is right in any comparison; ``classed``: right against the constants that are named;
            ``opaque``: nothing is known of it.
        reads: what it depends on: ``fact:x``, ``counter:x``, ``outcome:s``, ``moment:s.m``, ``consent:x``, ``time``.
        key: what the oracle calls it, for classed and opaque pieces.
    """

    kind: Kind
    run: Run
    text: str
    reads: frozenset[str] = frozenset()
    key: str = ""
    numbers: tuple[float, ...] = ()
    whole: bool = True


def const(value: Picked, text: str | None = None) -> Piece:
    """A value that stands written."""
    numbers = (float(value),) if isinstance(value, int | float) and not isinstance(value, bool) else ()
    return Piece("const", lambda _values: value, text or repr(value), numbers=numbers)


def value_of(name: str) -> Run:
    """The value a name has in the case."""

    def run(values: Mapping[str, object]) -> Result:
        try:
            return values[name]
        except KeyError as error:
            return Missing(str(error.args[0]))

    return run


def known_value(name: str) -> Run:
    """That a name has a value, whatever it is."""
    return lambda values: SOMETHING if name in values else Missing(name)


def something(_values: Mapping[str, object]) -> Result:
    """A value of which nothing is known."""
    return SOMETHING


def presence(piece: Piece) -> Run:
    """Whether a piece has a value, without asking for which."""
    if piece.key.startswith("fact:"):
        return known_value(piece.key.removeprefix("fact:"))
    return piece.run


def replace_run(piece: Piece, run: Run) -> Piece:
    """The same piece, evaluated otherwise."""
    return Piece(piece.kind, run, piece.text, piece.reads, piece.key, piece.numbers, piece.whole)


def all_reads(parts: list[Piece]) -> frozenset[str]:
    """What any of the pieces reads."""
    return frozenset().union(*(p.reads for p in parts)) if parts else frozenset()


def comparing(compare: Callable[[object, object], bool], left: Piece, right: Piece) -> Run:
    """Two pieces held against each other; missing when one of them is."""

    def run(values: Mapping[str, object]) -> Result:
        a = left.run(values)
        if isinstance(a, Missing):
            return a
        b = right.run(values)
        return b if isinstance(b, Missing) else compare(a, b)

    return run


def evaluate(expression: Expression, runs: list[tuple[str, Run]], values: Mapping[str, object]) -> Result:
    """The expression itself, over the values of its names."""
    found = {name: value for name, run in runs if not isinstance(value := run(values), Missing)}
    return expression.evaluate(found)
