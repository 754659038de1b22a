"""The place a page ended at, as text that a link can carry: numbers joined by full stops, and for open work its instance last."""

from __future__ import annotations

from core.errors import NotFound
from core.storage.moments import NEVER

Place = tuple[int, int, int, str]
"""Where open work stands in the worklist's order: due, opened, the case's number, instance."""


def place_cursor(place: Place) -> str:
    """The cursor of a row of the worklist."""
    return ".".join(map(str, place))


def read_place(cursor: str) -> Place:
    """The place `place_cursor` was given. Raises NotFound ``no_page`` for any other text."""
    *head, instance = cursor.split(".", 3)  # an instance id may hold full stops itself
    due, opened, no = _numbers(".".join(head), 3)
    return due, opened, no, instance


def case_cursor(started: int, no: int) -> str:
    """The cursor of a case in a register: its start and its number."""
    return f"{started}.{no}"


def read_case(cursor: str) -> tuple[int, int]:
    """The start and number `case_cursor` was given. Raises NotFound ``no_page`` for any other text."""
    started, no = _numbers(cursor, 2)
    return started, no


def claim_cursor(place: tuple[int, int, str]) -> str:
    """The cursor of a claim under a name: since when it is held, its case's number, its holder."""
    return ".".join(map(str, place))


def read_claim(cursor: str) -> tuple[int, int, str]:
    """The place `claim_cursor` was given. Raises NotFound ``no_page`` for any other text."""
    *head, holder = cursor.split(".", 2)  # a holder may hold full stops itself
    since, no = _numbers(".".join(head), 2)
    return since, no, holder


def _numbers(text: str, count: int) -> tuple[int, ...]:
    try:
        numbers = tuple(int(part) for part in text.split("."))
    except ValueError as error:
        raise NotFound("no_page") from error
    if len(numbers) != count or max(map(abs, numbers)) > NEVER:
        raise NotFound("no_page")
    return numbers
