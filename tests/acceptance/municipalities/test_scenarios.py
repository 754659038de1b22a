"""Every municipality's own example cases hold, and the page of requirements says what they show."""

from __future__ import annotations

import pytest

from core.cli.requirements import PAGE, played, text
from core.scenarios.requirements import WANTED
from core.scenarios.running import Run


@pytest.fixture(scope="module")
def run() -> Run:
    return played()


def test_every_scenario_of_every_municipality_holds(run: Run) -> None:
    assert not run.problems
    assert [each.scenario.title for _, each in run.played if not each.ok] == []
    assert {slug for slug, _ in run.played} >= {"bengtsfors", "eda", "malmo", "stockholm"}


def test_the_page_of_requirements_is_up_to_date(run: Run) -> None:
    said = text(run)
    assert said == PAGE.read_text(encoding="utf-8"), "kör python -m core.cli.requirements"


def test_every_requirement_is_exercised_by_a_scenario_that_holds(run: Run) -> None:
    assert len(WANTED) == len(set(WANTED)) == 307
    assert not set(WANTED) - set(run.covers)


def test_a_scenario_names_only_requirements_that_exist(run: Run) -> None:
    known = {i for i in run.covers if "-A" not in i}
    assert known <= set(WANTED)
