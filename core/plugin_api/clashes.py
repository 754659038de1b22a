"""Two plugins, or a plugin and Rutin, may not give something of the same kind and name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable

from core.model.people import PluginUse
from core.plugin_api.contributions import FACT_TYPES
from core.plugin_api.loaded import LoadedPlugin, Plugins
from core.plugin_api.refusals import Refusals

_STEP_WORDS = """
accepted_by after agenda anytime asks assigns at at_least at_most automatic basis batch before booked_by by by_hand call
capacity change checklist choice cites consents counts covers deadline decides decision decisions documents_required draws
during empty end ends_when event every expected follows for forum from gives gives_back go handover held_until help hours
if_full in informs invited letter meanwhile meeting next not_before note offer only_called only_if opens optional order otherwise
outcomes per phase places presents process question quorum remove renews reply requires reserve resource role sends series
session sets_aside source start status stay steps subject suggests tables task template then title to tracks until valid
verify wait weekdays when where window with without
"""
STEP_WORDS = frozenset(_STEP_WORDS.split())
"""What may stand in a step already: Rutin's own kinds and all their keys."""

RUTIN = "Rutin"
"""Whose the names are that no plugin may take."""
_NOT_OURS = "Be den som har gjort tillägget om ett annat namn."
Names = Callable[[LoadedPlugin], Iterable[str]]
_GIVEN: tuple[tuple[str, str, str, Names], ...] = (
    ("functions", "Funktionen", "rutin_expression_functions", lambda plugin: (each.name for each in plugin.functions)),
    ("registers", "Registret", "rutin_registers", lambda plugin: (each.id for each in plugin.registers)),
    ("functions", "Bedömaren", "rutin_assessors", lambda plugin: (each.name for each in plugin.assessors)),
    ("fact_types", "Typen", "rutin_fact_types", lambda plugin: (each.name for each in plugin.fact_types)),
    ("step_kinds", "Steget", "rutin_step_kinds", lambda plugin: (each.name for each in plugin.step_kinds)),
    ("channels", "Kanalen", "rutin_channels", lambda plugin: (each.id for each in plugin.channels)),
)
"""What has a name of its own: in which room the name is taken, what it is called, the hook, and the names a plugin gives."""


def check_clashes(plugins: Plugins, functions: Collection[str], refusals: Refusals) -> None:
    """Notes every name that is taken, at the line of the plugin that came last. `functions` are names that expressions have already."""
    taken: dict[str, dict[str, str]] = {
        "functions": dict.fromkeys(functions, RUTIN),
        "fact_types": dict.fromkeys((*FACT_TYPES, "resource", "list"), RUTIN),
        "step_kinds": dict.fromkeys(STEP_WORDS, RUTIN),
    }
    for plugin in plugins.loaded:
        for room, what, hook, names in _GIVEN:
            for name in names(plugin):
                _claim(taken.setdefault(room, {}), plugin.use, name, (what, hook), refusals)


def _claim(taken: dict[str, str], use: PluginUse, name: str, told: tuple[str, str], refusals: Refusals) -> None:
    owner = taken.setdefault(name, "")
    what, hook = told
    said = f"{what} {name} i tillägget {use.name} ({hook})"
    if owner == use.name:
        hint = "Ta bort den ena, eller ge den ett annat namn."
        refusals.add(use, "plugin-clash", f"{said} ges två gånger.", hint=hint)
    elif owner:
        hint = "Använd bara ett av tilläggen, eller be om ett annat namn." if owner != RUTIN else _NOT_OURS
        refusals.add(use, "plugin-clash", f"{said} finns redan i {owner}.", hint=hint)
    taken[name] = owner or use.name
