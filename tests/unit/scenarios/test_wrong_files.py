"""Every way to get a scenario wrong has a file and a golden text; RUTIN_GOLDEN=write renews the texts, then read them aloud."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from core.definitions.problems import rules
from core.scenarios.coverage import KINDS
from tests.unit.scenarios.town import FIXTURES, VALID, Town

INVALID = sorted((FIXTURES / "invalid").glob("*.yaml"))
FAILING = sorted((FIXTURES / "failing").glob("*.yaml"))


def _held_to_its_golden(path: Path, text: str) -> None:
    golden = path.with_suffix(".txt")
    if os.environ.get("RUTIN_GOLDEN") == "write":
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_wrong_scenario_is_explained_as_its_golden_text_says(path: Path, town: Town) -> None:
    run = town.play(path.read_text(encoding="utf-8"))
    _held_to_its_golden(path, town.said(run))
    assert run.problems and not run.ok
    for problem in run.problems:
        assert problem.line > 0 or problem.rule == "empty-file", problem
        assert problem.rule in rules.rules(), problem
        assert problem.message.endswith("."), problem
        assert problem.hint is None or problem.hint.endswith((".", "!", "?")), problem
        assert not re.search(r"None|Traceback|\bexpected\b|\berror\b", problem.message), problem


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_a_scenario_that_is_wrong_is_not_played_and_so_shows_no_requirement(path: Path, town: Town) -> None:
    run = town.play(path.read_text(encoding="utf-8"))
    assert all(each.ok for _, each in run.played)
    wrong = {problem.line for problem in run.problems}
    for _, each in run.played:
        assert all(line < each.scenario.place.line or line > each.scenario.story[-1].place.line for line in wrong)


@pytest.mark.parametrize("path", FAILING, ids=lambda path: path.stem)
def test_a_scenario_that_does_not_hold_shows_its_story_and_the_difference(path: Path, town: Town) -> None:
    run = town.play(path.read_text(encoding="utf-8"))
    _held_to_its_golden(path, town.said(run))
    assert not run.problems and [each.ok for _, each in run.played] == [False]
    assert run.covers == {}


def test_the_valid_scenario_holds_and_covers_its_requirement(town: Town) -> None:
    run = town.play(VALID)
    assert run.ok, town.said(run)
    assert run.covers == {"X-01": ("Stöd beviljas efter ett samtal",)}
    stod = next(c for c in run.coverage["lillby"] if c.process == "stod")
    assert set(stod.kinds) == set(KINDS)
    assert "Begär komplettering" in stod.kinds["steps"].missing


def test_there_are_enough_of_them_and_each_has_its_text() -> None:
    assert len(INVALID) >= 60 and len(FAILING) >= 10
    for folder in ("invalid", "failing"):
        texts = {p.stem for p in (FIXTURES / folder).glob("*.txt")}
        assert texts == {p.stem for p in (FIXTURES / folder).glob("*.yaml")}
