"""What a decision will rest on, before it is taken: what plugins say of their rows and why, and what was nearly met."""

from __future__ import annotations

from collections.abc import Iterator

from core.application.case.reader import CaseReader
from core.application.case.record_views import RowView
from core.engine.decisions.reasons import tables_read, without_bearing
from core.expressions import ask_for
from core.model.decisions import Row, TableDef
from core.model.steps import DecisionStep, Step
from core.model.values import Expression


def outlook_of(reader: CaseReader, step: Step) -> tuple[RowView, ...]:
    """The rows of a decision's tables that a plugin judges, and those that alone would give a table another result.

    Tables that change nothing as things stand, as those of another target group, are left out.
    """
    if not isinstance(step, DecisionStep):
        return ()
    idle = without_bearing(reader.definition, step.tables, reader.values)
    tables = (table for table in tables_read(reader.definition, step.tables) if table.id not in idle)
    return tuple(view for table in tables for view in _rows(reader, table))


def tells(near: int, asked: int) -> bool:
    """Whether it tells anything that `near` rows of those `asked` would each change the result: not when every one of several would."""
    return near == 1 or near < asked


def _rows(reader: CaseReader, table: TableDef) -> Iterator[RowView]:
    assessed = [row.assessed for row in table.rows if row.assessed is not None]
    ask_for((text for each in assessed for text in (each.motivation, each.nearly)), reader.values)
    judged = reader.values.judged(table.id)
    turning = judged.near(reader.values)
    told = tells(len(turning), sum(verdict is not None for verdict in judged.verdicts))
    for row, verdict in zip(table.rows, judged.verdicts, strict=True):
        near = row.id in turning
        if not reader.may_see_row(table.id, row.id, row):
            continue
        marked, alone = near and told, near and len(turning) == 1
        said = _said(reader, table, row, near=marked, alone=alone)
        if said is not None:
            yield said
        elif near:
            yield RowView(row.title, "met" if verdict else "not_met", near=marked, alone=alone)


def _said(reader: CaseReader, table: TableDef, row: Row, *, near: bool, alone: bool) -> RowView | None:
    """What the plugin says; None when it does not judge the row, says nothing, or a person has judged in its place."""
    if row.assessed is None or row.condition is None or reader.case.facts.get(f"{table.id}.{row.id}"):
        return None
    met = row.condition.evaluate(reader.values)
    if not isinstance(met, bool):
        return None
    told = reader.may_see_all(row.condition.names)  # what a plugin says of a row may repeat what it was given
    return RowView(
        row.title,
        "met" if met else "not_met",
        near=near,
        alone=alone,
        judged=row.assessed.by,
        motivation=_text(reader, row.assessed.motivation) if told else "",
        nearly=_text(reader, row.assessed.nearly) if told else "",
    )


def _text(reader: CaseReader, text: Expression | None) -> str:
    said = text.evaluate(reader.values) if text is not None else None
    return said if isinstance(said, str) else ""
