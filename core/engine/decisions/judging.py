"""Judging tables: which rows hold, what the table's value is, and which row alone stood between it and another.

A table is strict where CEL is not: every fact its rows read must be known first, so that ``or`` never hides a missing one.

A row is *not asked* when the routine says that its question is not to be put: the `only_if` of a judgement, or of a fact that the row
cannot do without, does not hold. Such a row does not count: the table is judged on the others as if it did not stand there. `all` of no
rows is yes; `any` of none is no, and so is `at_least` when fewer are asked than must hold; `gives` looks at those that are asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.engine.plan import plan_of
from core.expressions import ask_for
from core.model.decisions import Row, TableDef
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.values import Expression, Missing, Value

Verdict = bool | None
"""Whether a row holds; None: it is not asked."""
Found = bool | Missing | None
"""The same while judging: Missing when something that must be known is not."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A table as it fell out. `value` is Missing with the fact to ask for when it has none.

    Attributes:
        found: one for each row, in order.
    """

    table: TableDef
    value: Value | Missing
    found: tuple[Found, ...]

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """One for each row, in order."""
        return tuple(None if isinstance(each, Missing) else each for each in self.found)

    def near(self, values: Mapping[str, object]) -> frozenset[str]:
        """The rows which, turned alone, would have given the table another value. `values` are those it was judged on."""
        if isinstance(self.value, Missing):
            return frozenset()
        near = set()
        for at, (row, verdict) in enumerate(zip(self.table.rows, self.found, strict=True)):
            if not isinstance(verdict, bool):
                continue
            other = _value(self.table, [*self.found[:at], not verdict, *self.found[at + 1 :]], values)
            if other is not None and other != self.value:
                near.add(row.id)
        return frozenset(near)


def judge(definition: ProcessDefinition, table: TableDef, values: Mapping[str, object]) -> Judged:
    """The table over `values`, which know the routine's other tables by name. What its rows ask of plugins is asked at once."""
    ask_for((row.condition for row in table.rows), values)
    lacking = missing_fact(definition, table, values)
    if lacking is not None:
        return Judged(table, Missing(lacking), (None,) * len(table.rows))
    found = tuple([_found(definition, table, row, values) for row in table.rows])
    value = _value(table, found, values)
    if value is None:
        return Judged(table, next((v for v in found if isinstance(v, Missing)), Missing(table.id)), found)
    return Judged(table, value, found)


def row_of(definition: ProcessDefinition, name: str, values: Mapping[str, object]) -> Value | Missing:
    """What ``TABLE.ROW`` is. Raises KeyError when the table has no such row."""
    table_id, _, row_id = name.partition(".")
    table = definition.tables[table_id]
    for row in table.rows:
        if row.id == row_id:
            lacking = missing_fact(definition, table, values)
            return Missing(lacking) if lacking is not None else _verdict(definition, table, row, values)
    raise KeyError(name)


def missing_fact(definition: ProcessDefinition, table: TableDef, values: Mapping[str, object]) -> str | None:
    """The first fact the table needs that is asked and not known, or None."""
    for name in plan_of(definition).needed[table.id]:
        fact = definition.facts.get(name)
        if fact is None or _is_stated(fact, values):
            continue
        if fact.only_if is None:
            return name
        asked = fact.only_if.evaluate(values)
        if isinstance(asked, Missing):
            return deepest(definition, asked.name, values)
        if asked is True:
            return name
    return None


def _is_stated(fact: Fact, values: Mapping[str, object]) -> bool:
    """Whether the fact is known. A row that an assessor judges has a value of its own, so there it is asked whether a person has judged."""
    return values.get(f"known.{fact.id}") is True if fact.assessed else fact.id in values


def deepest(definition: ProcessDefinition, name: str, values: Mapping[str, object]) -> str:
    """The stated fact that stands behind a missing name: a derived fact or a table lacks what it reads itself."""
    for _ in range(len(definition.facts) + len(definition.tables)):
        found = _behind(definition, name, values)
        if found is None or found == name:
            return name
        name = found
    return name


def silent_in(definition: ProcessDefinition, condition: Expression, values: Mapping[str, object]) -> str:
    """What people may state instead of the plugin that a condition waits for; "" when it waits for no plugin."""
    value = condition.evaluate(values)
    name = deepest(definition, value.name, values) if isinstance(value, Missing) else ""
    return name if definition.left_to_people(name) is not None else ""


def _behind(definition: ProcessDefinition, name: str, values: Mapping[str, object]) -> str | None:
    fact, table = definition.facts.get(name), definition.tables.get(name)
    value: Value | Missing | None = None
    if fact is not None and fact.derived is not None:
        value = fact.derived.evaluate(values)
    elif table is not None:
        value = judge(definition, table, values).value
    elif fact is None and name.partition(".")[0] in definition.tables:
        value = row_of(definition, name, values)
    return value.name if isinstance(value, Missing) else None


def _found(definition: ProcessDefinition, table: TableDef, row: Row, values: Mapping[str, object]) -> Found:
    """How a row falls out; None when it is not asked."""
    found = _verdict(definition, table, row, values)
    return None if isinstance(found, Missing) and _is_not_asked(definition, found.name, values) else found


def _is_not_asked(definition: ProcessDefinition, name: str, values: Mapping[str, object]) -> bool:
    fact = definition.facts.get(name)
    return fact is not None and fact.only_if is not None and fact.only_if.evaluate(values) is False


def _verdict(definition: ProcessDefinition, table: TableDef, row: Row, values: Mapping[str, object]) -> bool | Missing:
    judged = f"{table.id}.{row.id}"
    if row.assessed is not None and row.condition is not None:
        return _assessed(definition, judged, row.condition, values)
    if (
        judged in definition.facts
        and not definition.facts[judged].assessed
        and _is_not_asked(definition, judged, values)
    ):
        return Missing(judged)  # what was judged before it stopped being asked does not count either
    if row.condition is None:
        found = values.get(judged)
        return found if isinstance(found, bool) else Missing(judged)
    value = row.condition.evaluate(values)
    return Missing(deepest(definition, value.name, values)) if isinstance(value, Missing) else value is True


def _assessed(
    definition: ProcessDefinition, judged: str, condition: Expression, values: Mapping[str, object]
) -> bool | Missing:
    """What a person has judged, where the assessor left it; else what the assessor says. When it says nothing a person is asked."""
    if _is_stated(definition.facts[judged], values):
        return values[judged] is True
    value = condition.evaluate(values)
    if not isinstance(value, Missing):
        return value is True
    lacking = value.name if value.name and value.name not in values else judged
    return Missing(lacking if lacking == judged else deepest(definition, lacking, values))


def _value(table: TableDef, found: Sequence[Found], values: Mapping[str, object]) -> Value | None:
    """The table's value, or None when something that is lacking could change it, or nothing is given."""
    asked = [v for v in found if v is not None]
    if table.hit == "gives":
        return _given(table, found, values)
    wanted = {"any": 1, "all": len(asked), "at_least": table.count}[table.hit]
    if sum(v is True for v in asked) >= wanted:
        return True
    return False if sum(v is not False for v in asked) < wanted else None


def _given(table: TableDef, found: Sequence[Found], values: Mapping[str, object]) -> Value | None:
    for row, verdict in zip(table.rows, found, strict=True):
        if isinstance(verdict, Missing):
            return None  # whether an earlier row holds decides which is the first
        if verdict:
            return _evaluated(row.gives, values)
    return _evaluated(table.default, values)


def _evaluated(expression: Expression | None, values: Mapping[str, object]) -> Value | None:
    value = expression.evaluate(values) if expression is not None else None
    return None if isinstance(value, Missing) else value
