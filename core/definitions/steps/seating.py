"""Which series of group sessions a step books a place in, and at which standing meeting it is done."""

from __future__ import annotations

from msgspec import Struct

from core.definitions.routine.context import Context
from core.definitions.steps.outline import StepNode
from core.definitions.text.checking import Leaf, Record
from core.model.steps import SeriesWay


class Chosen(Struct, frozen=True):
    """Where a step books a place: the series of the first way that holds, else `series`."""

    series: str | None = None
    ways: tuple[SeriesWay, ...] = ()


def of_step(context: Context, node: StepNode) -> Chosen:
    """The series that the step names."""
    table = node.record.record("series")
    if table is None:
        return Chosen(_known(context, node.record.leaf("series")))
    ways = []
    for entry in table.records("when"):
        condition, name = context.condition(entry.leaf("if")), _known(context, entry.leaf("use"))
        if condition is not None and name is not None:
            ways.append(SeriesWay(condition, name))
    return Chosen(_known(context, table.leaf("otherwise")), tuple(ways))


def _known(context: Context, leaf: Leaf | None) -> str | None:
    if leaf is not None and not context.town.known:
        return leaf.text
    hint = "Serier står under series i municipality.yaml."
    return context.known(leaf, context.town.series, "unknown-series", "Serien", hint)


def forum_of(context: Context, record: Record) -> str | None:
    """The standing meeting that the step names."""
    leaf = record.leaf("forum")
    if leaf is not None and not context.town.known:
        return leaf.text
    hint = "Forum står under forums i municipality.yaml."
    return context.known(leaf, context.town.forums, "unknown-forum", "Forumet", hint)
