"""What the documents say is true."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from pkgutil import resolve_name

import pytest
from click.testing import CliRunner

from core.cli import COMMANDS, rutin
from core.cli.swedish import speak
from core.errors.reference import PAGE, page

ROOT = Path(__file__).parent.parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "plugins").rglob("*.md"))]


def test_the_page_of_error_codes_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run python -m core.errors.reference"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


def test_whatever_of_the_code_is_named_in_words_is_there() -> None:
    sources = [*PAGES, *(p for room in ("core", "web", "plugins") for p in sorted((ROOT / room).rglob("*.py")))]
    named = {
        name: path for path in sources for name in re.findall(r"`(core\.[\w.]+)`", path.read_text(encoding="utf-8"))
    }
    assert [f"{path.relative_to(ROOT)}: {name}" for name, path in named.items() if not _is_there(name)] == []


def _is_there(name: str) -> bool:
    try:
        resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True


@pytest.mark.parametrize("room", ["application", "definitions", "engine"])
def test_every_folder_of_a_large_room_stands_in_the_architecture_with_where_to_begin(room: str) -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").partition(f"folder of `core/{room}` |")[2]
    rows = dict(re.findall(r"^\| `([a-z]+)/` \| .+ \| (.+) \|$", text.partition("\n\n")[0], re.MULTILINE))
    assert sorted(rows) == sorted(p.parent.name for p in (ROOT / "core" / room).glob("[a-z]*/__init__.py"))
    begin = [f"{folder}/{file}" for folder, files in rows.items() for file in re.findall(r"`([a-z_.]+)`", files)]
    assert [path for path in begin if not (ROOT / "core" / room / path).is_file()] == []


def test_every_file_of_the_pages_is_explained() -> None:
    text = (ROOT / "docs" / "explanation" / "web.md").read_text(encoding="utf-8")
    files = [f"web/{p.name}" for p in (ROOT / "web").glob("[a-z]*.py")]
    files += [f"`{p.stem}`" for p in (ROOT / "web" / "static" / "css").glob("*.css")]
    assert [each for each in files if each not in text] == []


def test_every_command_in_the_readme_exists_and_the_other_way_round() -> None:
    named = set(re.findall(r"^rutin ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert named == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str) -> None:
    speak()
    result = CliRunner().invoke(rutin, [command, "--help"])
    assert result.exit_code == 0
    assert "Användning:" in result.output


def test_nothing_in_the_project_names_a_machine_or_a_place_packages_come_from() -> None:
    files = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    wrong = re.compile(r"/work/(?!\*)|/root/|files\.pythonhosted|pypi\.org/simple|registry\.npmjs")
    texts = [f for f in files if f and not f.endswith((".png", ".js", ".css")) and "tests/meta/" not in f]
    found = [f for f in texts if wrong.search((ROOT / f).read_text(encoding="utf-8", errors="replace"))]
    assert found == []
