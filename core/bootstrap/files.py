"""A municipality's files, read, checked and proven, with what its plugins bring. Imports of rooms stand inside: `rutin check` is quick."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import structs

if TYPE_CHECKING:
    from types import ModuleType

    from core.definitions import Loaded, Provenance
    from core.model.plugins import Brought, RegisterDef
    from core.model.problems import Problem
    from core.plugin_api import Plugins


@dataclass(frozen=True, slots=True)
class Prepared:
    """A municipality's files, loaded and checked, with what its plugins bring."""

    loaded: Loaded
    brought: Brought
    registers: tuple[RegisterDef, ...] = ()
    plugins: Plugins | None = None

    @property
    def errors(self) -> int:
        """How many problems are errors."""
        return sum(p.severity == "error" for p in self.loaded.problems)


def prepare(
    configs: Path,
    slug: str,
    *,
    settings: Mapping[str, Mapping[str, object]] | None = None,
    proven: Path | None = None,
    modules: Mapping[str, ModuleType] | None = None,
) -> Prepared:
    """Loads a municipality with its plugins' processes and functions, and proves them, or only what stands in the file `proven`.

    `settings` overrides settings per process; `modules` are plugins at hand, instead of those that are found.

    Raises ConfigurationError when a plugin is missing or breaks its contract.
    """
    from core.definitions import load, plugins_of
    from core.plugin_api import build_manager, check_beside, check_configuration, check_registers

    file = str(configs / slug / "municipality.yaml")
    plugins = build_manager(plugins_of(configs, slug), file=file, modules=modules)
    extra = tuple(replace(source, path=_near(source.path)) for source in plugins.process_sources())
    loaded = load(configs, slug, brought=plugins.brought(), extra=extra, settings=settings or {}, today=local_day())
    own = tuple(loaded.municipality.registers.values()) if loaded.municipality is not None else ()
    registers = (*own, *plugins.registers())
    sound = _proven(loaded, registers, proven)
    faulty = {*loaded.unread, *loaded.processes, *loaded.followable}
    told = check_configuration(plugins, sound.municipality, sound.processes, file, faulty=faulty)
    sound = _without(sound, {problem.file for problem in told if problem.severity == "error"})
    town = loaded.municipality
    roles = tuple(town.roles) if town is not None else None
    rounds = tuple(name for name, role in town.roles.items() if role.among) if town is not None else None
    checked = (
        *plugins.notes,
        *told,
        *check_registers(
            plugins, loaded.processes, file, roles=roles, unread=loaded.unread, own=[each.id for each in own]
        ),
        *check_beside(plugins, loaded.processes, file, roles=roles, rounds=rounds, unread=loaded.unread),
    )
    problems = tuple(sorted((*sound.problems, *sound.advice, *checked)))
    return Prepared(structs.replace(sound, problems=problems), plugins.brought(), registers, plugins)


def _proven(loaded: Loaded, registers: tuple[RegisterDef, ...], only: Path | None) -> Loaded:
    """The same with what the proof found. A routine with an error starts no case, so it is left out."""
    if loaded.municipality is None:
        return loaded
    from core.model.problems import NO_FAULTS
    from core.proof import prove

    today = local_day()
    wanted = only.resolve() if only is not None else None
    problems = list(loaded.problems)
    sound = dict(loaded.processes)
    tried = {name: (definition, NO_FAULTS) for name, definition in loaded.processes.items()} | dict(loaded.followable)
    # how a routine ends whose conditions cannot be read is not known
    others = {name: definition for name, (definition, faults) in tried.items() if not faults.unread}
    for name, (definition, faults) in tried.items():
        if wanted is not None and Path(definition.file or "").resolve() != wanted:
            continue
        shown = frozenset(fact for r in registers if r.process == name for fact in r.shows)
        found = prove(
            definition,
            loaded.municipality,
            today=today,
            others=others,
            shown=shown,
            any_settings=loaded.municipality.slug.startswith("_"),
            faults=faults,
        )
        problems += found
        if any(problem.severity == "error" for problem in found):
            sound.pop(name, None)
    unread = loaded.unread | (loaded.processes.keys() - sound.keys())
    return structs.replace(loaded, processes=sound, problems=tuple(problems), unread=unread)


def _without(loaded: Loaded, files: set[str]) -> Loaded:
    """The same without the routines of `files`: one with an error starts no case."""
    kept = {name: routine for name, routine in loaded.processes.items() if routine.file not in files}
    return structs.replace(loaded, processes=kept)


def local_day() -> date:
    """Today in Sweden, for what routines are checked against."""
    from core.clock import SystemClock

    return SystemClock().now().astimezone(ZoneInfo("Europe/Stockholm")).date()


def _near(path: Path) -> Path:
    """The path as one would write it from here: problems are read by people."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


def provenance_of(configs: Path, slug: str, process: str) -> tuple[tuple[Provenance, ...], tuple[Problem, ...]]:
    """Every value of a routine with the file and line it comes from, through all its layers, and what is wrong with them."""
    from core.definitions import explain, plugins_of
    from core.plugin_api import build_manager

    plugins = build_manager(plugins_of(configs, slug), file=str(configs / slug / "municipality.yaml"))
    extra = tuple(replace(source, path=_near(source.path)) for source in plugins.process_sources())
    return explain(configs, slug, process, extra, plugins.brought().step_kinds)


def brought_of(configs: Path, slug: str) -> Brought:
    """What the municipality's plugins bring to how routines are written. Raises PluginsRefused when they are wrong."""
    from core.definitions import plugins_of
    from core.plugin_api import build_manager

    return build_manager(plugins_of(configs, slug), file=str(configs / slug / "municipality.yaml")).brought()


def plugins_used(configs: Path, slug: str) -> tuple[Plugins, tuple[Problem, ...]]:
    """A municipality's plugins that can be used, and what is wrong with its plugins or its own file."""
    from core.definitions import load
    from core.plugin_api import PluginsRefused

    town = configs / slug / "municipality.yaml"
    try:
        prepared = prepare(configs, slug, proven=town)
        assert prepared.plugins is not None  # noqa: S101 - it has them
        plugins, found = prepared.plugins, prepared.loaded.problems
    except PluginsRefused as refused:
        plugins, found = refused.sound, tuple(sorted((*load(configs, slug).problems, *refused.problems)))
    return plugins, tuple(p for p in found if p.plugin or (p.file == str(town) and p.severity == "error"))


def load_municipality(configs: Path, slug: str, proven: Path | None = None) -> Loaded:
    """A municipality's definitions with everything its plugins carry; problems are in the result. `proven` as for `prepare`."""
    return prepare(configs, slug, proven=proven).loaded
