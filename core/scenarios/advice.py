"""What to write on a line of a scenario that was refused, so that whoever wrote it need not look the routine up."""

from __future__ import annotations

from collections.abc import Iterable

from core.engine.command.completing import outcomes_of
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.people import Municipality
from core.model.steps import Meeting, Session
from core.scenarios.model import Act

_NUMBERS = ("person_number", "org_number")
_YES_NO = ("yes_no", "judgement")
_OF_MEETINGS = ("hold", "miss")


def advice(
    line: Act, codes: Iterable[str], definition: ProcessDefinition, town: Municipality, case: Case | None
) -> str:
    """A sentence with a space before it, or nothing. `case` is the one that the line is about, when it is there."""
    step = definition.steps.get(line.name)
    found = ""
    if isinstance(step, Session) and line.kind in _OF_MEETINGS:
        found = f"{line.name} är en gruppträff. Skriv attendance: {line.name} och outcome: attended eller absent."
    elif isinstance(step, Meeting) and line.kind == "do":
        name = line.name
        found = f"{name} är ett möte. Skriv book: {name} med for: dag och klockslag, och sedan hold: {name} eller miss: {name}."
    elif "outcome" in codes and step is not None and (offered := [o.id for o in outcomes_of(step)]):
        found = f"Skriv outcome: och ett av dem: {', '.join(offered)}."
    elif "clock" in codes and line.kind == "book":
        found = f"Skriv både dag och klockslag: for: {line.text('for')} 13:00."
    elif "not_open" in codes and case is not None:
        found = f"Öppet är: {', '.join(_resting(case)) or 'inget steg'}."
    else:
        found = _answering(codes, definition, town)
    return f" {found}" if found else ""


def _answering(codes: Iterable[str], definition: ProcessDefinition, town: Municipality) -> str:
    """How the first fact that is lacking, or answered with what cannot be, is answered; of numbers more is told elsewhere."""
    fact = next((definition.facts[name] for name in codes if name in definition.facts), None)
    if fact is None or fact.type in _NUMBERS or fact.derived is not None:
        return ""
    choices = _choices(fact, town)
    allowed = f" Tillåtet: {', '.join(choices)}." if choices else ""
    return f"Svaret skrivs på raden, with: {{{fact.id}: {choices[0] if choices else 'svaret'}}}, eller under given: facts.{allowed}"


def _choices(fact: Fact, town: Municipality) -> list[str]:
    """What may be answered, where it is one of a few."""
    if fact.type == "colleague":
        return [colleague.id for colleague in town.choosable(fact.among)]
    if fact.type == "unit":
        return [*town.units, *town.outside]
    return [choice.id for choice in fact.choices] or (["yes", "no"] if fact.type in _YES_NO else [])


def _resting(case: Case) -> list[str]:
    """The steps that somebody may do something with: not the phases around them."""
    owners = {frame.owner for frame in case.frames.values()}
    return [i.step for i in case.instances.values() if i.id not in owners]
