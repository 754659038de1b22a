"""`rutin check --explain` and `rutin compare` on routines in layers."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli import rutin

LAYERS = Path(__file__).parents[2] / "fixtures" / "layers"


@pytest.fixture
def configs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The municipality with a routine of its own on the base, as it is seen from its own folder."""
    shutil.copytree(LAYERS, tmp_path / "c", ignore=shutil.ignore_patterns("invalid"))
    home = tmp_path / "c" / "bykoping" / "processes"
    home.mkdir()
    (tmp_path / "c" / "egen.yaml").rename(home / "stod.yaml")
    monkeypatch.chdir(tmp_path / "c")
    return tmp_path / "c"


def _run(*words: str) -> Result:
    return CliRunner().invoke(rutin, list(words))


def _golden(name: str, text: str) -> None:
    path = LAYERS / name
    if os.environ.get("RUTIN_GOLDEN") == "write":
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


def test_every_value_tells_its_file_and_line_and_what_it_took_the_place_of(configs: Path) -> None:
    found = _run("check", ".", "--explain", "bykoping/stod")
    assert found.exit_code == 0
    _golden("explain.txt", found.stdout)


def test_every_line_that_is_named_holds_the_value(configs: Path) -> None:
    rows = json.loads(_run("check", ".", "--explain", "bykoping/stod", "--format", "json").stdout)
    assert len(rows) > 80 and set(rows[0]) == {
        "path", "value", "file", "line", "replaced", "replaced_file", "replaced_line", "removed",
    }  # fmt: skip
    for row in rows:
        written = (configs / row["file"]).read_text(encoding="utf-8").splitlines()[row["line"] - 1]
        assert row["removed"] or row["value"].strip("[]").split(",")[0] in written, row
        if row["replaced"] is not None and not row["replaced"].startswith("{"):
            below = (configs / row["replaced_file"]).read_text(encoding="utf-8").splitlines()[row["replaced_line"] - 1]
            assert row["replaced"] in below, row
    assert [row["path"].rpartition(" › ")[2] for row in rows if row["removed"]] == ["bradska", "help", "arkivera"]


def test_what_is_wrong_with_the_layers_is_told_first_and_gives_one(configs: Path) -> None:
    file = configs / "bykoping" / "processes" / "stod.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "ends:\n  stortt: {remove: yes}\n", encoding="utf-8")
    found = _run("check", ".", "--explain", "bykoping/stod")
    assert found.exit_code == 1 and found.stdout.startswith(
        "bykoping/processes/stod.yaml:26:3 layer-missing stortt finns inte"
    )


def test_a_fault_in_another_routine_is_not_told_here(configs: Path) -> None:
    (configs / "bykoping" / "processes" / "annan.yaml").write_text("process: annan\n\ttitle: Tabb\n", encoding="utf-8")
    assert _run("check", ".", "--explain", "bykoping/stod").exit_code == 0


@pytest.mark.parametrize("wrong", ["bykoping/stodd", "bykoping", "by/stod", "/"])
def test_a_routine_that_is_not_there_is_said_so(configs: Path, wrong: str) -> None:
    found = _run("check", ".", "--explain", wrong)
    assert found.exit_code == 2 and "finns inte" in found.stderr and "Traceback" not in found.output


def test_a_routine_in_layers_is_compared_with_its_base(configs: Path) -> None:
    found = _run("compare", "_grund/stod", "bykoping/stod", "--configs", ".")
    assert found.exit_code == 0
    _golden("compare.txt", found.stdout)
    turned = _run("compare", "bykoping/stod", "_grund/stod", "--configs", ".").stdout
    assert len(turned.splitlines()) == len(found.stdout.splitlines())
    assert "Bara _grund har ”Arkivera”." in turned and "bara bykoping har alternativet ”Nytt”." in turned


def test_a_layer_that_says_nothing_new_does_not_differ(configs: Path) -> None:
    file = configs / "bykoping" / "processes" / "stod.yaml"
    file.write_text(
        "process: stod\nbased_on: _grund/stod\nneeds: {roles: [chef]}\nsettings: {svar_inom: 3 weeks}\n"
        "steps:\n  - {change: granska, title: Granska, note: Vår anmärkning, source: Vårt dokument}\n"
        "  - {change: insats, empty: yes}\n",
        encoding="utf-8",
    )
    assert "Inget skiljer" in _run("compare", "_grund/stod", "bykoping/stod", "--configs", ".").stdout


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("steps:\n  - {change: storlek, before: slutarbete}\n", "”Slutarbete” kommer före ”Hur stort” i _grund men efter i bykoping."),
        ("settings: {svar_inom: {without: [default]}}\n", "”Svar inom”: värdet är 3 veckor i _grund, men bykoping säger inget om det."),
        ("settings: {uppfoljning: 2 months}\n", "”Följs upp efter”: värdet är 2 månader i bykoping, men _grund säger inget om det."),
        ("facts: {komplett: {title: Är allt med}}\n", "titeln är Är ansökan komplett i _grund och Är allt med i bykoping."),
        ("facts: {typ: {choices: {akut: Brådskande}}}\n", "titeln för alternativet akut är Akut i _grund och Brådskande i bykoping."),
        ("steps:\n  - {change: granska, outcomes: {vidare: {title: Klart}}}\n",
         "titeln för utfallet vidare är Går vidare i _grund och Klart i bykoping."),
        ("steps:\n  - {change: granska, outcomes: {ater: {remove: yes}}}\n", "”Granska”: bara _grund har utfallet ”Behöver kompletteras”."),
        ("steps:\n  - {change: granska, outcomes: {klart: {title: Klart, end: litet}}}\n",
         "”Granska”: bara bykoping har utfallet ”Klart”."),
        ("steps:\n  - {change: ansokan, asks: {remove: [typ]}}\n",
         "det som frågas är [personnummer, belopp, typ] i _grund och [personnummer, belopp] i bykoping."),
        ("steps:\n  - {change: arkivera, after: slutarbete, role: handlaggare}\n",
         "”Arkivera”: står i ”Slutarbete” i _grund och direkt i rutinen i bykoping."),
        ("one_open_case: yes\n", "att bara ha ett öppet ärende är ja i bykoping, men _grund säger inget om det."),
        ("tables: {stort: {hit: all}}\n", "hur tabellen läses är any i _grund och all i bykoping."),
        ("steps:\n  - {change: granska, deadline: {within: 3 weeks, from: ansokan.done}}\n",
         "fristen inom är 3 veckor (inställningen Svar inom) i _grund och 3 veckor i bykoping."),
        ("steps:\n  - {change: granska, deadline: {within: settings.uppfoljning, from: ansokan.done}}\n",
         "3 veckor (inställningen Svar inom) i _grund och inställningen Följs upp efter, som inte är bestämd i bykoping."),
        ("counters: {samtal: {title: Samtal}}\n", "Bara bykoping har ”Samtal”."),
    ],
)  # fmt: skip
def test_one_change_is_one_sentence(configs: Path, body: str, said: str) -> None:
    file = configs / "bykoping" / "processes" / "stod.yaml"
    file.write_text(f"process: stod\nbased_on: _grund/stod\n{body}", encoding="utf-8")
    found = _run("compare", "_grund/stod", "bykoping/stod", "--configs", ".")
    sentences = [text for text in found.stdout.splitlines() if text.startswith("  ")]
    assert any(said in text for text in sentences), found.stdout
    about_other_things = ("komplettering", "rollen är handlaggare i bykoping", "fristen räknad från")
    assert len([s for s in sentences if not any(text in s.lower() for text in about_other_things)]) == 1, found.stdout


def test_two_routines_of_different_names_are_told_by_their_names(configs: Path) -> None:
    other = configs / "bykoping" / "processes" / "annan.yaml"
    text = (configs / "_grund" / "processes" / "stod.yaml").read_text(encoding="utf-8")
    other.write_text(
        text.replace("process: stod", "process: annan").replace("title: Granska", "title: Titta"), encoding="utf-8"
    )
    found = _run("compare", "bykoping/stod", "bykoping/annan", "--configs", ".")
    assert "i bykoping/stod och Titta i bykoping/annan." in found.stdout


def test_json_has_the_sentences_by_heading(configs: Path) -> None:
    found = json.loads(_run("compare", "_grund/stod", "bykoping/stod", "--configs", ".", "--format", "json").stdout)
    assert list(found) == ["Rutinen", "Inställningar", "Uppgifter", "Steg", "Tabeller"]
    assert found["Tabeller"][-1] == "”Stort stöd”: bara _grund har raden ”Brådskande”."
    same = _run("compare", "_grund/stod", "_grund/stod", "--configs", ".", "--format", "json")
    assert json.loads(same.stdout) == {}
