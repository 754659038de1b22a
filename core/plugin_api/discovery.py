"""Where a named plugin is: in the folder ``plugins/`` or announced by an installed package. Nothing else is imported."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

from core.plugin_api.markers import ENTRY_POINT_GROUP

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""How plugins, functions and registers are named."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where plugins are looked for.

    Attributes:
        folder: name -> module, of the plugins in the folder.
        installed: name -> the modules that installed packages announce under that name; more than one is a quarrel.
    """

    folder: Mapping[str, str]
    installed: Mapping[str, tuple[str, ...]]

    def names(self) -> tuple[str, ...]:
        """Every name that could be written in municipality.yaml, in alphabetical order."""
        return tuple(sorted({*self.folder, *self.installed}))

    def modules(self, name: str) -> tuple[str, ...]:
        """The different modules that claim `name`; the same module found twice is one."""
        claims = (
            (self.folder[name], *self.installed.get(name, ())) if name in self.folder else self.installed.get(name, ())
        )
        return tuple(dict.fromkeys(claims))


def look(package: str = "plugins") -> Found:
    """Finds what there is without importing any plugin: folders of `package` with a ``plugin.py``, and entry points."""
    from importlib.metadata import entry_points  # imported here: only a municipality with plugins pays for it

    installed: dict[str, tuple[str, ...]] = {}
    for point in entry_points(group=ENTRY_POINT_GROUP):
        if point.value not in installed.get(point.name, ()):
            installed[point.name] = (*installed.get(point.name, ()), point.value)
    return Found(_in_folder(package), installed)


def installed(package: str = "plugins") -> tuple[str, ...]:
    """Every plugin that a municipality could name, whether or not one does."""
    return look(package).names()


def unlike_its_package(module: str, version: str) -> str:
    """The sentence for a plugin that says another version of itself than the installed package that announces it; "" for others.

    What is in the folder ``plugins/`` has no package of its own.
    """
    from importlib.metadata import entry_points  # imported here: only whoever asks pays for it

    if module in look().folder.values():
        return ""
    packages = (point.dist for point in entry_points(group=ENTRY_POINT_GROUP) if point.value == module)
    other = next((dist for dist in packages if dist is not None and dist.version != version), None)
    if other is None:
        return ""
    return (
        f"Tillägget säger att det är version {version}, men paketet {other.name} som det kommer ur är {other.version}."
    )


def _in_folder(package: str) -> dict[str, str]:
    spec = importlib.util.find_spec(package)
    roots: Sequence[str] = list(spec.submodule_search_locations or ()) if spec else ()
    return {
        child.parent.name: f"{package}.{child.parent.name}.plugin"
        for root in roots
        for child in sorted(Path(root).glob("*/plugin.py"))
        if NAME.fullmatch(child.parent.name)
    }


def fetch(module: str) -> ModuleType:
    """Imports the module `module`, a dotted path. Whatever its code raises is raised here."""
    return importlib.import_module(module)
