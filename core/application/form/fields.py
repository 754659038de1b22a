"""Form fields as they stand in one municipality's routine: with tables, motivations, units, and what may be chosen in this case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from core import words
from core.application.form.fact_words import value_words
from core.application.form.forms import NO, YES, field_of, hold, read, read_one
from core.application.form.views import Field, Option
from core.application.step.actions import RawValue
from core.engine.decisions.reasons import supposing
from core.engine.time.calendar import Calendar
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.facts import Ask, Fact
from core.model.people import Municipality
from core.model.values import Expression, Missing, Value

MOST_ANSWERS = 6
"""Choices with more alternatives are drawn as a list that drops down, below which nothing can be shown or hidden."""


class HangsOn(NamedTuple):
    """The question that decides whether another is asked, and the answers after which it is: none of them, some, or `always`."""

    question: str
    answers: tuple[str, ...]
    always: bool


def answers_of(question: Fact) -> tuple[tuple[str, bool | str], ...]:
    """The answers to a question that others may hang on, as the form sends them and as they are; () for any other fact."""
    if question.type in {"yes_no", "judgement"}:
        return (YES, True), (NO, False)
    few = question.type == "choice" and len(question.choices) <= MOST_ANSWERS
    return tuple((choice.id, choice.id) for choice in question.choices) if few else ()


def hangs_on(values: Mapping[str, object], question: Fact, conditions: Iterable[Expression]) -> HangsOn | None:
    """After which answers to `question` all the conditions hold, the rest being `values`; None when nobody can tell."""
    told = tuple(conditions)
    said = {
        name: [c.evaluate(supposing(values, question.id, value)) for c in told] for name, value in answers_of(question)
    }
    if any(isinstance(each, Missing) for found in said.values() for each in found):
        return None
    answers = tuple(name for name, found in said.items() if all(each is True for each in found))
    return HangsOn(question.id, answers, len(answers) == len(said))


def asked_of(definition: ProcessDefinition, asks: Iterable[Ask]) -> tuple[Ask, ...]:
    """What is asked, a table replaced by everything its lines need, nothing twice; what the system itself gives is left out."""
    found: dict[str, Ask] = {}
    for ask in asks:
        table = definition.tables.get(ask.fact)
        needed = [Ask(fact=name, only_if=ask.only_if) for name in table.needs] if table else [ask]
        for each in needed:
            fact = definition.stated(each.fact)
            if fact is not None and fact.derived is None and fact.type != "earlier_case":
                found.setdefault(each.fact, each)
    return tuple(found.values())


def conditional(definition: ProcessDefinition, asked: Iterable[Ask]) -> frozenset[str]:
    """What is asked only under a condition. It may rest on another answer of the same form: the engine judges it, which sees both."""
    return frozenset(a.fact for a in asked if a.only_if or definition.asked(a.fact).only_if)


def motivated(fact: Fact, ask: Ask | None = None) -> tuple[Value, ...]:
    """The answers that must be motivated in writing."""
    return tuple(dict.fromkeys((*fact.motivate, *(ask.motivate if ask else ()))))


@dataclass(frozen=True, slots=True)
class FieldMaker:
    """Makes the fields of `case` (None before there is one). `title_of` gives the title of a role, unit or outside party."""

    definition: ProcessDefinition
    municipality: Municipality
    calendar: Calendar
    title_of: Callable[[str], str]
    case: Case | None = None

    def field(self, ask: Ask, *, filled: bool = True) -> Field:
        """The field of one thing that is asked; `filled` with what is known already."""
        fact = self.definition.asked(ask.fact)
        entries = self.case.facts.get(fact.id, ()) if self.case is not None and filled else ()
        known = entries[-1] if entries else None
        return field_of(
            fact,
            optional=ask.optional,
            value=known.value if known is not None else ask.default,
            known=known is not None,
            reason=(known.motivation or "") if known is not None else "",
            motivation=self.motivation(fact, ask),
            motivate=motivated(fact, ask),
            when=self._when(fact, ask),
            table=self._table(fact),
            options=self.picks(fact),
            help_text=self._help(fact),
        )

    def plain(self, fact: Fact, value: Value | None, *, loose: bool = False) -> Field:
        """The field of a fact by itself, for correcting it; one that is `loose` is emptied to take it back."""
        help_text = self._help(fact)
        if loose:
            help_text = " ".join(filter(None, (help_text, "Lämna tomt för att ta bort uppgiften.")))
        return replace(field_of(fact, value=value, options=self.picks(fact), help_text=help_text), optional=loose)

    def read(
        self, asks: Iterable[Ask], values: Mapping[str, RawValue], skip: frozenset[str] = frozenset()
    ) -> dict[str, Value]:
        """The facts that a form states, as `core.application.form.forms.read` gives them. Raises InvalidInput."""
        return read(self.definition, asks, values, self.calendar.zone, skip, self.picks)

    def read_one(self, fact: Fact, raw: RawValue) -> Value:
        """One fact from its text. Raises InvalidInput with the fact's field."""
        return read_one(fact, raw, self.calendar.zone, self.picks)

    def hold(self, facts: Mapping[str, Value]) -> dict[str, Value]:
        """What comes from no form, as the form would keep it; names that nobody states are left to the engine. Raises InvalidInput."""
        stated = {name: self.definition.stated(name) for name in facts}
        return {
            name: value if (fact := stated[name]) is None else hold(fact, value, self.calendar.zone, self.picks)
            for name, value in facts.items()
        }

    def motivation(self, fact: Fact, ask: Ask | None = None) -> str:
        """The label of the text that gives the reason for an answer; it says for which, since a simple browser always shows it."""
        needed = motivated(fact, ask)
        if fact.assessed:
            return "Motivering"
        if not needed:
            return ""
        if fact.type in {"yes_no", "judgement"} and set(needed) == {True, False}:
            return "Motivering"
        said = words.list_words([value_words(fact, v, self.calendar).lower() for v in needed], "eller")
        return f"Motivering (behövs om svaret är {said})"

    def _when(self, fact: Fact, ask: Ask) -> tuple[str, str] | None:
        """The one question that decides whether the fact is asked for, and the answers that ask it, if its conditions read only that."""
        conditions = [each for each in (ask.only_if, fact.only_if) if each is not None]
        read = {name for each in conditions for name in each.names}
        other = self.definition.facts.get(next(iter(read))) if len(read) == 1 else None
        found = hangs_on({}, other, conditions) if other is not None and answers_of(other) else None
        return (found.question, " ".join(found.answers)) if found and found.answers and not found.always else None

    def _table(self, fact: Fact) -> str:
        table = self.definition.tables.get(fact.table or "")
        return table.title if table else ""

    def picks(self, fact: Fact) -> tuple[Option, ...]:
        """What may be picked for a fact whose type does not say it itself; nothing for one whose type does."""
        if fact.type == "colleague":
            return tuple(Option(c.id, c.name) for c in self.municipality.choosable(fact.among))
        if fact.type == "unit":
            units = (*self.municipality.units.values(), *self.municipality.outside.values())
            return tuple(Option(u.id, u.title) for u in units)
        if fact.type == "decision":
            taken = self.case.decisions if self.case else {}
            return tuple(Option(s, self.definition.steps[s].title) for s in taken if s in self.definition.steps)
        return ()

    def _help(self, fact: Fact) -> str | None:
        """The fact's own help; a plugin's type says how it is written, a document who signs it and where it is kept."""
        if fact.custom is not None:
            return " ".join(part for part in (fact.help, fact.custom.hint) if part) or None
        if fact.type != "document":
            return fact.help
        signed = words.list_words([words.inside(self.title_of(each)) for each in fact.signed_by])
        parts = (
            fact.help,
            f"Undertecknas av {signed}." if signed else None,
            f"Förvaras i {fact.kept_in}." if fact.kept_in else "Skriv var handlingen finns, till exempel diarienumret.",
        )
        return " ".join(part for part in parts if part)
