"""The tutorial for plugin authors is carried out, block by block: what it says to write is written, what it says to run must succeed.

Rutin is what its wheel holds, as for whoever has installed it and has no source code beside.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "guide-developers" / "first-plugin.md"
BLOCK = re.compile(
    r"^```(?:sh|python|yaml) (kommando|fil|efter|ersatt)(?:=(\S+))?(?: mapp=(\S+))?\n(.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
PROGRAMS = {
    "rutin": ("-c", "from core.cli import main; main()"),
    "pytest": ("-m", "pytest", "-q", "-p", "no:cacheprovider"),
    "hatchling": ("-m", "hatchling"),
    "pip": ("-m", "pip", "--quiet"),
}


@pytest.fixture(scope="module")
def rutin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which Rutin's wheel is installed."""
    made, target = tmp_path_factory.mktemp("wheel"), tmp_path_factory.mktemp("site")
    for words in (
        ("hatchling", "build", "-t", "wheel", "-d", str(made)),
        ("pip", "install", "--quiet", "--no-deps", "--no-index", "--find-links", str(made), "--target", str(target), "rutin"),
    ):  # fmt: skip
        subprocess.run([sys.executable, "-m", *words], cwd=ROOT, check=True, capture_output=True)
    return target


def test_the_tutorial_works_from_beginning_to_end(tmp_path: Path, rutin: Path) -> None:
    found = BLOCK.findall(PAGE.read_text(encoding="utf-8"))
    assert {kind for kind, *_ in found} == {"kommando", "fil", "efter", "ersatt"}
    package = tmp_path / "rutin-cykelpool"
    for kind, path, folder, text in found:
        if kind == "kommando":
            for line in text.split("\n"):
                if line:
                    carry_out(line.split(), tmp_path / folder, package, rutin)
        else:
            write(kind, tmp_path / path, text)
    (made,) = (package / "installed").glob("*.dist-info/entry_points.txt")
    assert "cykelpool = rutin_cykelpool.plugin" in made.read_text(encoding="utf-8")
    assert (package / "installed" / "rutin_cykelpool" / "demo.yaml").is_file()


def carry_out(words: list[str], at: Path, package: Path, rutin: Path) -> None:
    program, *rest = words
    announce(package)
    # The tests need no installation; the command finds the plugin where `pip install -e` would put it.
    installed = (str(package), str(package / "site")) if program == "rutin" else ()
    path = os.pathsep.join((*installed, str(rutin)))
    told = subprocess.run(
        [sys.executable, "-P", *PROGRAMS[program], *rest],
        cwd=at,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, f"{' '.join(words)}\n{told.stdout}{told.stderr}"


def announce(package: Path) -> None:
    """What `pip install -e` does, as far as Rutin can tell: the entry point is announced."""
    info = package / "site" / "rutin_cykelpool-0.1.0.dist-info"
    if package.is_dir() and not info.exists():
        info.mkdir(parents=True)
        (info / "METADATA").write_text(
            "Metadata-Version: 2.1\nName: rutin-cykelpool\nVersion: 0.1.0\n", encoding="utf-8"
        )
        (info / "entry_points.txt").write_text(
            "[rutin.plugins]\ncykelpool = rutin_cykelpool.plugin\n", encoding="utf-8"
        )


def write(kind: str, path: Path, text: str) -> None:
    if kind == "fil":
        path.write_text(text, encoding="utf-8")
        return
    was = path.read_text(encoding="utf-8")
    if kind == "efter":
        path.write_text(f"{was}\n\n{text}", encoding="utf-8")
        return
    old, _, new = text.partition("---\n")
    assert was.count(old) == 1, f"{path.name} does not have once:\n{old}"
    path.write_text(was.replace(old, new), encoding="utf-8")
