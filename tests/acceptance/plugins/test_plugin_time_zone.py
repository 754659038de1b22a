"""Plugins' functions are given days as midnights of the municipality's own time zone, wherever they run."""

from __future__ import annotations

import importlib
import textwrap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import bootstrap
from core.definitions import plugins_of
from core.model.plugins import Assessment
from core.plugin_api import Plugins, build_manager
from tests.acceptance.small import TOWN, small
from tests.made_plugins import find_in, plugin_with

PACKAGE = "rutin_tidzon"
PLUGIN = """
from core.plugin_api import API_VERSION, Assessment, AssessorDef, ExpressionFunction, PluginInfo, hookimpl


@hookimpl
def rutin_plugin():
    return PluginInfo("dagen", "Dagen", "1", API_VERSION)


@hookimpl
def rutin_expression_functions():
    return (ExpressionFunction("sagd", ("date",), "text", lambda day: day.isoformat()),)


@hookimpl
def rutin_assessors():
    return (AssessorDef("bedomd", "Bedömd", {"dag": "date"}, lambda dag: Assessment(True, dag.isoformat())),)
"""
BODY = """
steps:
  - {start: anmalan, title: Start, role: handlaggare}
  - {task: svara, title: Svara, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
MIDNIGHT = datetime(2026, 3, 4, 15, tzinfo=UTC)
"""When 5 March begins in Tokyo."""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / PACKAGE / "dagen"
    home.mkdir(parents=True)
    for folder in (home, home.parent):
        (folder / "__init__.py").touch()
    (home / "plugin.py").write_text(textwrap.dedent(PLUGIN), encoding="utf-8")
    find_in(tmp_path, PACKAGE, monkeypatch)
    return tmp_path


def town(folder: Path, zone: str) -> Path:
    text = TOWN.replace("{country: SE", f"{{country: SE, timezone: {zone}") + "plugins:\n  dagen: {}\n"
    small(folder / "configs", BODY, town=text)
    return folder / "configs"


def told(plugins: Plugins) -> None:
    (function,) = plugins.functions()
    assert function.call(MIDNIGHT) == "2026-03-05T00:00:00+09:00"
    assessed = plugins.brought().assessors["bedomd"].assess(MIDNIGHT)
    assert isinstance(assessed, Assessment)
    assert assessed.motivation == "2026-03-05T00:00:00+09:00"


def test_a_day_in_another_process_is_the_municipalitys_own(package: Path) -> None:
    told(build_manager(plugins_of(town(package, "Asia/Tokyo"), "liten"), package=PACKAGE))


def test_a_day_in_a_test_of_the_plugin_is_so_too(package: Path) -> None:
    module = importlib.import_module(f"{PACKAGE}.dagen.plugin")
    made = plugin_with({name: vars(module)[name] for name in vars(module) if name.startswith("rutin_")})
    prepared = bootstrap.prepare(town(package, "Asia/Tokyo"), "liten", modules={"dagen": made})
    assert prepared.loaded.problems == ()
    assert prepared.plugins is not None
    told(prepared.plugins)


def test_a_zone_that_does_not_exist_is_told_and_stops_nothing_of_the_plugins(package: Path) -> None:
    configs = town(package, "Asia/Tokio")
    (use,) = plugins_of(configs, "liten")
    assert use.timezone == "Europe/Stockholm"
