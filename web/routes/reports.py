"""Reports: which there are, one for a period, the same as files, and the cases behind a number for those who may see them."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from fastapi import APIRouter, Response

from web.pages import ReportCasesPage, ReportPage, ReportsPage
from web.site import ReaderHere

router = APIRouter()


@router.get("/{kommun}/rapporter")
def reports(reader: ReaderHere) -> Response:
    """Every report that the reader may see."""
    return reader.show(ReportsPage("Rapporter", reader.base, reader.site.rutin.reports(reader.slug, reader.actor)))


@router.get("/{kommun}/rapporter/{rapport}")
def report(reader: ReaderHere, rapport: str, period: str | None = None) -> Response:
    """A report for a period; without one, for the period that was over last."""
    found = reader.site.rutin.report(reader.slug, reader.actor, rapport, period)
    return reader.show(ReportPage(found.title, reader.base, found))


@router.get("/{kommun}/rapporter/{rapport}/rapport.{slag}")
def report_file(reader: ReaderHere, rapport: str, slag: str, period: str) -> Response:
    """The report as a file to send on."""
    made = reader.site.rutin.report_file(reader.slug, reader.actor, rapport, period, slag)
    kind = "application/pdf" if slag == "pdf" else "text/csv; charset=utf-8"
    named = f'attachment; filename="{quote(rapport)}-{quote(period)}.{slag}"'
    return Response(made, media_type=kind, headers={"Content-Disposition": named})


@router.get("/{kommun}/rapporter/{rapport}/arenden")
def report_cases(
    reader: ReaderHere, rapport: str, period: str, figur: str,
    rad: str | None = None, kolumn: str | None = None, efter: str | None = None,
) -> Response:  # fmt: skip
    """The cases behind a number."""
    found = reader.site.rutin.report_cases(reader.slug, reader.actor, rapport, period, (figur, rad, kolumn), efter)
    here = {"period": period, "figur": figur, "rad": rad, "kolumn": kolumn, "efter": found.next}
    following = urlencode({key: value for key, value in here.items() if value is not None}) if found.next else None
    page = ReportCasesPage(found.figure, reader.base, reader.site.words(), found, period, following)
    return reader.show(page)
