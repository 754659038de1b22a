"""Windows and durations from what was read; nothing here refers to the rest of the routine."""

from __future__ import annotations

from datetime import time
from typing import Literal

from core.definitions.text.checking import Leaf, Record
from core.model.periods import PERIODS, Period
from core.model.time import Counting, Duration, OutsideWindow, Rolls, Window

COUNTINGS: dict[str, Counting] = {
    "every_day": "every_day",
    "working_days": "working_days",
    "office_hours": "office_hours",
}
ROLLS: dict[str, Rolls] = {
    "none": "none", "next_working_day": "next_working_day", "previous_working_day": "previous_working_day",
}  # fmt: skip
OUTSIDE: dict[str, OutsideWindow] = {"window_wins": "window_wins", "deadline_wins": "deadline_wins", "refuse": "refuse"}
_MEANS: dict[str, Literal["days", "first_full_week"]] = {"days": "days", "first_full_week": "first_full_week"}


def window_of(record: Record) -> Window:
    """The window a table describes."""
    week, means = _week(record)
    return Window(
        weekdays=_sets(record, "weekdays"),
        months=_sets(record, "months"),
        hours=_clocks(record.leaf("hours")),
        days_of_month=_numbers(record.leaf("days_of_month")),
        week_of_month=week,
        week_means=means,
        dates=frozenset(
            day for leaf in record.leaves("dates") if isinstance(leaf.value, frozenset) for day in leaf.value
        ),
        holidays=record.flag("holidays"),
    )


def duration_of(leaf: Leaf | None) -> Duration | None:
    """The leaf's duration; None when it is absent, undecided or something else."""
    return leaf.value if leaf is not None and isinstance(leaf.value, Duration) else None


def how_often(table: Record) -> tuple[int | None, Period | None]:
    """How many times in which calendar period, as ``{times: 3, per: year}`` says it."""
    times, per = table.leaf("times"), table.leaf("per")
    number = times.value if times is not None and isinstance(times.value, int) else None
    return number, PERIODS.get(str(per.value)) if per is not None else None


def _sets(record: Record, field: str) -> frozenset[int]:
    return frozenset(n for leaf in record.leaves(field) if isinstance(leaf.value, frozenset) for n in leaf.value)


def _week(record: Record) -> tuple[int | None, Literal["days", "first_full_week"]]:
    leaf, table = record.leaf("week_of_month"), record.record("week_of_month")
    if table is not None:
        leaf = table.leaf("n")
    number = leaf.value if leaf is not None and isinstance(leaf.value, int) else None
    return number, _MEANS.get((table.text("means") if table else None) or "days", "days")


def _clocks(leaf: Leaf | None) -> tuple[time, time] | None:
    value = leaf.value if leaf is not None else None
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], time) and isinstance(value[1], time):
        return value[0], value[1]
    return None


def _numbers(leaf: Leaf | None) -> tuple[int, int] | None:
    value = leaf.value if leaf is not None else None
    if isinstance(value, tuple) and len(value) == 2 and isinstance(value[0], int) and isinstance(value[1], int):
        return value[0], value[1]
    return None
