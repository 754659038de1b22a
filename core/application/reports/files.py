"""A report as a file to send on: CSV for a spreadsheet, and a tagged PDF."""

from __future__ import annotations

import csv
import io
from datetime import datetime

from core import words
from core.application.reports.views import ReportView
from core.application.step.office import Office
from core.letters import Block, Paper, Span

NOTHING = "Inga ärenden att räkna under perioden."
LACKS_ERASED = "Ärenden som är gallrade är inte med."
"""Of a report that reads the cases themselves: what they leave to the statistics is not enough for it."""


def to_csv(view: ReportView) -> bytes:
    """The table with semicolons between, as Swedish spreadsheets read it; a first line says what it is."""
    made = io.StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    writer.writerow([view.title, view.period_title, *([LACKS_ERASED] if view.lacks_erased else [])])
    writer.writerow(["", *view.columns])
    figure = ""
    for row in view.rows:
        figure = row.title if row.kind == "figure" else figure
        title = row.title if row.kind == "figure" else f"{figure}: {row.title}"
        writer.writerow([title, *(cell.text for cell in row.cells)])
    return made.getvalue().encode("utf-8-sig")


def paper_of(office: Office, view: ReportView, now: datetime) -> Paper:
    """The report ready to be put on paper."""
    blocks = [_paragraph(f"{view.process_title}. {words.capital(view.period_title)}.")]
    if view.so_far:
        blocks.append(_paragraph("Perioden är inte slut. Siffrorna gäller till och med i dag."))
    blocks.append(_paragraph(NOTHING) if view.empty else _table(view))
    if view.lacks_erased:
        blocks.append(_paragraph(LACKS_ERASED))
    if view.hides:
        blocks.append(_paragraph(hiding_words(view.smallest)))
    blocks += [_paragraph(text) for text in (view.note, view.source and f"Källa: {view.source}.") if text]
    day = office.calendar.local_date(now)
    return Paper(view.title, (office.municipality.title,), "", words.plain_date_words(day), "", tuple(blocks))


def hiding_words(smallest: int) -> str:
    """Why something is hidden."""
    return f"Antal under {smallest} döljs så att ingen kan kännas igen. Därför döljs också tal som de annars hade gått att räkna ut från."


def _paragraph(text: str) -> Block:
    return Block("paragraph", (Span(text),))


def _table(view: ReportView) -> Block:
    rows = [("", *view.columns), *((_indented(r.title, r.kind), *(c.text for c in r.cells)) for r in view.rows)]
    return Block("table", items=tuple(tuple(_paragraph(text) for text in row) for row in rows))


def _indented(title: str, kind: str) -> str:
    return title if kind == "figure" else f"– {title}"
