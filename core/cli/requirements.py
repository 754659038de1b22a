"""Writes docs/reference/requirements-coverage.md: `python -m core.cli.requirements`."""

from __future__ import annotations

from pathlib import Path

from core import bootstrap
from core.scenarios.requirements import carried, page
from core.scenarios.running import Run, play

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "reference" / "requirements-coverage.md"


def text(run: Run) -> str:
    """The page for what has been played."""
    files = sorted((*ROOT.glob("municipality_configs/[!_]*/**/*.yaml"), *ROOT.glob("plugins/*/processes/*.yaml")))
    return page(carried((f for f in files if f.parent.name != "scenarios"), ROOT), run.covers)


def played() -> Run:
    """Every scenario of the municipalities that come with Rutin."""
    return play([bootstrap.CONFIGS], bootstrap.ScenarioOffices())


if __name__ == "__main__":
    PAGE.write_text(text(played()), encoding="utf-8")
