"""Every example of the guide is loaded, proven and played: what a municipality copies from it works."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.cli import rutin
from core.clock import SystemClock
from core.expressions import functions
from core.expressions.functions import EXAMPLES
from core.scenarios.demo import fill

ROOT = Path(__file__).parent.parent.parent
GUIDE = ROOT / "docs" / "guide"
BLOCK = re.compile(r"^```(\w+) (fil=\S+|svar|kommando)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted(p for p in GUIDE.glob("*.md") if "fil=processes/" in p.read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Block:
    """A marked block of a page: a file to write, a command, or what the command answers."""

    mark: str
    text: str


def blocks(page: Path) -> list[Block]:
    return [Block(mark, text) for _, mark, text in BLOCK.findall(page.read_text(encoding="utf-8"))]


def write(folder: Path, block: Block) -> None:
    path = folder / block.mark.removeprefix("fil=")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(block.text, encoding="utf-8")


def said(folder: Path) -> str:
    return CliRunner().invoke(rutin, ["check", str(folder)]).output


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_example_of_the_guide_runs(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    folder = Path("exempelby")
    (tmp_path / "_national").symlink_to(ROOT / "municipality_configs" / "_national")
    own = blocks(page)
    if not any(b.mark == "fil=municipality.yaml" for b in own):
        write(folder, blocks(GUIDE / "kommunen.md")[0])
    for block in own:
        if block.mark.startswith("fil="):
            write(folder, block)
        elif block.mark == "svar":
            assert block.text.strip() in said(folder)
    checked = CliRunner().invoke(rutin, ["check", str(folder)])
    assert checked.exit_code == 0, checked.output
    if (folder / "scenarios").exists():
        played = CliRunner().invoke(rutin, ["test", str(folder)])
        assert played.exit_code == 0, played.output
    if (folder / "demo.yaml").exists():
        rutin_here = bootstrap.open_rutin(Path(), None, SystemClock())
        assert fill(rutin_here, Path(), SystemClock().now()) == 1
        bootstrap.close(rutin_here)


def test_the_guide_has_examples() -> None:
    assert len(PAGES) >= 10


def test_every_function_stands_on_the_page_of_conditions_as_it_is_written() -> None:
    page = (GUIDE / "villkor.md").read_text(encoding="utf-8")
    there = {*functions("Europe/Stockholm"), "known", "consented", "lasted"}
    assert set(EXAMPLES) == there
    for name, (example, meaning) in EXAMPLES.items():
        assert f"| `{example}` | {meaning} |" in page
        assert f"{name}(" in blocks(GUIDE / "villkor.md")[0].text, f"{name} is not tried on the page"
