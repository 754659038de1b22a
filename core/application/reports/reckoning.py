"""A report's figures for a period, counted by the store: numbers only, before anything is hidden or put into words."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import partial
from typing import Literal

from msgspec import structs

from core import words
from core.application.reports.quietly import quietly
from core.engine.time.periods import next_period
from core.model.definition import ProcessDefinition
from core.model.reports import KEPT, LIFTED, MISSED, Figure, Report
from core.storage.port import Store
from core.storage.tallies import END, OWN, Tallied, Tally

UNKNOWN = ""
"""The code of cases where nobody has said the fact that they are divided by."""


@dataclass(frozen=True, slots=True)
class Code:
    """A line or column of a report: a code, and what people call it."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Times:
    """How long it took, for the cases of one column. `within`: so many kept to the limit; `waiting`: so many wait beyond it still."""

    cases: int = 0
    median: float = 0
    ninety: int = 0
    within: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Counted:
    """A figure with its numbers by line and column; `lines` is one without a code where it is not divided. `times` by column, then all."""

    figure: Figure
    lines: tuple[Code, ...]
    numbers: tuple[tuple[int, ...], ...]
    times: tuple[Times, ...] = ()

    @property
    def total(self) -> int:
        """How many cases in all."""
        return sum(map(sum, self.numbers))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A report for a period: `first` is its first day, `last` the first day after it.

    `lacks_erased`: cases of the period have been erased, and are not counted.
    """

    report: Report
    first: date
    last: date
    columns: tuple[Code, ...]
    figures: tuple[Counted, ...]
    lacks_erased: bool = False

    @property
    def empty(self) -> bool:
        """Whether no case is counted anywhere."""
        return all(f.total == 0 and not any(t.waiting for t in f.times) for f in self.figures)


_ASKED: dict[str, Literal["happened", "standing", "span"]] = {
    "happened": "happened",
    "deadline": "happened",
    "between": "standing",
    "measures": "span",
}


def reckon(store: Store, report: Report, definition: ProcessDefinition, first: date, today: date) -> Reckoned:
    """The report for the period that begins with `first`, as far as it has come `today`.

    One question to the store for each figure, and one more for a time limit; nobody's step waits
    for them (`core.application.reports.quietly`).
    """
    return quietly(partial(_reckon, store, report, definition, first, today))


def _reckon(store: Store, report: Report, definition: ProcessDefinition, first: date, today: date) -> Reckoned:
    last = last_of(report, first, today)
    asked = [(figure, tally_of(report, figure, first, last)) for figure in report.figures]
    answers = [store.tally(question) for _, question in asked]
    columns = _columns(report, definition, answers)
    counted = []
    for (figure, question), answer in zip(asked, answers, strict=True):
        if figure.kind == "measures":
            counted.append(_times(store, figure, question, answer, columns))
        elif figure.kind == "deadline":
            counted.append(_kept(store, figure, question, answer, columns))
        else:
            counted.append(_numbers(figure, answer, columns, _codes(definition, figure), bool(report.split_by)))
    return Reckoned(report, first, last, columns, tuple(counted))


def last_of(report: Report, first: date, today: date) -> date:
    """The first day that is not counted: after the period, or tomorrow while it lasts."""
    return max(first, min(next_period(report.every, first), today + timedelta(days=1)))


def tally_of(
    report: Report, figure: Figure, first: date, last: date, only: Container[str] = ("column", "line")
) -> Tally:
    """What the store is asked for a figure: its column first among the values, then its line, or `only` one of them."""
    column = (report.split_by,) if report.split_by and "column" in only else ()
    by = (*column, *(_line_of(figure) if "line" in only else ()))
    kind = _ASKED[figure.kind]
    other = (*figure.other, END) if kind == "standing" and figure.of != END else figure.other
    return Tally(report.process, figure.of, first, last, kind, other, figure.after, by)


def _line_of(figure: Figure) -> tuple[str, ...]:
    if figure.kind == "deadline":
        return (OWN,)
    return () if figure.by is None else (OWN if figure.by == "outcome" else figure.by,)


# ---- codes -----------------------------------------------------------------------------------------------------------


def _columns(report: Report, definition: ProcessDefinition, answers: Iterable[Sequence[Tallied]]) -> tuple[Code, ...]:
    """The values of the fact that the report is split by, and those that only cases of earlier versions have."""
    if report.split_by is None:
        return (Code("", "Antal"),)
    known = fact_codes(definition, report.split_by)
    return _with_others(known, (line.values[0] for answer in answers for line in answer))


def _codes(definition: ProcessDefinition, figure: Figure) -> tuple[Code, ...]:
    if figure.by is None:
        return (Code("", figure.title),)
    return outcome_codes(definition, figure.of) if figure.by == "outcome" else fact_codes(definition, figure.by)


def fact_codes(definition: ProcessDefinition, fact: str) -> tuple[Code, ...]:
    """The values a fact may have, in the order they are written."""
    found = definition.facts.get(fact)
    if found is None:
        return ()
    if found.type == "yes_no":
        return Code("yes", words.answered(found.title, "ja")), Code("no", words.answered(found.title, "nej"))
    return tuple(Code(choice.id, choice.title) for choice in found.choices)


def outcome_codes(definition: ProcessDefinition, of: str) -> tuple[Code, ...]:
    """What a moment may have led to: the case's endings, which may share a code, or the outcomes of a step."""
    if of == END:
        ends: dict[str, str] = {}
        for end in definition.ends.values():
            if end.track is None:
                ends[end.outcome] = (
                    f"{ends[end.outcome]}, {words.inside(end.title)}" if end.outcome in ends else end.title
                )
        return tuple(Code(code, title) for code, title in ends.items())
    step = definition.steps.get(of.partition(".")[0])
    outcomes = getattr(step, "outcomes", ())
    return tuple(Code(outcome.id, outcome.title) for outcome in outcomes)


def _with_others(known: tuple[Code, ...], met: Iterable[str]) -> tuple[Code, ...]:
    others = sorted(set(met) - {code.code for code in known})
    return (*known, *(Code(code, code or "Inte angivet") for code in others))


# ---- numbers ---------------------------------------------------------------------------------------------------------


def _numbers(
    figure: Figure, answer: Sequence[Tallied], columns: tuple[Code, ...], known: tuple[Code, ...], split: bool
) -> Counted:
    divided = figure.by is not None
    lines = _with_others(known, (line.values[-1] for line in answer)) if divided else known
    if divided and figure.of == END:
        lines = tuple(replace(line, title="Avslutades i förtid") if not line.code else line for line in lines)
    found = {(line.values[-1] if divided else "", line.values[0] if split else ""): line.cases for line in answer}
    numbers = tuple(tuple(found.get((line.code, column.code), 0) for column in columns) for line in lines)
    return Counted(figure, lines, numbers)


def _times(
    store: Store, figure: Figure, question: Tally, answer: Sequence[Tallied], columns: tuple[Code, ...]
) -> Counted:
    waits: Sequence[Tallied] = ()
    if figure.within is not None:
        waits = store.tally(structs.replace(question, name=figure.other[0], kind="waiting", other=(figure.of, END)))
    made = [_time(figure.within, _of(answer, column), _of(waits, column)) for column in columns]
    whole = _time(
        figure.within, [d for c in columns for d in _of(answer, c)], [d for c in columns for d in _of(waits, c)]
    )
    return Counted(figure, (Code("", figure.title),), (tuple(t.cases for t in made),), (*made, whole))


def _kept(
    store: Store, figure: Figure, question: Tally, answer: Sequence[Tallied], columns: tuple[Code, ...]
) -> Counted:
    """How many were done, how many of them in time, and how many are still to be done though the time has passed."""
    late, over = figure.of + MISSED, (figure.of, figure.of + LIFTED, END)
    waits = store.tally(structs.replace(question, name=late, kind="standing", other=over, by=question.by[:-1]))

    def times(of: tuple[Code, ...]) -> Times:
        codes = {column.code for column in of}
        own = [line for line in answer if (line.values[0] if question.by[:-1] else "") in codes]
        return Times(
            cases=sum(line.cases for line in own),
            within=sum(line.cases for line in own if line.values[-1] == KEPT),
            waiting=sum(line.cases for line in waits if (line.values[0] if line.values else "") in codes),
        )

    made = [times((column,)) for column in columns]
    return Counted(figure, (Code("", figure.title),), (tuple(t.cases for t in made),), (*made, times(columns)))


def _of(answer: Sequence[Tallied], column: Code) -> list[tuple[int, int]]:
    """Days, and how many cases took so many, of one column."""
    return [
        (line.days, line.cases)
        for line in answer
        if (line.values[0] if line.values else "") == column.code and line.days is not None
    ]


def _time(limit: int | None, took: list[tuple[int, int]], waits: list[tuple[int, int]]) -> Times:
    took = sorted(took)
    cases = sum(n for _, n in took)
    # days until the day after the period: on its last day they have waited one day less
    waiting = sum(n for days, n in waits if limit is not None and days - 1 > limit)
    if not cases:
        return Times(waiting=waiting)
    middle = (_nth(took, (cases - 1) // 2) + _nth(took, cases // 2)) / 2
    within = sum(n for days, n in took if limit is None or days <= limit)
    return Times(cases, middle, _nth(took, -(-cases * 9 // 10) - 1), within, waiting)


def _nth(took: list[tuple[int, int]], n: int) -> int:
    """The days of the n-th case, from 0, of days with how many cases took so long, in order."""
    for days, cases in took:
        if n < cases:
            return days
        n -= cases
    raise IndexError(n)
