"""`rutin test`: exit status, text and JSON are a contract."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import rutin
from core.scenarios.coverage import KINDS
from tests.unit.scenarios.town import FIXTURES, VALID, Town


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(rutin, ["test", *arguments])


def _fixture(name: str) -> str:
    return (FIXTURES / name).read_text(encoding="utf-8")


def test_scenarios_that_hold_give_zero(town: Town) -> None:
    result = _run(str(town.write(prov=VALID)))
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 scenario stämmer.\n", "")


@pytest.mark.parametrize("name", ["failing/expected-ending.yaml", "invalid/unknown-step.yaml"])
def test_one_that_does_not_hold_or_cannot_be_played_gives_one(town: Town, name: str) -> None:
    result = _run(str(town.write(prov=_fixture(name))))
    assert result.exit_code == 1
    assert result.stdout.startswith(str(town.home / "scenarios" / "prov.yaml"))


@pytest.mark.parametrize(("path", "said"), [("saknas", "saknas finns inte"), ("", "inga scenarier")])
def test_where_there_is_nothing_to_play_it_is_said_what_to_do(tmp_path: Path, path: str, said: str) -> None:
    result = _run(str(tmp_path / path))
    assert said in result.stderr and result.stderr.endswith(".\n")
    assert result.exit_code == (2 if path else 0)


def test_json_has_every_part_of_a_scenario_that_holds(town: Town) -> None:
    home = town.write(prov=VALID)
    result = _run(str(home), "--format", "json")
    assert result.exit_code == 0
    body = json.loads(result.stdout)
    assert list(body) == ["ok", "problems", "scenarios", "coverage", "requirements"]
    assert (body["ok"], body["problems"], body["requirements"]) == (
        True,
        [],
        {"X-01": ["Stöd beviljas efter ett samtal"]},
    )
    scenario = body["scenarios"][0]
    assert scenario.pop("story")[0] == "2026-03-02 09:00  Karin: Ansökan kommer in"
    assert scenario == {
        "municipality": "lillby",
        "process": "stod",
        "title": "Stöd beviljas efter ett samtal",
        "file": str(home / "scenarios" / "prov.yaml"),
        "line": 1,
        "ok": True,
        "covers": ["X-01"],
        "failed_at": None,
        "differences": [],
    }
    assert [(c["municipality"], c["process"]) for c in body["coverage"]] == [
        ("lillby", "boende"),
        ("lillby", "stod"),
        ("lillby", "utbetalning"),
    ]
    stod = body["coverage"][1]
    assert set(stod) == {"municipality", "process", *KINDS}
    assert stod["ends"] == {"total": 4, "exercised": 1, "missing": ["Litet stöd", "Avslagen", "Avbruten"]}
    assert stod["steps"]["total"] == 9 and stod["steps"]["missing"] == ["Begär komplettering"]
    assert "Vad händer sedan: annars" in stod["branches"]["missing"]
    assert stod["rows"] == {"total": 4, "exercised": 2, "missing": ["Kriterier: Beloppet är rimligt, inte uppfylld",
                                                                   "Kriterier: Personen har behov av stödet, inte uppfylld"]}  # fmt: skip
    assert stod["anytime"] == {"total": 2, "exercised": 0, "missing": ["Ansökan återkallas", "Tiden är ute"]}


def test_json_has_the_story_and_the_difference_of_one_that_does_not(town: Town) -> None:
    result = _run(str(town.write(prov=_fixture("failing/expected-ending.yaml"))), "--format", "json")
    assert result.exit_code == 1
    body = json.loads(result.stdout)
    scenario = body["scenarios"][0]
    assert (body["ok"], scenario["ok"], scenario["failed_at"]) == (False, False, 21)
    assert scenario["differences"] == [
        "Slutet: väntade litet, fick stort.",
        "Ärendet utbetalning: väntade open, fick betald.",
        "Det gäller ärendet stod, eftersom raden inte säger case:.",
    ]
    assert len(scenario["story"]) == 8
    assert body["requirements"] == {}


def test_json_has_every_part_of_a_problem(town: Town) -> None:
    home = town.write(prov=_fixture("invalid/unknown-outcome.yaml"))
    result = _run(str(home), "--format", "json")
    assert result.exit_code == 1
    body = json.loads(result.stdout)
    assert body["scenarios"] == [] and body["ok"] is False
    assert body["problems"] == [
        {
            "file": str(home / "scenarios" / "prov.yaml"),
            "line": 17,
            "column": 20,
            "rule": "unknown-outcome",
            "severity": "error",
            "message": "Utfallet bifal finns inte på beslut.",
            "allowed": ["bifall", "avslag"],
            "nearest": "bifall",
            "hint": None,
            "text": "Utfallet bifal finns inte på beslut. Tillåtet: bifall, avslag. Närmast: bifall.",
        }
    ]


def test_coverage_is_told_in_words_when_asked_for(town: Town) -> None:
    home = town.write(prov=VALID)
    result = _run(str(home), "--coverage")
    assert "lillby/stod: 8 av 9 steg" in result.stdout
    assert "  inte prövat (steg): Begär komplettering" in result.stdout
    assert "Krav som scenarier prövar: X-01" in result.stdout
    assert "inte prövat" not in _run(str(home)).stdout
