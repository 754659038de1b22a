"""`rutin demo` and `rutin serve` start whole or not at all, and say in one sentence why not."""

from __future__ import annotations

import errno
import os
import re
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner

from core import bootstrap
from core.cli import rutin
from core.clock import SystemClock
from core.errors import RutinError, StorageError
from tests.unit.definitions.golden import FIXTURES


@pytest.fixture
def configs(tmp_path: Path) -> Path:
    """One small municipality with the laws that it rests on."""
    for name in ("_national", "provstad"):
        shutil.copytree(FIXTURES / name, tmp_path / "configs" / name)
    return tmp_path / "configs"


def _refusal(*arguments: object) -> str:
    """The sentence that the command gives up with."""
    run = CliRunner().invoke(rutin, [str(each) for each in arguments])
    assert isinstance(run.exception, RutinError), run.output
    assert "igång" not in run.output
    return run.exception.text


def _everything(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*"))


@pytest.mark.parametrize("port", [65536, 99999, -1])
def test_a_port_that_is_none_is_said(configs: Path, tmp_path: Path, port: int) -> None:
    said = _refusal("serve", "--configs", configs, "--data", tmp_path / "data", "--port", port)
    assert said == f"Porten {port} finns inte. Ange med --port ett tal från 0 till 65535, till exempel --port 8000."
    assert not (tmp_path / "data").exists()


def test_a_port_that_is_taken_is_said_before_anything_is_made(configs: Path, tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        port = other.getsockname()[1]
        said = _refusal("demo", "--configs", configs, "--data", tmp_path / "data", "--port", port)
    assert said == (
        f"Porten {port} används redan av ett annat program. Stäng det, eller välj en annan port, till exempel --port 8000."
    )
    assert not (tmp_path / "data").exists()


def test_an_address_of_another_computer_is_said(configs: Path, tmp_path: Path) -> None:
    said = _refusal("serve", "--configs", configs, "--data", tmp_path / "data", "--host", "192.0.2.1", "--port", 0)
    assert said.startswith("Rutin kan inte svara på adressen 192.0.2.1, för den hör inte till den här datorn.")


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_folder_that_cannot_be_made_is_said(configs: Path, tmp_path: Path, command: str) -> None:
    (tmp_path / "fil").write_text("", encoding="utf-8")
    folder = tmp_path / "fil" / "data"
    said = _refusal(command, "--configs", configs, "--data", folder, "--port", 0)
    assert said == (
        f"Rutin kan inte starta, för det går inte att spara i mappen {folder}. Kontrollera att den finns och får skrivas i, "
        "eller ange en annan mapp med --data."
    )


@pytest.mark.parametrize("arguments", [("demo",), ("demo", "--data"), ("serve", "--data")])
def test_a_computer_without_a_folder_for_temporary_files_is_told_so(
    configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    def missing() -> str:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/finns/inte']")

    monkeypatch.setattr(tempfile, "gettempdir", missing)
    folder = (tmp_path / "data",) if "--data" in arguments else ()
    said = _refusal(*arguments, *folder, "--configs", configs, "--port", 0)
    assert said == (
        "Rutin kan inte starta, för datorns mapp för tillfälliga filer finns inte eller går inte att skriva i. "
        "Ange en mapp som går att skriva i med TMPDIR (TEMP i Windows), till exempel TMPDIR=/var/tmp."
    )
    assert not (tmp_path / "data").exists()


def _is_full(*_arguments: object, **_more: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("command", ["demo", "serve"])
def test_a_full_disk_is_said_and_nothing_is_half_written(
    configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    data = tmp_path / "data"
    monkeypatch.setattr("core.application.upkeep.versions._keep_layers", _is_full)
    said = _refusal(command, "--configs", configs, "--data", data, "--port", 0)
    assert said == (
        f"Rutin kan inte starta, för det finns inte plats i mappen {data}: disken är full. Frigör utrymme, "
        "eller ange en annan mapp med --data."
    )
    assert [path for path in _everything(data) if path.is_file() or path.suffix == ".new"] == []


def test_half_a_demo_is_taken_away_but_not_what_was_there(
    configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_arguments: object) -> None:
        raise StorageError("storage_full")

    monkeypatch.setattr("core.scenarios.demo.fill", fill)
    data = tmp_path / "data"
    assert "disken är full" in _refusal("demo", "--configs", configs, "--data", data, "--port", 0)
    assert _everything(data) == []
    (data / "annat.txt").write_text("kvar", encoding="utf-8")
    assert "disken är full" in _refusal("demo", "--configs", configs, "--data", data, "--port", 0)
    assert (data / "annat.txt").is_file() and (data / "provstad.db").is_file()


def test_a_demo_does_not_open_databases_that_it_has_not_made_since_anybody_may_do_anything_in_it(
    configs: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    bootstrap.close(bootstrap.open_rutin(configs, data, SystemClock()))
    before = _everything(data)
    said = _refusal("demo", "--configs", configs, "--data", data, "--port", 0)
    assert said == (
        f"I mappen {data} finns databaser som demon inte har gjort. I demon får vem som helst göra allt, så den öppnar dem inte. "
        "Ange en annan mapp med --data, eller ingen."
    )
    assert _everything(data) == before


def test_a_key_that_there_is_no_room_for_leaves_no_file(
    configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("core.storage.keys.os.fsync", _is_full)
        assert "disken är full" in _refusal("serve", "--configs", configs, "--data", tmp_path / "data", "--port", 0)
    assert list((tmp_path / "data").glob("*.key")) == []


@contextmanager
def _running(temporary: Path, *arguments: object) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A command in a process of its own, and what it has said when it runs. It is stopped as any other, whatever is ignored here."""
    temporary.mkdir()
    command = [sys.executable, "-m", "core.cli", *map(str, arguments)]
    surroundings = {**os.environ, "TMPDIR": str(temporary)}
    with subprocess.Popen(
        command, stderr=subprocess.PIPE, text=True, env=surroundings, preexec_fn=_as_in_a_window
    ) as run:
        try:
            assert run.stderr is not None
            said = [run.stderr.readline()]
            while said[-1] and "igång" not in said[-1]:
                said.append(run.stderr.readline())
            yield run, said
        finally:
            run.kill()


def _as_in_a_window() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


def _stopped(run: subprocess.Popen[str], stop: signal.Signals) -> str:
    """What it says when it is stopped, which is no failure."""
    run.send_signal(stop)
    assert run.wait(timeout=20) == 0
    assert run.stderr is not None
    return run.stderr.read()


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGHUP])
def test_a_demo_that_says_it_runs_answers_and_takes_its_folder_away_when_it_is_stopped(
    configs: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    folder = tmp_path / "tmp"
    with _running(folder, "demo", "--configs", configs, "--port", 0) as (run, said):
        assert list(folder.glob("rutin-demo-*"))
        with urllib.request.urlopen(said[-1].split()[-1], timeout=20) as answer:
            assert answer.status == 200
        assert _stopped(run, stop) == ""
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("command", [("serve", "--port", 0), ("worker",)], ids=["serve", "worker"])
def test_what_runs_makes_its_folder_for_its_owner_alone_and_leaves_no_picture_of_its_memory(
    configs: Path, tmp_path: Path, command: tuple[object, ...]
) -> None:
    data = tmp_path / "data"
    soft, hard = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    before = os.umask(0o022)
    try:
        with _running(tmp_path / "tmp", *command, "--configs", configs, "--data", data) as (run, _):
            limits = Path(f"/proc/{run.pid}/limits").read_text(encoding="ascii")
    finally:
        os.umask(before)
        resource.setrlimit(resource.RLIMIT_CORE, (soft, hard))
    folders = [data, *(path for path in data.rglob("*") if path.is_dir())]
    assert len(folders) > 3, "the versions too"
    assert {stat.S_IMODE(path.stat().st_mode) for path in folders} == {0o700}
    assert re.search(r"core file size +0 ", limits)


@pytest.mark.parametrize("command", [("serve", "--port", 0), ("worker",)], ids=["serve", "worker"])
def test_what_runs_says_which_folders_it_uses_those_where_one_stands_and_closes_them_when_it_is_stopped(
    configs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[object, ...]
) -> None:
    configs.rename(tmp_path / "municipality_configs")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PYTHONPATH", str(Path(bootstrap.__file__).parents[2]))
    with _running(tmp_path / "tmp", *command) as (run, said):
        assert said[:2] == [
            f"Kommunernas filer: {tmp_path / 'municipality_configs'}\n",
            f"Databaser och nycklar: {tmp_path / 'data'}\n",
        ]
        assert _stopped(run, signal.SIGTERM) == ""
    assert sorted(each.name for each in (tmp_path / "data").iterdir()) == ["provstad.db", "provstad.key", "versions"]
