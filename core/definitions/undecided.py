"""What is written as `unknown`: each is an open question. Of roles the municipality says who does it until then."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.definitions.language.keys_municipality import MUNICIPALITY
from core.definitions.problems.report import Report
from core.definitions.questions import Questions
from core.definitions.text.checking import Leaf, Record, Series
from core.model.people import UNDECIDED, Municipality
from core.model.steps import DecisionStep
from core.words import inside

if TYPE_CHECKING:
    from core.definitions.routine.process import Built

_NAMING = frozenset(
    {"role", "any", "together", "use", "otherwise", "decides", "by", "presents", "accepted_by", "booked_by", "tell"}
)
"""Keys under which a role stands."""


def ask(built: Built, town: Municipality | None, questions: Questions) -> None:
    """Asks who it is wherever a role is left open, or a delegation that the routine decides by, and what time is counted from."""
    process = built.definition.id
    for where, leaf in _open(built.root, built.definition.title):
        questions.add(leaf.place, where, _who(town), process=process)
    for where, leaf in _from_unknown(built.root, built.definition.title):
        questions.add(leaf.place, where, "Ingen har bestämt vad tiden räknas från. Vad är det?", process=process)
    for step in built.definition.steps.values():
        if isinstance(step, DecisionStep) and any(UNDECIDED in power.roles for power in step.decides.powers):
            about = built.definition.laws.provisions[step.basis or ""].title
            place = built.outline.steps[step.id].record.at("decides")
            said = f"Ingen har bestämt vem som får besluta på delegation enligt {inside(about)}."
            questions.add(place, step.title, _who(town, said), process=process)


def ask_town(read: Record, town: Municipality | None, questions: Questions) -> None:
    """The same for the municipality's own file: who reads a report, leads a meeting or answers for places."""
    for where, leaf in _open(read, MUNICIPALITY.said):
        questions.add(leaf.place, where, _who(town))
    said = "Ingen har bestämt vem som får besluta på delegation."
    lines = ((line.text("title") or line.text("rule") or "", line.leaves("to")) for line in read.records("delegation"))
    for where, leaves in ((MUNICIPALITY.said, read.leaves("delegation")), *lines):
        for leaf in leaves:
            if leaf.text == UNDECIDED:
                questions.add(leaf.place, where, _who(town, said))


def tell(leaf: Leaf, report: Report) -> None:
    """Says that a role is left open where nobody does such things meanwhile."""
    message = "Ingen roll är bestämd här, och kommunen säger inte vem som gör det tills dess."
    hint = "Skriv until_decided: och en roll i municipality.yaml, eller bestäm rollen här."
    report.add(leaf.place, "undecided-role", message, hint=hint)


def _who(town: Municipality | None, said: str = "Ingen roll är bestämd.") -> str:
    meanwhile = town.roles.get(town.until_decided or "") if town is not None else None
    until = f" Tills vidare är det rollen ”{meanwhile.title}”." if meanwhile is not None else ""
    return f"{said} Vem är det?{until}"


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
