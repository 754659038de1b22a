"""Giving facts: the value must be one the fact can have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time

from core.engine.command.run import Run
from core.engine.timers.running import start_waiting
from core.errors import PluginError, Refused
from core.expressions import ask_calls
from core.model import events as ev
from core.model.definition import ProcessDefinition
from core.model.facts import CASE_START, TODAY, Ask, Fact
from core.model.identity import is_born
from core.model.plugins import FactTypeDef
from core.model.secrecy import secrecy_of
from core.model.values import Value, is_number
from core.words import date_words, inside

NOTHING: Mapping[str, str] = {}
_ENDS = {CASE_START: "dagen då ärendet öppnades"}
_WITHIN = {"före": "från och med", "efter": "till och med"}
UNBORN = "Personen är inte född än. Kontrollera födelsedatumet."
_ORG_NUMBER = re.compile(r"[0-9]{10}")
_PERSON_NUMBER = re.compile(r"\d{12}|\d{8}T\w{3,4}", re.ASCII)


def title_of(definition: ProcessDefinition, name: str) -> str:
    """The title of a fact or setting in quotes for a sentence, or the name itself when it is neither."""
    found = definition.stated(name) or definition.settings.get(name.removeprefix("settings."))
    return f"”{found.title}”" if found else f"”{name}”"


def give(
    run: Run,
    facts: Mapping[str, Value],
    instance: str | None,
    motivations: Mapping[str, str] = NOTHING,
    asks: Iterable[Ask] = (),
    names: Iterable[str] | None = None,
) -> None:
    """States facts at a step, with what was written for those that must be motivated there.

    `names`: which of them, in the order they are stated, each taken when those before it have been; None: all.

    Raises:
        Refused: ``value`` for a value the fact cannot have, or a fact that is never asked; ``motivation`` for one not motivated.
    """
    unfit = _unfit(run.definition, facts)
    for name in facts if names is None else names:
        value = facts[name]
        fact = run.definition.stated(name)
        if fact is None or fact.derived is not None or fact.earlier is not None:
            raise Refused(
                "value", field=name, reason=f"Uppgiften {name} finns inte i rutinen eller räknas ut av systemet."
            )
        if name in unfit:
            raise _unusable(fact)
        check_day(run, fact, value, facts)
        why = motivations.get(name, "").strip() or None
        if why is None and _must_motivate(fact, value, asks) and not run.is_system():
            raise Refused("motivation", field=name, title=f"”{fact.title}”")
        state(run, fact, value, instance, why)


def _unfit(definition: ProcessDefinition, facts: Mapping[str, Value]) -> frozenset[str]:
    """The facts whose values they cannot have. What plugins' types say of theirs is asked of all at once."""
    found = {name: fact for name in facts if (fact := definition.stated(name)) is not None}
    ask_calls((fact.custom.read, (str(facts[name]),)) for name, fact in found.items() if fact.custom is not None)
    return frozenset(name for name, fact in found.items() if not fits(fact, facts[name]))


def day_problem(
    definition: ProcessDefinition, fact: Fact, value: Value, day_of: Callable[[str], date | None]
) -> str | None:
    """What is wrong with a date outside the days it may be, or with the number of somebody who is not born yet, as a sentence.

    `day_of` gives the day of a name, None while it is not known.
    """
    if fact.type == "person_number" or (fact.custom is not None and fact.custom.person and len(str(value)) == 12):
        today = day_of(TODAY)
        return UNBORN if today is not None and not is_born(str(value), today) else None
    for end, outside in ((fact.days.first, "före"), (fact.days.last, "efter")):
        limit = None if end is None else date.fromisoformat(end) if end[0].isdecimal() else day_of(end)
        if end is None or limit is None:
            continue
        given = date.fromisoformat(str(value))
        if given < limit if outside == "före" else given > limit:
            return f"Skriv en dag {_WITHIN[outside]} {_limit_words(definition, end, limit)}."
    return None


def _limit_words(definition: ProcessDefinition, end: str, limit: date) -> str:
    """The day at the end of the allowed ones and what it is; one that is for some to see is only named by its title."""
    fact = definition.facts.get(end)
    if fact is not None and secrecy_of(definition, fact).seen_by:
        return f"dagen i ”{fact.title}”"
    what = _ENDS.get(end) or (inside(fact.title) if fact is not None else "")
    return f"{date_words(limit, year=True)}{f' ({what})' if what else ''}"


def _day_of(run: Run, name: str, given: Mapping[str, Value]) -> date | None:
    """The day of a name, in what is being given or known. What the system gives is not held against any day."""
    if run.is_system():
        return None
    if name == TODAY:
        return run.calendar.local_date(run.at)
    if name == CASE_START:
        return run.calendar.local_date(run.draft.started or run.at)
    value = given.get(name)
    if value is None and (entries := run.draft.facts.get(name)):
        value = entries[-1].value
    return date.fromisoformat(str(value)) if value is not None else None


def check_day(run: Run, fact: Fact, value: Value, given: Mapping[str, Value] = NOTHING) -> None:
    """Raises Refused(value) with what `day_problem` says. `given` are the facts that are stated with it."""
    if (outside := day_problem(run.definition, fact, value, lambda other: _day_of(run, other, given))) is not None:
        raise Refused("value", field=fact.id, reason=outside)


def state(
    run: Run, fact: Fact, value: Value, instance: str | None, why: str | None = None, found: str | None = None
) -> None:
    """A fact is stated; deadlines that waited for it start. `found`: the earlier case it was found in."""
    run.emit(ev.FactGiven(fact=fact.id, value=value, instance=instance, motivation=why, found=found))
    if fact.id in run.plan.anchors:
        start_waiting(run, fact.id)


def _must_motivate(fact: Fact, value: Value, asks: Iterable[Ask]) -> bool:
    return fact.assessed or value in fact.motivate or any(value in ask.motivate for ask in asks if ask.fact == fact.id)


def check_value(fact: Fact, value: Value) -> None:
    """Raises Refused(value) with a sentence when `value` is not of the fact's type; texts from forms are read elsewhere."""
    if not fits(fact, value):
        raise _unusable(fact)


def _unusable(fact: Fact) -> Refused:
    return Refused("value", field=fact.id, reason=f"Uppgiften ”{fact.title}” har ett värde som inte går att använda.")


def fits(fact: Fact, value: Value) -> bool:
    """Whether `value` is of the fact's type, and of the plugin's type where it has one."""
    if isinstance(value, int | float) and not isinstance(value, bool) and not fact.span.holds(value):
        return False
    return _is_kept_as(fact, value) and (fact.custom is None or _stands(fact.custom, value))


def _stands(custom: FactTypeDef, value: Value) -> bool:
    """Whether the plugin's type, reading the value again, gives the value itself. A plugin that fails stops nobody."""
    try:
        return custom.read(str(value)) == value
    except PluginError:
        return True


def _is_kept_as(fact: Fact, value: Value) -> bool:
    kind = fact.type
    if kind in {"yes_no", "judgement", "earlier_case"}:
        return isinstance(value, bool)
    if kind == "whole_number":
        return isinstance(value, int) and is_number(value)
    if kind in {"number", "money"}:
        return is_number(value)
    if not isinstance(value, str) or not value.strip():
        return False
    if kind == "choice":
        return value in {c.id for c in fact.choices}
    if kind == "choices":
        return set(value.split(",")) <= {c.id for c in fact.choices}
    if kind == "person_number":
        return _PERSON_NUMBER.fullmatch(value) is not None
    if kind == "org_number":
        return _ORG_NUMBER.fullmatch(value) is not None
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
