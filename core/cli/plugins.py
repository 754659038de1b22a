"""`rutin plugins`: which plugins there are, who uses them, what they are granted, and whether they answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core import bootstrap
from core.cli import paths
from core.errors import ConfigurationError
from core.model.problems import Problem
from core.words import capital

if TYPE_CHECKING:
    from core.model.people import PluginUse
    from core.plugin_api import Hosts, LoadedPlugin

FINE, TROUBLE = 0, 1
_VERSION = "Det är tilläggets version som skrivs i beslut. Säg till den som har gjort tillägget."


@dataclass(frozen=True, slots=True)
class Line:
    """A plugin in one municipality.

    Attributes:
        problem: what is wrong with it, or why it does not answer; "" when it is well.
        note: what only tells.
        usable: whether it could be read; of one that could not, nobody knows what it gives.
    """

    municipality: str
    name: str
    title: str
    version: str
    granted: tuple[str, ...]
    gives: tuple[str, ...]
    problem: str = ""
    note: str = ""
    usable: bool = True


@dataclass(frozen=True, slots=True)
class Town:
    """A municipality: its plugins, and what is wrong with them and with its own file."""

    slug: str
    lines: tuple[Line, ...]
    problems: tuple[Problem, ...]

    @property
    def own(self) -> tuple[Problem, ...]:
        """What is wrong with its file itself, so that no plugin runs there."""
        return tuple(problem for problem in self.problems if not problem.plugin)

    @property
    def well(self) -> bool:
        """Whether everything is as it should."""
        return not self.own and not any(line.problem for line in self.lines)


@click.command()
@paths.CONFIGS
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def plugins(configs: Path, form: str) -> None:
    """Säg vilka tillägg som finns, för vem, vad de får och om de svarar.

    Slutstatus: 0 om alla är friska, 1 om något tillägg inte kan användas eller inte svarar, eller en kommuns fil har fel.
    """
    from core.definitions import municipalities
    from core.plugin_api.discovery import look

    towns = tuple(_examined(configs, slug) for slug in municipalities(configs))
    used = {line.name for town in towns for line in town.lines}
    there = look()
    unused = tuple(name for name in there.names() if name not in used)
    if form == "json":
        click.echo(_json(towns, unused, there.unreadable))
    else:
        _tell(towns, unused, there.unreadable)
    sys.exit(FINE if all(town.well for town in towns) else TROUBLE)


def _examined(configs: Path, slug: str) -> Town:
    """The plugins of one municipality; each is asked to begin, in a process of its own where it works in one."""
    from core.definitions import plugins_of
    from core.plugin_api import Hosts

    found, problems = bootstrap.plugins_used(configs, slug)
    hosts, loaded = Hosts(found.loaded), {plugin.use.name: plugin for plugin in found.loaded}
    try:
        lines = tuple(
            _line(slug, use, loaded.get(use.name), [p for p in problems if p.plugin == use.name], hosts)
            for use in plugins_of(configs, slug)
        )
    finally:
        hosts.close()
    return Town(slug, lines, problems)


def _line(slug: str, use: PluginUse, plugin: LoadedPlugin | None, about: Sequence[Problem], hosts: Hosts) -> Line:
    from core.application.plugins.desk import gives
    from core.plugin_api.discovery import unlike_its_package

    granted = tuple(sorted(use.may))
    wrong = [_placed(problem) for problem in about if problem.severity == "error"]
    if plugin is None:
        return Line(slug, use.name, "", "", granted, (), "\n".join(wrong), usable=False)
    commands, wrong_commands = _commands(use.name)
    troubles = [each for each in (hosts.trouble(use.name), wrong_commands) if each]
    other = unlike_its_package(plugin.module, plugin.info.version)
    notes = [f"{other} {_VERSION}"] if other else []
    notes += [_placed(problem) for problem in about if problem.severity == "info"]
    title, version, given = plugin.info.title, plugin.info.version, (*gives(plugin), *commands)
    return Line(slug, use.name, title, version, granted, given, "\n".join([*wrong, *troubles]), "\n".join(notes))


def _commands(name: str) -> tuple[tuple[str, ...], str]:
    """The commands that a plugin gives, in words, and what is wrong with them: nothing else asks for them before they are run."""
    from core.plugin_api import commands_of

    try:
        count = len(commands_of(name))
    except ConfigurationError as error:
        return (), capital(error.reason)
    return ((f"{count} {'kommando' if count == 1 else 'kommandon'}",) if count else ()), ""


def _placed(problem: Problem) -> str:
    """The problem in words, with its line."""
    from core.definitions import render

    return f"{render(problem)} ({Path(problem.file).name}:{problem.line})"


def _json(towns: tuple[Town, ...], unused: tuple[str, ...], unreadable: tuple[str, ...]) -> str:
    from core.definitions import as_data

    lines = [asdict(line) for town in towns for line in town.lines]
    problems = [
        {"municipality": town.slug, "plugin": problem.plugin, **as_data(problem)}
        for town in towns
        for problem in town.problems
    ]
    told = {"plugins": lines, "unused": unused, "unreadable": unreadable, "problems": problems}
    return json.dumps(told, ensure_ascii=False)


def _tell(towns: tuple[Town, ...], unused: tuple[str, ...], unreadable: tuple[str, ...]) -> None:
    from core.definitions import line as said

    told = [town for town in towns if town.lines or town.own]
    for town in told:
        click.echo(town.slug)
        for problem in town.own:
            click.echo(f"  FEL: {said(problem)}")
        for line in town.lines:
            _tell_one(line)
    if not told:
        click.echo("Ingen kommun använder något tillägg.")
    if unused:
        click.echo(f"Används inte av någon: {', '.join(unused)}")
    if unreadable:
        click.echo(f"Går inte att läsa, så ingen vet om det ger något tillägg: {', '.join(unreadable)}")


def _tell_one(line: Line) -> None:
    click.echo(f"  {line.name} {line.version}".rstrip() + (f"  {line.title}" if line.title else ""))
    for note in line.note.splitlines():
        click.echo(f"    OBS: {note}")
    for problem in line.problem.splitlines():
        click.echo(f"    FEL: {problem}")
    if line.usable:
        click.echo(f"    ger: {', '.join(line.gives) or 'inget'}")
    click.echo(f"    får: {', '.join(line.granted) or 'inget särskilt'}")
