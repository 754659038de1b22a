"""Reports in scenarios: what a report is to show for a period, before anything is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from core.definitions.language import scalars as s
from core.definitions.language.shapes import ByNode, Key, MapOf
from core.definitions.text.checking import Leaf, Record
from core.model.reports import Figure, Report
from core.scenarios.lookup import Lookup

if TYPE_CHECKING:
    from core.application.reports.reckoning import Counted, Reckoned
    from core.scenarios.expecting import Standing

PERIOD = "period"
TIMES = ("median", "ninety", "within", "waiting")
"""What can be said of something measured, besides how many it was measured for."""
KEPT = ("within", "waiting")
"""The same of a deadline."""
EXPECT = {
    "reports": Key(
        MapOf(MapOf(ByNode(s.TEXT, table=MapOf(s.TEXT)))),
        "Rapporter för en period: antal, eller {kolumn eller rad: antal}; för tid median, ninety, within, waiting (frist: de två sista).",
    )
}


def reports(expected: Record, standing: Standing) -> Iterator[str]:
    """What the reports show."""
    from core.application.reports.views import reckoned

    office, now = standing.player.office, standing.player.clock.now()
    table = expected.record("reports")
    for name, wanted in table.fields.items() if table is not None else ():
        if isinstance(wanted, Record):
            made = reckoned(office, office.municipality.reports[name], wanted.text(PERIOD), now)
            yield from _differences(wanted, made)


def _differences(wanted: Record, made: Reckoned) -> Iterator[str]:
    counted = {figure.figure.id: figure for figure in made.figures}
    for key, value in wanted.fields.items():
        if key == PERIOD:
            continue
        figure = counted[key]
        texts = {"": value.text} if isinstance(value, Leaf) else {}
        if isinstance(value, Record):
            texts = {code: value.text(code) or "" for code in value.keys}
        for code, text in texts.items():
            got = str(figure.total) if not code else _number(made, figure, code)
            if got != text:
                said = f"{key}, {code}" if code else key
                yield f"Rapporten {made.report.id}, {said}: väntade {text}, fick {got}."


def _number(made: Reckoned, counted: Counted, code: str) -> str:
    if code in TIMES and counted.times:
        return f"{getattr(counted.times[-1], code):g}"
    for column, each in enumerate(made.columns):
        if each.code == code:
            return str(sum(row[column] for row in counted.numbers))
    return str(sum(sum(row) for line, row in zip(counted.lines, counted.numbers, strict=True) if line.code == code))


def names_reports(record: Record, look: Lookup) -> None:
    """What is expected of reports names those there are, and what they show."""
    table = record.record("reports")
    for name, place in table.keys.items() if table is not None else ():
        if not look.known(place, "unknown-report", "Rapporten", name, look.town.reports):
            continue
        wanted = table.record(name) if table is not None else None
        report = look.town.reports[name]
        for key, at in wanted.keys.items() if wanted is not None else ():
            figures = {figure.id: figure for figure in report.figures}
            if (
                look.known(at, "unknown-report", "Raden", key, (PERIOD, *figures))
                and key in figures
                and wanted is not None
            ):
                _codes(wanted.record(key), report, figures[key], look)


def _codes(wanted: Record | None, report: Report, figure: Figure, look: Lookup) -> None:
    from core.application.reports.reckoning import fact_codes, outcome_codes

    definition = look.processes.get(report.process)
    if wanted is None or definition is None:
        return
    allowed = [c.code for c in fact_codes(definition, report.split_by)] if report.split_by else []
    if figure.kind == "measures":
        allowed += TIMES
    elif figure.kind == "deadline":
        allowed += KEPT
    elif figure.by is not None:
        lines = outcome_codes(definition, figure.of) if figure.by == "outcome" else fact_codes(definition, figure.by)
        allowed += [code.code for code in lines]
    for code, place in wanted.keys.items():
        look.known(place, "unknown-report", "Kolumnen eller raden", code, allowed)
