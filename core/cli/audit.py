"""`rutin audit`: is the history what was once written?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.cli import paths
from core.errors import RutinError

if TYPE_CHECKING:
    from core.storage.port import AuditReport

Folder = click.Path(path_type=Path, file_okay=False)
CLEAN, BREAKS, COULD_NOT_RUN = 0, 1, 2


@click.group()
def audit() -> None:
    """Kontrollera ärendehistoriken."""


@audit.command()
@click.argument("municipality")
@click.option("--data", type=Folder, default=Path("data"), show_default=True, help="Mappen för databaser och nycklar.")
def verify(municipality: str, data: Path) -> None:
    """Kontrollera att ingen händelse i MUNICIPALITY har ändrats, tagits bort eller bytt plats.

    Slutstatus: 0 om allt stämmer, 1 om något är brutet, 2 om kontrollen inte kunde göras.
    """
    try:
        report = _report(municipality, data)
    except RutinError as error:
        click.echo(error.text, err=True)
        sys.exit(COULD_NOT_RUN)
    for sentence in report.breaks:
        click.echo(sentence)
    click.echo(_summary(report), err=True)
    sys.exit(BREAKS if report.breaks else CLEAN)


def _report(municipality: str, data: Path) -> AuditReport:
    """Checks the municipality's database. Raises NotFound rather than make an empty one."""
    paths.check_database(municipality, data)
    from core.bootstrap import verify_store  # late: `rutin --help` should not wait for storage and encryption

    return verify_store(municipality, data)


def _summary(report: AuditReport) -> str:
    seen = f"{report.cases} ärenden, {report.events} händelser, {report.commits} poster i journalen."
    if report.breaks:
        return f"Historiken är bruten på {len(report.breaks)} ställen. {seen}"
    return f"Historiken stämmer. {seen} Journalens kontrollsumma: {report.head}"
