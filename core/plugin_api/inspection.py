"""Compares what a plugin defines with the hooks there are, and says each difference with the hook's signature."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import FunctionType, ModuleType

import pluggy

from core.model.people import PluginUse
from core.plugin_api import specs
from core.plugin_api.declared import puts_off
from core.plugin_api.markers import PROJECT
from core.plugin_api.refusals import Refusals


def hooks() -> Mapping[str, FunctionType]:
    """Every hook by name, in the order in which `specs` declares them."""
    return {
        name: item
        for name, item in vars(specs).items()
        if isinstance(item, FunctionType) and name.startswith(f"{PROJECT}_")
    }


def signature(name: str) -> str:
    """How a hook is written, such as ``rutin_registers(settings: Mapping[str, object]) -> tuple[RegisterDef, ...]``."""
    function = hooks()[name]
    notes = function.__annotations__  # texts as written, since the module defers its annotations
    arguments = ", ".join(f"{p}: {notes[p]}" for p in inspect.signature(function).parameters)
    return f"{name}({arguments}) -> {notes['return']}"


def inspect_plugin(manager: pluggy.PluginManager, plugin: ModuleType, use: PluginUse, refusals: Refusals) -> None:
    """Notes misspelt hooks, unknown arguments and hooks that lack their mark in `plugin`."""
    known = hooks()
    for name, item in sorted(vars(plugin).items()):  # what the module makes when it is asked for is no hook
        if not callable(item):
            if name in known:
                message = f"Tillägget {use.name} har {name} som {type(item).__name__}, men hakar är funktioner."
                refusals.add(use, "plugin-hook", message, hint=f"Haken skrivs {signature(name)}.")
            continue
        marks = manager.parse_hookimpl_opts(plugin, name)
        if marks is None:
            if name.startswith(f"{PROJECT}_"):
                _unmarked(name, use, refusals)
        elif name in known and (wrong := puts_off(item)) is not None:
            message = f"Tillägget {use.name} har {name}, som {wrong[0]}, men hakar anropas som vanliga funktioner."
            refusals.add(use, "plugin-hook", message, hint=wrong[1])
        elif name in known:
            _arguments(name, item, use, refusals)
        elif not marks.get("optionalhook"):
            _unknown(name, use, refusals)
    _in_classes(plugin, use, refusals)
    if "rutin_plugin" not in vars(plugin):
        refusals.add(
            use,
            "plugin-no-info",
            f"Tillägget {use.name} säger inte vem det är: det saknar {signature('rutin_plugin')}.",
            hint="Se docs/reference/hooks.md.",
        )


def _in_classes(plugin: ModuleType, use: PluginUse, refusals: Refusals) -> None:
    """Notes hooks that are methods: nobody would call them."""
    own = (
        item for item in vars(plugin).values() if issubclass(type(item), type) and item.__module__ == plugin.__name__
    )
    for kind in own:
        for name in (name for name, item in vars(kind).items() if hasattr(item, f"{PROJECT}_impl")):
            message = f"Tillägget {use.name} har haken {name} i klassen {kind.__name__}, där den aldrig anropas."
            refusals.add(use, "plugin-unmarked-hook", message, hint="Hakar är funktioner i modulen. Flytta ut den.")


def _unknown(name: str, use: PluginUse, refusals: Refusals) -> None:
    close = get_close_matches(name, tuple(hooks()), n=1)
    refusals.add(
        use,
        "plugin-unknown-hook",
        f"Tillägget {use.name} har funktionen {name}, men någon sådan hake finns inte.",
        allowed=tuple(hooks()),
        given=name,
        hint=f"Haken skrivs {signature(close[0])}." if close else "Se docs/reference/hooks.md.",
    )


def _unmarked(name: str, use: PluginUse, refusals: Refusals) -> None:
    refusals.add(
        use,
        "plugin-unmarked-hook",
        f"Tillägget {use.name} har funktionen {name} utan märket @hookimpl, så den skulle aldrig anropas.",
        hint="Skriv @hookimpl ovanför funktionen, eller ge den ett namn som inte börjar med rutin_.",
    )


def _arguments(name: str, item: Callable[..., object], use: PluginUse, refusals: Refusals) -> None:
    allowed = tuple(inspect.signature(hooks()[name]).parameters)
    for argument, written in inspect.signature(item).parameters.items():
        if argument in allowed and written.default is not written.empty:
            message = f"Tillägget {use.name} har ett förval för {argument} i {name}, så haken får aldrig något annat."
            refusals.add(
                use, "plugin-hook-argument", message, hint=f"Ta bort förvalet. Haken skrivs {signature(name)}."
            )
        elif argument in allowed and written.kind is not written.POSITIONAL_OR_KEYWORD:
            message = (
                f"Tillägget {use.name} tar emot {argument} i {name} på ett sätt som haken inte anropas på: {written}."
            )
            refusals.add(use, "plugin-hook-argument", message, hint=f"Haken skrivs {signature(name)}.")
        if argument not in allowed:
            refusals.add(
                use,
                "plugin-hook-argument",
                f"Tillägget {use.name} tar emot {argument} i {name}, men haken har inget sådant argument. Den skrivs {signature(name)}.",
                allowed=allowed,
                given=argument,
                hint="Se docs/reference/hooks.md.",
            )
