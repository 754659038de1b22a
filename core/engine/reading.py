"""What an expression sees of a case: facts, settings, counters, outcomes, moments, today."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

from core.engine.command.draft import Draft
from core.engine.decisions.judging import Judged, judge, row_of
from core.engine.time.calendar import Calendar
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.telling import OPEN
from core.model.values import Missing, Value

_DAYS_OF_DECISIONS = ("valid_from", "valid_to")


def consent_holds(case: Draft | Case, consent: str, at: datetime, calendar: Calendar) -> bool:
    """Whether the person agrees to `consent` at the moment `at`: given, not withdrawn, and not past its last day."""
    state = case.consents.get(consent)
    return state is not None and (state.until is None or calendar.local_date(at) <= date.fromisoformat(state.until))


def is_protected(definition: ProcessDefinition, case: Draft | Case) -> bool:
    """Whether the person has protected identity: the name is marked where it stands, and is an alias where anybody else looks."""
    return case.protected or any(
        (entries := case.facts.get(fact)) and entries[-1].value is True for fact in definition.protecting()
    )


def is_too_open(definition: ProcessDefinition, case: Draft | Case, channel: str) -> bool:
    """Whether others may read what goes by the channel, and the person's identity is protected."""
    return channel in OPEN and is_protected(definition, case)


class CaseValues(Mapping[str, object]):
    """The values of a case by name, computed when read, as `Expression.evaluate` wants them.

    Dates become local midnight, moments aware UTC datetimes; a fact nobody has stated is absent. `at` decides what `today` is.
    What has been read, and how tables fell out, is remembered for as long as nothing more happens in the case.
    """

    def __init__(self, definition: ProcessDefinition, case: Draft | Case, at: datetime, calendar: Calendar) -> None:
        self._definition, self._case, self._at, self._calendar = definition, case, at, calendar
        self._seq = case.seq
        self._read: dict[str, object] = {}
        self._tables: dict[str, Judged] = {}

    def __getitem__(self, name: str) -> object:
        """The value of `name`. Raises KeyError when it is not known."""
        if self._seq != self._case.seq:
            self._forget()
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = self._value(name)
        return found

    def _value(self, name: str) -> object:
        """The value of `name`, computed. Raises KeyError."""
        fact = self._definition.facts.get(name)
        if fact is not None:
            return self._fact(fact)
        if name in self._definition.stand_ins:
            return self._typed(self._definition.stand_ins[name], self._case.facts[name][-1].value)
        if name in self._definition.counters:
            return self._case.counters.get(name, 0)
        head, _, tail = name.partition(".")
        if tail and (meant := self._definition.facts.get(head)) is not None and meant.type == "decision":
            return self[f"{self._fact(meant)}.{tail}"]
        if head in self._definition.tables:
            return self._judged(head, tail)
        if head == "settings":
            return self._setting(tail)
        if head == "known":
            return self._known(tail)
        if name == "today":
            return self.midnight(self._calendar.local_date(self._at))
        if name == "case.start":
            return self._case.started or self._at
        if tail == "outcome":
            return self._case.outcomes[head]
        if head == "consented":
            return consent_holds(self._case, tail, self._at, self._calendar)
        if head == "lasted":
            return self._lasted(tail)
        if tail in _DAYS_OF_DECISIONS and head in self._case.decisions:
            return self._day_of_decision(head, tail)
        return self._case.moments[name]

    def __contains__(self, name: object) -> bool:
        """Whether `name` is known; of what only people state that is seen without reading it."""
        fact = self._definition.facts.get(name) if isinstance(name, str) else None
        if (fact is not None and fact.derived is None and not fact.assessed) or name in self._definition.stand_ins:
            return name in self._case.facts
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        """The facts that are known; expressions ask for the rest by name."""
        return iter(self._case.facts)

    def __len__(self) -> int:
        """How many facts are known."""
        return len(self._case.facts)

    def at(self, moment: datetime) -> CaseValues:
        """The same case as seen at another moment."""
        return CaseValues(self._definition, self._case, moment, self._calendar)

    def judged(self, table: str) -> Judged:
        """A table as it falls out."""
        if self._seq != self._case.seq:
            self._forget()
        found = self._tables.get(table)
        if found is None:
            found = self._tables[table] = judge(self._definition, self._definition.tables[table], self)
        return found

    def _forget(self) -> None:
        self._seq = self._case.seq
        self._read.clear()
        self._tables.clear()

    def sees(self, case: Draft | Case, at: datetime) -> bool:
        """Whether these are the values of that very case at that moment."""
        return self._case is case and self._at == at

    def midnight(self, day: date) -> datetime:
        """Local midnight at the beginning of `day`, in UTC."""
        return self._calendar.midnight(day)

    def _lasted(self, fact: str) -> int:
        """How many days a fact has had the value it has now: 0 on the day it got it. Stated anew with the same value, it goes on."""
        entries = self._case.facts[fact]
        since = entries[-1].at
        for entry in reversed(entries):
            if entry.value != entries[-1].value:
                break
            since = entry.at
        return (self._calendar.local_date(self._at) - self._calendar.local_date(since)).days

    def _day_of_decision(self, step: str, tail: str) -> datetime:
        decision = self._case.decisions[step]
        day = decision.valid_from if tail == "valid_from" else decision.valid_to
        if day is None:
            raise KeyError(f"{step}.{tail}")
        return self.midnight(date.fromisoformat(day))

    def _judged(self, table: str, row: str) -> object:
        """A table's value, or whether one of its rows holds. Raises KeyError with the fact that is missing."""
        value = row_of(self._definition, f"{table}.{row}", self) if row else self.judged(table).value
        if isinstance(value, Missing):
            raise KeyError(value.name)
        return value

    def _setting(self, name: str) -> object:
        setting = self._definition.settings[name]
        if setting.value is None:
            raise KeyError(name)
        return self.midnight(date.fromisoformat(str(setting.value))) if setting.type == "date" else setting.value

    def _known(self, name: str) -> bool:
        fact = self._definition.facts[name]
        if fact.derived is None:
            return name in self._case.facts
        return not isinstance(fact.derived.evaluate(self), Missing)

    def _fact(self, fact: Fact) -> object:
        if fact.assessed and fact.id not in self._case.facts:
            table, _, row = fact.id.partition(".")
            return self._judged(table, row)
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


def known_value(fact: Fact, case: Case, values: CaseValues) -> Value | None:
    """What is known of a fact in a case, reckoned ones too; None when nothing is. `values` are the case's."""
    found = case.value(fact.id) if fact.derived is None else fact.derived.evaluate(values)
    return None if isinstance(found, Missing) else found
