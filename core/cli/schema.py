"""`rutin schema`: what an editor completes keys and finds mistakes by, with what a municipality's plugins bring."""

from __future__ import annotations

from pathlib import Path

import click

from core import bootstrap
from core.cli import paths


@click.command()
@click.argument("municipality", metavar="KOMMUN")
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Filen att skriva till. Utan den skrivs schemat ut.",
)
@paths.CONFIGS
def schema(municipality: str, output: Path | None, configs: Path) -> None:
    """Skriv JSON-schemat för kommunens rutiner, med tilläggens slags steg och typer av uppgifter.

    Exit 2 when the municipality does not exist or its plugins are wrong.
    """
    from core.definitions.explaining.plugin_schema import with_plugins
    from core.definitions.explaining.schema import schemas, text

    paths.check_municipality(municipality, configs)
    made = text(with_plugins(schemas()["process.schema.json"], bootstrap.brought_of(configs, municipality)))
    if output is None:
        click.echo(made, nl=False)
        return
    output.write_text(made, encoding="utf-8")
    click.echo(f"Skriv först i varje rutin: # yaml-language-server: $schema=SÖKVÄGEN TILL {output.name}", err=True)
