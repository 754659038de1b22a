"""A plugin's commands, for `rutin TILLÄGG …`. They need no municipality: whoever runs them has the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import ConfigurationError
from core.plugin_api.at_start import at_start, how_it_failed, where_stuck
from core.plugin_api.declared import given
from core.plugin_api.discovery import fetch, look
from core.plugin_api.inspection import signature
from core.plugin_api.limits import NORMAL, TooLong
from core.plugin_api.markers import PROJECT

if TYPE_CHECKING:
    import click

HOOK = "rutin_commands"


def commands_of(name: str, package: str = "plugins") -> tuple[click.Command, ...]:
    """The commands of the plugin `name`, wherever it is found; none when there is no such plugin or it gives none.

    Raises:
        ConfigurationError: two packages claim the name, it cannot be imported, or it gives something else.
    """
    import click  # imported here: only who asks for a plugin's command pays

    modules = look(package).modules(name)
    if len(modules) > 1:
        raise ConfigurationError("plugin_command", reason=f"tillägget {name} finns i både {' och '.join(modules)}")
    try:
        answer = at_start(NORMAL.start, lambda: _asked(modules[0])) if modules else ()
    except TooLong as stuck:
        reason = f"tillägget {name} svarade inte på {HOOK} inom {NORMAL.start:g} sekunder. {where_stuck(stuck) or ''}"
        raise ConfigurationError("plugin_command", reason=reason.strip()) from stuck
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # it may raise anything, and may want to end the program
        reason = f"tillägget {name} stannade i {HOOK}: {how_it_failed(error)}"
        raise ConfigurationError("plugin_command", reason=reason) from error
    if not isinstance(answer, tuple) or not all(isinstance(item, click.Command) and item.name for item in answer):
        reason = f"tillägget {name} svarar fel på {HOOK}: den gav {given(answer)}. Den skrivs {signature(HOOK)}."
        raise ConfigurationError("plugin_command", reason=reason)
    names = [item.name for item in answer]
    for twice in (name for name in names if names.count(name) > 1):
        raise ConfigurationError("plugin_command", reason=f"tillägget {name} ger kommandot {twice} två gånger i {HOOK}")
    return answer


def _asked(module: str) -> object:
    hook = getattr(fetch(module), HOOK, None)
    return hook() if hook is not None and hasattr(hook, f"{PROJECT}_impl") else ()
