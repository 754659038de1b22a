"""What cannot be told apart by whoever reads it, and one case at a time for somebody whom nothing names."""

from __future__ import annotations

from collections.abc import Iterable

from core.definitions.routine.context import Context
from core.definitions.text.checking import Record
from core.definitions.text.tree import Place
from core.model.definition import ProcessDefinition

RULE = "title-twice"


def check(context: Context, definition: ProcessDefinition) -> None:
    """Tells of titles that two outcomes or answers share, and of `one_open_case` without a number to know anybody by."""
    _buttons(context, definition)
    _answers(context, definition)
    _one_at_a_time(context, definition)


def _buttons(context: Context, definition: ProcessDefinition) -> None:
    """Two outcomes that can be chosen at once need a word each."""
    hint = "Den som väljer ser två likadana knappar. Ge dem var sin titel."
    for step in definition.steps.values():
        record = context.outline.steps[step.id].record.record("outcomes")
        if record is not None:
            free = (o for o in step.outcomes if o.only_if is None and o.id in record.keys)
            _tell(context, f"Utfallen av {step.id}", ((o.id, o.title, record.at(o.id)) for o in free), hint)


def _answers(context: Context, definition: ProcessDefinition) -> None:
    """The same for the answers to choose between."""
    hint = "Den som svarar ser två likadana svar. Ge dem var sin titel."
    for name, entry in context.root.entries("facts"):
        choices = entry.record("choices") if isinstance(entry, Record) else None
        fact = definition.facts.get(name)
        if choices is not None and fact is not None:
            _tell(context, f"Svaren på {name}", ((c.id, c.title, choices.at(c.id)) for c in fact.choices), hint)


def _tell(context: Context, what: str, things: Iterable[tuple[str, str, Place]], hint: str) -> None:
    first: dict[str, str] = {}
    for name, title, place in things:
        other = first.setdefault(title.strip().lower(), name)
        if other != name and title != name:
            message = f"{what} {other} och {name} heter båda ”{title}”."
            context.report.add(place, RULE, message, hint=hint)


def _one_at_a_time(context: Context, definition: ProcessDefinition) -> None:
    """Whether a case is somebody's is known by the number alone."""
    numbers = {f for kind in ("person_number", "org_number") if (f := definition.subject_fact(kind)) is not None}
    if not definition.one_open_case or "decision" in definition.about or numbers & definition.all_asked():
        return
    hint = "Fråga efter en uppgift av typen person_number eller org_number, till exempel i starten, eller ta bort one_open_case."
    message = "one_open_case säger ingenting: rutinen frågar inte efter något nummer att känna igen den som ärendet gäller på."
    context.report.add(context.root.at("one_open_case"), "about-shape", message, hint=hint)
