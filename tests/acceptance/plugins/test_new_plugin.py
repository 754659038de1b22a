"""A supplier begins: what `rutin new plugin` writes is a package that is built, installed, found, tested and used at once."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import rutin
from core.testing import Conformance

ROOT = Path(__file__).parents[3]


def new(*words: str) -> tuple[int, str]:
    ran = CliRunner().invoke(rutin, ["new", "plugin", *words])
    return ran.exit_code, ran.output


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leverantor")
    assert new("cykelpool", "--in", str(folder))[0] == 0
    return folder / "rutin-cykelpool"


@pytest.fixture(scope="module")
def installed(made: Path) -> Path:
    """A folder in which the package is installed as a wheel, as anybody would have it."""
    ran("-m", "hatchling", "build", "-t", "wheel", at=made)
    wheel = next((made / "dist").glob("*.whl"))
    target = made.parent / "site"
    ran("-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel), at=made)
    return target


def ran(*words: str, at: Path, path: Path | None = None) -> str:
    found = os.pathsep.join(str(p) for p in (path, ROOT) if p is not None)
    told = subprocess.run(
        [sys.executable, *words],
        cwd=at,
        env={**os.environ, "PYTHONPATH": found},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout + told.stderr


COMMAND = ("-c", "from core.cli import main; main()")


OF_EVERY_PLUGIN = sum(name.startswith("test_") for name in dir(Conformance))


def test_its_tests_pass_at_once(made: Path) -> None:
    told = ran("-m", "pytest", "-q", "-p", "no:cacheprovider", at=made, path=made)
    assert f"{OF_EVERY_PLUGIN + 2} passed" in told, "what holds for every plugin, and two of its own"


def test_installed_it_is_found_and_the_example_is_checked_and_played(made: Path, installed: Path) -> None:
    assert "Inga problem. 1 rutin granskade." in ran(*COMMAND, "check", "example/exempelby", at=made, path=installed)
    assert "2 scenarier stämmer." in ran(*COMMAND, "test", "example/exempelby", at=made, path=installed)


def test_the_wheel_holds_the_package_and_nothing_else(installed: Path) -> None:
    names = {p.name for p in installed.iterdir() if not p.name.endswith(".dist-info")}
    assert names == {"rutin_cykelpool"}


def test_what_is_there_is_not_touched_and_a_name_that_is_none_is_told(made: Path) -> None:
    assert new("cykelpool", "--in", str(made.parent)) == (2, f"{made} finns redan. Välj ett annat namn.\n")
    code, said = new("Cykelpool", "--in", str(made.parent))
    assert code == 2
    assert "små bokstäver a-z" in said


@pytest.mark.parametrize("name", ["cykelpool_", "_cykelpool", "a" * 61, "a" * 300, "cykel pool", "9cykel", ""])
@pytest.mark.parametrize("what", ["plugin", "municipality"])
def test_a_name_that_no_package_or_folder_can_have_is_refused(tmp_path: Path, what: str, name: str) -> None:
    options = ["--in" if what == "plugin" else "--configs", str(tmp_path)]
    told = CliRunner().invoke(rutin, ["new", what, name, *options])
    assert (told.exit_code, told.stderr) == (
        2,
        f"Namnet {name[:60]} går inte att använda. Skriv högst 60 tecken: små bokstäver a-z, siffror och _, "
        "med en bokstav först och inget _ sist.\n",
    )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("check", "är ett av Rutins egna kommandon, så tilläggets kommandon skulle aldrig nås"),
        ("plugins", "är ett av Rutins egna kommandon, så tilläggets kommandon skulle aldrig nås"),
        ("bengtsfors_kaa", "är ett tillägg som redan finns, och av två med samma namn kan inget användas"),
    ],
)
def test_a_name_that_is_somebody_elses_is_refused_with_one_that_is_not(tmp_path: Path, name: str, why: str) -> None:
    said = f"{name} {why}. Välj ett annat namn, till exempel med ert eget namn först: exempelby_{name}.\n"
    assert new(name, "--in", str(tmp_path)) == (2, said)
    assert list(tmp_path.iterdir()) == []
    assert new(f"exempelby_{name}", "--in", str(tmp_path))[0] == 0
