"""What all commands share: what cannot be run is told in one sentence, and a misspelt command with the nearest there is."""

from __future__ import annotations

from collections.abc import Iterable

import click


class Told(click.ClickException):
    """What was asked for cannot be done, said in one sentence on standard error."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002
        """The sentence alone."""
        click.echo(self.message, err=True)


class Group(click.Group):
    """Commands under one name."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that the first word names. Raises Told when there is none."""
        if self.get_command(ctx, args[0]) is None:
            raise Told(self.no_command(ctx, args[0]))
        return super().resolve_command(ctx, args)

    def no_command(self, ctx: click.Context, name: str) -> str:
        """What to say when no command is called `name`."""
        return missing(name, self.list_commands(ctx), ctx.command_path)


def missing(name: str, names: Iterable[str], path: str) -> str:
    """That the command `name` is not among `names`, with the one that was probably meant."""
    from core.expressions import nearest

    close = nearest(name, names)
    meant = f" Menas {close}?" if close else ""
    return f"Kommandot {name} finns inte.{meant} Skriv {path} --help för att se alla kommandon."
