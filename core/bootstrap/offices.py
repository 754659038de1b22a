"""Municipalities ready to work: their files, their database and their plugins put together."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.bootstrap.files import Prepared, prepare, provenance_of
from core.bootstrap.stores import memory_store, open_store
from core.errors import ConfigurationError, NotFound, RutinError, StorageError
from core.words import capital

if TYPE_CHECKING:
    from core.application.lists.views import MunicipalityChoice
    from core.application.service import Rutin
    from core.application.step.office import Office
    from core.clock import Clock
    from core.storage.port import Store

NEW_OBJECTS = 20_000
"""More objects than this since the last look, and Python's collector looks again: about a hundred steps."""


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

    Without `keep` nothing is written: the versions of the routines are read and not kept, and a database that an older Rutin wrote is
    left as it is (``storage_older``). For whoever only looks.

    Raises NotFound(no_files), ConfigurationError, StorageError.
    """
    if not (configs / slug / "municipality.yaml").is_file():
        raise NotFound("no_files", slug=slug, configs=configs)
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
    from core.application.jobs.beside import Beside
    from core.application.step.office import Office
    from core.application.upkeep.versions import Versions

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
        store=store or (open_store(slug, data, upgrade=keep) if data is not None else memory_store()),
        registers=prepared.registers,
        older=versions.find if versions is not None else (lambda _process, _digest: None),
        problems=prepared.errors,
        beside=Beside(prepared.plugins),
        origins=lambda process: provenance_of(configs, slug, process)[0],
        questions=prepared.loaded.questions,
    )
    if data is not None and clock is not None:
        from core.application.upkeep.recalculating import recalculate_if_changed

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
    if data is not None:
        for warning in _amiss(configs, data, offices):
            log.warning("data_folder", code=warning.code, text=warning.text)
    if not offices:
        for why in failed:
            if not isinstance(why, ConfigurationError):
                raise why
        raise ConfigurationError(
            "configuration", reason=f"ingen kommun i {configs} kan användas. Kör rutin check {configs}."
        )
    return Rutin(offices, clock, closed)


def _amiss(configs: Path, data: Path, offices: Mapping[str, Office]) -> Iterator[StorageError]:
    """What whoever minds the data folder is to see to, though Rutin works: files that others may read, and databases that nobody uses."""
    from core.definitions import municipalities

    files = [path for slug in offices for path in (data / f"{slug}.key", data / f"{slug}.db")]
    if os.name == "posix" and (open_ := [path.name for path in files if path.stat().st_mode & 0o077]):
        yield StorageError("open_to_others", files=", ".join(open_), folder=data)
    known = municipalities(configs)
    for path in sorted(data.glob("*.db")):
        if path.stem not in known:
            yield StorageError("nobodys_database", file=path.name, folder=data, configs=configs)


def _closed(slug: str, title: str, error: Exception, data: Path | None) -> MunicipalityChoice:
    """A municipality that is left out, with why in a sentence. What nobody foresaw is told as that, and never in its own words."""
    from core.application.lists.views import MunicipalityChoice

    if isinstance(error, ConfigurationError):
        return MunicipalityChoice(slug, title, (), closed=capital(error.reason))
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
        from core.application.jobs.beside import Beside
        from core.application.step.office import Office
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
