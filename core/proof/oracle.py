"""Values that nobody has decided: facts are given a value only when something reads them, and every value is tried in turn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

Picked = str | int | float | bool
Tried = tuple[str, frozenset[str]]
"""The text of a condition, and the rows of tables that are tried where it is read (`Oracle.hits`)."""


class Oracle:
    """Answers with one value at a time for what is read, remembers it, and says which other answers there were.

    `hits` are the ways whose condition held in this run (with a question mark: that were tried and did not), `read` the texts of all
    expressions that were read, `last` the owner and text of the one that was read last. `fresh` is what was asked anew in this run: only
    that may still be answered as one likes.

    `judged` tells, table by table, the row judged last, over which values, and how many rows have held (or not held) so far where that
    settles the table.

    One run follows a script of choices and takes the first alternative beyond it; `following` gives the script of the next run.
    """

    def __init__(self) -> None:
        self.memo: dict[str, Picked] = {}
        self.hits: set[str] = set()
        self.read: set[str] = set()
        self.last: tuple[str, str] = ("", "")
        self.fresh: set[str] = set()
        self.judged: dict[str, tuple[int, Mapping[str, object] | None, int]] = {}
        self._script: tuple[int, ...] = ()
        self._taken: list[tuple[int, int]] = []

    def begin(self, memo: Mapping[str, Picked], script: tuple[int, ...]) -> None:
        """Starts a run from what has been decided before."""
        self.memo = dict(memo)
        self.hits, self.read, self.fresh, self.last = set(), set(), set(), ("", "")
        self._script, self._taken = script, []

    def ask(self, key: str, domain: tuple[Picked, ...]) -> Picked:
        """The value of `key`: as before if it has been read, else the next of the script."""
        found = self.memo.get(key)
        if found is not None:
            return found
        value = domain[self.choose(len(domain))]
        self.memo[key] = value
        return value

    def choose(self, options: int) -> int:
        """One of `options` alternatives, by the script."""
        at = len(self._taken)
        chosen = self._script[at] if at < len(self._script) else 0
        self._taken.append((chosen, options))
        return chosen

    @contextmanager
    def aside(self, memo: Mapping[str, Picked]) -> Iterator[Callable[[], bool]]:
        """Something is evaluated beside the run; the function given tells whether it needed an answer that `memo` does not have."""
        kept = (self.memo, self.hits, self.read, self.last, self.fresh, self._script, self._taken)
        self.begin(memo, ())
        try:
            yield lambda: bool(self._taken)
        finally:
            self.memo, self.hits, self.read, self.last, self.fresh, self._script, self._taken = kept

    def forget(self, keys: Iterable[str]) -> None:
        """What is asked anew in this run may get another value."""
        for key in keys:
            self.memo.pop(key, None)
            self.fresh.add(key)

    def following(self) -> tuple[int, ...] | None:
        """The script of the next run from the same place, or None when every answer has been tried."""
        for at in range(len(self._taken) - 1, -1, -1):
            chosen, options = self._taken[at]
            if chosen + 1 < options:
                return (*(c for c, _ in self._taken[:at]), chosen + 1)
        return None
