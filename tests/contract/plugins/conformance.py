"""Naming and loading a plugin as municipality.yaml would."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module

from core.model.people import PluginUse
from core.plugin_api import LoadedPlugin, build_manager

PERSONAL = frozenset({"personal_data"})
NEEDS = {
    "works": PERSONAL | {"network", "act", "pages"},
    "cykelpool": PERSONAL | {"network", "act", "pages"},
    "bengtsfors_kaa": PERSONAL | {"act", "pages"},
    "misbehaves": PERSONAL | {"act", "pages"},
    "lingers": frozenset({"act"}),
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
