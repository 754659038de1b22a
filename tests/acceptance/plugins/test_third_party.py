"""A plugin in a package of its own outside the tree: built as a wheel, installed elsewhere, found, and tested by its authors."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from core.testing import Conformance

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "tests" / "third_party" / "rutin-sample"
OWN = 4
"""How many tests the package has of its own, each set of parameters counted."""
COMMAND = ("-c", "from core.cli import main; main()")


def ran(*words: str, at: Path, site: Path | None = None, code: int = 0) -> str:
    path = os.pathsep.join(str(p) for p in (site, ROOT) if p is not None)
    told = subprocess.run(
        [sys.executable, *words],
        cwd=at,
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == code, told.stdout + told.stderr
    return told.stdout + told.stderr


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package's source, outside the tree."""
    copy = tmp_path_factory.mktemp("leverantor") / "rutin-sample"
    shutil.copytree(SOURCE, copy)
    return copy


@pytest.fixture(scope="module")
def site(home: Path) -> Path:
    """Where it is installed, as a wheel."""
    ran("-m", "hatchling", "build", "-t", "wheel", at=home)
    target = home.parent / "site"
    (wheel,) = (home / "dist").glob("*.whl")
    ran("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel), at=home)
    shutil.rmtree(home / "rutin_sample")  # only what is installed counts from here on
    return target


def test_its_own_tests_pass_against_what_is_installed(home: Path, site: Path) -> None:
    every = sum(name.startswith("test_") for name in dir(Conformance))
    assert f"{every + OWN} passed in" in ran("-m", "pytest", "-q", "-p", "no:cacheprovider", at=home, site=site)


def test_its_example_is_checked_and_played(home: Path, site: Path) -> None:
    assert "Inga problem." in ran(*COMMAND, "check", "example/provby", at=home, site=site)
    assert "2 scenarier stämmer." in ran(*COMMAND, "test", "example/provby", at=home, site=site)


def test_another_version_than_its_packages_is_told_and_fails_its_tests(home: Path, site: Path) -> None:
    (metadata,) = site.glob("*.dist-info/METADATA")
    right = metadata.read_text(encoding="utf-8")
    unlike = "Tillägget säger att det är version 2.1.0, men paketet rutin-sample som det kommer ur är 2.2.0."
    listed = (*COMMAND, "plugins", "--configs", "example")
    assert "OBS" not in ran(*listed, at=home, site=site)
    metadata.write_text(right.replace("Version: 2.1.0", "Version: 2.2.0"), encoding="utf-8")
    try:
        told = ran(*listed, at=home, site=site)
        tests = ran("-m", "pytest", "-q", "-p", "no:cacheprovider", at=home, site=site, code=1)
    finally:
        metadata.write_text(right, encoding="utf-8")
    assert (
        f"    OBS: {unlike} Det är tilläggets version som skrivs i beslut. Säg till den som har gjort tillägget."
        in told
    )
    assert f"{unlike} Låt båda läsa versionen från ett ställe, och installera om paketet när den har ändrats." in tests
    assert "1 failed" in tests


def test_its_command_stands_under_its_name(home: Path, site: Path) -> None:
    assert ran(*COMMAND, "bokbuss", "kort", "b 123456", at=home, site=site) == "B123456\n"
    assert "Skriv B och sex siffror." in ran(*COMMAND, "bokbuss", "kort", "x", at=home, site=site, code=1)


def test_without_it_the_municipality_is_told_the_line(home: Path) -> None:
    said = ran(*COMMAND, "check", "example/provby", at=home, code=1)
    assert "municipality.yaml:10:1 plugin-missing Tillägget bokbuss finns inte." in said


def test_a_wrong_setting_is_told_at_the_line(home: Path, site: Path) -> None:
    town = home / "example" / "provby" / "municipality.yaml"
    right = town.read_text(encoding="utf-8")
    town.write_text(right.replace("hogst_bocker: 3", "hogst_bocker: många"), encoding="utf-8")
    try:
        said = ran(*COMMAND, "check", "example/provby", at=home, site=site, code=1)
    finally:
        town.write_text(right, encoding="utf-8")
    assert (
        "municipality.yaml:11:16 plugin-settings Inställningen hogst_bocker ska vara ett heltal, men är ”många”."
        in said
    )


def test_its_check_finds_a_routine_that_forgets_to_remind(home: Path, site: Path) -> None:
    forgetful = home / "forgetful" / "provby"
    shutil.copytree(home / "example" / "provby", forgetful, ignore=shutil.ignore_patterns("scenarios"))
    (forgetful / "processes").mkdir()
    text = (site / "rutin_sample" / "processes" / "boklan.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.split("\n") if "paminn: paminnelse" not in line]
    other = "\n".join(kept).replace("process: boklan", "process: eget").replace("go: paminnelse", "end: ater")
    other = other.replace("  - {end: ater}\n", "")
    (forgetful / "processes" / "eget.yaml").write_text(other, encoding="utf-8")
    said = ran(*COMMAND, "check", "forgetful/provby", at=home, site=site, code=1)
    assert (
        "eget.yaml:9:3 plugin/bokbuss.paminnelse Rutinen lånar ut men påminner aldrig. Lägg till ett steg: paminn."
        in said
    )
