"""Small numbers are hidden, and cannot be reckoned from what is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.application.reports.small_cells import Cell, hidden

TABLES = st.integers(1, 4).flatmap(
    lambda wide: st.lists(st.lists(st.integers(0, 12), min_size=wide, max_size=wide), min_size=1, max_size=4)
)


def sums(numbers: Sequence[Sequence[int]]) -> dict[Cell, int]:
    """Every number of the table with its sums."""
    rows, columns = len(numbers), len(numbers[0])
    found = {(r, c): n for r, row in enumerate(numbers) for c, n in enumerate(row)}
    found |= {(r, columns): sum(row) for r, row in enumerate(numbers)}
    found |= {(rows, c): sum(row[c] for row in numbers) for c in range(columns)}
    return found | {(rows, columns): sum(map(sum, numbers))}


def lines(numbers: Sequence[Sequence[int]]) -> Iterator[list[Cell]]:
    """Each line that is summed: its parts, and the sum last."""
    rows, columns = len(numbers), len(numbers[0])
    for r in range(rows + 1):
        yield [(r, c) for c in range(columns + 1)]
    for c in range(columns + 1):
        yield [(r, c) for r in range(rows + 1)]


@given(TABLES)
@settings(max_examples=300)
def test_what_is_small_is_hidden_and_no_line_gives_it_away(numbers: list[list[int]]) -> None:
    every, out = sums(numbers), hidden(numbers, 5)
    assert {cell for cell, n in every.items() if 0 < n < 5} <= out
    assert all(every[cell] for cell in out), "nought is nobody, and is shown"
    for line in lines(numbers):
        assert len([cell for cell in line if cell in out]) != 1, (
            "a single hidden number can be reckoned from the others"
        )


@given(st.lists(st.integers(0, 9), min_size=2, max_size=3))
@settings(max_examples=40, deadline=None)
def test_more_than_one_table_would_look_the_same(row: list[int]) -> None:
    """Whoever sees only what is shown cannot tell a small number: some other number would look exactly so."""
    numbers = [row]
    every, out = sums(numbers), hidden(numbers, 5)
    seen = {cell: n for cell, n in every.items() if cell not in out}
    looks_alike = [
        other for other in product(range(16), repeat=len(row)) if _seen(list(other), out) == seen and sum(other) < 40
    ]
    for place, n in enumerate(row):
        if 0 < n < 5:
            assert len({other[place] for other in looks_alike}) > 1


def _seen(row: list[int], out: frozenset[Cell]) -> dict[Cell, int] | None:
    every = sums([row])
    if any(n == 0 for cell, n in every.items() if cell in out):
        return None
    return {cell: n for cell, n in every.items() if cell not in out}


@pytest.mark.parametrize(
    ("numbers", "out"),
    [
        ([[0, 0]], set()),
        ([[7, 9]], set()),
        ([[3]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([[3, 9, 20]], {(0, 0), (0, 1), (1, 0), (1, 1)}),
        ([[2, 2, 30]], {(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)}),
        ([[3, 0, 0]], {(0, 0), (0, 3), (1, 0), (1, 3)}),
    ],
)
def test_as_little_as_is_needed_is_hidden(numbers: list[list[int]], out: set[Cell]) -> None:
    assert hidden(numbers, 5) == out


def test_a_municipality_may_show_everything() -> None:
    assert hidden([[1, 2], [3, 0]], 1) == frozenset()


def test_nothing_has_nothing_to_hide() -> None:
    assert hidden([], 5) == frozenset()
