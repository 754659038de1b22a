"""`rutin audit`: is the history what was once written?"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.cli import paths
from core.errors import RutinError
from core.words import amount_words

if TYPE_CHECKING:
    from core.storage.port import AuditReport

CLEAN, BREAKS = 0, 1
MOST_READS = 1000
EACH = 5000
"""How many cases are checked between two lines of how far it has come."""


@click.group()
def audit() -> None:
    """Kontrollera ärendehistoriken."""


@audit.command()
@click.argument("municipality", metavar="KOMMUN")
@paths.DATA
def verify(municipality: str, data: Path) -> None:
    """Kontrollera att ingen händelse i KOMMUN har ändrats, tagits bort eller bytt plats.

    Varje ärende läses också: att det går, och att det som är sparat vid sidan av historiken (hur ärendet står, uppgifter, register) är
    det som historiken ger. Ett gallrat ärende slutar med en post som säger det, och är nyckeln borta utan den posten är det ett fel. Det
    syns inte om hela databasen är bytt mot en äldre, eller om något är borttaget ur läsloggen.

    Slutstatus: 0 om allt stämmer, 1 om något inte gör det, 2 om kontrollen inte kunde göras.
    """
    try:
        report = _report(municipality, data)
    except RutinError as error:
        paths.give_up(error)
    for sentence in (*report.breaks, *report.misfits):
        click.echo(sentence)
    click.echo(_summary(report, municipality), err=True)
    sys.exit(BREAKS if report.breaks or report.misfits else CLEAN)


@audit.command()
@click.argument("municipality", metavar="KOMMUN")
@click.argument("number", metavar="ÄRENDE")
@paths.DATA
def reads(municipality: str, number: str, data: Path) -> None:
    """Visa vem som har läst ett ärende i KOMMUN, det senaste först. ÄRENDE är numret som står på ärendets sida.

    Varje rad är en tidpunkt (UTC) och medarbetarens namn under staff. Högst 1000 rader. Den som har sett ärendet i en lista står inte här.

    Slutstatus: 0, eller 2 om ärendet inte finns eller databasen inte går att läsa.
    """
    from core.bootstrap import reads_of  # late: `rutin --help` should not wait for storage and encryption

    try:
        paths.check_database(municipality, data)
        found = reads_of(municipality, data, number.strip().lower(), MOST_READS)
    except RutinError as error:
        paths.give_up(error)
    for each in found:
        click.echo(f"{each.at:%Y-%m-%dT%H:%M:%SZ} {each.actor}")


def _report(municipality: str, data: Path) -> AuditReport:
    """Checks the municipality's database. Raises NotFound rather than make an empty one."""
    paths.check_database(municipality, data)
    from core.bootstrap import verify_store  # late, as above

    return verify_store(municipality, data, _tell)


def _tell(cases: int) -> None:
    if cases % EACH == 0:
        click.echo(f"{cases} ärenden kontrollerade …", err=True)


def _summary(report: AuditReport, municipality: str) -> str:
    older = "av dem innan gallring skrevs i journalen, så ingen vet enligt vilken regel"
    known = f" ({report.unexplained} {older})" if report.unexplained else ""
    count = f"{report.erased} {'gallrat' if report.erased == 1 else 'gallrade'}"
    erased = f", varav {count}{known}" if report.erased else ""
    many = f"{amount_words(report.cases, 'ärende', 'ärenden')}{erased}, {amount_words(report.events, 'händelse', 'händelser')}"
    seen = f"{many}, {amount_words(report.commits, 'post', 'poster')} i journalen."
    if report.breaks:
        backup = "Lägg tillbaka den senaste säkerhetskopian där allt stämmer, eller kontakta den som driver Rutin."
        return f"Historiken är bruten på {amount_words(len(report.breaks), 'ställe', 'ställen')}. {backup} {seen}"
    whole = f"{seen} Journalens kontrollsumma: {report.head}"
    if report.misfits:
        beside = f"men det som är sparat vid sidan av den gör det inte på {amount_words(len(report.misfits), 'ställe', 'ställen')}"
        return f"Historiken stämmer, {beside}. Stäng Rutin och kör rutin rebuild {municipality}. {whole}"
    return f"Historiken stämmer. {whole}"
