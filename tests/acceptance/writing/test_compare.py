"""What differs between two routines is said, all of it and nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import rutin

TEXT = "processes/ansokan.yaml"


def run(*words: str) -> Result:
    return CliRunner().invoke(rutin, list(words))


@pytest.fixture
def towns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    run("new", "municipality", "ett")
    shutil.copytree("municipality_configs/ett", "municipality_configs/tva")
    return tmp_path / "municipality_configs"


def test_a_routine_does_not_differ_from_itself(towns: Path) -> None:
    assert "Inget skiljer" in run("compare", "ett/ansokan", "tva/ansokan").output
    assert "Inget skiljer" in run("compare", "malmo/inskrivning_30plus", "malmo/inskrivning_30plus", "--configs",
                                  str(Path(__file__).parents[3] / "municipality_configs")).output  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("within: 1 week", "within: 24 hours", "”Samtal”: fristen inom är 1 vecka i ett och 24 timmar i tva."),
        ("title: Samtal\n", "title: Möte\n", "”Samtal”: titeln är Samtal i ett och Möte i tva."),
        ("default: 3 weeks", "default: 2 months", "”Svar inom”: värdet är 3 veckor i ett och 2 månader i tva."),
        ("{if: hor_hit,", "{if: not hor_hit,", "not hor_hit i tva."),
        ("  - task: svara ", "  - task: avgora ", "titeln"),
        ("about: person ", "about: none ", "vad ett ärende gäller är person i ett och none i tva."),
    ],
)
def test_one_change_is_told(towns: Path, old: str, new: str, said: str) -> None:
    file = towns / "tva" / TEXT
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    found = run("compare", "ett/ansokan", "tva/ansokan")
    assert found.exit_code == 0
    if said == "titeln":
        assert "Inget skiljer" in found.output  # another id under the same title is the same step
    else:
        assert said in found.output
        assert len([line for line in found.output.splitlines() if line.startswith("  ")]) == 1


def test_what_only_one_has_is_told(towns: Path) -> None:
    file = towns / "tva" / TEXT
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("  hor_hit: {type", "  extra: {type: text, title: Något mer}\n  hor_hit: {type"), encoding="utf-8"
    )
    assert "Bara tva har ”Något mer”." in run("compare", "ett/ansokan", "tva/ansokan").output


@pytest.mark.parametrize("wrong", ["ett", "ett/finns_inte", "finns_inte/ansokan"])
def test_a_routine_that_is_not_there_is_said_so(towns: Path, wrong: str) -> None:
    found = run("compare", "ett/ansokan", wrong)
    assert found.exit_code == 2
    assert "Traceback" not in found.output
