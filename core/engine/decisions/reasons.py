"""Why something came out as it did, for the record: the rows of tables, the facts they read, who judged and with which reasons."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import cast

from core.engine.command.run import Lacking, Run
from core.expressions import stand_ins_of
from core.model import events as ev
from core.model.case import FactEntry
from core.model.decisions import Row, TableDef
from core.model.definition import ProcessDefinition
from core.model.facts import Fact
from core.model.values import Expression, Missing, Value

_VERDICTS = {True: "met", False: "not_met", None: "not_asked"}


def values_of(run: Run, names: Iterable[str]) -> tuple[tuple[str, Value], ...]:
    """What each of the tables named is; one that has no value is left out."""
    found = ((name, run.values.judged(name).value) for name in names)
    return tuple((name, value) for name, value in found if not isinstance(value, Missing))


def tables_in(run: Run, expressions: Iterable[Expression]) -> tuple[str, ...]:
    """The tables that expressions read, themselves or through derived facts."""
    found: dict[str, None] = {}
    waiting = list(names_of(*expressions))
    while waiting:
        name = waiting.pop(0)
        fact, table = run.definition.facts.get(name), name.partition(".")[0]
        if fact is not None and fact.derived is not None:
            waiting += names_of(fact.derived)
        elif table in run.definition.tables:
            found[table] = None
    return tuple(found)


def tables_read(definition: ProcessDefinition, names: Iterable[str]) -> list[TableDef]:
    """The tables named, each followed by those its rows read; each once."""
    declared, found = definition.tables, {}
    waiting = list(names)
    while waiting:
        table = declared.get(waiting.pop(0))
        if table is None or table.id in found:
            continue
        found[table.id] = table
        reads = (row.condition.names for row in table.rows if row.condition is not None)
        inner = sorted({name.partition(".")[0] for names in reads for name in names} & declared.keys())
        waiting = [*inner, *waiting]
    return list(found.values())


def without_bearing(
    definition: ProcessDefinition, names: Iterable[str], values: Mapping[str, object]
) -> frozenset[str]:
    """The tables that those named read, and whose answer changes no row as things stand: another group's criteria, say.

    `values` are what is known; a row of which too little is known to tell keeps the tables it reads.
    """
    named, found = set(names), frozenset[str]()
    tables = tables_read(definition, named)
    while True:
        reading = [row for table in tables if table.id not in found for row in table.rows]
        idle = frozenset(
            table.id
            for table in tables
            if table.id not in named and not any(_turns(row, table.id, values) for row in reading)
        )
        if idle == found:
            return found
        found = idle


def supposing(values: Mapping[str, object], name: str, answer: bool | str) -> Mapping[str, object]:
    """What is known, as if a question, or a table, had this answer."""
    return ChainMap({name: answer}, cast("MutableMapping[str, object]", values))  # it is only read


def _turns(row: Row, table: str, values: Mapping[str, object]) -> bool:
    """Whether the row falls out otherwise when a table it reads does, or nobody can tell."""
    if row.condition is None or table not in {name.partition(".")[0] for name in row.condition.names}:
        return False
    if table not in row.condition.names:
        return True  # it reads single rows of the table
    yes, no = (row.condition.evaluate(supposing(values, table, answer)) for answer in (True, False))
    return isinstance(yes, Missing) or isinstance(no, Missing) or yes != no


def rows_of(run: Run, names: Iterable[str]) -> tuple[ev.RowResult, ...]:
    """Every row of the tables named and of those they read: how it fell out, on what, who judged it and why, and whether it was near."""
    if not run.with_reasons:
        return ()
    found: list[ev.RowResult] = []
    for table in tables_read(run.definition, names):
        judged = run.values.judged(table.id)
        near = judged.near(run.values)
        for row, verdict in zip(table.rows, judged.verdicts, strict=True):
            found.append(_row(run, table, row, _VERDICTS[verdict], near=row.id in near))
    return tuple(found)


def _row(run: Run, table: TableDef, row: Row, verdict: str, *, near: bool) -> ev.RowResult:
    entry = _judgement(run, table, row) if verdict != "not_asked" else None
    assessed = row.assessed if entry is None and verdict != "not_asked" else None
    return ev.RowResult(
        table=table.id,
        row=row.id,
        verdict=verdict,
        near=near,
        judged_by=entry.by if entry is not None else None,
        motivation=entry.motivation if entry is not None else _said(run, assessed.motivation if assessed else None),
        assessed_by=assessed.by if assessed is not None else None,
        nearly=_said(run, assessed.nearly if assessed is not None else None),
        facts=tuple(known_of(run, names_of(row.condition))),
    )


def _said(run: Run, text: Expression | None) -> str | None:
    """A text that an assessor gives; None when it gives none."""
    said = text.evaluate(run.values) if text is not None else None
    return said if isinstance(said, str) and said else None


def _judgement(run: Run, table: TableDef, row: Row) -> FactEntry | None:
    """The judgement the row is, or the latest one that its condition reads; None when nobody has judged anything."""
    own = row.condition is None or row.assessed is not None
    names = iter((f"{table.id}.{row.id}",)) if own else names_of(row.condition)
    asked = [fact.id for name in names if (fact := run.definition.stated(name)) is not None and _is_judged(fact)]
    judged = [run.draft.facts.get(name) for name in asked]
    return max((entries[-1] for entries in judged if entries), key=lambda entry: entry.seq, default=None)


def _is_judged(fact: Fact) -> bool:
    return fact.assessed or fact.type == "judgement"


def names_of(*expressions: Expression | None) -> Iterator[str]:
    """The names expressions read, in the order they are written, and what people may have stated in place of plugins."""
    for one in expressions:
        if one is not None:
            yield from sorted(one.names, key=lambda name: (one.text.find(name), name))
            yield from stand_ins_of(one)


def known_of(run: Run, names: Iterable[str]) -> Iterator[tuple[str, Value]]:
    """The facts and counters among `names` with the values that hold; what is not known is left out."""
    for name in dict.fromkeys(names):
        if name in run.definition.counters:
            yield name, run.draft.counters.get(name, 0)
        elif run.definition.stated(name) is not None:
            try:
                yield name, run.known(name)
            except Lacking:
                continue
