"""What a letter is to say: of a decision how it is appealed (33 § förvaltningslagen) and the reasons (32 §), and a period only where it
is about one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from core.model.definition import ProcessDefinition
from core.model.steps import DecisionStep, LetterStep, Step
from core.model.telling import LetterTemplate
from core.proof.findings import Finding
from core.words import list_words

_SAID = re.compile("överklag", re.IGNORECASE)
"""The letter says it in its own words."""


def informing_findings(definition: ProcessDefinition) -> Iterator[Finding]:
    """Advice for each decision that is told of by letter, where none of its letters says how it is appealed, or gives its reasons.

    One letter that does is enough: whoever got what they asked for needs neither, and which letter goes to whom is the routine's.
    """
    for step in definition.steps.values():
        if isinstance(step, DecisionStep) and (letters := _letters(definition, step)):
            read = (*letters, *_any_letters(definition))
            if _may_be_appealed(definition, step) and not any(map(_says_how, read)):
                yield _finding(
                    step, letters, "letter-appeal", "hur det överklagas, fast det får överklagas", "{appeal}"
                )
            if _has_reasons(step) and not any(_gives_reasons(each, step) for each in read):
                yield _finding(step, letters, "letter-reasons", "skälen, fast de skrivs", "{reasons}")


def period_findings(definition: ProcessDefinition) -> Iterator[Finding]:
    """Advice for each step whose letter says which period it is about, where the step is about none: it would go out with a gap."""
    for step in definition.steps.values():
        own = (step.template,) if isinstance(step, LetterStep) else ()
        for letter in _known(definition, (*own, *_sent(step))):
            if "period" in letter.names and not _has_period(definition, step):
                message = (
                    f"Brevet ”{letter.title}” ({letter.id}.md) säger vilken period det gäller ({{period}}), men ”{step.title}” "
                    "gäller ingen."
                )
                hint = (
                    "Skriv every och for på det som kommer tillbaka, till exempel every: month och for: this_month, eller ta bort "
                    "{period}."
                )
                yield Finding("letter-period", message, hint, "info", step.id)


def _has_period(definition: ProcessDefinition, step: Step) -> bool:
    """Whether the step, or a phase around it, comes back for a period that its routine names."""
    events = (definition.anytime.get(each.id) for each in definition.around(step))
    return any(event is not None and event.repeat is not None and event.repeat.about is not None for event in events)


def _letters(definition: ProcessDefinition, step: DecisionStep) -> list[LetterTemplate]:
    """The letters that are about the decision."""
    told = (each.template for each in _letter_steps(definition) if step.id in each.decisions)
    return _known(definition, (*_sent(step), *told))


def _any_letters(definition: ProcessDefinition) -> list[LetterTemplate]:
    """Letters that name no decision, and so tell of all that have been taken."""
    own = (each.template for each in _letter_steps(definition) if not each.decisions)
    sent = (name for step in definition.steps.values() if not isinstance(step, DecisionStep) for name in _sent(step))
    return _known(definition, (*own, *sent))


def _letter_steps(definition: ProcessDefinition) -> Iterator[LetterStep]:
    return (step for step in definition.steps.values() if isinstance(step, LetterStep))


def _sent(step: Step) -> Iterator[str]:
    return (send.template for sends in (step.sends, *(o.sends for o in step.outcomes)) for send in sends)


def _known(definition: ProcessDefinition, names: Iterable[str | None]) -> list[LetterTemplate]:
    return [
        definition.letters[name] for name in dict.fromkeys(names) if name is not None and name in definition.letters
    ]


def _may_be_appealed(definition: ProcessDefinition, step: DecisionStep) -> bool:
    provision = definition.laws.provisions.get(step.basis or "")
    by_law = {version.appeal for version in provision.versions} if provision is not None else set()
    ways = {name for outcome in step.outcomes for name in ((outcome.appeal,) if outcome.appeal else by_law)}
    return any(name in definition.laws.appeals and definition.laws.appeals[name].is_a_way for name in ways if name)


def _has_reasons(step: DecisionStep) -> bool:
    return any(outcome.motivate for outcome in step.outcomes)


def _says_how(letter: LetterTemplate) -> bool:
    return "appeal" in letter.names or _SAID.search(letter.text) is not None


def _gives_reasons(letter: LetterTemplate, step: DecisionStep) -> bool:
    return not {"reasons", f"{step.id}.reasons"}.isdisjoint(letter.names)


def _finding(step: DecisionStep, letters: list[LetterTemplate], rule: str, lacking: str, blank: str) -> Finding:
    names = list_words([f"”{each.title}” ({each.id}.md)" for each in letters], "och")
    written = "Breven" if len(letters) > 1 else "Brevet"
    message = f"{written} {names} handlar om ”{step.title}” men säger inte {lacking}."
    return Finding(rule, message, f"Skriv {blank} i brevet där det ska stå.", "info", step.id)
