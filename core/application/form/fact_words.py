"""The value of a fact in words: in sentences, in lists and where it stands alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core import words
from core.application.form.forms import NO, YES, as_text
from core.engine.time.calendar import Calendar
from core.errors import PluginError
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.plugins import FactTypeDef
from core.model.values import Value


def value_words(fact: Fact, value: Value, calendar: Calendar) -> str:
    """A fact's value for people, as the plugin's type shows it where it has one."""
    if fact.custom is not None and (shown := _shown(fact.custom, value)) is not None:
        return shown
    if fact.type in {"choice", "choices"}:
        titles: Mapping[str, str] = {c.id: c.title for c in fact.choices}
        return ", ".join(titles.get(part, part) for part in str(value).split(","))
    if fact.type == "date":
        return words.iso_day_words(str(value))
    if fact.type == "moment":
        return words.moment_words(datetime.fromisoformat(str(value)), calendar.zone, year=True)
    if fact.type in {"person_number", "org_number"}:
        return hyphenated(str(value))
    if fact.type == "money" and isinstance(value, int | float):
        return words.money_words(value)
    text = as_text(fact, value)
    return {YES: "Ja", NO: "Nej"}[text] if fact.type in {"yes_no", "judgement", "earlier_case"} else text


def alone(fact: Fact, said: str) -> str:
    """What `value_words` says where it stands by itself, in a list: a day begins with a capital. What people wrote is left as it is."""
    return words.capital(said) if fact.type in {"date", "moment"} else said


def _shown(custom: FactTypeDef, value: Value) -> str | None:
    """The value as the plugin shows it; None when the plugin fails: then it is shown as it is kept."""
    try:
        return str(custom.show(value))
    except PluginError:
        return None


def hyphenated(number: str) -> str:
    """A person's or an organisation's number as people write it: ååååmmdd-nnnn, nnnnnn-nnnn."""
    return f"{number[:-4]}-{number[-4:]}" if len(number) in (10, 12) else number


def number_words(case: Case, definition: ProcessDefinition) -> str | None:
    """The number of the person or organisation that the case is about, as people write it; None while there is none."""
    facts = filter(None, (definition.subject_fact("person_number"), definition.subject_fact("org_number")))
    number = next((value for fact in facts if (value := case.value(fact))), None)
    return hyphenated(str(number)) if number else None
