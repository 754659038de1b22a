"""`rutin rebuild`: older cases are counted in reports and stand in registers that were written after them."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from core import bootstrap
from core.cli import paths

Folder = click.Path(path_type=Path, file_okay=False)


@click.command()
@click.argument("municipality", metavar="KOMMUN")
@click.option("--configs", type=Folder, default=bootstrap.CONFIGS, help="Mappen med kommunernas rutiner.")
@click.option("--data", type=Folder, default=Path("data"), show_default=True, help="Mappen för databaser och nycklar.")
def rebuild(municipality: str, configs: Path, data: Path) -> None:
    """Räkna om statistik och register i KOMMUN från ärendenas historik, så att nya rapporter och register också har äldre ärenden.

    Historiken ändras inte. Stäng Rutin först. Slutstatus: 0 när allt är räknat, 2 om det inte gick.
    """
    from core.application.rebuilding import Rebuilt
    from core.application.rebuilding import rebuild as count_anew
    from core.errors import RutinError

    done = Rebuilt()
    try:
        paths.check_database(municipality, data)
        office = bootstrap.open_office(configs, municipality, data)
        try:
            for done in count_anew(office):
                click.echo(f"{done.cases} ärenden räknade …", err=True)
        finally:
            office.store.close()
    except RutinError as error:
        click.echo(error.text, err=True)
        sys.exit(2)
    gone = f" {done.unknown} hör till rutiner som inte finns längre och är orörda." if done.unknown else ""
    click.echo(f"{done.cases} ärenden räknades om. {done.changed} har fått annan statistik eller andra register.{gone}")
