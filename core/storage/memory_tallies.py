"""Statistics as the store in memory keeps them; see `core.storage.tallies`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from core.storage.tallies import OWN, Statistic, Tallied, Tally

Line = tuple[int, Statistic]
"""A case's number and a line of it."""
Counted = tuple[int, tuple[str, ...], int | None]
"""A case's number, its values and its days."""


class Tallies:
    """Every line, by routine and name."""

    def __init__(self) -> None:
        self._lines: dict[tuple[str, str], list[Line]] = {}

    def write(self, process: str, no: int, lines: Iterable[Statistic]) -> None:
        """Keeps the lines of a step."""
        for line in lines:
            self._lines.setdefault((process, line.name), []).append((no, line))

    def replace(self, process: str, no: int, lines: Iterable[Statistic]) -> bool:
        """Puts other lines in the place of a case's, and tells whether they differed."""
        own = {line for of, kept in self._lines.items() if of[0] == process for case, line in kept if case == no}
        now = set(lines)
        if own == now:
            return False
        for of, kept in self._lines.items():
            if of[0] == process:
                kept[:] = [each for each in kept if each[0] != no]
        self.write(process, no, now)
        return True

    def tally(self, question: Tally) -> tuple[Tallied, ...]:
        """How many cases, by values and days, in that order."""
        found = Counter((values, days) for _, values, days in self.cases(question))
        return tuple(Tallied(values, days, cases) for (values, days), cases in sorted(found.items(), key=_in_order))

    def cases(self, question: Tally) -> Iterator[Counted]:
        """Each case that is counted."""
        begun = _first_of(self._of(question, question.after)) if question.after is not None else None
        values = [self._latest(question, name, before=True) if name != OWN else None for name in question.by]
        for no, line in self._counted(question):
            if begun is not None and (no not in begun or begun[no] >= line.seq):
                continue
            days = self._days(question, no, line)
            if question.kind == "span" and days is None:
                continue
            codes = (line.value if known is None else known[no].value if no in known else "" for known in values)
            yield no, tuple(codes), days

    def _counted(self, question: Tally) -> Iterator[Line]:
        if question.kind in ("happened", "span"):
            within = [line for line in self._of(question, question.name) if question.first <= line[1].day]
            yield from _last_of(line for line in within if line[1].day < question.last).items()
            return
        left = [line for name in question.other for line in self._of(question, name) if line[1].day < question.last]
        gone = _last_of(left)
        for no, line in self._latest(question, question.name, before=True).items():
            if no not in gone or gone[no].seq < line.seq:
                yield no, line

    def _days(self, question: Tally, no: int, line: Statistic) -> int | None:
        if question.kind == "waiting":
            return (question.last - line.day).days
        if question.kind != "span":
            return None
        own = (b for name in question.other for case, b in self._of(question, name) if case == no)
        since = max((b for b in own if b.seq <= line.seq), key=lambda b: b.seq, default=None)
        return (line.day - since.day).days if since is not None else None

    def _latest(self, question: Tally, name: str, *, before: bool = False) -> dict[int, Statistic]:
        return _last_of(line for line in self._of(question, name) if not before or line[1].day < question.last)

    def _of(self, question: Tally, name: str) -> list[Line]:
        return self._lines.get((question.process, name), [])


def _first_of(lines: Iterable[Line]) -> dict[int, int]:
    """The number of each case's first line."""
    found: dict[int, int] = {}
    for no, line in lines:
        found[no] = min(line.seq, found.get(no, line.seq))
    return found


def _last_of(lines: Iterable[Line]) -> dict[int, Statistic]:
    """Each case's latest line."""
    found: dict[int, Statistic] = {}
    for no, line in lines:
        if no not in found or found[no].seq < line.seq:
            found[no] = line
    return found


def _in_order(entry: tuple[tuple[tuple[str, ...], int | None], int]) -> tuple[tuple[str, ...], int]:
    (values, days), _ = entry
    return values, -1 if days is None else days
