"""A plugin's commands stand under its name, are imported only then, and fail in a sentence."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from core.cli import rutin
from core.cli.plugin_commands import group_of
from core.errors import ConfigurationError
from core.plugin_api import commands_of
from tests.contract.plugins.test_refusals import announce

DEMO = "tests.contract.plugins.demo"


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(tmp_path, "leverantor", "works", f"{DEMO}.works.plugin")
    monkeypatch.syspath_prepend(tmp_path)


@pytest.mark.usefixtures("installed")
def test_a_command_is_run_under_the_plugins_name() -> None:
    ran = CliRunner().invoke(rutin, ["works", "antal", "3"])
    assert (ran.exit_code, ran.output) == (0, "3 cyklar\n")
    assert "Kommandon från tillägget works." in CliRunner().invoke(rutin, ["works", "--help"]).output


@pytest.mark.usefixtures("installed")
def test_one_that_fails_is_told_with_its_place_and_without_its_words() -> None:
    ran = CliRunner().invoke(rutin, ["works", "kraschar"])
    assert isinstance(ran.exception, ConfigurationError)
    assert "tillägget works stannade: ValueError i plugin.py:" in ran.exception.text
    assert "hemligt" not in ran.exception.text


def test_a_test_number_is_one_that_nobody_has() -> None:
    ran = CliRunner().invoke(rutin, ["svenska_nummer", "testnummer", "1985-03-12", "--count", "3"])
    assert "19850312-9820" in ran.output.split()


def test_a_name_that_is_no_plugin_and_a_plugin_without_commands_are_no_commands() -> None:
    assert group_of("finns_inte") is None
    assert group_of("kontaktforsok") is None
    assert CliRunner().invoke(rutin, ["finns_inte"]).exit_code == 2


def test_two_that_claim_the_name_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    announce(tmp_path, "leverantor", "svenska_nummer", "annan.plats")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigurationError) as caught:
        commands_of("svenska_nummer")
    assert "annan.plats" in caught.value.text


TWICE = (
    "import click\n"
    + "from core.plugin_api import hookimpl\n@hookimpl\ndef rutin_commands(): return (click.Command('a'), click.Command('a'))"
)
WRONG = "from core.plugin_api import hookimpl\n@hookimpl\ndef rutin_commands(): return ['antal']"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise KeyError('hemligt')", "stannade i rutin_commands: KeyError i trasigt.py:1"),
        (WRONG, "svarar fel på rutin_commands"),
        (TWICE, "tillägget trasigt ger kommandot a två gånger i rutin_commands"),
    ],
)
def test_what_is_wrong_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str) -> None:
    (tmp_path / "trasigt.py").write_text(text, encoding="utf-8")
    announce(tmp_path, "leverantor", "trasigt", "trasigt")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "trasigt", raising=False)
    with pytest.raises(ConfigurationError) as caught:
        commands_of("trasigt")
    assert said in caught.value.text
    assert caught.value.text.startswith("Tilläggets kommando kan inte köras: ")
    assert "hemligt" not in caught.value.text
