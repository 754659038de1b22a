"""`rutin rebuild`: what is kept of a case beside its history is made anew, and older cases are counted in reports that are new."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from core import bootstrap
from core.cli import paths
from core.words import amount_words


@click.command()
@click.argument("municipality", metavar="KOMMUN")
@paths.CONFIGS
@paths.DATA
def rebuild(municipality: str, configs: Path, data: Path) -> None:
    """Räkna om det som följer av ärendenas historik i KOMMUN, så att nya rapporter och register också har äldre ärenden.

    Det gäller statistik, register, uppgifter i listorna, sökning, hur ärendena står och när klockan ska titta på dem. Är något av det borta
    eller skadat blir det helt igen. Historiken ändras inte. Stäng Rutin först. Slutstatus: 0 när allt är räknat, 1 när något ärendes
    historik inte går att läsa, 2 om det inte gick.
    """
    from core.application.upkeep.rebuilding import Rebuilt
    from core.application.upkeep.rebuilding import rebuild as count_anew
    from core.errors import RutinError

    done = Rebuilt()
    try:
        paths.check_database(municipality, data)
        store = bootstrap.open_store(municipality, data)
        try:
            store.mend()  # first: the cases, and what a municipality opens with, are found by what it makes whole
            for done in count_anew(bootstrap.open_office(configs, municipality, data, store=store)):
                click.echo(f"{amount_words(done.cases, 'ärende räknat', 'ärenden räknade')} …", err=True)
        finally:
            store.close()
    except RutinError as error:
        paths.give_up(error)
    gone = (
        f" {done.unknown} hör till rutiner som inte finns längre, så deras statistik är orörd." if done.unknown else ""
    )
    if done.lost:
        gone += f" {done.lost} följer en version av sin rutin som inte finns kvar: lägg tillbaka mappen versions och kör igen."
    counted = amount_words(done.cases, "ärende", "ärenden")
    click.echo(f"{counted} räknades om. I {done.changed} av dem var något annat än det som historiken säger.{gone}")
    for case in done.unreadable:
        click.echo(f"Ärende {case} går inte att läsa och är orört. Kör rutin audit verify {municipality}.")
    sys.exit(1 if done.unreadable else 0)
