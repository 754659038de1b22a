"""The routine as the proof runs it: the same definition, with every condition answered by the oracle and with time taken away.

Windows, checklists, information to give, four eyes and lengths of time change when and by whom something is done, never whether it can
be done; they are taken out so that the kernel is asked about the road alone. They have checks of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from core.model.deadlines import DeadlineDef, Limit
from core.model.decisions import Row, TableDef
from core.model.definition import ProcessDefinition
from core.model.facts import ANY_DAY, ANY_NUMBER, Fact
from core.model.law import Laws
from core.model.places import PlaceOffer
from core.model.roads import Requirement, Way
from core.model.steps import Reserve, Start, Step, Wait
from core.model.time import Duration
from core.model.values import Expression, Missing, Value
from core.proof.clock import LEAST, MOST
from core.proof.oracle import Oracle
from core.proof.pieces import SOMETHING, Piece
from core.proof.terms import Book

DAY = Duration(((1, "days"),))
DAY_FAR_OFF = "2036-03-03"
WHO = "prov"
NOT_BEFORE = "not_before: "
"""What the reason of a requirement begins with that stands for a day which has to be known; the day's name follows."""
_ALWAYS_KNOWN = ("case.start", "settings.")
_SAMPLES: dict[str, Value] = {
    "yes_no": True, "judgement": True, "whole_number": 1, "number": 1.0, "money": 1.0, "date": DAY_FAR_OFF,
    "time": "10:00", "moment": f"{DAY_FAR_OFF}T10:00:00+00:00", "month": DAY_FAR_OFF[:7], "person_number": "20000101T001",
    "earlier_case": True, "org_number": "9920000008",
}  # fmt: skip


def sample(fact: Fact) -> Value:
    """Some value the fact can have: that it is known matters to the kernel, its class is the oracle's."""
    if fact.type in ("choice", "choices") and fact.choices:
        return fact.choices[0].id
    return _SAMPLES.get(fact.type, WHO)


class RowAt(Struct, frozen=True):
    """A row's part in its table, `number` from 1: once `settles` rows have been `sign`, the rest no longer matter."""

    number: int
    sign: bool
    settles: int


class Seen(Struct, frozen=True):
    """Stands in for an expression: the same name and text, answered by the oracle.

    `owner` is the step, event, fact or table it stands in; `where` tells which way or row it guards. `something` is what it gives
    where all that is known of its value is that there is one.
    """

    text: str
    names: frozenset[str]
    piece: Piece
    oracle: Oracle
    owner: str
    where: str
    row: RowAt | None = None
    something: Value = True

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        """The value over `values`; what is not known of it is whatever the oracle says."""
        if self.row is None:
            return self._found(values)
        at, before, held = self.oracle.judged.get(self.owner, (0, None, 0))
        if self.row.number <= at or values is not before:
            held = 0  # rows come in order, those that are not asked left out: this is the first of another judging
        settled = held >= self.row.settles
        # When it is settled the table is what it is, whatever this row says: asking would only multiply the cases.
        found = False if settled else self._found(values)
        self.oracle.judged[self.owner] = (self.row.number, values, held + (not settled and found is self.row.sign))
        return found

    def _found(self, values: Mapping[str, object]) -> Value | Missing:
        found = self.piece.run(values)
        self.oracle.last = (self.owner, self.text)
        self.oracle.read.add(self.text)
        if self.where:
            self.oracle.hits.add(self.where if found is True else f"?{self.where}")
        if found is SOMETHING:
            return self.something
        return cast("Value | Missing", found)


class WayAt(Struct, frozen=True):
    """A line of a `when:` list or of a table and where it stands: step, event or table; outcome or row if any; number from 1."""

    owner: str
    outcome: str | None
    number: int
    condition: Expression
    row: bool = False


class Abstract(Struct, frozen=True):
    """A definition without time, what its conditions can tell apart, and every way there is. `original` is what it was made of."""

    definition: ProcessDefinition
    original: ProcessDefinition
    book: Book
    oracle: Oracle
    ways: Mapping[str, WayAt]


def abstract(definition: ProcessDefinition, *, any_settings: bool = False) -> Abstract:
    """The definition made ready to be explored; with `any_settings` whatever its settings are."""
    oracle = Oracle()
    book = Book(definition, oracle, any_settings=any_settings)
    maker = _Maker(book, oracle)
    steps = {
        s.id: cast("Step", maker.walk(timeless(s, any_settings=any_settings), s.id)) for s in definition.steps.values()
    }
    events = {e.id: maker.walk(replace(e, informs=()), e.id) for e in definition.anytime.values()}
    facts = {f.id: maker.fact(f) for f in definition.facts.values()}
    tables = {t.id: maker.table(t) for t in definition.tables.values()}
    # How much there is on accounts is not the road's concern; that there may be too little is (`core.proof.graph.draws`).
    laws = _in_force(definition.laws)
    made = replace(definition, steps=steps, anytime=events, facts=facts, tables=tables, accounts={}, laws=laws)
    return Abstract(made, definition, book, oracle, maker.ways)


def _in_force(laws: Laws) -> Laws:
    """The laws as if the latest version of each provision held on any day: that one holds today is looked at when they are read."""
    latest = {
        p.id: tuple(replace(v, since=None, until=None) for v in p.versions[-1:]) for p in laws.provisions.values()
    }
    return replace(
        laws, provisions={name: replace(laws.provisions[name], versions=found) for name, found in latest.items()}
    )


def timeless(step: Step, *, any_settings: bool = False) -> Step:
    """The step without what only says when and by whom; that a fact says who must still be known when the step opens.

    With `any_settings` what nobody has decided may be decided.
    """
    changes: dict[str, object] = {
        "window": None, "checklist": (), "informs": (), "not_before": None, "not_same_as": None, "same_as": None,
        "deadlines": tuple(_bare(d, any_settings=any_settings) for d in step.deadlines if d.late is not None and d.late.raises is not None),
    }  # fmt: skip
    if step.not_before is not None and not step.not_before.anchor.startswith(_ALWAYS_KNOWN):
        changes["requires"] = (*step.requires, _is_known(step.not_before.anchor))
    if step.automatic is None:
        changes["suggests"] = ()  # a person may always choose another
    if getattr(step, "at_least", None) is not None:
        changes["at_least"] = LEAST
    limit = getattr(step, "limit", None)
    if isinstance(limit, Limit) and (limit.within is not None or limit.until is not None or any_settings):
        changes["limit"] = replace(limit, within=MOST)  # one that has a day comes only where that day is known
    if isinstance(step, Reserve) and step.offer is not None and step.offer.reply is not None:
        changes["offer"] = PlaceOffer(LEAST)
    if isinstance(step, Wait) and step.until_date is not None:
        changes |= {"until_date": None, "until": _day_has_come(step.until_date, step.until)}
    if isinstance(step, Start):
        # That there is an earlier case is not the road's concern, nor from which day one may begin.
        changes |= {"follows": None, "renews": (), "since": None}
    decides = getattr(step, "decides", None)
    if decides is not None:
        changes["decides"] = replace(decides, not_same_as=())
    return replace(step, **changes)


class Written(Struct, frozen=True):
    """A condition that the proof writes itself; it is only read."""

    text: str
    names: frozenset[str]

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:  # noqa: ARG002 - a stand-in takes its place
        """Nothing: a stand-in answers for it."""
        return Missing(self.text)


def _is_known(anchor: str) -> Requirement:
    """That the day a step waits for is known, as the condition that it is: else nobody ever comes past the step."""
    return Requirement(Written(f"known({anchor})", frozenset({anchor})), f"{NOT_BEFORE}{anchor}")


def _day_has_come(day: str, until: Expression | None) -> Written:
    """A wait for a day as the condition that it is."""
    text = f"today >= {day}" if until is None else f"({until.text}) or today >= {day}"
    return Written(text, frozenset({"today", day}) | (until.names if until is not None else frozenset()))


def _bare(deadline: DeadlineDef, *, any_settings: bool) -> DeadlineDef:
    never = deadline.soon or deadline.at_once
    within = DAY if deadline.within is not None or (any_settings and not never) else None
    return replace(
        deadline,
        within=within,
        counting="every_day",
        before=False,
        rolls="none",
        paused_during=(),
        warn=(),
        longer=None,
    )


class _Maker:
    """Puts a stand-in for every expression, wherever it stands, and keeps a list of the ways."""

    def __init__(self, book: Book, oracle: Oracle) -> None:
        self._book, self._oracle = book, oracle
        self.ways: dict[str, WayAt] = {}

    def walk(self, found: object, owner: str, outcome: str | None = None, number: int = 0) -> object:
        if isinstance(found, tuple):
            made = tuple(self.walk(item, owner, outcome, at) for at, item in enumerate(found, 1))
            return made if any(a is not b for a, b in zip(made, found, strict=True)) else found
        if isinstance(found, Way):
            return self._way(found, owner, outcome, number)
        if hasattr(found, "evaluate") and hasattr(found, "names"):
            return self._seen(cast("Expression", found), owner, "")
        if isinstance(found, Mapping):
            table = {k: self.walk(v, owner, outcome) for k, v in found.items()}
            return table if any(table[k] is not v for k, v in found.items()) else found
        if isinstance(found, Struct):
            inside = getattr(found, "id", None) if type(found).__name__ == "Outcome" else outcome
            return self._inside(found, owner, inside)
        return found

    def _inside(self, found: Struct, owner: str, outcome: str | None) -> object:
        changed: dict[str, object] = {}
        for name in found.__struct_fields__:
            value = getattr(found, name)
            if value is None or isinstance(value, str | int | bool | frozenset) or value == ():
                continue
            made = self.walk(value, owner, outcome)
            if made is not value:
                changed[name] = made
        return replace(found, **changed) if changed else found

    def _way(self, way: Way, owner: str, outcome: str | None, number: int) -> Way:
        where = f"{owner}/{outcome or ''}/{number}/{len(self.ways)}"
        self.ways[where] = WayAt(owner, outcome, number, way.condition)
        return replace(way, condition=self._seen(way.condition, owner, where))

    def fact(self, fact: Fact) -> Fact:
        """The fact; one that is reckoned gives a value of its type."""
        # any value will do: no plugin is asked, and every number and day is one that may be written
        made = replace(cast("Fact", self.walk(fact, fact.id)), custom=None, days=ANY_DAY, span=ANY_NUMBER)
        if isinstance(made.derived, Seen):
            return replace(made, derived=replace(made.derived, something=sample(fact)))
        return made

    def table(self, table: TableDef) -> TableDef:
        """The table with rows that are asked one after the other, no further than needed."""
        default = None if table.default is None else self._seen(table.default, table.id, "")
        return replace(table, rows=tuple(self._row(r, table, n) for n, r in enumerate(table.rows, 1)), default=default)

    def _row(self, row: Row, declared: TableDef, number: int) -> Row:
        table = declared.id
        where = f"{table}.{row.id}"
        gives = None if row.gives is None else self._seen(row.gives, table, "")
        place = RowAt(number, declared.hit != "all", declared.count if declared.hit == "at_least" else 1)
        if row.condition is None:  # a judgement: the answer somebody gave, which may be either
            name = f"{table}.{row.id}"
            judged = Seen(name, frozenset({name}), self._book.named(name), self._oracle, table, "", place)
            return replace(row, condition=judged, gives=gives)
        self.ways[where] = WayAt(table, row.id, number, row.condition, row=True)
        seen = replace(self._seen(row.condition, table, where), row=place)
        # that an assessor answers is taken for granted, and no plugin is asked
        return replace(row, condition=seen, gives=gives, assessed=None)

    def _seen(self, expression: Expression, owner: str, where: str) -> Seen:
        piece = self._book.condition(expression) if where else self._book.piece(expression)
        names = expression.names - {"today"}  # a condition on time is no timer here: time passes by moves of its own
        return Seen(expression.text, names, piece, self._oracle, owner, where)
