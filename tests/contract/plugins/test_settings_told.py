"""A setting that a plugin cannot use is told where it is written in municipality.yaml, however deep it stands."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import pytest

from core.definitions import line, plugins_of
from core.model.plugins import PluginInfo
from core.plugin_api import API_VERSION, PluginsRefused, build_manager, hookimpl
from tests.acceptance.small import TOWN

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "plugins" / "settings").glob("*.yaml"))
DAYS = ["mon", "tue", "wed", "thu", "fri"]
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["namn"],
    "properties": {
        "namn": {"type": "string", "minLength": 1},
        "grans": {"type": "integer", "minimum": 1, "maximum": 9, "default": 3},
        "farg": {"enum": ["bla", "gron"], "default": "bla"},
        "oppet": {"enum": ["alltid", "aldrig"], "default": "alltid"},
        "hyllor": {"type": "array", "items": {"type": "integer", "minimum": 1}, "default": []},
        "post": {
            "type": "object",
            "additionalProperties": False,
            "properties": {"server": {"type": "string", "minLength": 3}, "port": {"type": "integer"}},
        },
        "bussar": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["linje"],
                "properties": {
                    "linje": {"type": "string", "pattern": "^[a-z][0-9]$"},
                    "dagar": {"type": "array", "items": {"enum": DAYS}, "uniqueItems": True, "minItems": 1},
                },
            },
        },
    },
}


def _plugin(name: str) -> ModuleType:
    module = ModuleType(name)
    info = PluginInfo(name, name.capitalize(), "1", API_VERSION, SCHEMA)
    module.__dict__["rutin_plugin"] = hookimpl(specname="rutin_plugin")(lambda: info)
    return module


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_wrong_setting_is_told_as_its_golden_text_says(path: Path, tmp_path: Path) -> None:
    town = tmp_path / "liten" / "municipality.yaml"
    town.parent.mkdir()
    town.write_text(path.read_text(encoding="utf-8") + TOWN, encoding="utf-8")
    modules = {name: _plugin(name) for name in ("bibliotek", "museum")}
    with pytest.raises(PluginsRefused) as caught:
        build_manager(plugins_of(tmp_path, "liten"), modules=modules)
    said = "".join(f"{line(problem)}\n" for problem in caught.value.problems)
    golden = path.with_suffix(".txt")
    if os.environ.get("RUTIN_GOLDEN") == "write":
        golden.write_text(said, encoding="utf-8")
    assert said == golden.read_text(encoding="utf-8")
