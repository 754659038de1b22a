"""Every scenario of some paths, played: what `rutin test` and the tests of the repository call."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from core.application.office import Office
from core.definitions import targets
from core.definitions.report import Report
from core.errors import ConfigurationError
from core.model.definition import ProcessDefinition
from core.model.problems import Problem
from core.scenarios import names
from core.scenarios.coverage import Coverage, coverage
from core.scenarios.model import Scenario
from core.scenarios.playing import Failure, Played
from core.scenarios.playing import play as play_one
from core.scenarios.reading import scenario_files, scenarios

Settings = Mapping[str, Mapping[str, str]]
OpenOffice = Callable[[Path, str, Settings], Office]
"""(folder of municipalities, municipality, settings by routine) -> an empty office. Raises ConfigurationError."""


@dataclass(frozen=True, slots=True)
class Run:
    """Everything that was played.

    Attributes:
        problems: scenarios that could not be played as written.
        coverage: by municipality, its routines in the order of their files.
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
    covered: dict[str, tuple[Coverage, ...]] = {}
    for configs, slug, only in _places(paths):
        played, wrong, definitions = _municipality(configs, slug, only, opened)
        found += [(slug, each) for each in played]
        problems += wrong
        histories = [history for each in played for history in each.histories]
        covered[slug] = tuple(coverage(d, histories) for d in definitions)
    covers: dict[str, list[str]] = {}
    for _, each in found:
        for requirement in each.scenario.covers if each.ok else ():
            covers.setdefault(requirement, []).append(each.scenario.title)
    return Run(tuple(found), tuple(problems), covered, {k: tuple(v) for k, v in sorted(covers.items())})


def _places(paths: Iterable[Path]) -> tuple[tuple[Path, str, Path | None], ...]:
    found: dict[tuple[Path, str, Path | None], None] = {}
    for path in paths:
        if path.is_file() and path.parent.name == "scenarios":
            found[path.parent.parent.parent, path.parent.parent.name, path] = None
            continue
        for target in targets(path):
            found[target.configs, target.slug, None] = None
    return tuple(found)


def _municipality(
    configs: Path, slug: str, only: Path | None, opened: OpenOffice
) -> tuple[list[Played], tuple[Problem, ...], tuple[ProcessDefinition, ...]]:
    office = opened(configs, slug, {})
    town, zone = office.municipality, ZoneInfo(office.municipality.calendar.timezone)
    definitions = dict(office.definitions)
    report = Report()
    played: list[Played] = []
    files = (only,) if only is not None else scenario_files(configs / slug)
    for path in files:
        for scenario in scenarios(path, zone, report):
            before = len(report.problems())
            names.check(scenario, definitions, town, report)
            if len(report.problems()) == before:
                played.append(_play(scenario, configs, slug, opened))
    return played, report.problems(), tuple(definitions.values())


def _play(scenario: Scenario, configs: Path, slug: str, opened: OpenOffice) -> Played:
    settings = {scenario.process: dict(scenario.settings)} if scenario.settings else {}
    try:
        return play_one(scenario, opened(configs, slug, settings))
    except ConfigurationError as error:
        return Played(scenario, (), Failure(scenario.place.line, (error.text,)), ())
