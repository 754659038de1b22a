"""`rutin TILLÄGG …`: the commands that a plugin gives. It is imported only when its name is asked for."""

from __future__ import annotations

from typing import Any

import click

from core.cli.groups import Group
from core.errors import PluginError


class _Group(Group):
    """A plugin's commands; one that fails is told in a sentence, and its own error with what it may hold is not shown."""

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command that was chosen."""
        from core.plugin_api.isolation import place_of

        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # whoever read what it says, such as head, has had enough
        except Exception as error:
            reason = f"Tillägget {self.name} stannade: {type(error).__name__} i {place_of(error)}."
            raise PluginError("plugin_command", reason=reason) from error


def group_of(name: str) -> click.Group | None:
    """The plugin's commands under its name; None when no such plugin is found, or it gives none.

    Raises:
        PluginError: two packages claim the name, or what the plugin gives is no commands.
    """
    from core.plugin_api import commands_of

    commands = commands_of(name)
    if not commands:
        return None
    return _Group(name, {command.name or "": command for command in commands}, help=f"Kommandon från tillägget {name}.")
