"""`rutin TILLÄGG …`: the commands that a plugin gives. It is imported only when its name is asked for."""

from __future__ import annotations

from typing import Any

import click

from core.errors import ConfigurationError


class _Group(click.Group):
    """A plugin's commands; one that fails is told in a sentence, and its own error with what it may hold is not shown."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that was chosen."""
        from core.plugin_api.isolation import place_of

        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            reason = f"tillägget {self.name} stannade: {type(error).__name__} i {place_of(error)}"
            raise ConfigurationError("plugin_command", reason=reason) from error


def group_of(name: str) -> click.Group | None:
    """The plugin's commands under its name; None when no such plugin is found, or it gives none.

    Raises:
        ConfigurationError: two packages claim the name, or what the plugin gives is no commands.
    """
    from core.plugin_api import commands_of

    commands = commands_of(name)
    if not commands:
        return None
    return _Group(name, {command.name or "": command for command in commands}, help=f"Kommandon från tillägget {name}.")
