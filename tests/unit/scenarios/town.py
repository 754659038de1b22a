"""The little municipality that scenarios of the tests are played in, and how a run is said."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from core import bootstrap
from core.scenarios import report
from core.scenarios.running import Run, play

FIXTURES = Path(__file__).parents[2] / "fixtures" / "scenarios"
TOWN = "lillby"
VALID = (FIXTURES / "valid.yaml").read_text(encoding="utf-8")


@dataclass
class Town:
    """A copy of the municipality in `folder`. Its routines are read once; the scenarios are what each test writes."""

    folder: Path
    offices: bootstrap.ScenarioOffices = field(default_factory=bootstrap.ScenarioOffices)

    def __post_init__(self) -> None:
        shutil.copytree(FIXTURES / TOWN, self.home)

    @property
    def home(self) -> Path:
        return self.folder / TOWN

    def write(self, **files: str) -> Path:
        """Makes `files` (name without ending -> text) its only scenario files."""
        scenarios = self.home / "scenarios"
        shutil.rmtree(scenarios, ignore_errors=True)
        scenarios.mkdir()
        for name, text in files.items():
            (scenarios / f"{name}.yaml").write_text(text, encoding="utf-8")
        return self.home

    def play(self, text: str) -> Run:
        """The scenarios of `text`, played."""
        return play([self.write(prov=text)], self.offices)

    def said(self, run: Run) -> str:
        """What `rutin test` prints of a run, with the scenario file's bare name."""
        return report.text(run, with_coverage=False).replace(f"{self.home / 'scenarios'}/", "") + "\n"
