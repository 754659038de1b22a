"""One case for one reader at one moment: what every part of the case page, and every form that comes back from it, looks things up in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import cached_property, partial

from core import words
from core.application.case.views import HistoryEntry
from core.application.form.fact_words import alone, value_words
from core.application.form.fields import FieldMaker, HangsOn, answers_of, asked_of, hangs_on
from core.application.form.views import Field
from core.application.history.entries import history_of
from core.application.history.telling import Teller
from core.application.lists.views import FoundCase
from core.application.reading.lookback import others_of
from core.application.step.office import Office
from core.diagram import names
from core.engine.plan import plan_of
from core.engine.reading import CaseValues, known_value
from core.errors import CANNOT_BE_READ, CaseErased, RutinError
from core.expressions import ask_for
from core.model.case import Case
from core.model.decisions import Row
from core.model.definition import ProcessDefinition
from core.model.events import Recorded
from core.model.facts import Ask, Fact
from core.model.people import PLUGIN, Actor
from core.model.secrecy import secrecy_among, secrecy_of
from core.model.values import Expression, Missing, Value
from core.storage.claims import ClaimRow
from core.storage.port import GONE, CaseRow
from core.storage.worklist import TaskRow

LEFT = "stopped_left"
"""Kind of the note that says who left something that had stopped, and when; its value is what it was, in words."""


def short_number(case_id: str) -> str:
    """The case number people use: the first eight characters of the id."""
    return case_id[:8].upper()


def whom(definition: ProcessDefinition | None, case_id: str, name: str) -> str:
    """Whom a case in a list is about: the name; the case itself where its routine is about nobody with one; "" where it lacks."""
    nobody = definition is not None and definition.subject_fact("name") is None
    return name or (f"Ärende {short_number(case_id)}" if nobody else "")


_AS_WRITTEN = re.compile(r"(?:ärende(?:t|nummer|nr)?)[\s:.]*([0-9a-f]{8}|[0-9a-f]{32})", re.IGNORECASE)


def sought(text: str) -> str:
    """What is searched for: a case number that is written as the pages write it ("Ärende 1A2B3C4D") is the number alone."""
    written = _AS_WRITTEN.fullmatch(text.strip())
    return written[1] if written else text.strip()


def titles(office: Office, ids: Iterable[str]) -> list[str]:
    """The titles of roles and parties; an id that has none stands as it is."""
    known = names(office.municipality)
    units = office.municipality.units
    return [known.get(i) or (units[i].title if i in units else i) for i in ids]


def role_words(office: Office, roles: Iterable[str], joiner: str = "eller") -> str:
    """Roles as they stand in a sentence: ``handläggare på IFO eller samordnare``."""
    return words.list_words([words.inside(title) for title in titles(office, roles)], joiner)


def title_of(office: Office, thing: str) -> str:
    """The title of a role, unit or outside party."""
    return titles(office, (thing,))[0]


def is_erased(office: Office, case: str) -> bool:
    """Whether the case with this id has been erased (gallring)."""
    try:
        office.case(case)
    except CaseErased:
        return True
    except CANNOT_BE_READ:
        return False
    return False


def followed(office: Office, row: CaseRow | TaskRow | ClaimRow, step: str = "") -> ProcessDefinition | None:
    """The routine as the titles of a row in a list are read from it: as it is now, or the version that the case follows.

    That one is looked up when the routine has faults now, or has `step` no more; None when it is not at hand either.
    """
    now = office.definitions.get(row.process)
    if now is not None and (not step or step in now.steps):
        return now
    try:
        return office.definition_of(office.case(row.case))
    except RutinError:
        return now


def found_case(office: Office, row: CaseRow) -> FoundCase:
    """A case in a list, in words."""
    definition = followed(office, row)
    return FoundCase(
        row.case,
        short_number(row.case),
        definition.title if definition else row.process,
        whom(definition, row.case, row.label),
        "erased" if row.label == GONE else row.status,
        row.started,
        protected=row.protected,
    )


def fields_of(office: Office, definition: ProcessDefinition) -> FieldMaker:
    """Makes the fields of forms that belong to no case yet."""
    return FieldMaker(definition, office.municipality, office.calendar, partial(title_of, office))


def columns_of(
    office: Office, definition: ProcessDefinition, case: str, facts: Sequence[Fact], now: datetime
) -> tuple[str, ...]:
    """A register's columns for a case by its id; the first says so when it cannot be read, which hides no other case."""
    try:
        return _columns(office, definition, office.case(case), facts, now) if facts else ()
    except CANNOT_BE_READ:
        return ("Kan inte läsas", *("" for _ in facts[1:]))


def _columns(
    office: Office, definition: ProcessDefinition, case: Case, facts: Iterable[Fact], now: datetime
) -> tuple[str, ...]:
    """A register's columns for one case: stated facts and derived ones, as text; empty where nothing is known.

    What the version that the case follows keeps for some is not told because a later one keeps it open: it was stated under that.
    """
    values, own = CaseValues(definition, case, now, office.calendar), office.definition_of(case)

    def text(fact: Fact) -> str:
        then = own.stated(fact.id)
        if then is not None and not secrecy_of(own, then).is_open:
            return ""
        value = known_value(fact, case, values)
        return "" if value is None else alone(fact, value_words(fact, value, office.calendar))

    return tuple(text(fact) for fact in facts)


class CaseReader:
    """Reads one case for one reader at one moment."""

    def __init__(self, office: Office, actor: Actor, case: Case, now: datetime) -> None:
        self.office, self.actor, self.case, self.now = office, actor, case, now
        self.definition: ProcessDefinition = office.definition_of(case)
        self.values = CaseValues(self.definition, case, now, office.calendar)

    @property
    def today(self) -> date:
        """The local day on which the case is read."""
        return self.office.calendar.local_date(self.now)

    @cached_property
    def others(self) -> frozenset[str]:
        """The other cases of whom the case is about, those that have not been erased; looked up when first asked for."""
        return frozenset(others_of(self.definition, self.case, self.office.store))

    @cached_property
    def teller(self) -> Teller:
        """Puts the history into words."""
        return Teller(
            self.definition,
            self.office.calendar,
            self.name_of,
            self.may_see,
            self.process_title,
            title_of=self.title_of,
        )

    @cached_property
    def events(self) -> tuple[Recorded, ...]:
        """The case's history, read only when something shows it."""
        return self.office.store.events(self.case.id)

    def history(self) -> tuple[HistoryEntry, ...]:
        """What has happened in the case, newest first."""
        found = history_of(self.definition, self.office.calendar, self.teller, self.events)
        left = self.office.store.notes(LEFT, f"{self.case.id}:", f"{self.case.id};")
        if not left:
            return found
        told = tuple(
            HistoryEntry(
                self.case.seq, note.at, note.at, self.name_of(note.actor), f"Lämnade det som inte gick: {note.value}"
            )
            for note in left
            if note.value
        )
        return tuple(sorted((*told, *found), key=lambda entry: entry.recorded, reverse=True))

    @cached_property
    def fields(self) -> FieldMaker:
        """Makes the fields of the case's forms."""
        return FieldMaker(self.definition, self.office.municipality, self.office.calendar, self.title_of, self.case)

    # ---- people and rights -----------------------------------------------------------------------------------------

    def name_of(self, person: str) -> str:
        """A colleague's name; the system's; a plugin's title; a role's, where a role acted in invented cases; or the id of who has left."""
        if person.startswith(PLUGIN):
            plugin = person.removeprefix(PLUGIN)
            title = self.office.beside.titles.get(plugin)
            return f"Tillägget {title}" if title else f"Ett avstängt tillägg ({plugin})"
        colleague = self.office.municipality.staff.get(person)
        if colleague is not None:
            return colleague.name
        return "Systemet" if person == "system" else self.title_of(person)

    def title_of(self, thing: str) -> str:
        """The title of a role, unit or outside party."""
        return title_of(self.office, thing)

    def process_title(self, process: str) -> str:
        """A routine's title."""
        found = self.office.definitions.get(process)
        return found.title if found else process

    def may_see(self, fact: Fact) -> bool:
        """Whether the reader may see a fact: everyone who may open the case, unless `seen_by` says whom (a table's line too).

        What is reckoned from others, and does not say itself whom, may be seen by those who may see all it was reckoned from.
        """
        return secrecy_of(self.definition, fact).may_see(self.actor.roles)

    def may_see_all(self, names: Iterable[str]) -> bool:
        """Whether the reader may see all that an expression reads, facts and tables."""
        read = secrecy_among(self.definition.stated, self.definition.tables, names)
        return read.may_see(self.actor.roles)

    def day(self, name: str) -> date | None:
        """The local day of a fact or a moment; None when it is not known, or the reader may not see it."""
        fact = self.definition.facts.get(name)
        found = self.values.get(name) if fact is None or self.may_see(fact) else None
        return self.office.calendar.local_date(found) if isinstance(found, datetime) else None

    def may_see_row(self, table: str, row: str, declared: Row | None) -> bool:
        """Whether the reader may see how a table's row fell out. `declared`: the row in today's routine, if it is there still."""
        allowed = set(declared.seen_by) if declared else set()
        fact = self.definition.facts.get(f"{table}.{row}")
        return (not allowed or bool(self.actor.roles & allowed)) and (fact is None or self.may_see(fact))

    def value(self, fact: Fact) -> Value | None:
        """What is known of a fact, reckoned ones too; None when nothing is."""
        return known_value(fact, self.case, self.values)

    def answers_for_anything(self) -> bool:
        """Whether the reader has a role in the routine; its people may note, correct and close early."""
        return bool(self.actor.roles & set(plan_of(self.definition).roles))

    # ---- what is asked ---------------------------------------------------------------------------------------------

    def form_fields(self, asks: Iterable[Ask], *, filled: bool = True, anew: Collection[str] = ()) -> tuple[Field, ...]:
        """The fields of a form: what is asked and not out of the question. What the reader may not see is asked without its value.

        `filled` with what is known, but for what is asked `anew`.
        """
        form = self.not_out(asked_of(self.definition, asks))
        found = ((ask, self._hangs_on(ask, form)) for ask in form)
        return tuple(
            self._field(ask, on, filled=filled and ask.fact not in anew)
            for ask, on in found
            if on is None or on.answers
        )

    def _field(self, ask: Ask, on: HangsOn | None, *, filled: bool) -> Field:
        field = self.fields.field(ask, filled=filled and self.may_see(self.definition.facts[ask.fact]))
        when = (on.question, " ".join(on.answers)) if on is not None and not on.always else field.when
        return replace(field, left_out=filled and self._is_left_out(ask), when=when)

    def _hangs_on(self, ask: Ask, form: Sequence[Ask]) -> HangsOn | None:
        """The one question of the form that decides whether the fact is asked, the rest being known; None when it is not so."""
        conditions, asked = self._conditions(ask), {each.fact for each in form}
        read = {name for c in conditions for name in c.names}
        deciding = [name for name in read & asked if answers_of(self.definition.asked(name))]
        if len(deciding) != 1 or not self.may_see_all(read):
            return None
        (name,) = deciding
        if any(self._reads(c, asked - {name}) for c in conditions):
            return None
        return hangs_on(self.values, self.definition.asked(name), conditions)

    def _is_left_out(self, ask: Ask) -> bool:
        """Whether the answers that the reader sees already say that the fact is not asked; changed in the same form they may ask it."""
        return any(c.evaluate(self.values) is False and self.may_see_all(c.names) for c in self._conditions(ask))

    def not_out(self, form: Sequence[Ask]) -> tuple[Ask, ...]:
        """What a form asks, without what a condition already says is not asked."""
        ask_for((condition for ask in form for condition in self._conditions(ask)), self.values)
        return tuple(ask for ask in form if not self._is_out(ask, form))

    def _is_out(self, ask: Ask, form: Iterable[Ask]) -> bool:
        """Whether a condition already says that the fact is not asked; one still open, or answered in the form, keeps the field."""
        return any(
            c.evaluate(self.values) is False and not self._reads(c, {each.fact for each in form})
            for c in self._conditions(ask)
        )

    def is_open_question(self, ask: Ask, form: Iterable[Ask]) -> bool:
        """Whether it depends on facts not yet known, or answered anew in the form, whether the fact is asked."""
        return any(
            isinstance(c.evaluate(self.values), Missing) or self._reads(c, {each.fact for each in form})
            for c in self._conditions(ask)
        )

    def _reads(self, condition: Expression, facts: set[str]) -> bool:
        """Whether a condition reads one of `facts`, itself or through what is reckoned and through tables."""
        if not condition.names:
            return False
        seen: set[str] = set()
        waiting = list(condition.names)
        while waiting:
            name = waiting.pop()
            if name in facts:
                return True
            if name in seen:
                continue
            seen.add(name)
            fact, table = self.definition.facts.get(name), self.definition.tables.get(name.partition(".")[0])
            waiting += fact.derived.names if fact is not None and fact.derived is not None else ()
            waiting += table.needs if table is not None else ()
        return False

    def may_hold(self, condition: Expression | None) -> bool:
        """Whether a condition holds, or may yet: only what it says no to already is out. None always holds."""
        return condition is None or condition.evaluate(self.values) is not False

    def _conditions(self, ask: Ask) -> tuple[Expression, ...]:
        fact = self.definition.stated(ask.fact)
        return tuple(c for c in (ask.only_if, fact.only_if if fact else None) if c is not None)
