"""`rutin compare`: what differs between two routines, in sentences."""

from __future__ import annotations

import json
from pathlib import Path

import click

from core.cli import paths
from core.definitions import Provenance


@click.command("compare", help="Säg vad som skiljer två rutiner: rutin compare KOMMUN/RUTIN KOMMUN/RUTIN.")
@click.argument("one", metavar="A/RUTIN")
@click.argument("other", metavar="B/RUTIN")
@click.option("--configs", type=click.Path(path_type=Path), help="Mappen med kommuner. Förval: municipality_configs.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="text (förval) eller json.")
def compare(one: str, other: str, configs: Path | None, form: str) -> None:
    """Exit 0 whether they differ or not, 2 when one of them cannot be read."""
    from core.definitions.explaining.compare import differences

    home = configs or paths.configs()
    left, right = _values(home, one), _values(home, other)
    towns = one.partition("/")[0], other.partition("/")[0]
    found = differences(left, right, towns if towns[0] != towns[1] else (one, other))
    if form == "json":
        click.echo(json.dumps(found, ensure_ascii=False, indent=2))
    elif not found:
        click.echo(f"Inget skiljer {one} och {other}.")
    else:
        parts = [f"{heading}\n" + "\n".join(f"  {s}" for s in sentences) for heading, sentences in found.items()]
        click.echo("\n\n".join(parts))


def _values(configs: Path, wanted: str) -> tuple[Provenance, ...]:
    from core.bootstrap import provenance_of

    town, slash, process = wanted.partition("/")
    if not slash or not (configs / town).is_dir():
        paths.give_up(
            f"{wanted} finns inte i {configs}. Skriv kommunens mapp och rutinens namn: malmo/inskrivning_30plus."
        )
    values, problems = provenance_of(configs, town, process)
    if problems:
        paths.give_up(f"{wanted} har fel i sin fil. Kör rutin check {configs / town}.")
    if not values:
        paths.give_up(f"Rutinen {process} finns inte i {configs / town}. Kontrollera stavningen.")
    return values
