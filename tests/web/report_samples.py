"""Invented reports for the pages: one with a long table, and one over nothing."""

from __future__ import annotations

from core.application.lists.views import FoundCase
from core.application.reports.views import CellView, ReportCases, ReportChoice, ReportView, RowView
from core.diagram import Bar, Group, bars

CHOICES = (
    ReportChoice("manad", "Månadsrapport från AME till IFO", "Samverkan mellan IFO och AME", "varje månad"),
    ReportChoice("tom", "Rapport utan innehåll", "Boende", "varje år"),
)
COLUMNS = ("Försörjningsstöd", "Kompetenshöjande insats", "Totalt")


def _cells(line: str | None, *texts: str) -> tuple[CellView, ...]:
    columns = ("forsorjningsstod", "insats", None)
    return tuple(CellView(text, line, column) for text, column in zip(texts, columns, strict=True))


ROWS = (
    RowView("Nya inskrivna", "figure", "nya", _cells(None, "12", "döljs", "döljs")),
    RowView("Avslutade", "figure", "avslutade", _cells(None, "9", "0", "9")),
    RowView("Arbete", "part", "avslutade", _cells("arbete", "9", "0", "9")),
    RowView("Återkoppling från AME", "figure", "aterkoppling", _cells(None, "12", "6", "18")),
    RowView("inom 21 dagar", "time", "aterkoppling", tuple(map(CellView, ("91 %", "–", "94 %")))),
)
GROUPS = (
    Group("Nya inskrivna", (Bar("Försörjningsstöd", 12), Bar("Kompetenshöjande insats", None, 1))),
    Group("Avslutade", (Bar("Arbete, försörjningsstöd", 9),)),
)


def view(report: str, period: str | None) -> ReportView:
    """The report for a period."""
    empty = report == "tom"
    return ReportView(
        report, next(c.title for c in CHOICES if c.id == report), "Samverkan mellan IFO och AME", period or "2026-03", "mars 2026",
        (("2026-04", "april 2026"), ("2026-03", "mars 2026")), COLUMNS, () if empty else ROWS, empty, period == "2026-04", not empty, 5,
        may_open=True,
        picture="" if empty else bars("Månadsrapport, mars 2026", "Nya inskrivna: 12.", GROUPS, "rapport"),
        picture_text=("Nya inskrivna: Försörjningsstöd 12 och Kompetenshöjande insats döljs.",),
        note="Anvisade från IFO till AME.", questions=("När räknas den som nyinskriven?",), source="Riktlinjen, avsnitt 1.2",
    )  # fmt: skip


def cases(rows: tuple[FoundCase, ...], after: str | None) -> ReportCases:
    """The cases behind a number, in two pages."""
    return ReportCases(
        "manad", CHOICES[0].title, "mars 2026", "Avslutade", "Försörjningsstöd, Arbete", rows, None if after else "12.3"
    )
