"""`rutin handbook`: a municipality's routines as a handbook to read, as a page or as PDF."""

from __future__ import annotations

from pathlib import Path

import click

from core import bootstrap
from core.cli import paths
from core.words import amount_words


@click.command()
@click.argument("municipality", metavar="KOMMUN")
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "pdf"]),
    default="html",
    show_default=True,
    help="Vad den skrivs som.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Filen att skriva till.",
)
@paths.CONFIGS
def handbook(municipality: str, form: str, output: Path, configs: Path) -> None:
    """Skriv kommunens rutiner som en handbok, till exempel «rutin handbook sundbyberg --format pdf -o handbok.pdf».

    Exit 2 when the municipality does not exist or has errors in its files.
    """
    from core.application.routines.handbook import handbook_of, to_page, to_paper
    from core.letters import to_pdf

    paths.check_municipality(municipality, configs)
    prepared = bootstrap.prepare(configs, municipality)
    town = prepared.loaded.municipality
    if town is None or prepared.errors:
        paths.give_up(f"Kommunen {municipality} har fel i sina filer. Kör rutin check {configs / municipality}.")
    blocks = handbook_of(
        town,
        prepared.loaded.processes.values(),
        lambda process: bootstrap.provenance_of(configs, municipality, process)[0],
        prepared.loaded.questions,
    )
    day = bootstrap.local_day()
    if form == "pdf":
        output.write_bytes(to_pdf(to_paper(town, blocks, day)))
    else:
        output.write_text(to_page(town, blocks, day), encoding="utf-8")
    click.echo(
        f"Handboken med {amount_words(len(prepared.loaded.processes), 'rutin', 'rutiner')} står i {output}.", err=True
    )
