"""What cannot be told apart by whoever reads it, and what rests on earlier cases of somebody whom nothing names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from core.definitions.routine.context import Context
from core.definitions.text.checking import Record
from core.definitions.text.tree import Place
from core.model.definition import ProcessDefinition

RULE = "title-twice"


def check(context: Context, definition: ProcessDefinition) -> None:
    """Tells of titles that two outcomes or answers share, and of what needs a number to know somebody's other cases by."""
    _buttons(context, definition)
    _answers(context, definition)
    _of_nobody(context, definition)


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


def _of_nobody(context: Context, definition: ProcessDefinition) -> None:
    """What rests on whose a case is, which is known by the number alone: of one about nobody it would never find another."""
    numbers = {f for kind in ("person_number", "org_number") if (f := definition.subject_fact(kind)) is not None}
    if "decision" in definition.about:
        return
    for start in definition.starts():
        record = context.outline.steps[start.id].record
        key = next((key for key in ("follows", "renews") if key in record.keys), None)
        if key is not None and not numbers & {*definition.takes, *(ask.fact for ask in start.asks)}:
            message = f"{start.id} går aldrig att öppna: {key} letar efter ett tidigare ärende, men starten frågar inte efter något nummer."
            hint = "Lägg en uppgift av typen person_number eller org_number under asks: på starten."
            context.report.add(record.at(key), "about-shape", message, hint=hint)
    if numbers & definition.all_asked():
        return
    hint = "Fråga efter en uppgift av typen person_number eller org_number, till exempel i starten, eller ta bort {}."
    nobody = "rutinen frågar inte efter något nummer att känna igen den som ärendet gäller på."
    for place, what, says in _resting(context, definition):
        context.report.add(place, "about-shape", f"{says}: {nobody}", hint=hint.format(what))


def _resting(context: Context, definition: ProcessDefinition) -> Iterator[tuple[Place, str, str]]:
    """What rests on whose a case is: where it stands, what may be taken away, and what it comes to without a number."""
    if definition.one_open_case:
        yield context.root.at("one_open_case"), "one_open_case", "one_open_case säger ingenting"
    facts, counters = context.root.record("facts"), context.root.record("counters")
    for fact in definition.facts.values():
        if fact.earlier is not None and facts is not None and fact.id in facts.keys:
            yield facts.at(fact.id), fact.id, f"{fact.id} blir alltid nej"
    for counter in definition.counters.values():
        if counter.scope == "person" and counters is not None and counter.id in counters.keys:
            yield counters.at(counter.id), "scope: person", f"{counter.id} börjar alltid från noll"
