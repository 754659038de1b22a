"""A plugin's commands, for `rutin TILLÄGG …`. They need no municipality: whoever runs them has the machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from core.errors import PluginError
from core.model.problems import Problem
from core.plugin_api.at_start import at_start, where_stuck
from core.plugin_api.discovery import fetch, look
from core.plugin_api.isolation import place_of
from core.plugin_api.limits import NORMAL, TooLong
from core.plugin_api.loaded import Plugins
from core.plugin_api.markers import PROJECT
from core.plugin_api.refusals import Refusals

if TYPE_CHECKING:
    from types import ModuleType

    import click

HOOK = "rutin_commands"


def commands_of(name: str, package: str = "plugins") -> tuple[click.Command, ...]:
    """The commands of the plugin `name`, wherever it is found; none when there is no such plugin or it gives none.

    Raises:
        PluginError: two packages claim the name, it cannot be imported, or it gives something else.
    """
    modules = look(package).modules(name)
    if len(modules) > 1:
        raise _wrong(f"Tillägget {name} finns i både {' och '.join(modules)}.")
    return _given(name, lambda: fetch(modules[0])) if modules else ()


def check_commands(plugins: Plugins, file: str = "municipality.yaml") -> tuple[Problem, ...]:
    """What is wrong with the commands of a municipality's plugins. It does not stop them from working: nobody need run a command."""
    refusals = Refusals(file)
    for plugin in plugins.loaded:
        try:
            if plugin.module in sys.modules:
                _given(plugin.use.name, partial(fetch, plugin.module))
        except PluginError as error:
            refusals.add(plugin.use, "plugin-answer", error.text)
    return tuple(refusals.found)


def _given(name: str, module: Callable[[], ModuleType]) -> tuple[click.Command, ...]:
    import click  # imported here: only who asks for a plugin's command pays

    try:
        hook = getattr(module(), HOOK, None)
        marked = hook is not None and hasattr(hook, f"{PROJECT}_impl")
        answer: object = at_start(NORMAL.start, hook) if marked and hook is not None else ()
    except TooLong as stuck:
        told = f"Tillägget {name} svarade inte på {HOOK} inom {NORMAL.start:g} sekunder."
        raise _wrong(" ".join((told, where_stuck(stuck) or "")).strip()) from None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        where = f"{type(error).__name__} i {place_of(error)}"
        raise _wrong(f"Tillägget {name} stannade i {HOOK}: {where}.") from error
    should = "Den ska ge en tupel av kommandon (click.Command)"
    if not isinstance(answer, tuple):
        raise _wrong(f"Tillägget {name} svarar fel på {HOOK}. {should}, men ger {type(answer).__name__}.")
    other = next((item for item in answer if not isinstance(item, click.Command)), None)
    if other is not None or None in answer:
        raise _wrong(f"Tillägget {name} svarar fel på {HOOK}. {should}, men i den står {type(other).__name__}.")
    if not all(item.name for item in answer):
        raise _wrong(f"Tillägget {name} svarar fel på {HOOK}. Ett av kommandona har inget namn.")
    return answer


def _wrong(reason: str) -> PluginError:
    return PluginError("plugin_command", reason=reason)
