"""Reports for the pages and for files: which there are, a period's table with what must be hidden, its picture, and the cases behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from core import words
from core.application.case.reader import found_case, role_words
from core.application.lists.views import FoundCase
from core.application.plugins.reports import plugins_reports, reckon_plugins
from core.application.reading.access import readable
from core.application.reports.periods import first_of, latest, title_of
from core.application.reports.reckoning import Code, Counted, Reckoned, Times, last_of, reckon, tally_of
from core.application.reports.small_cells import hidden
from core.application.step.office import Office
from core.diagram import Bar, Group, bars
from core.engine.plan import plan_of
from core.engine.time.periods import next_period, period_of
from core.errors import NotFound, Refused
from core.model.people import Actor
from core.model.reports import Figure, Report

HIDDEN = "döljs"
PAGE = 50


@dataclass(frozen=True, slots=True)
class ReportChoice:
    """A report in the list."""

    id: str
    title: str
    process_title: str
    every: str


@dataclass(frozen=True, slots=True)
class CellView:
    """A number of the table as it may be shown. `line` and `column` are the codes it is about, None for a sum that cannot be opened."""

    text: str
    line: str | None = None
    column: str | None = None


@dataclass(frozen=True, slots=True)
class RowView:
    """A row of the table: a figure, a line of one (``part``), or something measured (``time``)."""

    title: str
    kind: Literal["figure", "part", "time"]
    figure: str
    cells: tuple[CellView, ...]


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report for one period, in words.

    Attributes:
        period: as it is written in addresses. `periods` are those one may choose, with titles, the latest first.
        so_far: the period is not over, and these numbers are of today. `instead`: the period that was over last, which had nothing to
            count, so that this one is shown.
        hides: something is hidden. `may_open`: the reader may see the cases behind.
        lacks_erased: cases of the period have been erased, and are not among those that were counted.
    """

    id: str
    title: str
    process_title: str
    period: str
    period_title: str
    periods: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[RowView, ...]
    empty: bool
    so_far: bool
    hides: bool
    smallest: int
    may_open: bool
    picture: str = ""
    picture_text: tuple[str, ...] = ()
    note: str | None = None
    questions: tuple[str, ...] = ()
    source: str | None = None
    instead: str = ""
    lacks_erased: bool = False


@dataclass(frozen=True, slots=True)
class ReportCases:
    """The cases behind a number, for those who may see them. `figure` and `where` say in words which number."""

    report: str
    report_title: str
    period_title: str
    figure: str
    where: str
    rows: tuple[FoundCase, ...]
    next: str | None


_EVERY = {
    "week": "varje vecka",
    "month": "varje månad",
    "quarter": "varje kvartal",
    "half_year": "varje halvår",
    "year": "varje år",
}


# ---- who may see what ------------------------------------------------------------------------------------------------


def reports_for(office: Office, actor: Actor) -> tuple[ReportChoice, ...]:
    """The reports that the reader may see, as the file lists them; the plugins' follow."""
    return tuple(
        ReportChoice(r.id, r.title, office.current(r.process).title, _EVERY[r.every])
        for r in (*office.municipality.reports.values(), *plugins_reports(office))
        if r.process in office.definitions and actor.roles & _readers(office, r)
    )


def report_of(office: Office, actor: Actor, name: str) -> Report:
    """The report `name`. Raises NotFound(no_report), Refused(role)."""
    found = office.municipality.reports.get(name) or next((r for r in plugins_reports(office) if r.id == name), None)
    if found is None or found.process not in office.definitions:
        raise NotFound("no_report", municipality=office.municipality.title)
    _check(office, actor, _readers(office, found))
    return found


def _readers(office: Office, report: Report) -> frozenset[str]:
    return frozenset(report.roles) or frozenset(plan_of(office.current(report.process)).roles)


def _check(office: Office, actor: Actor, allowed: frozenset[str], code: str = "report_role") -> None:
    if not actor.roles & allowed:
        raise Refused(code, roles=role_words(office, sorted(allowed)))


def _may_open(office: Office, actor: Actor, report: Report) -> bool:
    """Whether the reader may see the routine's cases: whoever does something in it. Which cases a plugin has counted nobody else knows."""
    return report.id not in office.beside.reports and bool(
        actor.roles & set(plan_of(office.current(report.process)).roles)
    )


# ---- one report ------------------------------------------------------------------------------------------------------


def reckoned(office: Office, report: Report, period: str | None, now: datetime) -> Reckoned:
    """The report's numbers for the period, or for the one that was over last.

    Raises NotFound(no_period); of a plugin's report PluginError(report_silent), Refused(report_too_large, report_unreadable) too.
    """
    today = office.calendar.local_date(now)
    first = first_of(report.every, period) if period else latest(report.every, today)[1]
    if report.id in office.beside.reports:
        return reckon_plugins(office, report, first, now)
    return reckon(office.store, report, office.current(report.process), first, today)


def view_of(office: Office, actor: Actor, name: str, period: str | None, now: datetime) -> ReportView:
    """A report for a period; without one, for the period that was over last or, when nothing is counted in it, for the one that lasts.

    Raises NotFound(no_report, no_period), Refused(role).
    """
    report = report_of(office, actor, name)
    made, instead = reckoned(office, report, period, now), ""
    today = office.calendar.local_date(now)
    if period is None and made.empty:
        lasting = reckoned(office, report, period_of(report.every, today), now)
        if not lasting.empty:
            made, instead = lasting, title_of(report.every, made.first)
    table = [(figure, tuple(_rows(made, figure))) for figure in made.figures]
    rows = tuple(row for _, part in table for row in part)
    groups = [] if made.empty else [_group(made, figure, part) for figure, part in table]
    title = title_of(report.every, made.first)
    return ReportView(
        id=report.id,
        title=report.title,
        process_title=office.current(report.process).title,
        period=period_of(report.every, made.first),
        period_title=title,
        periods=_periods(report, made.first, today),
        columns=_columns(made),
        rows=rows,
        empty=made.empty,
        so_far=made.last < next_period(report.every, made.first),
        hides=any(cell.text == HIDDEN for row in rows for cell in row.cells),
        smallest=report.smallest,
        may_open=_may_open(office, actor, report),
        picture=bars(f"{report.title}, {title}", " ".join(_said(groups)), groups, "rapport") if groups else "",
        picture_text=tuple(_said(groups)),
        note=report.note,
        lacks_erased=made.lacks_erased,
        questions=tuple(q for q in (report.question, *(f.question for f in report.figures)) if q is not None),
        source=report.source,
        instead=instead,
    )


def _periods(report: Report, first: date, today: date) -> tuple[tuple[str, str], ...]:
    """The periods one may choose; the one that is shown too, however old it is."""
    days = latest(report.every, today)
    shown = days if first in days else (*days, first)
    return tuple((period_of(report.every, day), title_of(report.every, day)) for day in shown)


def _columns(made: Reckoned) -> tuple[str, ...]:
    return tuple(c.title for c in made.columns) + (("Totalt",) if len(made.columns) > 1 else ())


def _rows(made: Reckoned, counted: Counted) -> Iterator[RowView]:
    """The rows of a figure: the whole first, then its lines or what was measured."""
    out = hidden(counted.numbers, made.report.smallest)
    figure, sums, wide = counted.figure, len(counted.numbers), len(made.columns)
    split = made.report.split_by is not None

    def cell(row: int, column: int, number: int, line: str | None) -> CellView:
        code = made.columns[column].code if column < wide and split else None
        return CellView(HIDDEN if (row, column) in out else str(number), line, code)

    totals = [sum(row[c] for row in counted.numbers) for c in range(wide)]
    whole = [*totals, sum(totals)] if wide > 1 else totals
    yield RowView(figure.title, "figure", figure.id, tuple(cell(sums, c, n, None) for c, n in enumerate(whole)))
    if figure.by is not None:
        for r, (line, row) in enumerate(zip(counted.lines, counted.numbers, strict=True)):
            numbers = [*row, sum(row)] if wide > 1 else row
            cells = tuple(cell(r, c, n, line.code) for c, n in enumerate(numbers))
            yield RowView(line.title, "part", figure.id, cells)
    if counted.times:
        times = counted.times if wide > 1 else counted.times[:1]
        yield from _times(figure, times, [(sums, c) in out for c in range(len(times))], made.report.smallest)


def _times(figure: Figure, times: tuple[Times, ...], out: list[bool], smallest: int) -> Iterator[RowView]:
    def row(title: str, texts: list[str]) -> RowView:
        cells = (CellView(HIDDEN if gone else said) for gone, said in zip(out, texts, strict=True))
        return RowView(title, "time", figure.id, tuple(cells))

    def waits(title: str) -> RowView:
        cells = (CellView(HIDDEN if 0 < t.waiting < smallest else str(t.waiting)) for t in times)
        return RowView(title, "time", figure.id, tuple(cells))

    if figure.kind == "deadline":
        yield row("inom fristen", [f"{t.within * 100 // t.cases} %" if t.cases else "–" for t in times])
        yield waits("väntar än, efter fristen")
        return
    yield row("hälften klara inom (dagar)", [f"{t.median:g}".replace(".", ",") if t.cases else "–" for t in times])
    yield row("nio av tio klara inom (dagar)", [str(t.ninety) if t.cases else "–" for t in times])
    if figure.within is not None:
        limit = words.amount_words(figure.within, "dag", "dagar")
        yield row(f"inom {limit}", [f"{t.within * 100 // t.cases} %" if t.cases else "–" for t in times])
        yield waits(f"väntar än, längre än {limit}")


# ---- the picture -----------------------------------------------------------------------------------------------------


def _group(made: Reckoned, counted: Counted, rows: tuple[RowView, ...]) -> Group:
    """A figure's rows of numbers as bars; a line that is nought everywhere is left to the table."""
    shown = [row for row in rows if row.kind != "time" and (counted.figure.by is None or row.kind == "part")]
    drawn = [
        Bar(_bar_name(made, row, column), None if cell.text == HIDDEN else int(cell.text), n)
        for row in shown
        for n, (column, cell) in enumerate(zip(made.columns, row.cells, strict=False))
        if cell.text != "0" or counted.figure.by is None
    ]
    return Group(counted.figure.title, tuple(drawn))


def _bar_name(made: Reckoned, row: RowView, column: Code) -> str:
    line = row.title if row.kind == "part" else ""
    split = column.title if made.report.split_by is not None else ""
    return ", ".join(part for part in (line, split) if part) or row.title


def _said(groups: list[Group]) -> list[str]:
    """The picture in words, a line a figure."""

    def bar(group: Group, each: Bar) -> str:
        number = HIDDEN if each.value is None else str(each.value)
        return number if each.name == group.title else f"{each.name} {number}"

    return [f"{g.title}: {words.list_words([bar(g, each) for each in g.bars]) or '0'}." for g in groups]


# ---- the cases behind ------------------------------------------------------------------------------------------------


def cases_behind(
    office: Office, actor: Actor, name: str, period: str, cell: tuple[str, str | None, str | None], now: datetime,
    after: str | None,
) -> ReportCases:  # fmt: skip
    """The cases of one number: `cell` is figure, line and column, None where all are meant.

    Raises NotFound(no_report, no_period, no_page), Refused(report_cases_role) when the reader may not see the routine's cases.
    """
    report = report_of(office, actor, name)
    definition = office.current(report.process)
    _check(office, actor, frozenset(plan_of(definition).roles), "report_cases_role")
    figure = next((f for f in report.figures if f.id == cell[0]), None)
    if figure is None:
        raise NotFound("no_page")
    first = first_of(report.every, period)
    today = office.calendar.local_date(now)
    made = reckon(office.store, report, definition, first, today)
    counted = next(f for f in made.figures if f.figure is figure)
    wanted, where = _wanted(made, counted, cell)
    question = tally_of(report, figure, first, last_of(report, first, today), only=wanted)
    codes = tuple(wanted.values())
    rows, following = readable(office, actor, lambda at: office.store.tallied(question, codes, PAGE, at), after)
    found = tuple(found_case(office, row) for row in rows)
    return ReportCases(report.id, report.title, title_of(report.every, first), figure.title, where, found, following)


def _wanted(
    made: Reckoned, counted: Counted, cell: tuple[str, str | None, str | None]
) -> tuple[dict[Literal["column", "line"], str], str]:
    """Which codes are asked for, and how they are called. Raises NotFound(no_page) for codes the report does not have."""
    wanted: dict[Literal["column", "line"], str] = {}
    said = []
    for kind, code, known in (("column", cell[2], made.columns), ("line", cell[1], counted.lines)):
        if code is None:
            continue
        found = next((each for each in known if each.code == code), None)
        if (
            found is None
            or (kind == "line" and counted.figure.by is None)
            or (kind == "column" and not made.report.split_by)
        ):
            raise NotFound("no_page")
        wanted["column" if kind == "column" else "line"] = code
        said.append(found.title)
    return wanted, ", ".join(said)
