"""Every scenario of some paths, played: what `rutin test` and the tests of the repository call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from core.application.step.office import Office
from core.definitions import MUNICIPALITYS, targets
from core.definitions.problems.report import Report
from core.errors import ConfigurationError
from core.model.definition import ProcessDefinition
from core.model.problems import Problem
from core.scenarios import names
from core.scenarios.coverage import Coverage, coverage
from core.scenarios.lookup import NOT_COUNTED, Lookup, called
from core.scenarios.model import Scenario
from core.scenarios.playing import Played
from core.scenarios.playing import play as play_one
from core.scenarios.reading import asserts_nothing, scenario_files, scenarios, twice
from core.scenarios.requirements import LISTED, named

Settings = Mapping[str, Mapping[str, str]]
OpenOffice = Callable[[Path, str, Settings], Office]
"""(folder of municipalities, municipality, settings by routine, and of municipality.yaml) -> an empty office. Raises ConfigurationError."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was played.

    Attributes:
        problems: scenarios that could not be played as written.
        coverage: by municipality (``malmo``, ``_examples/skane``), its routines in the order of their files.
        covers: requirement ids -> the titles of the scenarios that name them and held.
    """

    played: tuple[tuple[str, Played], ...] = ()
    problems: tuple[Problem, ...] = ()
    coverage: Mapping[str, tuple[Coverage, ...]] = field(default_factory=dict)
    covers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether every scenario could be played and held."""
        return not any(p.severity == "error" for p in self.problems) and all(played.ok for _, played in self.played)


def play(paths: Iterable[Path], opened: OpenOffice) -> Run:
    """Plays the scenarios of configuration folders, municipalities or scenario files."""
    found: list[tuple[str, Played]] = []
    problems: list[Problem] = []
    routines: dict[str, tuple[ProcessDefinition, ...]] = {}
    for configs, slug, only in _places(paths):
        town = f"{configs.name}/{slug}" if configs.name.startswith("_") else slug
        played, wrong, routines[town] = _municipality(configs, slug, only, opened)
        found += [(town, each) for each in played]
        problems += wrong
    covered = {
        town: tuple(coverage(d, [h for of, each in found if of == town for h in each.histories]) for d in definitions)
        for town, definitions in routines.items()
    }
    covers: dict[str, list[str]] = {}
    for _, each in found:
        for requirement in each.scenario.covers if each.ok else ():
            covers.setdefault(requirement, []).append(each.scenario.title)
    return Run(tuple(found), tuple(problems), covered, {k: tuple(v) for k, v in sorted(covers.items())})


def _same(one: Path, other: Path) -> bool:
    return one.resolve() == other.resolve()


def _places(paths: Iterable[Path]) -> tuple[tuple[Path, str, Path | None], ...]:
    found: dict[tuple[Path, str, Path | None], None] = {}
    for path in paths:
        if path.is_file() and path.resolve().parent.name == "scenarios":
            home = path.parent.parent if path.parent.parent.name else path.resolve().parent.parent
            found[home.parent, home.name, path] = None
            continue
        for target in targets(path):
            found[target.configs, target.slug, None] = None
    return tuple(found)


def _municipality(
    configs: Path, slug: str, only: Path | None, opened: OpenOffice
) -> tuple[list[Played], tuple[Problem, ...], tuple[ProcessDefinition, ...]]:
    office = opened(configs, slug, {})
    report = Report()
    reader = _Municipality(configs, slug, opened, office, report)
    titles = called(office.definitions.values())
    for path in scenario_files(configs / slug):
        for scenario in scenarios(path, ZoneInfo(office.municipality.calendar.timezone), report, titles):
            reader.add(scenario, play=only is None or _same(path, only))
    _advise(reader.played, report)
    problems = _once(p for p in report.problems() if only is None or _same(Path(p.file), only))
    return reader.played, problems, tuple(office.definitions.values())


def _advise(found: list[Played], report: Report) -> None:
    """Advice about scenarios that held since they ask for nothing, and that none goes on from."""
    gone_on_from = {each.scenario.record.text("after") for each in found}
    for each in found:
        if each.ok and each.scenario.title not in gone_on_from and asserts_nothing(each.scenario):
            message = "Scenariot säger inte vad som ska gälla: det visar bara att stegen går att göra."
            hint = (
                "Lägg till minst en rad expect:, till exempel expect: {open: [steget]} eller expect: {ended: slutet}."
            )
            report.add(each.scenario.place, "asserts-nothing", message, hint=hint, severity="info")


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems, where a routine that has an error of its own is told of by the first scenario that names it."""
    told: set[str] = set()
    found = []
    for problem in problems:
        if problem.hint == NOT_COUNTED and problem.message in told:
            continue
        if problem.hint == NOT_COUNTED:
            told.add(problem.message)
        found.append(problem)
    return tuple(found)


class _Municipality:
    """Plays the scenarios of one municipality that can be played."""

    def __init__(self, configs: Path, slug: str, opened: OpenOffice, office: Office, report: Report) -> None:
        self._configs, self._slug, self._opened, self._office, self._report = configs, slug, opened, office, report
        self._titles: dict[tuple[str, str], Scenario] = {}
        self._carried = named(self._files())
        self.played: list[Played] = []

    def _files(self) -> tuple[Path, ...]:
        """The files whose `covers` say which requirements there are."""
        folder = self._configs / self._slug
        routines = (Path(d.file) for d in self._office.definitions.values() if d.file)
        own = (folder / "municipality.yaml", *sorted((folder / "processes").glob("*.y*ml")))
        return tuple(path for path in dict.fromkeys((*own, *routines)) if path.is_file())

    def add(self, scenario: Scenario, *, play: bool) -> None:
        """Plays the scenario, unless it names what does not exist; that is then reported. Without `play` it is only looked at."""
        first = self._titles.setdefault((scenario.process, scenario.title), scenario)
        if first is not scenario:
            twice(self._report, scenario, first)
            return
        if not play:
            return
        office = self._with_settings(scenario)
        if office is not None and self._speaks_of_what_is(scenario, office):
            office.problems = 0  # another routine's fault does not keep this one from being tried
            self.played.append(play_one(scenario, office))

    def _with_settings(self, scenario: Scenario) -> Office | None:
        """An empty office where the scenario's settings hold; None when they cannot, which is then reported."""
        if not scenario.settings:
            return self._opened(self._configs, self._slug, {})
        if not self._speaks_of_what_is(scenario, self._office, settings_only=True):
            return None
        try:
            return self._opened(self._configs, self._slug, self._settings_of(scenario))
        except ConfigurationError as error:
            given = scenario.record.record("given")
            place = given.at("settings") if given is not None else scenario.place
            message = f"Med de här inställningarna går rutinen inte att köra: {error.reason}"
            self._report.add(place, "scenario-settings", message)
            return None

    def _settings_of(self, scenario: Scenario) -> dict[str, dict[str, str]]:
        """The scenario's settings: those the routine has, and those of municipality.yaml for what lives beside the cases."""
        routine, town = self._office.definitions[scenario.process].settings, self._office.municipality.settings
        parts = {scenario.process: routine, MUNICIPALITYS: town}
        found = {of: {n: v for n, v in scenario.settings.items() if n in names} for of, names in parts.items()}
        return {of: values for of, values in found.items() if values}

    def _speaks_of_what_is(self, scenario: Scenario, office: Office, *, settings_only: bool = False) -> bool:
        before = len(self._report.problems())
        faulty = office.problems > 0
        look = Lookup(office.definitions, office.municipality, self._report, self._carried, LISTED, faulty)
        names.check(scenario, look, settings_only=settings_only)
        return len(self._report.problems()) == before
