"""Giving facts: the value must be one the fact can have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time

from core.engine.run import Run
from core.errors import Refused
from core.model import events as ev
from core.model.definition import Fact, ProcessDefinition
from core.model.values import Value

_PERSON_NUMBER = re.compile(r"\d{12}|\d{8}T\w{3,4}")


def title_of(definition: ProcessDefinition, name: str) -> str:
    """The fact's title in quotes for a sentence, or the name itself when it is no fact."""
    fact = definition.facts.get(name)
    return f"”{fact.title}”" if fact else f"”{name}”"


def give(run: Run, facts: Mapping[str, Value], instance: str | None) -> None:
    """States facts at a step. Raises Refused(value) for a value the fact cannot have, or a fact that is never asked."""
    for name, value in facts.items():
        fact = run.definition.facts.get(name)
        if fact is None or fact.derived is not None:
            raise Refused(
                "value", field=name, reason=f"Uppgiften {name} finns inte i rutinen eller räknas ut av systemet."
            )
        check_value(fact, value)
        run.emit(ev.FactGiven(fact=name, value=value, instance=instance))


def check_value(fact: Fact, value: Value) -> None:
    """Raises Refused(value) with a sentence when `value` is not of the fact's type; texts from forms are read elsewhere."""
    if not _fits(fact, value):
        raise Refused(
            "value", field=fact.id, reason=f"Uppgiften ”{fact.title}” har ett värde som inte går att använda."
        )


def _fits(fact: Fact, value: Value) -> bool:
    kind = fact.type
    if kind == "yes_no":
        return isinstance(value, bool)
    if kind == "whole_number":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind in {"number", "money"}:
        return isinstance(value, int | float) and not isinstance(value, bool)
    if not isinstance(value, str) or not value.strip():
        return False
    if kind == "choice":
        return value in {c.id for c in fact.choices}
    if kind == "choices":
        return set(value.split(",")) <= {c.id for c in fact.choices}
    if kind == "person_number":
        return _PERSON_NUMBER.fullmatch(value) is not None
    return _parses(kind, value)


def _parses(kind: str, value: str) -> bool:
    try:
        if kind == "date":
            date.fromisoformat(value)
        elif kind == "month":
            date.fromisoformat(f"{value}-01")
        elif kind == "time":
            time.fromisoformat(value)
        elif kind == "moment":
            return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False
    return True
