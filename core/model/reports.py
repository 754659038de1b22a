"""Reports over many cases: what a municipality counts, for which periods, divided by what."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from core.model.periods import Period

SMALLEST = 5
"""Fewer cases than this are not shown, unless the municipality says another number: they could be recognised."""


FigureKind = Literal["happened", "between", "measures", "deadline"]
MISSED, LIFTED = ".missed", ".lifted"
"""After a `deadline_line`: the lines that say that the deadline passed, and that it was moved or fell away."""
KEPT = "met"
"""The code of a `deadline_line` where it was kept."""


def deadline_line(step: str, deadline: str) -> str:
    """The name of the lines of statistics that say whether a step's deadline was kept."""
    return f"{step}/{deadline}"


class Figure(Struct, frozen=True):
    """One thing a report shows.

    Attributes:
        kind: ``happened``: cases where `of` happened in the period. ``between``: cases that stood between `of` and the first of `other`
            when the period ended. ``measures``: days from `other` to `of`, for cases where `of` happened in the period.
            ``deadline``: cases where what a deadline is about happened in the period, and how many of them in time.
        of: a moment: ``case.start``, ``case.end``, ``STEP.MOMENT`` or an event's id; or the `deadline_line` of a deadline.
        after: only cases where this moment came before.
        by: lines: ``outcome`` (what `of` led to) or a fact's id.
        within: the days that are allowed, where days are measured.
    """

    id: str
    title: str
    kind: FigureKind
    of: str
    other: tuple[str, ...] = ()
    after: str | None = None
    by: str | None = None
    within: int | None = None
    note: str | None = None
    question: str | None = None


class Report(Struct, frozen=True):
    """A report of one routine.

    Attributes:
        every: the periods it is made for.
        split_by: the fact whose values are its columns.
        roles: who may read it; empty: everybody who does something in the routine.
        smallest: from how many cases a number is shown.
    """

    id: str
    title: str
    process: str
    every: Period
    figures: tuple[Figure, ...]
    split_by: str | None = None
    roles: tuple[str, ...] = ()
    smallest: int = SMALLEST
    note: str | None = None
    question: str | None = None
    source: str | None = None
    covers: tuple[str, ...] = ()
