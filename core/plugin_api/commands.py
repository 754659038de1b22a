"""A plugin's commands, for `rutin TILLÄGG …`. They need no municipality: whoever runs them has the machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import ConfigurationError
from core.plugin_api.discovery import fetch, look
from core.plugin_api.isolation import error_at
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
        raise ConfigurationError("configuration", reason=f"tillägget {name} finns i både {' och '.join(modules)}")
    try:
        given = getattr(fetch(modules[0]), HOOK, None) if modules else None
        marked = given is not None and hasattr(given, f"{PROJECT}_impl")
        answer = given() if marked and given is not None else ()
    except Exception as error:
        reason = f"tillägget {name} stannade i {HOOK}: {error_at(error)}"
        raise ConfigurationError("configuration", reason=reason) from error
    if not isinstance(answer, tuple) or not all(isinstance(item, click.Command) and item.name for item in answer):
        raise ConfigurationError("configuration", reason=f"tillägget {name} svarar fel på {HOOK}")
    return answer
