"""The tables section: rows that are conditions or judgements, what a table gives, and every fact it needs first.

A table is a value in expressions, and so is each of its rows as ``TABLE.ROW``. A row without `if` is a question that somebody
judges: it becomes a yes/no fact with that name (language sections 2 and 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from core.definitions.decisions.assessing import assessor_of, condition_of, explained
from core.definitions.language.keys_decisions import GIVES
from core.definitions.routine import facts as fact_section
from core.definitions.routine.context import Context
from core.definitions.text.checking import Leaf, Record
from core.definitions.text.tree import Place
from core.definitions.whole import reckoned
from core.expressions import Compiled, NameType, Unanswered
from core.model.decisions import Hit, Row, TableDef
from core.model.facts import Fact
from core.model.values import Expression, FactType

_GIVES: dict[str, FactType] = {name: name for name in FactType.__args__ if name in GIVES}  # type: ignore[attr-defined]
_LITERAL = ("choice", "text")
"""Types whose values are written as they are, and not as expressions."""
_JUDGED_ONLY = ("motivate", "only_if", "help")


def names(context: Context) -> dict[str, NameType]:
    """What expressions may read of the tables: each table and each of its rows."""
    found: dict[str, NameType] = {}
    for name, entry in _entries(context):
        kind = _type_of(entry)
        if kind is None:
            continue
        found[name] = NameType(kind, tuple(n for n, _ in entry.entries("choices")) if kind == "choice" else ())
        for row in entry.records("rows"):
            if (row_id := row.text("row")) is not None:
                found[f"{name}.{row_id}"] = NameType("yes_no")
    return found


def build(context: Context, facts: dict[str, Fact], records: Mapping[str, Record]) -> None:
    """Builds the tables into ``context.tables`` and adds the judgement rows to `facts`."""
    _check_shared(context)
    made = [_Table(context, name, entry) for name, entry in _entries(context)]
    for table in made:
        facts.update({**table.judgements(), **table.left_to_people()})
    built = {table.id: table.build() for table in made}
    _check_cycles(context, built, facts, records)
    reckoned.check(context.report, facts, built, _places(context, records))
    needs = _Needs(built, facts)
    context.tables = {
        name: TableDef(
            id=table.id, title=table.title, hit=table.hit, rows=table.rows, count=table.count, type=table.type,
            choices=table.choices, titles=table.titles, default=table.default, needs=needs.of(name), basis=table.basis, note=table.note,
            covers=table.covers,
        )
        for name, table in built.items()
    }  # fmt: skip


def _places(context: Context, records: Mapping[str, Record]) -> dict[str, Place]:
    """Where each fact says what it is, and where each row of a table stands."""
    rows = ((name, row) for name, entry in _entries(context) for row in entry.records("rows"))
    return {name: record.at("is") for name, record in records.items()} | {
        f"{name}.{row.text('row')}": row.place for name, row in rows
    }


def _entries(context: Context) -> Iterable[tuple[str, Record]]:
    """The tables that can be read; one with a fact's name is told as taken and left out."""
    taken = set(context.facts())
    entries = context.root.entries("tables")
    return [(name, entry) for name, entry in entries if isinstance(entry, Record) and name not in taken]


def _check_shared(context: Context) -> None:
    """The names of shared facts are taken too."""
    section = context.root.record("tables")
    for leaf in context.root.leaves("uses"):
        if section is not None and leaf.text in section.keys:
            message = f"Namnet {leaf.text} är redan taget av den gemensamma uppgiften på rad {leaf.place.line}."
            context.report.add(section.at(leaf.text), "duplicate-id", message, hint="Byt namn på tabellen.")


def _type_of(entry: Record) -> FactType | None:
    return "yes_no" if "gives" not in entry.keys else _GIVES.get(entry.text("gives") or "")


class _Table:
    """One table in the making."""

    def __init__(self, context: Context, name: str, entry: Record) -> None:
        self._context, self.id, self._entry = context, name, entry
        self._type = _type_of(entry) or "yes_no"
        self._gives = "gives" in entry.keys
        self._choices = tuple(n for n, _ in entry.entries("choices"))
        self._rows = self._unique()
        self._assessors = {name: found for name, row in self._rows if (found := assessor_of(context, row)) is not None}
        self._assessed = {
            name: condition_of(context, row, self._assessors[name])
            for name, row in self._rows
            if name in self._assessors
        }

    def _unique(self) -> list[tuple[str, Record]]:
        first: dict[str, Place] = {}
        for row in self._entry.records("rows"):
            name = row.text("row")
            if name is None:
                continue
            if name in first:
                message = f"Raden {name} finns redan på rad {first[name].line}."
                self._context.report.add(row.at("row"), "duplicate-id", message, hint="Ge den ett annat namn.")
            first.setdefault(name, row.at("row"))
        return [(row.text("row") or "", row) for row in self._entry.records("rows") if row.text("row") is not None]

    def judgements(self) -> dict[str, Fact]:
        """The facts that the rows without `if` are."""
        context = self._context
        return {
            f"{self.id}.{name}": Fact(
                id=f"{self.id}.{name}",
                title=row.text("title") or name,
                type="judgement",
                help=row.text("help"),
                only_if=context.condition(row.leaf("only_if")),
                sensitive=row.flag("sensitive"),
                seen_by=self._seen_by(row),
                note=row.text("note"),
                question=row.text("question"),
                motivate=(True,) if row.flag("motivate") else (),
                table=self.id,
            )
            for name, row in self._rows
            if "if" not in row.keys and name not in self._assessors
        }

    def left_to_people(self) -> dict[str, Fact]:
        """The judgements that people make where an assessor does not answer."""
        return {
            f"{self.id}.{name}": Fact(
                id=f"{self.id}.{name}",
                title=row.text("title") or name,
                type="judgement",
                help=row.text("help")
                or f"Det gick inte att bedöma med {assessor.title}. Bedöm själv och skriv varför.",
                only_if=Unanswered(condition),
                sensitive=row.flag("sensitive"),
                seen_by=self._seen_by(row),
                note=row.text("note"),
                question=row.text("question"),
                motivate=(True, False),
                table=self.id,
                assessed=True,
            )
            for name, row in self._rows
            if (assessor := self._assessors.get(name)) is not None
            and (condition := self._assessed.get(name)) is not None
        }

    def build(self) -> TableDef:
        """The table, without what it needs."""
        entry = self._entry
        hit, count = self._hit()
        if self._type == "choice" and not self._choices:
            hint = "Skriv alternativen: choices: {ja: Ja, delvis: Till viss del}."
            self._say(entry.place, "missing-key", f"Tabellen {self.id} saknar choices.", hint)
        return TableDef(
            id=self.id,
            title=entry.text("title") or self.id,
            hit=hit,
            rows=tuple(self._row(name, row) for name, row in self._rows),
            count=count,
            type=self._type,
            choices=self._choices,
            titles={name: leaf.text for name, leaf in self._entry.entries("choices") if isinstance(leaf, Leaf)},
            default=self._given(entry.leaf("default")),
            basis=self._context.provision(entry.leaf("basis")),
            note=entry.text("note"),
            covers=tuple(leaf.text for leaf in entry.leaves("covers")),
        )

    def _row(self, name: str, row: Record) -> Row:
        for key in _JUDGED_ONLY:
            if key in row.keys and ("if" in row.keys or ("assessed_by" in row.keys and key != "help")):
                message = f"{key} hör till rader som bedöms, och raden {name} har ett villkor."
                self._say(row.at(key), "table-shape", message, "Ta bort if eller den nyckeln.")
        if self._gives and "gives" not in row.keys:
            self._say(
                row.place, "missing-key", f"Raden {name} saknar gives.", "Skriv vad tabellen ger när den stämmer."
            )
        if not self._gives and "gives" in row.keys:
            hint = "Skriv gives: och ett slag på tabellen, till exempel gives: choice."
            self._say(row.at("gives"), "table-shape", f"Tabellen {self.id} svarar ja eller nej.", hint)
        if "if" in row.keys and "assessed_by" in row.keys:
            self._say(
                row.at("assessed_by"), "table-shape", f"Raden {name} har både if och assessed_by.", "Ta bort det ena."
            )
        assessor = self._assessors.get(name)
        return Row(
            id=name,
            title=row.text("title") or name,
            condition=self._assessed[name] if assessor else self._context.condition(row.leaf("if")),
            gives=self._given(row.leaf("gives")) if self._gives else None,
            motivate=row.flag("motivate"),
            sensitive=row.flag("sensitive"),
            seen_by=self._seen_by(row),
            note=row.text("note"),
            question=row.text("question"),
            covers=tuple(leaf.text for leaf in row.leaves("covers")),
            assessed=explained(self._context, row, assessor) if assessor else None,
        )

    def _seen_by(self, row: Record) -> tuple[str, ...]:
        return self._context.many(self._context.role(leaf) for leaf in row.leaves("seen_by"))

    def _given(self, leaf: Leaf | None) -> Expression | None:
        """What a row or `default` gives. Alternatives and texts stand as they are; the rest are expressions."""
        if leaf is None:
            return None
        if not self._gives:
            self._say(
                leaf.place,
                "table-shape",
                "default behöver gives på tabellen.",
                "Skriv vad tabellen ger, eller ta bort det.",
            )
            return None
        if (
            self._choices
            and self._type == "choice"
            and self._context.known(leaf, self._choices, "unknown-choice", "Alternativet") is None
        ):
            return None
        if self._type in _LITERAL:
            return self._context.constant(leaf.text)
        if self._type == "yes_no" and leaf.text in ("yes", "no"):
            return self._context.derived_condition("true" if leaf.text == "yes" else "false")
        return self._context.expression(leaf, self._type)

    def _hit(self) -> tuple[Hit, int]:
        """How the rows count. `first` is what a table that gives something always does."""
        entry, leaf, table = self._entry, self._entry.leaf("hit"), self._entry.record("hit")
        if self._gives:
            if "hit" in entry.keys and (leaf is None or leaf.text != "first"):
                hint = "Ta bort hit, eller skriv hit: first."
                self._say(entry.at("hit"), "table-shape", "En tabell med gives ger det första som stämmer.", hint)
            return "gives", 1
        if table is not None:
            return "at_least", self._count(table)
        if leaf is not None and leaf.text == "first":
            self._say(leaf.place, "table-shape", "hit: first behöver gives.", "Skriv vilket slags värde tabellen ger.")
        elif "hit" not in entry.keys and "hit" not in entry.meant:
            hint = "Skriv hit: any (någon rad), all (alla) eller {at_least: 2}."
            self._say(entry.place, "missing-key", f"Tabellen {self.id} saknar hit.", hint)
        return ("all", 1) if leaf is not None and leaf.text == "all" else ("any", 1)

    def _count(self, table: Record) -> int:
        leaf = table.leaf("at_least")
        count = leaf.value if leaf is not None and isinstance(leaf.value, int) else 1
        if leaf is not None and count > len(self._rows):
            message = f"{count} rader kan aldrig stämma: tabellen {self.id} har {len(self._rows)}."
            self._say(leaf.place, "table-shape", message, "Sänk antalet eller skriv fler rader.")
        return count

    def _say(self, place: Place, rule: str, message: str, hint: str) -> None:
        self._context.report.add(place, rule, message, hint=hint)


class _Needs(Struct):
    """Follows what rows read, through derived facts and other tables, to what somebody must state."""

    tables: Mapping[str, TableDef]
    facts: Mapping[str, Fact]

    def of(self, table: str) -> tuple[str, ...]:
        """Every fact the table needs, in row order, each once."""
        found: dict[str, None] = {}
        self._table(table, found, set())
        return tuple(found)

    def _table(self, name: str, found: dict[str, None], seen: set[str]) -> None:
        if name in seen:
            return
        seen.add(name)
        table = self.tables[name]
        for row in table.rows:
            self._row(table, row, found, seen)
        self._reads(table.default, found, seen)

    def _row(self, table: TableDef, row: Row, found: dict[str, None], seen: set[str]) -> None:
        judged = f"{table.id}.{row.id}"
        if judged in self.facts and row.assessed is None:
            self._condition_of(judged, found, seen)
            found[judged] = None
        self._reads(row.condition, found, seen)
        self._reads(row.gives, found, seen)
        if judged in self.facts:
            found[judged] = None  # what an assessor is given is asked before the question that it may leave

    def _condition_of(self, fact: str, found: dict[str, None], seen: set[str]) -> None:
        """What decides whether a fact is asked must be asked before it."""
        if f"only_if {fact}" not in seen:
            seen.add(f"only_if {fact}")
            self._reads(self.facts[fact].only_if, found, seen)

    def _reads(self, expression: object, found: dict[str, None], seen: set[str]) -> None:
        if not isinstance(expression, Compiled):
            return
        # What a row asks whether it is known, it can do without.
        for name in sorted(set(expression.needs) - expression.guarded, key=lambda n: (expression.text.find(n), n)):
            self._name(name, found, seen)

    def _name(self, name: str, found: dict[str, None], seen: set[str]) -> None:
        fact, head = self.facts.get(name), name.partition(".")[0]
        if fact is not None and fact.derived is not None:
            if name not in seen:
                seen.add(name)
                self._reads(fact.derived, found, seen)
        elif fact is not None and fact.earlier is None and name not in found:
            self._condition_of(name, found, seen)
            found[name] = None
        elif fact is None and head in self.tables:
            self._table(head, found, seen)


def _check_cycles(
    context: Context, tables: Mapping[str, TableDef], facts: Mapping[str, Fact], records: Mapping[str, Record]
) -> None:
    """A table may read other tables and derived facts, but never itself on any way round."""
    derived = {name: _read(fact.derived) for name, fact in facts.items() if fact.derived is not None}
    among_facts = {name for start in derived for name in fact_section.rings(start, derived, set())}
    reads = {t.id: _read(*(e for r in t.rows for e in (r.condition, r.gives)), t.default) for t in tables.values()}
    settled: set[str] = set()
    section = context.root.record("tables")
    for name in tables:
        for ring in fact_section.rings(name, {**derived, **reads}, settled):
            if ring in among_facts or section is None:
                continue
            place = section.at(ring) if ring in tables else records[ring].at("is")
            what = f"Tabellen {ring} läser sig själv." if ring in tables else f"{ring} räknas ut från sig själv."
            context.report.add(place, "table-cycle", what, hint="Ändra villkoren så att kedjan tar slut.")


def _read(*expressions: object) -> list[str]:
    """The names that expressions read; of a row only its table."""
    found = {name for one in expressions if isinstance(one, Compiled) for name in one.names}
    return sorted({*found, *(name.partition(".")[0] for name in found)})
