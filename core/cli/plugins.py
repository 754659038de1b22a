"""`rutin plugins`: which plugins there are, who uses them, what they are granted, and whether they answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import click

from core import bootstrap

Configs = click.Path(exists=True, file_okay=False, path_type=Path)
FINE, TROUBLE = 0, 1


@dataclass(frozen=True, slots=True)
class Line:
    """A plugin in one municipality. `problem`: why it cannot be used or does not answer, "" when it is well. `note` only tells."""

    municipality: str
    name: str
    title: str
    version: str
    granted: tuple[str, ...]
    gives: tuple[str, ...]
    problem: str = ""
    note: str = ""


@click.command()
@click.option("--configs", type=Configs, default=bootstrap.CONFIGS, help="Mappen med kommunernas rutiner.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def plugins(configs: Path, form: str) -> None:
    """Säg vilka tillägg som finns, för vem, vad de får och om de svarar.

    Slutstatus: 0 om alla är friska, 1 om något tillägg inte kan användas eller inte svarar.
    """
    from core.definitions import municipalities
    from core.plugin_api import installed

    lines = tuple(line for slug in municipalities(configs) for line in _examined(configs, slug))
    used = {line.name for line in lines}
    unused = tuple(name for name in installed() if name not in used)
    if form == "json":
        click.echo(json.dumps({"plugins": [asdict(line) for line in lines], "unused": unused}, ensure_ascii=False))
    else:
        _tell(lines, unused)
    sys.exit(TROUBLE if any(line.problem for line in lines) else FINE)


def _examined(configs: Path, slug: str) -> Iterator[Line]:
    """The plugins of one municipality; each is asked to begin, in a process of its own where it works in one."""
    from core.application.plugin_desk import gives
    from core.definitions import plugins_of
    from core.plugin_api import Hosts, PluginsRefused, build_manager
    from core.plugin_api.discovery import unlike_its_package

    uses = plugins_of(configs, slug)
    try:
        loaded = build_manager(uses, file=str(configs / slug / "municipality.yaml")).loaded
    except PluginsRefused as refused:
        for use in uses:
            wrong = [p.message for p in refused.problems if p.line == use.line]
            yield Line(slug, use.name, "", "", tuple(sorted(use.may)), (), " ".join(wrong))
        return
    hosts = Hosts(loaded)
    try:
        for plugin in loaded:
            name, info, granted = plugin.use.name, plugin.info, tuple(sorted(plugin.use.may))
            note = unlike_its_package(plugin.module, info.version)
            yield Line(slug, name, info.title, info.version, granted, gives(plugin), hosts.trouble(name), note)
    finally:
        hosts.close()


def _tell(lines: tuple[Line, ...], unused: tuple[str, ...]) -> None:
    town = ""
    for line in lines:
        if line.municipality != town:
            town = line.municipality
            click.echo(town)
        click.echo(f"  {line.name} {line.version}".rstrip() + (f"  {line.title}" if line.title else ""))
        if line.note:
            click.echo(
                f"    OBS: {line.note} Det är tilläggets version som skrivs i beslut. Säg till den som har gjort tillägget."
            )
        if line.problem:
            click.echo(f"    FEL: {line.problem}")
            continue
        click.echo(f"    ger: {', '.join(line.gives) or 'inget'}")
        click.echo(f"    får: {', '.join(line.granted) or 'inget särskilt'}")
    if not lines:
        click.echo("Ingen kommun använder något tillägg.")
    if unused:
        click.echo(f"Används inte av någon: {', '.join(unused)}")
