"""Hooks and arguments that will go away: a plugin that uses them still works, and is told at its line what to write instead."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import ModuleType

from core.model.people import PluginUse
from core.model.problems import Problem
from core.plugin_api.markers import PROJECT

RULE = "plugin-deprecated"


@dataclass(frozen=True, slots=True)
class Deprecated:
    """What will go away.

    Attributes:
        since: the version of the plugin API in which it was first told.
        gone_in: the version in which it will no longer be there.
        instead: what to write instead, as a Swedish sentence.
    """

    since: int
    gone_in: int
    instead: str


@dataclass(frozen=True, slots=True)
class Deprecations:
    """Hooks by name, and arguments by hook and name."""

    hooks: Mapping[str, Deprecated] = field(default_factory=dict)
    arguments: Mapping[tuple[str, str], Deprecated] = field(default_factory=dict)


NOW = Deprecations()
"""What is on its way out in this version: nothing. Something is put here at least one version of the API before it is taken away."""


def deprecated_in(plugin: ModuleType, use: PluginUse, file: str, told: Deprecations = NOW) -> Iterator[Problem]:
    """What `plugin` uses of what will go away, at its line in `file`, with where in the plugin. It only tells."""
    for name in sorted(vars(plugin)):
        hook = getattr(plugin, name)
        if not callable(hook) or not hasattr(hook, f"{PROJECT}_impl"):
            continue
        if name in told.hooks:
            yield _problem(use, file, f"haken {name}", told.hooks[name], hook)
        for argument in inspect.signature(hook).parameters:
            if (name, argument) in told.arguments:
                yield _problem(use, file, f"{argument} i haken {name}", told.arguments[name, argument], hook)


def _problem(use: PluginUse, file: str, what: str, found: Deprecated, hook: object) -> Problem:
    code = getattr(inspect.unwrap(hook), "__code__", None)  # type: ignore[arg-type]
    where = f" Det står i {code.co_filename.rpartition('/')[2]}:{code.co_firstlineno}." if code is not None else ""
    return Problem(
        file=file,
        line=use.line or 0,
        column=1 if use.line else 0,
        rule=RULE,
        message=f"Tillägget {use.name} använder {what}, som försvinner i version {found.gone_in} av gränssnittet.{where}",
        hint=found.instead,
        severity="info",
        plugin=use.name,
    )
