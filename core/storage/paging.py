"""All of a list that a store gives a page at a time. Each page is read when it is asked for, so nobody holds more than one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

PAGE = 500
R = TypeVar("R")


def itself(case: str) -> str:
    """The id of a case in a list of ids: as it stands, since one that is damaged and no text has its place in the order too."""
    return case


def every_page(read: Callable[[str | None, int], Sequence[R]], case: Callable[[R], str]) -> Iterator[Sequence[R]]:
    """The pages of a list in id order, such as `Store.open_cases`; `case` gives the id of the case that a row is of."""
    after: str | None = None
    while page := read(after, PAGE):
        yield page
        after = case(page[-1])


def every_row(read: Callable[[int, str | None], tuple[Sequence[R], str | None]]) -> Iterator[R]:
    """The rows of a list whose pages say where the next begins, such as `Store.claims`."""
    rows, after = read(PAGE, None)
    yield from rows
    while after is not None:
        rows, after = read(PAGE, after)
        yield from rows
