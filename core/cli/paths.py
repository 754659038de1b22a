"""Where commands look: the options for routines and data, and what may be written for a municipality: a path, or only its name."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

import click

from core.definitions import municipalities
from core.definitions.folders import inside
from core.errors import ConfigurationError, NotFound, RutinError
from core.expressions import nearest
from core.words import capital

_DEFAULT = "municipality_configs"


def configs() -> Path:
    """The folder of municipalities where the command is run, or else Rutin's own."""
    if Path(_DEFAULT).is_dir():
        return Path(_DEFAULT)
    from core.bootstrap import CONFIGS

    return CONFIGS


FOLDER = click.Path(file_okay=False, path_type=Path)
CONFIGS = click.option(
    "--configs",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    default=configs,
    help="Mappen med kommunernas rutiner.",
)
"""The option of every command that reads the municipalities' files."""
DATA = click.option(
    "--data", type=FOLDER, default=Path("data"), show_default=True, help="Mappen för databaser och nycklar."
)
"""The option of every command that opens their databases."""


def chosen(paths: tuple[str, ...]) -> list[Path]:
    """The paths as given, a municipality's name as its folder; all of them when none is given. Exits with 2 when one is not there."""
    return [_found(path) for path in paths] or [configs()]


def give_up(why: str | RutinError) -> NoReturn:
    """Says why a command could not be run, and exits with 2. Of files that cannot be used only that is said: nothing was to start."""
    if isinstance(why, RutinError):
        why = capital(why.reason) if isinstance(why, ConfigurationError) else why.text
    click.echo(why, err=True)
    sys.exit(2)


def check_municipality(municipality: str, configs: Path) -> None:
    """Gives up when the folder of routines has no such municipality."""
    known = municipalities(configs)
    if municipality not in known:
        give_up(f"Kommunen {municipality} finns inte i {configs}. Välj en av {', '.join(known)}.")


def check_database(municipality: str, data: Path) -> None:
    """Raises NotFound when the data folder, or the municipality's database in it, is not there."""
    if not data.is_dir():
        raise NotFound("no_folder", folder=data)
    if not (data / f"{municipality}.db").is_file():
        raise NotFound("no_database", slug=municipality, folder=data)


def _found(written: str) -> Path:
    if Path(written).exists():
        return Path(written)
    towns = {slug: folder / slug for folder in (configs(), *inside(configs())) for slug in municipalities(folder)}
    if written not in towns:
        close = nearest(written, towns)
        guess = f" Menade du {close}?" if close else ""
        known = f" Kommuner som finns: {', '.join(towns)}." if towns else ""
        give_up(f"{written} finns inte, varken som mapp eller som kommun i {configs()}.{guess}{known}")
    return towns[written]
