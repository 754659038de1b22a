from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core import bootstrap
from core.cli import diagram as command
from core.model.definition import ProcessDefinition
from core.model.directory import OrgUnit
from core.model.people import Municipality, Role
from core.model.problems import Problem
from tests.unit.diagram.samples import ROLES, activity

TOWN = Municipality(
    "bengtsfors", "Bengtsfors kommun", "1460",
    roles={key: Role(key, title) for key, title in ROLES.items() if key != "klient"},
    outside={"klient": OrgUnit("klient", "Klienten", ours=False)},
)  # fmt: skip


@dataclass(frozen=True)
class Files:
    municipality: Municipality | None = TOWN
    processes: Mapping[str, ProcessDefinition] = field(default_factory=lambda: {"aktivitet": activity()})
    problems: tuple[Problem, ...] = ()


@pytest.fixture(name="files", autouse=True)
def fixture_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "_slugs", lambda configs: ("bengtsfors", "eda"))
    monkeypatch.setattr(bootstrap, "load_municipality", lambda configs, slug: Files())


def run(*words: str) -> Result:
    return CliRunner().invoke(command.diagram, list(words))


def test_svg_goes_to_standard_output() -> None:
    result = run("bengtsfors/aktivitet")
    assert result.exit_code == 0
    assert result.stdout.startswith("<svg ") and result.stdout.endswith("</svg>\n")
    assert "Arbetsmarknadssekreterare" in result.stdout and result.stderr == ""


def test_mermaid_goes_to_a_file_and_the_news_to_standard_error(tmp_path: Path) -> None:
    target = tmp_path / "bild.mmd"
    result = run("bengtsfors/aktivitet", "--format", "mermaid", "-o", str(target))
    assert result.exit_code == 0 and result.stdout == ""
    assert target.read_text(encoding="utf-8").startswith("flowchart TD\n")
    assert str(target) in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("bengtfors/aktivitet",), "Menade du bengtsfors? Kommuner som finns: bengtsfors, eda."),
        (("bengtsfors/aktivitt",), "Rutinen aktivitt finns inte i bengtsfors. Menade du aktivitet?"),
        (("bengtsfors",), "Skriv kommun och rutin med snedstreck"),
        (("../bengtsfors/aktivitet",), "Kommunen .. finns inte"),
        (("bengtsfors/aktivitet", "--format", "bpmn"), "Formatet bpmn kommer senare. Välj svg eller mermaid."),
        (("bengtsfors/aktivitet", "--format", "sgv"), "Formatet sgv finns inte. Menade du svg? Välj mermaid, svg."),
        (("bengtsfors/aktivitet", "-o", "/finns/inte/x.svg"), "Det gick inte att skriva /finns/inte/x.svg"),
    ],
)
def test_what_is_not_there_is_said_in_swedish_with_exit_two(words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr and result.stdout == ""
    assert "Traceback" not in result.stderr


def test_a_routine_that_may_be_missing_for_its_errors_points_to_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = Files(processes={}, problems=(Problem("a.yaml", 1, 1, "unknown-key", "Fel."),))
    monkeypatch.setattr(bootstrap, "load_municipality", lambda configs, slug: broken)
    result = run("bengtsfors/aktivitet")
    assert result.exit_code == 2 and "rutin check" in result.stderr
