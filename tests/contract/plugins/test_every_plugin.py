"""Every plugin that comes with Rutin, and the demo that does everything right, passes the same suite."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from core.plugin_api.discovery import look
from core.testing import Conformance
from tests.contract.plugins import conformance

OURS = tuple(look("plugins").folder)
PLUGINS = (*(("plugins", name) for name in OURS), ("tests.contract.plugins.demo", "works"))


for _package, _name in PLUGINS:
    _title = f"Test_{_name}"
    globals()[_title] = type(_title, (Conformance,), {"module": import_module(f"{_package}.{_name}.plugin")})


def test_there_is_a_plugin_of_ours() -> None:
    assert "bengtsfors_kaa" in OURS


@pytest.mark.parametrize("name", OURS)
def test_it_has_a_readme_that_tells_its_settings(name: str) -> None:
    plugin = conformance.load_one(name, "plugins", conformance.needs("plugins", name))
    readme = (Path("plugins") / name / "README.md").read_text(encoding="utf-8")
    properties = plugin.info.settings_schema["properties"]
    assert isinstance(properties, dict)
    given = (plugin.functions, plugin.fact_types, plugin.assessors, plugin.step_kinds)
    names = [each.name for some in given for each in some]
    for named in (*properties, *names):
        assert f"`{named}`" in readme


@pytest.mark.parametrize("name", OURS)
def test_it_is_announced_to_whoever_installs_rutin(name: str) -> None:
    assert f'{name} = "plugins.{name}.plugin"' in Path("pyproject.toml").read_text(encoding="utf-8")


def test_a_plugin_nobody_names_costs_nothing_at_start() -> None:
    program = (
        "import sys; from core.plugin_api import build_manager; build_manager([]);"
        "print([m for m in sys.modules if m.startswith(('plugins', 'jsonschema', 'structlog', 'importlib.metadata'))])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_plugin_without_settings_does_not_pay_for_the_schema_check() -> None:
    program = (
        "import sys; from core.plugin_api import build_manager; from core.model.people import PluginUse;"
        "build_manager([PluginUse('bengtsfors_kaa', may=frozenset({'personal_data', 'pages', 'act'}))]);"
        "print([m for m in sys.modules if m.startswith(('jsonschema', 'structlog'))])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
