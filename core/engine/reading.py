"""What an expression sees of a case: facts, settings, counters, outcomes, moments, today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time

from core.engine.calendar import Calendar
from core.engine.evolve import Draft
from core.model.case import Case
from core.model.definition import Fact, ProcessDefinition
from core.model.values import Missing, Value


class CaseValues(Mapping[str, object]):
    """The values of a case by name, computed when read, as `Expression.evaluate` wants them.

    Dates become local midnight, moments aware UTC datetimes; a fact nobody has stated is absent. `at` decides what `today` is.
    """

    def __init__(self, definition: ProcessDefinition, case: Draft | Case, at: datetime, calendar: Calendar) -> None:
        self._definition, self._case, self._at, self._calendar = definition, case, at, calendar

    def __getitem__(self, name: str) -> object:
        """The value of `name`. Raises KeyError when it is not known."""
        fact = self._definition.facts.get(name)
        if fact is not None:
            return self._fact(fact)
        if name in self._definition.counters:
            return self._case.counters.get(name, 0)
        head, _, tail = name.partition(".")
        if head == "settings":
            return self._setting(tail)
        if head == "known":
            return self._known(tail)
        if name == "today":
            return self.midnight(self._at.astimezone(self._calendar.zone).date())
        if name == "case.start":
            return self._case.started or self._at
        if tail == "outcome":
            return self._case.outcomes[head]
        return self._case.moments[name]

    def __iter__(self) -> Iterator[str]:
        """The facts that are known; expressions ask for the rest by name."""
        return iter(self._case.facts)

    def __len__(self) -> int:
        """How many facts are known."""
        return len(self._case.facts)

    def at(self, moment: datetime) -> CaseValues:
        """The same case as seen at another moment."""
        return CaseValues(self._definition, self._case, moment, self._calendar)

    def midnight(self, day: date) -> datetime:
        """Local midnight at the beginning of `day`, in UTC."""
        return datetime.combine(day, time(0), self._calendar.zone).astimezone(UTC)

    def _setting(self, name: str) -> object:
        value = self._definition.settings[name].value
        if value is None:
            raise KeyError(name)
        return value

    def _known(self, name: str) -> bool:
        fact = self._definition.facts[name]
        if fact.derived is None:
            return name in self._case.facts
        return not isinstance(fact.derived.evaluate(self), Missing)

    def _fact(self, fact: Fact) -> object:
        if fact.derived is not None:
            value = fact.derived.evaluate(self)
            if isinstance(value, Missing):
                raise KeyError(value.name)
            return self._typed(fact, value)
        return self._typed(fact, self._case.facts[fact.id][-1].value)

    def _typed(self, fact: Fact, value: Value) -> object:
        if fact.type == "date" and isinstance(value, str):
            return self.midnight(date.fromisoformat(value))
        if fact.type == "moment" and isinstance(value, str):
            return datetime.fromisoformat(value).astimezone(UTC)
        if fact.type in {"number", "money"} and isinstance(value, int | float):
            return float(value)
        return value
