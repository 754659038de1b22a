"""Which numbers of a table are hidden, so that nobody can be recognised in it.

A number from 1 to below the smallest is hidden. So is as much more as is needed for it not to be reckoned from the sums: in every line
that is summed, either nothing is hidden, or at least two numbers are, and those whose sum can be reckoned come to the smallest together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Cell = tuple[int, int]
"""Row and column, from 0; the sums stand after the last of each."""


def hidden(numbers: Sequence[Sequence[int]], smallest: int) -> frozenset[Cell]:
    """The cells to hide. `numbers` are the rows without sums, all equally long; the cells of sums are among the answer."""
    table = _Table(numbers, smallest)
    while any(_protect(line, table) for line in table.lines()):
        pass
    return frozenset(table.out)


class _Table:
    def __init__(self, numbers: Sequence[Sequence[int]], smallest: int) -> None:
        self.rows, self.columns = len(numbers), len(numbers[0]) if numbers else 0
        self.smallest = smallest
        self.value = {(r, c): n for r, row in enumerate(numbers) for c, n in enumerate(row)}
        for r, row in enumerate(numbers):
            self.value[r, self.columns] = sum(row)
        for c in range(self.columns + 1):
            self.value[self.rows, c] = sum(self.value[r, c] for r in range(self.rows))
        self.out = {cell for cell, n in self.value.items() if 0 < n < smallest}

    def lines(self) -> Iterator[tuple[list[Cell], Cell]]:
        """Cells that are added, and the cell of their sum. Where there is one row or column, it and its sum are the same number."""
        for r in range(self.rows + 1):
            yield [(r, c) for c in range(self.columns)], (r, self.columns)
        for c in range(self.columns + 1):
            yield [(r, c) for r in range(self.rows)], (self.rows, c)


def _protect(line: tuple[list[Cell], Cell], table: _Table) -> bool:
    """Hides one more cell of a line that would give something away; whether it did."""
    parts, total = line
    cells = [*parts, total]
    out = [cell for cell in cells if cell in table.out]
    if not out:
        return False
    known = total not in table.out
    reckoned = sum(table.value[cell] for cell in parts if cell in table.out)
    if len(out) > 1 and not (known and reckoned < table.smallest):
        return False
    left = [cell for cell in cells if cell not in table.out and table.value[cell]]
    if not left:
        return False  # all else is nought and shown as such: there is nothing to tell them apart by
    table.out.add(min(left, key=lambda cell: (cell == total, table.value[cell], cell)))
    return True
