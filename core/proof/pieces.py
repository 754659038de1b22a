"""Parts of expressions, ready to be evaluated with answers that the oracle gives, and what they make together."""

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


def all_reads(parts: list[Piece]) -> frozenset[str]:
    """What any of the pieces reads."""
    return frozenset().union(*(p.reads for p in parts)) if parts else frozenset()


def all_there(parts: list[Piece]) -> Run:
    """That all pieces have values, whatever they are; missing when one of them is."""
    # An asked value is not needed here, only whether it is known: reading it would split the case for nothing.
    runs = [known_value(p.key.removeprefix("fact:")) if p.key.startswith("fact:") else p.run for p in parts]

    def run(values: Mapping[str, object]) -> Result:
        for part in runs:
            if isinstance(found := part(values), Missing):
                return found
        return SOMETHING

    return run


def negated(inner: Piece) -> Piece:
    """``not``."""

    def run(values: Mapping[str, object]) -> Result:
        found = inner.run(values)
        return found if isinstance(found, Missing) else found is not True

    return Piece("exact", run, f"not {inner.text}", inner.reads)


def joined(word: str, parts: list[Piece]) -> Piece:
    """``and``, ``or``: the first that settles it does, else it is missing where one is."""
    settles = word == "or"
    runs = [p.run for p in parts]

    def run(values: Mapping[str, object]) -> Result:
        missing: Missing | None = None
        for part in runs:
            found = part(values)
            if found is settles:
                return settles
            if isinstance(found, Missing):
                missing = missing or found
        return missing or (not settles)

    return Piece("exact", run, f"({f' {word} '.join(p.text for p in parts)})", all_reads(parts))


def among(item: Piece, parts: list[Piece]) -> Piece:
    """``in`` a list: `parts` hold `item` against each of what stands there."""
    runs = [p.run for p in parts]

    def run(values: Mapping[str, object]) -> Result:
        for part in runs:
            found = part(values)
            if found is True or isinstance(found, Missing):
                return found
        return False

    return Piece("exact", run, f"{item.text} in {len(parts)}", all_reads([item, *parts]))


def either(condition: Piece, then: Piece, other: Piece, text: str) -> Piece:
    """One of two whose values are right in any comparison."""

    def run(values: Mapping[str, object]) -> Result:
        found = condition.run(values)
        return found if isinstance(found, Missing) else (then if found is True else other).run(values)

    return Piece("exact", run, text, all_reads([condition, then, other]), numbers=(*then.numbers, *other.numbers))


def either_there(condition: Piece, then: Piece, other: Piece) -> Run:
    """That there is a value of the one of two that is chosen; that the other is missing does not matter."""
    runs = {True: all_there([then]), False: all_there([other])}

    def run(values: Mapping[str, object]) -> Result:
        found = condition.run(values)
        return found if isinstance(found, Missing) else runs[found is True](values)

    return run


def reckoned(maths: Callable[[float, float], float], left: Piece, right: Piece, text: str) -> Piece:
    """A sum, difference or product of two numbers."""

    def run(values: Mapping[str, object]) -> Result:
        a, b = left.run(values), right.run(values)
        if isinstance(a, Missing) or isinstance(b, Missing):
            return a if isinstance(a, Missing) else b
        return maths(a, b)  # type: ignore[arg-type]

    kind: Kind = "const" if left.kind == right.kind == "const" else "exact"
    return Piece(kind, run, text, all_reads([left, right]), numbers=(*left.numbers, *right.numbers))


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
