"""Plugins made in a test: a module with the hooks that stand there, and a small municipality that names one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from core.plugin_api import PluginInfo, hookimpl

Hooks = Mapping[str, Callable[..., object]]


def plugin_with(hooks: Hooks, info: PluginInfo | None = None) -> ModuleType:
    """A plugin with `hooks` by name; with `info`, `rutin_plugin` gives that."""
    made = ModuleType(info.name if info is not None else "provet")
    own: Hooks = {"rutin_plugin": lambda: info} if info is not None else {}
    for name, hook in {**own, **hooks}.items():
        made.__dict__[name] = hookimpl(specname=name)(hook)
    return made


def find_in(folder: Path, package: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """For one test `package` is found in `folder`, whatever another test has imported by that name."""
    monkeypatch.syspath_prepend(str(folder))
    # a copy: a plugin that another test has left hanging may still be importing in its thread
    for name in [name for name in list(sys.modules) if name.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, name)


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
