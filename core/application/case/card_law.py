"""What a decision rests on, for its card: read before it is taken, as the law stands today."""

from __future__ import annotations

from core import words
from core.application.case.reader import CaseReader
from core.engine.decisions.deciding import cited, standard_text
from core.model.law import LawVersion
from core.model.roads import Outcome
from core.model.steps import DecisionStep, Step


def law_today(reader: CaseReader, step: Step) -> tuple[str, bool]:
    """(the paragraph and what it is about, whether that needs to be checked); "" where the step names no law, or none is in force."""
    version = _version(reader, step)
    if version is None or not isinstance(step, DecisionStep):
        return "", False
    laws = reader.definition.laws
    return f"{words.capital(laws.words(version))}: {laws.provisions[step.basis or ''].title}", version.verify


def cited_today(reader: CaseReader, step: Step) -> tuple[str, ...]:
    """The other provisions that a decision refers to, as they stand today."""
    day = reader.office.calendar.local_date(reader.now)
    return cited(reader.definition, step, day) if isinstance(step, DecisionStep) else ()


def standard_reasons(reader: CaseReader, step: Step, outcome: Outcome) -> str:
    """What the routine itself writes as the reasons when a decision falls so."""
    if not isinstance(step, DecisionStep):
        return ""
    return standard_text(reader.definition, step, outcome, _version(reader, step))


def _version(reader: CaseReader, step: Step) -> LawVersion | None:
    basis = step.basis if isinstance(step, DecisionStep) else None
    provision = reader.definition.laws.provisions.get(basis or "")
    return provision.on(reader.office.calendar.local_date(reader.now)) if provision is not None else None
