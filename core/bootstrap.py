"""Wires the world: the only room that names real adapters. Tests call the same functions with fakes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from msgspec import structs

from core.errors import ConfigurationError, NotFound, RutinError
from core.words import capital

if TYPE_CHECKING:
    from types import ModuleType

    from core.application.list_views import MunicipalityChoice
    from core.application.office import Office
    from core.application.service import Rutin
    from core.clock import Clock
    from core.definitions import Loaded, Provenance
    from core.model.plugins import Brought, RegisterDef
    from core.model.problems import Problem
    from core.plugin_api import Plugins
    from core.storage.port import AuditReport, ReadEntry, Store
    from core.storage.sqlite.write import Tape

# Imports of the rooms stand inside the functions: `rutin check` must not pay for the database or the web.

NEW_OBJECTS = 20_000
"""More objects than this since the last look, and Python's collector looks again: about a hundred steps."""
CONFIGS = Path(__file__).parent.parent / "municipality_configs"
"""The routines that come with Rutin."""


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
    told = check_configuration(plugins, sound.municipality, sound.processes, file)
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
    problems = tuple(sorted((*sound.problems, *checked)))
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
    return structs.replace(loaded, processes=sound, problems=tuple(problems))


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


def open_store(slug: str, data: Path, *, tape: list[Tape] | None = None) -> Store:
    """The municipality's own database in the data folder, made with its key if not there. `tape` notes what is written, for the bench.

    Raises StorageError: ``key_missing`` rather than make a new key for a database that has been written with another, ``storage_empty``
    rather than make a new database for a key that has been used, ``anothers_database`` when it belongs to another municipality.
    """
    from core.engine.evolve import replay
    from core.storage.sqlite import open_files

    data.mkdir(parents=True, exist_ok=True)
    return open_files(data / f"{slug}.db", data / f"{slug}.key", slug, rebuild=replay, tape=tape)


def verify_store(slug: str, data: Path, progress: Callable[[int], None] = lambda _cases: None) -> AuditReport:
    """Whether the history in the municipality's database is whole, and what is kept beside it follows from it. Nothing is written.

    `progress` is told how many cases have been checked. Raises StorageError when it cannot be told.
    """
    from core.engine.clockwork import next_timer
    from core.engine.evolve import replay
    from core.storage.keys import KeyRing
    from core.storage.sqlite import Reading, verify_file

    reading = Reading(KeyRing.load(data / f"{slug}.key"), replay, next_timer)
    return verify_file(data / f"{slug}.db", reading, slug, progress)


def reads_of(slug: str, data: Path, number: str, limit: int) -> tuple[ReadEntry, ...]:
    """Who has read the case with a number, latest first. Raises NotFound(no_case), StorageError."""
    store = open_store(slug, data)
    try:
        found = [row.case for row in store.search(number) if row.case.startswith(number)]
        if not found:
            raise NotFound("no_case", municipality=slug)
        return store.reads(found[0], limit)
    finally:
        store.close()


def raw_seconds(tape: list[Tape], path: Path) -> float:
    """Seconds bare sqlite3 takes to write the same rows, one durable transaction a step."""
    from core.storage.sqlite.raw import replay

    return replay(tape, path)


def memory_store() -> Store:
    """A store that forgets; for tests, scenarios and plugin authors."""
    from core.storage.memory import MemoryStore

    return MemoryStore()


def open_office(
    configs: Path,
    slug: str,
    data: Path | None,
    *,
    store: Store | None = None,
    clock: Clock | None = None,
    keep: bool = True,
) -> Office:
    """A municipality ready to work. With `data` None nothing is kept. With a clock, a changed calendar moves open deadlines.

    Without `keep` the versions of the routines are read and not kept: for whoever only looks what they would do.

    Raises ConfigurationError, StorageError.
    """
    return _office(prepare(configs, slug), configs, slug, data, store, clock, keep=keep)


def _office(
    prepared: Prepared,
    configs: Path,
    slug: str,
    data: Path | None,
    store: Store | None,
    clock: Clock | None,
    *,
    keep: bool = True,
) -> Office:
    from core.application.beside import Beside
    from core.application.office import Office
    from core.application.versions import Versions

    if prepared.loaded.municipality is None:
        raise ConfigurationError(
            "configuration", reason=f"kommunen {slug} har fel i sina filer. Kör rutin check {configs / slug}."
        )
    definitions = prepared.loaded.processes
    versions = Versions(data / "versions" / slug, prepared.brought) if data is not None else None
    if versions is not None and keep:
        versions.keep(definitions.values(), configs / slug)
    office = Office(
        municipality=prepared.loaded.municipality,
        definitions=definitions,
        store=store or (open_store(slug, data) if data is not None else memory_store()),
        registers=prepared.registers,
        older=versions.find if versions is not None else (lambda _process, _digest: None),
        problems=prepared.errors,
        beside=Beside(prepared.plugins),
        origins=lambda process: provenance_of(configs, slug, process)[0],
        questions=prepared.loaded.questions,
    )
    if data is not None and clock is not None:
        from core.application.recalculating import recalculate_if_changed

        try:
            recalculate_if_changed(office, data / "versions" / slug / "calendar", clock.now())
        except BaseException:
            office.store.close()
            raise
    return office


def open_rutin(configs: Path, data: Path | None, clock: Clock) -> Rutin:
    """Every municipality in `configs`, ready to work.

    One whose files, key or database cannot be used is left out, and told in the log and on its page; the others work.

    Raises ConfigurationError, or why a database cannot be used, when none can.
    """
    import structlog

    from core.application.service import Rutin
    from core.definitions import municipalities
    from core.errors.tracing import told

    log = structlog.get_logger("rutin.start")
    offices: dict[str, Office] = {}
    closed: list[MunicipalityChoice] = []
    failed: list[Exception] = []
    for slug in municipalities(configs):
        title = slug.capitalize()
        try:
            prepared = prepare(configs, slug)
            title = prepared.loaded.municipality.title if prepared.loaded.municipality is not None else title
            offices[slug] = _office(prepared, configs, slug, data, None, clock)
        except Exception as error:  # whatever it is, it is one municipality's
            choice = _closed(slug, title, error, data)
            log.error("municipality_left_out", municipality=slug, **told(error), text=choice.closed)
            closed.append(choice)
            failed.append(error)
    if not offices:
        for why in failed:
            if not isinstance(why, ConfigurationError):
                raise why
        raise ConfigurationError(
            "configuration", reason=f"ingen kommun i {configs} kan användas. Kör rutin check {configs}."
        )
    return Rutin(offices, clock, closed)


def _closed(slug: str, title: str, error: Exception, data: Path | None) -> MunicipalityChoice:
    """A municipality that is left out, with why in a sentence. What nobody foresaw is told as that, and never in its own words."""
    from core.application.list_views import MunicipalityChoice

    if isinstance(error, ConfigurationError):
        return MunicipalityChoice(slug, title, (), closed=capital(str(error.details.get("reason") or error.text)))
    own = error if isinstance(error, RutinError) else RutinError("internal")
    if isinstance(error, OSError):
        own = RutinError("closed_folder", folder=data)
    return MunicipalityChoice(slug, title, (), closed=own.text)


def stay() -> None:
    """What has been loaded is needed for as long as the process lives: Python's collector is told not to look through it again.

    Looking takes a tenth of a second each time, in which everybody waits. It looks for what is new more seldom, too: a step makes some
    hundred objects, nearly all gone when it is done; what is found while it lasts is looked at again with all that stays. Called
    when everything is open, before the first request.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 10, 10)


def close(rutin: Rutin) -> None:
    """Lets go of every database, writing what is waiting, and ends plugins' processes. Raises the first failure when all are tried."""
    failed: list[RutinError] = []
    for office in rutin.offices.values():
        office.beside.close()
        try:
            office.store.close()
        except RutinError as error:
            failed.append(error)
    if failed:
        raise failed[0]


class ScenarioOffices:
    """Opens empty municipalities for one run of scenarios; the files are read once for each set of settings."""

    def __init__(self) -> None:
        self._read: dict[tuple[Path, str, str], Prepared] = {}

    def __call__(self, configs: Path, slug: str, settings: Mapping[str, Mapping[str, str]]) -> Office:
        """A municipality that forgets, and whose plugins' channels send nothing. `settings` by routine replace those of the files.

        Raises ConfigurationError when municipality.yaml cannot be read or the settings make the routines wrong.
        """
        from core.application.beside import Beside
        from core.application.office import Office
        from core.plugin_api import InPlace, Plugins

        prepared = self._prepared(configs, slug, settings)
        plugins = prepared.plugins or Plugins()
        before = self._prepared(configs, slug, {}).loaded.problems if settings else ()
        wrong = next((p for p in prepared.loaded.problems if p.severity == "error" and p not in before), None)
        if settings and wrong is not None:
            from core.definitions import render

            raise ConfigurationError("configuration", reason=render(wrong))
        if prepared.loaded.municipality is None:
            raise ConfigurationError(
                "configuration", reason=f"kommunen {slug} har fel i sina filer. Kör rutin check {configs / slug}."
            )
        return Office(
            prepared.loaded.municipality,
            prepared.loaded.processes,
            memory_store(),
            registers=prepared.registers,
            problems=prepared.errors,
            beside=Beside(plugins, InPlace(plugins.loaded, report=lambda _: None)),
        )

    def _prepared(self, configs: Path, slug: str, settings: Mapping[str, Mapping[str, str]]) -> Prepared:
        key = (configs, slug, repr(sorted((process, sorted(values.items())) for process, values in settings.items())))
        if key not in self._read:
            self._read[key] = prepare(configs, slug, settings=settings)
        return self._read[key]
