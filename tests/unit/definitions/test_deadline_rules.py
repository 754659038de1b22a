"""The loader and the deadline engine refuse the same rules, though neither knows the other."""

from __future__ import annotations

import shutil
from datetime import time
from itertools import product
from pathlib import Path

import pytest

from core.definitions import load
from core.engine.time.rules import rule_problems
from core.model.plugins import ProcessSource
from core.model.time import CalendarSpec, Counting, Duration, Rolls, Rule, Unit
from tests.unit.definitions.golden import FIXTURES

LENGTHS: tuple[tuple[tuple[int, Unit], ...], ...] = (
    ((24, "hours"),),
    ((5, "days"),),
    ((2, "weeks"),),
    ((6, "months"),),
    ((3, "years"), (6, "months")),
    ((101, "years"),),
    ((1200, "months"),),
    ((1201, "months"),),
)
COUNTINGS: tuple[Counting, ...] = ("every_day", "working_days", "office_hours")
ROLLS: tuple[Rolls, ...] = ("none", "next_working_day", "previous_working_day")
PROCESS = """
process: frister
title: Frister
about: none
steps:
  - start: s
    title: S
    role: chef
  - task: t
    title: T
    role: chef
    deadline: {{within: {within}, counting: {counting}, rolls: {rolls}, from: s.done}}
  - end: e
ends: {{e: {{title: E, outcome: e}}}}
"""


@pytest.mark.parametrize("office", [False, True])
def test_what_cannot_be_reckoned_is_told_at_load(tmp_path: Path, office: bool) -> None:
    town = (FIXTURES / "provstad" / "municipality.yaml").read_text(encoding="utf-8")
    shutil.copytree(FIXTURES / "_national", tmp_path / "_national")
    home = tmp_path / "provstad"
    home.mkdir()
    hours = "calendar: {office_hours: 08:00-16:30}\n" if office else ""
    (home / "municipality.yaml").write_text(town + hours, encoding="utf-8")
    spec = CalendarSpec(office_hours={0: (time(8), time(16, 30))} if office else {})
    file = tmp_path / "frister.yaml"
    refused = 0
    for parts, counting, rolls in product(LENGTHS, COUNTINGS, ROLLS):
        within = " ".join(f"{amount} {unit}" for amount, unit in parts)
        file.write_text(PROCESS.format(within=within, counting=counting, rolls=rolls), encoding="utf-8")
        told = {p.rule for p in load(tmp_path, "provstad", extra=(ProcessSource(file, ""),)).problems}
        wrong = bool(rule_problems(Rule(Duration(parts), counting, rolls=rolls), spec))
        refused += wrong
        assert told == ({"deadline-rule"} if wrong else set()), (within, counting, rolls)
    assert 0 < refused < len(LENGTHS) * 9
