"""What is written as `unknown`: each is an open question. Of roles the municipality says who does it until then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.definitions.checking import Leaf, Record, Series
from core.definitions.keys_municipality import MUNICIPALITY
from core.definitions.questions import Questions
from core.model.people import UNDECIDED, Municipality

if TYPE_CHECKING:
    from core.definitions.process import Built

_NAMING = frozenset(
    {"role", "any", "together", "use", "otherwise", "decides", "by", "presents", "accepted_by", "booked_by", "tell"}
)
"""Keys under which a role stands."""


def ask(built: Built, town: Municipality | None, questions: Questions) -> None:
    """Asks who it is wherever the routine leaves a role open, and what time is counted from wherever it leaves that open."""
    process = built.definition.id
    for where, leaf in _open(built.root, built.definition.title):
        questions.add(leaf.place, where, _who(town), process=process)
    for where, leaf in _from_unknown(built.root, built.definition.title):
        questions.add(leaf.place, where, "Ingen har bestämt vad tiden räknas från. Vad är det?", process=process)


def ask_town(read: Record, town: Municipality | None, questions: Questions) -> None:
    """The same for the municipality's own file: who reads a report, leads a meeting or answers for places."""
    for where, leaf in _open(read, MUNICIPALITY.said):
        questions.add(leaf.place, where, _who(town))


def _who(town: Municipality | None) -> str:
    meanwhile = town.roles.get(town.until_decided or "") if town is not None else None
    until = f" Tills vidare är det rollen ”{meanwhile.title}”." if meanwhile is not None else ""
    return f"Ingen roll är bestämd. Vem är det?{until}"


def _from_unknown(record: Record, where: str) -> Iterator[tuple[str, Leaf]]:
    """Every deadline whose start is left open, unless its own question says what is asked."""
    for title, each in _records(record, where):
        if "within" in each.keys and each.text("question") is None:
            yield from ((title, leaf) for leaf in each.leaves("from") if leaf.text == UNDECIDED)


def _open(record: Record, where: str) -> Iterator[tuple[str, Leaf]]:
    """Every role that is left open, with the nearest title above it."""
    for title, each in _records(record, where):
        for key in each.fields:
            if key in _NAMING:
                yield from ((title, leaf) for leaf in each.leaves(key) if leaf.text == UNDECIDED)


def _records(record: Record, where: str) -> Iterator[tuple[str, Record]]:
    """The record and every one in it, each with the nearest title: its own, or the one above it."""
    title = record.text("title") or where
    yield title, record
    for value in record.fields.values():
        for inner in value.items if isinstance(value, Series) else (value,):
            if isinstance(inner, Record):
                yield from _records(inner, title)
