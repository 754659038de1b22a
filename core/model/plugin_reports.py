"""What a plugin's report is asked and answers: the cases of a period, and how many of them there are of each sort. Plain data."""

from __future__ import annotations

import msgspec

from core.model.plugin_pages import CaseLine


class ReportCall(msgspec.Struct, frozen=True):
    """A report is asked for its numbers.

    Attributes:
        first: the first day of the period, local, ISO.
        after: the first day that is not counted: the day after the period, or tomorrow while it lasts.
        cases: the cases that were open on some day from `first` to before `after`, as they stand now. What a case was like then is told
            by its `stated`.
    """

    first: str
    after: str
    cases: tuple[CaseLine, ...] = ()


class ReportLine(msgspec.Struct, frozen=True):
    """A line of a figure: its `title`, and how many cases it has in each column (`numbers`, none below 0)."""

    title: str
    numbers: tuple[int, ...]


class ReportFigure(msgspec.Struct, frozen=True):
    """One thing that is counted, `title`, divided into `lines`; each case is in one line. With one line it is not shown as divided."""

    title: str
    lines: tuple[ReportLine, ...]


class ReportAnswer(msgspec.Struct, frozen=True):
    """The numbers of a report: its `figures`, each line of them with a number for each of `columns`.

    At most 500 lines in all the figures together and 20 columns, with titles of at most 200 characters: more is an incident
    (``too_large``).
    """

    figures: tuple[ReportFigure, ...]
    columns: tuple[str, ...] = ("Antal",)
