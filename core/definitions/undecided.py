"""Roles that nobody has decided (`role: unknown`): each is an open question, and the municipality says who does it until then."""

from __future__ import annotations

from collections.abc import Iterator

from core.definitions.checking import Leaf, Record, Series
from core.definitions.process import Built
from core.definitions.questions import Questions
from core.model.people import UNDECIDED, Municipality

_NAMING = frozenset(
    {"role", "any", "together", "use", "otherwise", "decides", "by", "presents", "accepted_by", "booked_by", "tell"}
)
"""Keys under which a role stands."""


def ask(built: Built, town: Municipality | None, questions: Questions) -> None:
    """Asks who it is wherever the routine leaves a role open."""
    meanwhile = town.roles.get(town.until_decided or "") if town is not None else None
    until = f" Tills vidare är det rollen ”{meanwhile.title}”." if meanwhile is not None else ""
    for where, leaf in _open(built.root, built.definition.title):
        questions.add(leaf.place, where, f"Ingen roll är bestämd. Vem är det?{until}")


def _open(record: Record, where: str) -> Iterator[tuple[str, Leaf]]:
    """Every role that is left open, with the nearest title above it."""
    title = record.text("title") or where
    for key, value in record.fields.items():
        if key in _NAMING:
            yield from ((title, leaf) for leaf in record.leaves(key) if leaf.text == UNDECIDED)
        for inner in value.items if isinstance(value, Series) else (value,):
            if isinstance(inner, Record):
                yield from _open(inner, title)
