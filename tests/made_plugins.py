"""Plugins made in a test: a module with the hooks that stand there, and a small municipality that names one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import ModuleType

from core.plugin_api import PluginInfo, hookimpl

Hooks = Mapping[str, Callable[..., object]]


def plugin_with(hooks: Hooks, info: PluginInfo | None = None) -> ModuleType:
    """A plugin with `hooks` by name; with `info`, `rutin_plugin` gives that."""
    made = ModuleType(info.name if info is not None else "provet")
    own: Hooks = {"rutin_plugin": lambda: info} if info is not None else {}
    for name, hook in {**own, **hooks}.items():
        made.__dict__[name] = hookimpl(specname=name)(hook)
    return made


def provby(use: str) -> str:
    """A municipality file whose only plugin, `provet`, is used as `use` says."""
    return f"""
municipality: provby
title: Provby kommun
code: 9999
units: {{kontoret: {{title: Kontoret}}}}
roles: {{handlaggare: {{title: Handläggare, unit: kontoret}}}}
staff: {{anna: {{name: Anna Exempel, roles: [handlaggare]}}}}
plugins: {{provet: {use}}}
"""
