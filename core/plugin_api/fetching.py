"""Fetches the plugins that a municipality names, and says why when one cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import ModuleType

from core.model.people import PluginUse
from core.plugin_api.at_start import at_start, how_it_failed, what_it_says, where_stuck
from core.plugin_api.declared import given
from core.plugin_api.discovery import Found, fetch, look
from core.plugin_api.limits import NORMAL, Limits, TooLong
from core.plugin_api.refusals import Refusals
from core.words import list_words

Import = Callable[[PluginUse], ModuleType | None]
"""Fetches a named plugin, or notes why not and gives None."""
_ENTRY = (
    "Rätta raden {} under rutin.plugins i paketets pyproject.toml: där ska bara modulen med hakarna stå (paket.plugin, utan kolon). "
    "Installera sedan om paketet."
)


def importer(
    package: str, modules: Mapping[str, ModuleType] | None, refusals: Refusals, limits: Limits = NORMAL
) -> Import:
    """How named plugins are fetched: from `modules` when given, else from the machine. What cannot be fetched is noted."""
    if modules is None:
        found = look(package)
        return lambda use: _from_machine(use, found, refusals, limits)
    at_hand = modules
    missing = Found(dict.fromkeys(at_hand, ""), {})
    return lambda use: at_hand[use.name] if use.name in at_hand else _absent(use, missing, refusals)


def _absent(use: PluginUse, found: Found, refusals: Refusals) -> None:
    hint = "Installera tillägget, lägg det i mappen plugins i Rutins egen källkod, eller ta bort det ur filen."
    for near in get_close_matches(use.name, found.misnamed, n=1):
        hint = (
            f"Ett paket ger tillägget {near}, men namn skrivs med a–z, 0–9 och _. Rätta det i paketets pyproject.toml."
        )
    if found.unreadable:
        hint += f" Kommer det ur {list_words(found.unreadable, 'eller')}, så installera om: det går inte att läsa."
    refusals.add(
        use,
        "plugin-missing",
        f"Tillägget {use.name} finns inte.",
        allowed=found.names(),
        given=use.name,
        hint=hint,
    )


def _from_machine(use: PluginUse, found: Found, refusals: Refusals, limits: Limits) -> ModuleType | None:
    claims = found.modules(use.name)
    if not claims:
        _absent(use, found, refusals)
        return None
    if len(claims) > 1:
        message = f"Flera tillägg gör anspråk på namnet {use.name}: {' och '.join(claims)}."
        refusals.add(use, "plugin-claimed-twice", message, hint="Avinstallera alla utom ett.")
        return None
    try:
        found_there = at_start(limits.start, lambda: fetch(claims[0]))
    except TooLong as stuck:
        message = f"Tillägget {use.name} kan inte laddas: det tog mer än {limits.start:g} sekunder att importera."
        refusals.add(use, "plugin-broken", message, hint=where_stuck(stuck))
        return None
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # importing runs the plugin's own code, which may raise anything
        absent = _is_absent(claims[0], error)
        why = f"modulen {claims[0]} finns inte" if absent else how_it_failed(error)
        hint = _ENTRY.format(use.name) if absent else what_it_says(error)
        refusals.add(use, "plugin-broken", f"Tillägget {use.name} kan inte laddas: {why}.", hint=hint)
        return None
    if not isinstance(found_there, ModuleType):
        message = f"Tillägget {use.name} kan inte laddas: {claims[0]} har bytt ut sig mot {given(found_there)}."
        refusals.add(
            use, "plugin-broken", message, hint="Hakarna ska stå i en modul. Ta bort det som skriver i sys.modules."
        )
        return None
    return found_there


def _is_absent(module: str, error: BaseException) -> bool:
    """Whether the module itself is what could not be found, or a package that it is in; not one that it imports."""
    if not all(part.isidentifier() for part in module.split(".")):
        return True  # no module is called so
    return isinstance(error, ModuleNotFoundError) and f"{module}.".startswith(f"{error.name}.")
