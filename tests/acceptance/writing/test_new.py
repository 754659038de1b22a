"""A process owner begins: what `rutin new` writes is right at once, and what is there already is never touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import rutin
from core.scenarios.demo import fill
from core.testing import play


def run(*words: str) -> Result:
    return CliRunner().invoke(rutin, list(words))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "municipality_configs"


def everything(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): p.read_text(encoding="utf-8") for p in folder.rglob("*") if p.is_file()}


def test_a_new_municipality_and_a_new_routine_pass_check_and_test_at_once(here: Path) -> None:
    assert run("new", "municipality", "smaby").exit_code == 0
    assert run("new", "process", "smaby/fardtjanst").exit_code == 0
    checked, played = run("check", "municipality_configs"), run("test", "municipality_configs")
    assert (checked.exit_code, played.exit_code) == (0, 0), checked.output + played.output
    assert "2 rutiner granskade" in checked.output
    assert "4 scenarier stämmer" in played.output
    assert sorted(everything(here)) == [
        "smaby/demo.yaml",
        "smaby/municipality.yaml",
        "smaby/processes/ansokan.yaml",
        "smaby/processes/fardtjanst.yaml",
        "smaby/scenarios/ansokan.yaml",
        "smaby/scenarios/fardtjanst.yaml",
    ]


def test_the_demo_of_a_new_municipality_has_people_to_be_and_a_case_to_look_at(here: Path) -> None:
    assert run("new", "municipality", "smaby").exit_code == 0
    for moment in ("2026-03-05 09:00", "2026-06-20 12:00", "2027-01-01 00:01"):
        made = play(here, "smaby", moment)
        assert fill(made.rutin, here, made.clock.now()) == 1
        (town,) = made.rutin.municipalities()
        assert len(town.people) == 2
        assert [
            i.step_title for i in made.rutin.worklist("smaby", made.rutin.actor("smaby", "anna"), "mine").items
        ] == ["Samtal"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("municipality", "smaby"), "finns redan"),
        (("process", "smaby/ansokan"), "finns redan"),
        (("municipality", "Småby"), "små bokstäver a-z"),
        (("process", "smaby/1a"), "små bokstäver a-z"),
        (("process", "fardtjanst"), "KOMMUN/fardtjanst"),
        (("process", "storby/fardtjanst"), "rutin new municipality storby"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_is_written(here: Path, words: tuple[str, str], said: str) -> None:
    run("new", "municipality", "smaby")
    before = everything(here)
    found = run("new", *words)
    assert found.exit_code == 2
    assert said in found.output
    assert everything(here) == before


@pytest.mark.parametrize(
    "words",
    [("plugin", "hej", "--in"), ("municipality", "smaby", "--configs")],
)
def test_a_folder_that_nothing_can_be_written_in_is_said(tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "fil").touch()
    found = run("new", *words, str(tmp_path / "fil"))
    assert found.exit_code == 2
    assert "gick inte att skriva: " in found.output
    assert found.output.endswith("Välj en annan mapp.\n")
