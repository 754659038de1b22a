"""Where a named plugin is: in the folder ``plugins/`` or announced by an installed package. Nothing else is imported."""

from __future__ import annotations

import importlib
import importlib.util
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from core.plugin_api.markers import ENTRY_POINT_GROUP

if TYPE_CHECKING:
    from importlib.metadata import Distribution, EntryPoint

NAME = re.compile(r"[a-z][a-z0-9_]*")
"""How plugins, functions and registers are named."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where plugins are looked for.

    Attributes:
        folder: name -> module, of the plugins in the folder.
        installed: name -> the modules that installed packages announce under that name; more than one is a quarrel.
        misnamed: what packages announce under names that no municipality can write.
        unreadable: installed packages of which nobody can tell what they announce.
    """

    folder: Mapping[str, str]
    installed: Mapping[str, tuple[str, ...]]
    misnamed: tuple[str, ...] = ()
    unreadable: tuple[str, ...] = ()

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
    points, unreadable = _points()
    claims: dict[str, tuple[str, ...]] = {}
    for point in points:
        claims[point.name] = tuple(dict.fromkeys((*claims.get(point.name, ()), point.value)))
    misnamed = tuple(name for name in claims if not NAME.fullmatch(name))
    named = {name: modules for name, modules in claims.items() if name not in misnamed}
    return Found(_in_folder(package), named, misnamed, unreadable)


def _points() -> tuple[Iterable[EntryPoint], tuple[str, ...]]:
    """What the installed packages announce, and which of them cannot be read."""
    from importlib.metadata import entry_points  # imported here: only a municipality with plugins pays for it

    try:
        return entry_points(group=ENTRY_POINT_GROUP), ()
    except Exception:  # a package with a damaged file, whoever's it is: the others are read
        return _one_by_one()


def _one_by_one() -> tuple[Iterable[EntryPoint], tuple[str, ...]]:
    """What the packages announce that can be read, and which cannot. Of two of one name the first is installed, as for Python."""
    from importlib.metadata import distributions

    points: dict[str, tuple[EntryPoint, ...]] = {}
    unreadable: list[str] = []
    for dist in distributions():
        name = _name_of(dist)
        try:
            points.setdefault(name, tuple(dist.entry_points.select(group=ENTRY_POINT_GROUP)))
        except Exception:  # it may be damaged in any way
            unreadable.append(name)
    return (point for each in points.values() for point in each), tuple(unreadable)


def _name_of(dist: Distribution) -> str:
    """What an installed package is called; its folder when it does not say."""
    return _said(dist, "Name") or str(getattr(dist, "_path", "?")).rpartition("/")[2]


def _said(dist: Distribution, key: str) -> str:
    """What an installed package says of itself under `key`; "" when it says nothing that can be read."""
    try:
        return dist.metadata[key] or ""
    except Exception:  # there is no such file, or it is damaged
        return ""


def installed(package: str = "plugins") -> tuple[str, ...]:
    """Every plugin that a municipality could name, whether or not one does."""
    return look(package).names()


def unlike_its_package(module: str, version: str) -> str:
    """The sentence for a plugin that says another version of itself than the installed package that announces it; "" for others.

    What is in the folder ``plugins/`` has no package of its own.
    """
    if module in look().folder.values():
        return ""
    packages = [point.dist for point in _points()[0] if point.value == module and point.dist is not None]
    other = next((dist for dist in packages if _said(dist, "Version") != version), None)
    if other is None:
        return ""
    its = _said(other, "Version")
    what = f"paketet {_name_of(other)} som det kommer ur {f'är {its}' if its else 'säger ingen version'}"
    return f"Tillägget säger att det är version {version}, men {what}."


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
