"""Reports that plugins give: the cases of a period are read, the plugin counts them, and the rest is as for the municipality's own."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial

from msgspec.structs import replace

from core.application.case.reader import short_number
from core.application.plugins.pages import MOST_CASES, WAIT_PAGE, line_of, rows_of
from core.application.reports.quietly import quietly
from core.application.reports.reckoning import Code, Counted, Reckoned, last_of
from core.application.step.office import Office
from core.errors import CANNOT_BE_READ, PluginError, Refused
from core.model.plugin_pages import CaseLine
from core.model.plugin_reports import ReportAnswer, ReportCall, ReportFigure
from core.model.plugins_beside import COUNTABLE, ReportDef
from core.model.reports import Figure, Report
from core.plugin_api import Incident
from core.storage.tallies import END, START, Tally

MOST_LINES, MOST_COLUMNS, LONGEST_TITLE = 500, 20, 200
"""How much a report may be for anybody to read it, and for its page and files to be made while they wait."""
_BY = "plugin"
"""What a plugin's figures and columns are divided by: only the plugin knows."""


def plugins_reports(office: Office) -> tuple[Report, ...]:
    """The plugins' reports, in the order of municipality.yaml; their figures are told when they are reckoned."""
    return tuple(_report(name, given) for name, (_plugin, given) in office.beside.reports.items())


def _report(name: str, given: ReportDef) -> Report:
    roles, note = given.roles, given.note or None
    return Report(name, given.title, given.process, given.every, (), roles=roles, smallest=given.smallest, note=note)


def reckon_plugins(office: Office, report: Report, first: date, now: datetime) -> Reckoned:
    """A plugin's report for the period that begins with `first`, as far as it has come.

    The cases are read without holding up anybody's step.

    Raises:
        Refused: ``report_too_large``, ``report_unreadable``.
        PluginError: ``report_silent`` and ``report_overfull``, after an incident.
    """
    plugin, given = office.beside.reports[report.id]
    last = last_of(report, first, office.calendar.local_date(now))
    cases, lacks = quietly(partial(_cases, office, given, first, last, now))
    call = ReportCall(first.isoformat(), last.isoformat(), cases)
    try:
        answer = office.beside.hosts.call(
            plugin, "rutin_reports", given.id, call, ReportAnswer, lane="report", seconds=WAIT_PAGE
        )
        wrong = "too_large" if is_too_large(answer) else "" if is_sound(answer) else "wrong_type"
        if wrong:
            raise office.beside.hosts.wrong(Incident(plugin, f"rutin_reports.{given.id}", wrong))
    except PluginError as error:
        raise _silent(office, plugin, str(error.details.get("error"))) from None
    columns = tuple(Code(str(n), title) for n, title in enumerate(answer.columns))
    split = _BY if len(columns) > 1 else None
    figures = tuple(_counted(str(n), figure) for n, figure in enumerate(answer.figures))
    whole = replace(report, split_by=split, figures=tuple(each.figure for each in figures))
    return Reckoned(whole, first, last, columns, figures, lacks)


def _cases(
    office: Office, given: ReportDef, first: date, last: date, now: datetime
) -> tuple[tuple[CaseLine, ...], bool]:
    """The cases that were open on some day of the period, and whether others were that are erased since."""
    asked = (
        Tally(given.process, START, date.min, first, "standing", (END,)),
        Tally(given.process, START, first, last),
    )
    count = sum(line.cases for question in asked for line in office.store.tally(question))
    if count > MOST_CASES:
        raise Refused("report_too_large", count=count, most=MOST_CASES)
    rows = [row for question in asked for row in rows_of(office, question)]
    # the statistics count what is erased, and its case is not there to be read
    return tuple(_line(office, given, row.case, now) for row in rows), len(rows) < count


def _line(office: Office, given: ReportDef, name: str, now: datetime) -> CaseLine:
    """A case without what tells who it is about, also when the version of the routine that it follows had such a fact by that name."""
    try:
        case = office.case(name)
        facts = office.definition_of(case).facts
    except CANNOT_BE_READ:  # numbers without it would be wrong, and nobody would know
        raise Refused("report_unreadable", number=short_number(name)) from None
    return line_of(office, case, tuple(f for f in given.facts if f in facts and facts[f].type in COUNTABLE), now)


def is_too_large(answer: ReportAnswer) -> bool:
    """Whether there is more than fits: lines in all its figures together, columns, or a title."""
    titles = [
        *answer.columns,
        *(title for f in answer.figures for title in (f.title, *(line.title for line in f.lines))),
    ]
    lines = sum(max(1, len(figure.lines)) for figure in answer.figures)
    return lines > MOST_LINES or len(answer.columns) > MOST_COLUMNS or max(map(len, titles), default=0) > LONGEST_TITLE


def is_sound(answer: ReportAnswer) -> bool:
    """Whether each line has a number for each column, and none is below nought."""
    wide = len(answer.columns)
    lines = [line.numbers for figure in answer.figures for line in figure.lines]
    return wide > 0 and all(len(numbers) == wide and min(numbers) >= 0 for numbers in lines)


def _counted(name: str, figure: ReportFigure) -> Counted:
    divided = len(figure.lines) > 1
    lines = tuple(Code(str(n), line.title) for n, line in enumerate(figure.lines))
    numbers = tuple(line.numbers for line in figure.lines)
    return Counted(Figure(name, figure.title, "happened", "", by=_BY if divided else None), lines, numbers)


def _silent(office: Office, plugin: str, error: str) -> PluginError:
    title = office.beside.titles.get(plugin, plugin)
    if error == "too_large":
        return PluginError("report_overfull", plugin=title, lines=MOST_LINES, columns=MOST_COLUMNS)
    return PluginError("report_silent", plugin=title)
