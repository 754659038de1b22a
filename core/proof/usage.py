"""Facts that are asked and never used, facts that are used and never asked, and what is called the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import cast

from msgspec import Struct

from core.model.accounts import Posting
from core.model.deadlines import Relative
from core.model.definition import ProcessDefinition
from core.model.steps import Call, ChoiceStep, End, LetterStep, Wait
from core.model.values import Expression
from core.proof.findings import Finding, title_of
from core.proof.live import named_plainly

_PAPER = frozenset(
    {"text", "long_text", "name", "phone", "email", "address", "document", "person_number", "org_number", "person", "date", "moment",
     "time", "month", "money", "choices", "unit", "colleague"}
)  # fmt: skip
"""Types that are there to be read by people: that no condition reads them says nothing."""


def usage_findings(definition: ProcessDefinition, shown: frozenset[str] = frozenset()) -> tuple[Finding, ...]:
    """What is asked for nothing, and what is read but never asked. `shown` are facts that registers of plugins show."""
    read = dict(_read(definition))
    on_the_road = definition.all_asked(anytime=False)
    return (
        *_never_asked(definition, read, definition.all_asked()),
        *_never_used(definition, set(read) | shown, on_the_road),
        *_idle(definition, set(read) | shown, definition.all_asked()),
        *_never_counted(definition),
        *_alike(definition),
    )


def _read(definition: ProcessDefinition) -> Iterator[tuple[str, str]]:
    """Each fact that is read, with the step, event, fact or table that reads it."""
    for owner, part in _parts(definition):
        for name in names_in(part):
            if name in definition.facts:
                yield name, owner
    for step in definition.steps.values():
        named = [s for d in step.deadlines for s in d.starts]
        named += [*getattr(step, "passes", ()), *(step.passes.values() if isinstance(step, Call) else ())]
        named += [*named_plainly(step), *((step.role_fact,) if step.role_fact else ())]
        named += [step.until_date] if isinstance(step, Wait) and step.until_date is not None else []
        named += _letters(definition, step)
        for name in named:
            if name in definition.facts:
                yield name, step.id


def _letters(definition: ProcessDefinition, step: object) -> list[str]:
    templates = [s.template for s in getattr(step, "sends", ())]
    if isinstance(step, LetterStep) and step.template is not None:
        templates.append(step.template)
    return [n for t in templates if t in definition.letters for n in definition.letters[t].names]


def _parts(definition: ProcessDefinition) -> Iterator[tuple[str, object]]:
    for table in (definition.steps, definition.anytime, definition.facts, definition.tables):
        yield from table.items()
    yield "retention", definition.retention


def names_in(found: object) -> frozenset[str]:
    """What the expressions in something read, and the days that others in it are told by, wherever in it they stand."""
    if isinstance(found, Relative):
        return frozenset({found.anchor})
    if isinstance(found, Posting):
        return names_in(found.amount) | {name for name in (found.on, found.to) if name is not None}
    if hasattr(found, "evaluate") and hasattr(found, "names"):
        return cast("Expression", found).names
    if isinstance(found, tuple):
        return frozenset().union(*(names_in(item) for item in found)) if found else frozenset()
    if isinstance(found, Mapping):
        return names_in(tuple(found.values()))
    if isinstance(found, Struct):
        return names_in(tuple(getattr(found, name) for name in found.__struct_fields__))
    return frozenset()


def _never_asked(definition: ProcessDefinition, read: Mapping[str, str], known: frozenset[str]) -> Iterator[Finding]:
    for name, owner in read.items():
        fact = definition.facts[name]
        if name in known or fact.derived is not None or fact.earlier is not None or fact.table is not None:
            continue
        by_letter = name in _letters(definition, definition.steps.get(owner))
        where, what = (" ett brev från", f"{{{name}}} ur mallen") if by_letter else ("", "villkoret")
        message = (
            f"Uppgiften ”{fact.title}” ({name}) används i{where} ”{title_of(definition, owner)}” men frågas aldrig."
        )
        hint = f"Lägg {name} under asks: i ett steg före, eller ta bort {what}."
        yield Finding("fact-unasked", message, hint, step=owner, fact=name)


def _never_used(definition: ProcessDefinition, used: set[str], asked: frozenset[str]) -> Iterator[Finding]:
    """Only facts with a fixed set of answers that stand on the road: what people write in words is there to be read by people."""
    for fact in definition.facts.values():
        if (
            fact.id in used
            or fact.id not in asked
            or fact.type in _PAPER
            or fact.statistic
            or fact.protects
            or fact.note
            or fact.table is not None
        ):
            continue
        message = f"Uppgiften ”{fact.title}” ({fact.id}) frågas men används inte i något villkor, brev, register eller någon statistik."
        hint = "Behövs den bara för den som läser ärendet: säg det med note: på uppgiften. Annars: fråga inte."
        yield Finding("fact-unused", message, hint, "info", fact.id)


def _idle(definition: ProcessDefinition, used: set[str], asked: frozenset[str]) -> Iterator[Finding]:
    """Facts that nobody asks and nothing reads: often one that was to be asked."""
    for fact in definition.facts.values():
        stands_alone = fact.derived is not None or fact.earlier is not None or fact.table is not None
        if stands_alone or fact.note or fact.id in used | asked:
            continue
        message = f"Uppgiften ”{fact.title}” ({fact.id}) frågas aldrig, och inget använder den."
        hint = f"Lägg {fact.id} under asks: på steget som ska fråga den, eller ta bort uppgiften."
        yield Finding("fact-unused", message, hint, "info", fact.id)


def _never_counted(definition: ProcessDefinition) -> Iterator[Finding]:
    """Counters that nothing adds to: whatever reads one reads 0, or what an earlier version of the routine left."""
    counted = {o.counts for step in definition.steps.values() for o in step.outcomes}
    counted |= {event.counts for event in definition.anytime.values()}
    for counter in definition.counters.values():
        if counter.id not in counted:
            message = f"Inget räknar upp räknaren ”{counter.title}” ({counter.id})."
            hint = f"Skriv counts: {counter.id} på utfallet eller händelsen som ska räknas, eller ta bort räknaren."
            yield Finding("counter-uncounted", message, hint, "warning", counter.id)


def _alike(definition: ProcessDefinition) -> Iterator[Finding]:
    """Steps, and facts, that are called the same: a step that is done only sometimes may stand for another."""
    steps = [
        (s.id, s.title)
        for s in definition.steps.values()
        if not isinstance(s, Call | ChoiceStep | End) and s.only_if is None
    ]
    facts = [(f.id, f.title) for f in definition.facts.values() if f.only_if is None and f.table is None]
    for what, things in (("Stegen", steps), ("Uppgifterna", facts)):
        first: dict[str, str] = {}
        for name, title in things:
            other = first.setdefault(title.lower(), name)
            if other != name:
                message = f"{what} {other} och {name} heter båda ”{title}”."
                hint = "De ser likadana ut i ärendet, så byt den ena titeln om de inte är samma sak."
                yield Finding("title-twice", message, hint, "info", name)
