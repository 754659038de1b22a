"""What a routine says besides its steps, for the handbook: its decisions, what is asked and needed, letters, and what is reckoned."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from core import words
from core.application.history.telling_beside import channel_words
from core.diagram.conditions import clause_words, condition_words
from core.diagram.wording import any_of
from core.model.anytime import AnytimeEvent
from core.model.decisions import Validity
from core.model.definition import ProcessDefinition
from core.model.facts import Ask, Fact
from core.model.law import Appeal
from core.model.steps import DecisionStep, LetterStep, Start, Step

Rows = list[tuple[str, ...]]


def decisions(definition: ProcessDefinition, roles: Mapping[str, str]) -> Rows:
    """Each decision with its law, who decides where the delegation says it, how long it holds and how to appeal."""
    found = (s for s in definition.steps.values() if isinstance(s, DecisionStep))
    return [(step.title, ". ".join(_decision(step, definition, roles)) + ".") for step in found if step.basis]


def _decision(step: DecisionStep, definition: ProcessDefinition, roles: Mapping[str, str]) -> Iterator[str]:
    laws = definition.laws
    provision = laws.provisions.get(step.basis or "")
    version = provision.versions[-1] if provision is not None and provision.versions else None
    if provision is not None:
        yield f"Lagrum: {provision.title}{f', {laws.words(version)}' if version is not None and version.at else ''}"
    for power in step.decides.powers:
        who = any_of(power.roles, roles)
        when = f", om {clause_words(power.condition, definition)}" if power.condition is not None else ""
        yield f"Delegation{power.rule and f' {power.rule}'}: {who}{when}"
    for title, valid in ((step.title, step.valid), *((o.title, o.valid) for o in step.outcomes)):
        if valid is not None:
            yield f"{title}: gäller {_valid(valid, definition)}"
    ways = [("Överklagas", version.appeal if version is not None else None)]
    ways += [(f"{outcome.title}, överklagas", outcome.appeal) for outcome in step.outcomes]
    yield from (
        f"{said}: {_appealed(laws.appeals[name])}" for said, name in ways if name is not None and name in laws.appeals
    )


def _appealed(appeal: Appeal) -> str:
    within = f" inom {words.duration_words(appeal.within.parts)}" if appeal.within is not None else ""
    return f"{words.inside(appeal.title)}{within}"


def _valid(valid: Validity, definition: ProcessDefinition) -> str:
    first = f"från {_title(valid.starts, definition)}" if valid.starts else "från beslutets dag"
    last = f"i {words.duration_words(valid.length.parts)}" if valid.length is not None else ""
    return " ".join(
        part for part in (first, last or (f"till {_title(valid.until, definition)}" if valid.until else "")) if part
    )


def asked(definition: ProcessDefinition, processes: Mapping[str, str]) -> Rows:
    """What each step asks for, and what must hold before it can be done. `processes` are the titles of the routines."""
    found: list[Step | AnytimeEvent] = [*definition.steps.values()]
    found += [event for event in definition.anytime.values() if event.step is None]
    return [(each.title, said) for each in found if (said := ". ".join(_asked(each, definition, processes)))]


def _asked(each: Step | AnytimeEvent, definition: ProcessDefinition, processes: Mapping[str, str]) -> Iterator[str]:
    titles = _asks(each.asks, definition)
    if titles:
        yield words.list_words(titles)
    if isinstance(each, Step):
        for outcome in each.outcomes:
            more = _asks(outcome.asks, definition)
            if more:
                yield f"{outcome.title}: {words.list_words(more)}"
        yield from (f"Stoppas annars med: {need.sentence.rstrip('.')}" for need in each.requires)
    if isinstance(each, Start) and each.renews:
        yield f"Förnyar: {words.list_words([_renewed(name, definition, processes) for name in each.renews], 'eller')}"


def _renewed(name: str, definition: ProcessDefinition, processes: Mapping[str, str]) -> str:
    """A decision of this routine by its title, one of another by that routine's."""
    process, _, step = name.rpartition(".")
    if process:
        return f"ett beslut i {processes.get(process, process)}"
    return definition.steps[step].title


def _asks(asks: Iterable[Ask], definition: ProcessDefinition) -> list[str]:
    titles: dict[str, None] = {}
    for ask in asks:
        fact = definition.facts.get(ask.fact)
        asked = definition.tables.get(ask.fact if fact is None else fact.table or "") or fact
        if asked is not None:
            titles[words.called(asked.title)] = None
    return list(titles)


def letters(definition: ProcessDefinition, roles: Mapping[str, str]) -> Rows:
    """Each letter that a person sends: to whom and how."""
    return [
        (
            step.title,
            roles.get(step.to or "", step.to or ""),
            words.list_words([channel_words(c.id) for c in step.by], "eller"),
        )
        for step in definition.steps.values()
        if isinstance(step, LetterStep)
    ]


def reckoned(definition: ProcessDefinition, processes: Mapping[str, str]) -> Rows:
    """What the system works out or looks up, and from what. `processes` are the titles of the routines."""
    return [
        (fact.title, said) for fact in definition.facts.values() if (said := _reckoned(fact, definition, processes))
    ]


def _reckoned(fact: Fact, definition: ProcessDefinition, processes: Mapping[str, str]) -> str:
    if fact.derived is not None:
        return words.capital(condition_words(fact.derived, definition))
    if fact.earlier is None:
        return ""
    within = f", som högst {words.duration_words(fact.earlier.within.parts)} gammalt" if fact.earlier.within else ""
    return f"Ja, om det finns ett tidigare ärende: {processes.get(fact.earlier.process, fact.earlier.process)}{within}"


def _title(name: str, definition: ProcessDefinition) -> str:
    fact = definition.facts.get(name)
    return f"”{fact.title}”" if fact is not None else name
