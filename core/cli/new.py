"""`rutin new`: a commented start for a municipality, a routine or a plugin, which passes `rutin check` and `rutin test` at once."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path

import click

from core.cli import COMMANDS

_NAME = re.compile(r"[a-z](?:[a-z0-9_]{0,58}[a-z0-9])?")
"""A package cannot be built when its name ends with ``_``, and a folder's name has an end."""

_PLUGIN = {
    "pyproject.toml": "pyproject.toml",
    "README.md": "README.md",
    "rutin_NAMN/__init__.py": "__init__.py",
    "rutin_NAMN/plugin.py": "plugin.py",
    "rutin_NAMN/rules.py": "rules.py",
    "tests/test_plugin.py": "test_plugin.py",
    "example/exempelby/municipality.yaml": "municipality.yaml",
    "example/exempelby/processes/lan.yaml": "process.yaml",
    "example/exempelby/scenarios/lan.yaml": "scenarios.yaml",
}
"""Where each file of a new plugin stands, and its starter."""


class NewError(click.ClickException):
    """What was asked for cannot be made; nothing has been written."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002
        """The sentence alone, on standard error."""
        click.echo(self.message, err=True)


@click.group("new", help="Gör en början: rutin new municipality NAMN, process KOMMUN/NAMN eller plugin NAMN.")
def new() -> None:
    """Exit 2 when the name cannot be used or something is there already; nothing is overwritten."""


@new.command("municipality", help="En ny kommun med en första rutin och scenarier till den.")
@click.argument("name", metavar="NAMN")
@click.option("--configs", type=click.Path(path_type=Path), help="Mappen med kommuner. Förval: municipality_configs.")
def municipality(name: str, configs: Path | None) -> None:
    """Writes the folder of a municipality."""
    home = _configs(configs) / _checked(name)
    if home.exists():
        raise NewError(
            f"{home} finns redan. Välj ett annat namn, eller gör en rutin till med rutin new process {name}/NAMN."
        )
    title = _title(name)
    files = {
        "municipality.yaml": _starter("municipality.yaml", name, title),
        "processes/ansokan.yaml": _starter("process.yaml", "ansokan", "Ansökan"),
        "scenarios/ansokan.yaml": _starter("scenarios.yaml", "ansokan", "Ansökan"),
        "demo.yaml": _starter("demo.yaml", "ansokan", "Ansökan"),
    }
    with _writing(home), tempfile.TemporaryDirectory(dir=_made(home.parent), prefix=".ny-") as made:
        _write(Path(made) / name, files)
        shutil.move(str(Path(made) / name), home)  # whole or not at all
    _tell(home, home)


@new.command("process", help="En ny rutin i en kommun, med scenarier.")
@click.argument("place", metavar="KOMMUN/NAMN")
@click.option("--configs", type=click.Path(path_type=Path), help="Mappen med kommuner. Förval: municipality_configs.")
def process(place: str, configs: Path | None) -> None:
    """Writes a routine and its scenarios beside those of the municipality."""
    town, slash, name = place.partition("/")
    if not slash:
        raise NewError(f"Skriv kommunen och rutinens namn med snedstreck emellan: KOMMUN/{place}.")
    home = _configs(configs) / town
    if not (home / "municipality.yaml").is_file():
        raise NewError(f"Kommunen {town} finns inte i {home.parent}. Gör den först: rutin new municipality {town}.")
    title = _checked(name).replace("_", " ").capitalize()
    files = {
        f"processes/{name}.yaml": _starter("process.yaml", name, title),
        f"scenarios/{name}.yaml": _starter("scenarios.yaml", name, title),
    }
    for there in (home / path for path in files):
        if there.exists():
            raise NewError(f"{there} finns redan. Välj ett annat namn på rutinen.")
    with _writing(home):
        _write(home, files)
    _tell(home, home / "processes" / f"{name}.yaml")


@new.command("plugin", help="Ett nytt tillägg: ett paket med prov och en exempelkommun.")
@click.argument("name", metavar="NAMN")
@click.option(
    "--in", "folder", type=click.Path(path_type=Path), default=Path(), help="Mappen det läggs i. Förval: den här."
)
def plugin(name: str, folder: Path) -> None:
    """Writes a package of its own: hooks, rules, tests and a municipality to try them in."""
    home = folder / f"rutin-{_checked(name)}"
    if home.exists():
        raise NewError(f"{home} finns redan. Välj ett annat namn.")
    _nobodys(name)
    title = name.replace("_", " ").capitalize()
    files = {
        target.replace("NAMN", name): _starter(f"plugin/{source}.txt", name, title)
        for target, source in _PLUGIN.items()
    }
    with _writing(home), tempfile.TemporaryDirectory(dir=_made(home.parent), prefix=".ny-") as made:
        _write(Path(made) / home.name, files)
        shutil.move(str(Path(made) / home.name), home)  # whole or not at all
    click.echo(
        f"{home} är gjord. Installera med pip install -e {home} och kör pytest där. Läs sedan {home / 'README.md'}."
    )


def _configs(chosen: Path | None) -> Path:
    return chosen if chosen is not None else Path("municipality_configs")


def _title(name: str) -> str:
    """``melleruds kommun``: in the genitive, as municipalities are called; no s after s, x or z."""
    place = name.replace("_", " ").title()
    return f"{place}{'' if place[-1] in 'sxz' else 's'} kommun"


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise NewError(
            f"Namnet {name[:60]} går inte att använda. Skriv högst 60 tecken: små bokstäver a-z, siffror och _, "
            "med en bokstav först och inget _ sist."
        )
    return name


def _nobodys(name: str) -> None:
    """Refuses the name of a plugin that Rutin or another plugin has already."""
    from core.plugin_api import installed

    if name in COMMANDS:
        why = "är ett av Rutins egna kommandon, så tilläggets kommandon skulle aldrig nås"
    elif name in installed():
        why = "är ett tillägg som redan finns, och av två med samma namn kan inget användas"
    else:
        return
    raise NewError(f"{name} {why}. Välj ett annat namn, till exempel med ert eget namn först: exempelby_{name}.")


def _starter(file: str, name: str, title: str) -> str:
    text = resources.files("core.cli").joinpath("starters", file).read_text(encoding="utf-8")
    return text.replace("NAMN", name).replace("TITEL", title)


@contextmanager
def _writing(home: Path) -> Iterator[None]:
    """What is written meanwhile. Raises NewError when it cannot be."""
    try:
        yield
    except OSError as error:
        raise NewError(f"{home} gick inte att skriva: {error.strerror}. Välj en annan mapp.") from error


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _write(home: Path, files: Mapping[str, str]) -> None:
    for name, text in files.items():
        path = home / name
        _made(path.parent)
        path.write_text(text, encoding="utf-8")


def _tell(home: Path, made: Path) -> None:
    click.echo(f"{made} är gjord. Granska med rutin check {home}, spela upp scenarierna med rutin test {home}.")
