"""What any plugin must live up to: the functions of the suite, called for each plugin in `test_every_plugin`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from jsonschema import Draft202012Validator

from core.model.people import PluginUse
from core.plugin_api import LoadedPlugin, build_manager

PERSONAL = frozenset({"personal_data"})
NEEDS = {
    "works": PERSONAL | {"network", "act"},
    "cykelpool": PERSONAL | {"network", "act"},
    "misbehaves": PERSONAL | {"act"},
}
"""What the demos need that need more."""


def use(
    name: str, settings: Mapping[str, object] | None = None, *, may: frozenset[str] | None = None, line: int = 4
) -> PluginUse:
    """A plugin as municipality.yaml would name it, granted personal data (and what else it needs) unless told otherwise."""
    return PluginUse(name, settings or {}, NEEDS.get(name, PERSONAL) if may is None else may, line)


def needs(package: str, name: str) -> frozenset[str]:
    """What a plugin says that it must be granted."""
    return frozenset(import_module(f"{package}.{name}.plugin").rutin_plugin().may)


def load_one(name: str, package: str, may: frozenset[str]) -> LoadedPlugin:
    """The plugin alone in a municipality, with no settings."""
    return build_manager([use(name, may=may)], package=package).loaded[0]


def says_who_it_is(plugin: LoadedPlugin) -> None:
    """Title and version are there to be shown."""
    assert plugin.info.title.strip()
    assert plugin.info.version.strip()
    assert plugin.info.name == plugin.use.name


def has_a_closed_schema(plugin: LoadedPlugin) -> None:
    """A misspelt setting must be found, so the schema allows no others; and it is plain JSON."""
    assert plugin.info.settings_schema["type"] == "object"
    assert plugin.info.settings_schema["additionalProperties"] is False
    Draft202012Validator.check_schema(plugin.info.settings_schema)
    assert json.loads(json.dumps(plugin.info.settings_schema)) == plugin.info.settings_schema


def starts_with_defaults(plugin: LoadedPlugin) -> None:
    """With no settings given, everything that has a default is filled in."""
    properties = plugin.info.settings_schema.get("properties") or {}
    assert isinstance(properties, Mapping)
    defaults = {key: schema["default"] for key, schema in properties.items() if "default" in schema}
    assert plugin.settings == defaults


def gives_the_same_answer_twice(name: str, package: str, may: frozenset[str]) -> None:
    """Loading again gives equal sources and registers, and functions of the same names and types."""
    first, second = load_one(name, package, may), load_one(name, package, may)
    assert (first.sources, first.registers) == (second.sources, second.registers)
    shapes = [[(f.name, f.parameters, f.returns) for f in p.functions] for p in (first, second)]
    assert shapes[0] == shapes[1]


def carries_files_of_its_own(plugin: LoadedPlugin, module: ModuleType) -> None:
    """Processes lie in the plugin's own folder, named after the process, so that they travel with it."""
    assert module.__file__ is not None
    home = module.__file__.rpartition("/")[0]
    for source in plugin.sources:
        assert str(source.path).startswith(home + "/")
        assert f"process: {source.path.stem}\n" in source.path.read_text(encoding="utf-8")
