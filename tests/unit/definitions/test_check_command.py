"""`rutin check`: exit status, text and JSON are a contract."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from core.cli.check import check
from tests.unit.definitions.golden import FIXTURES, INVALID

TOWN = FIXTURES / "provstad"
WRONG = INVALID / "unknown-role.yaml"


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(check, arguments)


def _wrong(tmp_path: Path) -> Path:
    """The fixture municipality, with the laws that it rests on, and one wrong routine in it."""
    shutil.copytree(FIXTURES / "_national", tmp_path / "_national")
    home = tmp_path / "provstad"
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_bytes((TOWN / "municipality.yaml").read_bytes())
    target = home / "processes" / "fel.yaml"
    target.write_bytes(WRONG.read_bytes())
    return target


def test_a_sound_municipality_gives_zero_and_says_so_on_standard_error() -> None:
    result = _run(str(TOWN))
    assert result.exit_code == 0
    # its window and its series are there for the routines that other tests put in it
    assert [line.split(" ")[1:3] for line in result.stdout.splitlines()] == [["unused", "Råd:"]] * 2
    assert result.stderr == "2 råd i 1 fil.\n"


def test_problems_give_one_and_a_line_each(tmp_path: Path) -> None:
    target = _wrong(tmp_path)
    result = _run(str(target))
    assert result.exit_code == 1
    assert (
        result.stdout
        == f"{target}:25:11 unknown-role Rollen handlagare finns inte. Tillåtet: handlaggare, chef. Närmast: handlaggare.\n"
    )
    assert result.stderr == "1 problem i 1 fil.\n"


def test_json_has_every_part_of_the_problem(tmp_path: Path) -> None:
    target = _wrong(tmp_path)
    result = _run(str(target), "--format", "json")
    assert result.exit_code == 1
    assert json.loads(result.stdout) == {
        "problems": [
            {
                "file": str(target),
                "line": 25,
                "column": 11,
                "rule": "unknown-role",
                "severity": "error",
                "message": "Rollen handlagare finns inte.",
                "allowed": ["handlaggare", "chef"],
                "nearest": "handlaggare",
                "hint": None,
                "text": "Rollen handlagare finns inte. Tillåtet: handlaggare, chef. Närmast: handlaggare.",
            }
        ],
        "questions": [],
        "processes": 1,
    }


def test_open_questions_are_information_and_do_not_fail(tmp_path: Path) -> None:
    target = _wrong(tmp_path)
    text = WRONG.read_text(encoding="utf-8").replace("handlagare", "handlaggare")
    target.write_text(
        text.replace("    title: Hembesök\n", "    title: Hembesök\n    question: Hur snart?\n"), encoding="utf-8"
    )
    result = _run(str(target))
    assert (result.exit_code, result.stdout) == (0, f"Öppna frågor:\n{target}:25:15 Hembesök: Hur snart?\n")
    body = json.loads(_run(str(target), "--format", "json").stdout)
    assert body["questions"] == [
        {"file": str(target), "line": 25, "column": 15, "where": "Hembesök", "text": "Hur snart?"}
    ]


@pytest.mark.parametrize(("path", "said"), [("saknas", "finns inte"), (".", "ingen kommun")])
def test_what_cannot_be_checked_gives_two_and_says_what_to_do(tmp_path: Path, path: str, said: str) -> None:
    result = _run(str(tmp_path / path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in result.stderr and result.stderr.endswith(".\n")


def test_a_municipality_may_be_named_instead_of_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "municipality_configs"
    home.mkdir()
    _wrong(tmp_path).parent.parent.rename(home / "provstad")
    (tmp_path / "_national").rename(home / "_national")
    monkeypatch.chdir(tmp_path)
    assert "municipality_configs/provstad/processes/fel.yaml:25:11 unknown-role" in _run("provstad").stdout
    result = _run("provstan")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "provstan finns inte, varken som mapp eller som kommun i municipality_configs. Menade du provstad? "
        "Kommuner som finns: provstad.\n"
    )


def test_a_routine_that_was_saved_as_text_is_told(tmp_path: Path) -> None:
    file = _wrong(tmp_path)
    file.rename(file.with_name("fel.yaml.txt"))
    result = _run(str(file.parent.parent))
    assert result.exit_code == 1
    assert "Filen processes/fel.yaml.txt läses inte, för den slutar på .txt. Döp om den till fel.yaml." in result.stdout


def test_a_role_with_a_wrong_name_is_told_in_the_municipality_and_not_in_every_routine(tmp_path: Path) -> None:
    file = _wrong(tmp_path)
    town = file.parent.parent / "municipality.yaml"
    for path in (town, file):
        text = path.read_text(encoding="utf-8").replace("handlagare", "handlaggare")
        path.write_text(text.replace("handlaggare", "handläggare"), encoding="utf-8")
    lines = [line for line in _run(str(town.parent)).stdout.splitlines() if "handläggare" in line]
    assert lines == [
        f"{town}:9:3 bad-id handläggare kan inte vara ett namn. Namn skrivs med små bokstäver a–z, siffror och understreck, "
        "och börjar med en bokstav. Skriv handlaggare. å, ä och ö hör hemma i title."
    ]


GAP = """
  - choice: vagval
    title: Vad blev beslutet
    when:
      - {if: svar == 'bifall', end: beviljad}
"""


def _gap(tmp_path: Path) -> tuple[Path, Path]:
    """A municipality with a routine whose choice has a gap, which only the proof sees: its own file and the routine's."""
    file = _wrong(tmp_path)
    whole = WRONG.read_text(encoding="utf-8").replace("handlagare", "handlaggare")
    before, _, after = whole.partition("  - choice: vagval\n")
    file.write_text(f"{before.rstrip()}\n{GAP}\nanytime:{after.partition('anytime:')[2]}", encoding="utf-8")
    return file.parent.parent / "municipality.yaml", file


def test_advice_is_said_to_be_that(tmp_path: Path) -> None:
    file = _wrong(tmp_path)
    text = file.read_text(encoding="utf-8").replace("handlagare", "handlaggare")
    text = text.replace("facts:\n", "facts:\n  mer: {type: yes_no, title: Mer}\n", 1)
    file.write_text(text.replace("asks: [svar]", "asks: [svar, mer]"), encoding="utf-8")
    result = _run(str(file))
    assert result.exit_code == 0
    assert f"{file}:11:3 fact-unused Råd: Uppgiften ”Mer”" in result.stdout
    assert result.stderr == "1 råd i 1 fil.\n"


def test_one_routine_is_not_said_to_be_right_when_its_municipality_kept_it_from_being_proven(tmp_path: Path) -> None:
    town, file = _gap(tmp_path)
    assert "choice-gap" in _run(str(file)).stdout
    sound = town.read_text(encoding="utf-8")
    town.write_text(sound.replace("code: 0099", "code: 0099\ncode: 0099"), encoding="utf-8")
    result = _run(str(file))
    assert result.exit_code == 1
    assert result.stdout == (
        f"{file}:1:1 not-proven Rutinen kunde inte bevisas: det är fel i municipality.yaml (rad 4), som den vilar på. "
        f"Rätta det först, och granska sedan igen: rutin check {town}.\n"
    )
    folder = _run(str(town.parent))
    *_, last = folder.stdout.splitlines()
    assert last.startswith(f"{town}:1:1 not-proven Kommunens rutiner kunde inte bevisas, för den här filen har fel.")
    assert "not-proven" not in _run(str(town)).stdout


def test_one_routine_is_not_said_to_be_right_when_a_plugin_or_a_letter_kept_it_from_being_proven(
    tmp_path: Path,
) -> None:
    town, file = _gap(tmp_path)
    sound = town.read_text(encoding="utf-8")
    town.write_text(f"{sound}plugins:\n  finns_inte: {{note: Ett tillägg}}\n", encoding="utf-8")
    assert "det är fel i municipality.yaml" in _run(str(file)).stdout
    town.write_text(sound, encoding="utf-8")
    letters = file.parent.parent / "letters"
    letters.mkdir()
    (letters / "besked.md").write_text("Hej {{ finns_inte }}", encoding="utf-8")
    letter = "  - letter: besked\n    to: sokande\n    title: Brev\n    role: handlaggare\n"
    file.write_text(file.read_text(encoding="utf-8").replace("  - choice: vagval", f"{letter}\n  - choice: vagval"))
    result = _run(str(file))
    assert result.exit_code == 1
    assert "not-proven" in result.stdout, result.output
    (letters / "besked.md").write_text("Hej", encoding="utf-8")
    assert "not-proven" not in _run(str(file)).stdout


def test_a_draft_outside_any_municipality_is_said_not_to_be_proven(tmp_path: Path) -> None:
    file = tmp_path / "los.yaml"
    file.write_text(_gap(tmp_path)[1].read_text(encoding="utf-8"), encoding="utf-8")
    assert _run(str(file)).stderr.endswith(
        "Ett utkast utanför en kommun bevisas inte: lägg det i mappen processes hos en kommun.\n"
    )


def test_a_missing_plugin_is_a_problem_with_its_line(tmp_path: Path) -> None:
    home = _wrong(tmp_path).parent.parent
    (home / "processes" / "fel.yaml").unlink()
    file = home / "municipality.yaml"
    file.write_text(
        f"{file.read_text(encoding='utf-8')}plugins:\n  finns_inte: {{note: Ett tillägg}}\n", encoding="utf-8"
    )
    result = _run(str(home))
    assert result.exit_code == 1
    assert " plugin-missing " in result.stdout and "finns_inte" in result.stdout


def test_nothing_heavy_is_imported_on_the_way() -> None:
    """Start-up counts: neither the web, the database, the calendar, the keys nor what plays cases are needed to read files."""
    heavy = (
        "fastapi",
        "starlette",
        "sqlalchemy",
        "holidays",
        "cryptography",
        "rich",
        "jinja2",
        "sqlite3",
        "structlog",
        "jsonschema",
        "core.application.service",
    )
    script = (
        "import sys\nfrom core.cli import main\nsys.argv[1:] = ['check', 'municipality_configs/stockholm']\n"
        f"try:\n    main()\nexcept SystemExit as ended:\n    print(ended.code, [m for m in {heavy!r} if m in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3]
    )
    assert done.stdout.splitlines()[-1] == "0 []"
