"""`rutin plugins`: which plugins there are, who uses them, what they are granted, and whether they answer."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core import bootstrap

if TYPE_CHECKING:
    from core.model.people import PluginUse
    from core.model.problems import Problem
    from core.plugin_api import LoadedPlugin, Plugins

Configs = click.Path(exists=True, file_okay=False, path_type=Path)
FINE, TROUBLE = 0, 1


@dataclass(frozen=True, slots=True)
class Line:
    """A plugin in one municipality. `problem`: why it cannot be used or does not answer, "" when it is well.

    `name` is "" for what is wrong with how the municipality names its plugins.
    """

    municipality: str
    name: str
    title: str
    version: str
    granted: tuple[str, ...]
    gives: tuple[str, ...]
    problem: str = ""


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
    """The plugins of one municipality, each with what `rutin check` says of it, and with whether it begins in a process of its own."""
    from core.definitions import plugin_problems, plugins_of
    from core.plugin_api import Plugins, PluginsRefused, check_commands

    uses, file = plugins_of(configs, slug), configs / slug / "municipality.yaml"
    wrong = [*plugin_problems(configs, slug)]
    loaded = Plugins()
    try:
        # no routine stands in that file, so none is proven: that says nothing of the plugins
        prepared = bootstrap.prepare(configs, slug, proven=file) if uses else None
        if prepared is not None and prepared.plugins is not None:
            loaded = prepared.plugins
            wrong += [p for p in prepared.loaded.problems if p.severity == "error" and _is_of_plugin(p, file)]
            wrong += check_commands(loaded, str(file))
        troubles = _troubles(loaded)
    except PluginsRefused as refused:
        loaded, troubles = refused.plugins, {}
        wrong += refused.problems
    told = _by_plugin(uses, wrong)
    if told[""]:
        yield Line(slug, "", "", "", (), (), told[""])
    found = {plugin.use.name: plugin for plugin in loaded.loaded}
    for use in uses:
        yield _line(slug, use, found.get(use.name), told[use.name] or troubles.get(use.name, ""))


def _line(slug: str, use: PluginUse, plugin: LoadedPlugin | None, problem: str) -> Line:
    from core.application.plugin_desk import gives

    granted = tuple(sorted(use.may))
    if plugin is None:
        return Line(slug, use.name, "", "", granted, (), problem)
    given = (*gives(plugin), *(_commands(use.name) if not problem else ()))
    return Line(slug, use.name, plugin.info.title, plugin.info.version, granted, given, problem)


def _is_of_plugin(problem: Problem, file: Path) -> bool:
    return problem.file == str(file) and problem.rule.startswith("plugin-")


def _by_plugin(uses: Sequence[PluginUse], problems: Iterable[Problem]) -> Mapping[str, str]:
    """What is wrong with each plugin, by its name: what is told at its line or at a setting below it. "": with the section itself."""
    found: dict[str, list[str]] = {"": [], **{use.name: [] for use in uses}}
    for problem in problems:
        above = [use for use in uses if use.line is not None and use.line <= problem.line]
        name = max(above, key=lambda use: use.line or 0).name if above else ""
        if problem.message not in found[name]:
            found[name].append(problem.message)
    return {name: " ".join(told) for name, told in found.items()}


def _troubles(plugins: Plugins) -> Mapping[str, str]:
    """Why those that work in a process of their own cannot begin there."""
    from core.plugin_api import Hosts

    hosts = Hosts(plugins.loaded)
    try:
        return {plugin.use.name: hosts.trouble(plugin.use.name) for plugin in plugins.loaded}
    finally:
        hosts.close()


def _commands(name: str) -> tuple[str, ...]:
    from core.errors import PluginError
    from core.plugin_api import commands_of

    try:
        count = len(commands_of(name))
    except PluginError:
        return ()
    return (f"{count} kommando{'' if count == 1 else 'n'}",) if count else ()


def _tell(lines: tuple[Line, ...], unused: tuple[str, ...]) -> None:
    town = ""
    for line in lines:
        if line.municipality != town:
            town = line.municipality
            click.echo(town)
        click.echo(f"  {line.name or 'plugins:'} {line.version}".rstrip() + (f"  {line.title}" if line.title else ""))
        if line.problem:
            click.echo(f"    FEL: {line.problem}")
            continue
        click.echo(f"    ger: {', '.join(line.gives) or 'inget'}")
        click.echo(f"    får: {', '.join(line.granted) or 'inget särskilt'}")
    if not lines:
        click.echo("Ingen kommun använder något tillägg.")
    if unused:
        click.echo(f"Används inte av någon: {', '.join(unused)}")
