"""Whether a row holds what is written there: SQLite keeps any kind of value in any column, and a damaged file whatever it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar, get_args

from core.errors import StorageError

_Row = TypeVar("_Row", bound=tuple[Any, ...])


class Kinds:
    """The kinds of values of a query's columns, in order: types, several as in ``int | None``, or ``object`` for what is sealed, since
    that tells itself whether it can be opened.
    """

    def __init__(self, *kinds: object) -> None:
        self._kinds = tuple(get_args(kind) or (kind,) for kind in kinds)
        self._sound: set[tuple[type, ...]] = set()

    def each(self, rows: Iterable[_Row]) -> Iterator[_Row]:
        """The rows, as they come. Raises StorageError ``row_damaged`` at one that holds something else."""
        return map(self.one, rows)

    def one(self, row: _Row) -> _Row:
        """As `each`, for one row. What rows hold is of few kinds, and those found sound are remembered: a page of a list reads fifty."""
        held = tuple(map(type, row))
        if held in self._sound:
            return row
        if all(isinstance(value, kinds) for value, kinds in zip(row, self._kinds, strict=True)):
            self._sound.add(held)
            return row
        raise StorageError("row_damaged")


def kinds_of(columns: object) -> Kinds:
    """The kinds that a tuple type says."""
    return Kinds(*get_args(columns))
