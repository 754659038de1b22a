"""The command `rutin`. Each command lives in its own module, imported only when it is asked for: start-up must be quick."""

from __future__ import annotations

import gc
import importlib
import sys

import click

from core.cli import swedish
from core.errors import RutinError
from core.errors.tracing import frames

COMMANDS = {
    "check": ("core.cli.check", "check", "Granska rutinerna och säg vad som är fel."),
    "test": ("core.cli.test", "test", "Spela upp scenarierna och säg vad som skiljer."),
    "compare": ("core.cli.compare", "compare", "Säg vad som skiljer två rutiner."),
    "new": ("core.cli.new", "new", "Gör en början till en kommun, en rutin eller ett tillägg."),
    "deadline": ("core.cli.deadline", "deadline", "Räkna ut en frist och visa varje steg."),
    "diagram": ("core.cli.diagram", "diagram", "Rita en rutin som bild."),
    "handbook": ("core.cli.handbook", "handbook", "Skriv rutinerna som en handbok."),
    "schema": ("core.cli.schema", "schema", "Skriv schemat som redigerare fyller i nycklar med."),
    "demo": ("core.cli.serve", "demo", "Starta Rutin med påhittade ärenden."),
    "serve": ("core.cli.serve", "serve", "Starta Rutin."),
    "worker": ("core.cli.serve", "worker", "Kör klockan och väntande jobb."),
    "plan": ("core.cli.plan", "plan", "Säg vad nya filer skulle göra med öppna ärenden."),
    "plugins": ("core.cli.plugins", "plugins", "Säg vilka tillägg som finns och hur de mår."),
    "audit": ("core.cli.audit", "audit", "Kontrollera att historiken är orörd."),
    "retention": ("core.cli.retention", "retention", "Gallra avslutade ärenden som har sparats färdigt."),
    "rebuild": ("core.cli.rebuild", "rebuild", "Räkna om det som följer av ärendenas historik."),
    "bench": ("core.cli.bench", "bench", "Mät hur snabbt Rutin är."),
}
"""Name -> module, attribute, one line of help (also shown without importing the module)."""
STARTING = 100_000
"""More objects than this since the last look, and Python's collector looks again: what a command reads it needs to its end."""


class _Lazy(click.Group):
    """Imports a command's module when the command is used, not before."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Every command, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command `cmd_name`, the commands of the plugin by that name, or None."""
        found = COMMANDS.get(cmd_name)
        if found is None:
            from core.cli.plugin_commands import group_of

            return group_of(cmd_name)
        command = getattr(importlib.import_module(found[0]), found[1])
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The list in `rutin --help`."""
        with formatter.section("Kommandon"):
            ours = [(name, row[2]) for name, row in COMMANDS.items()]
            formatter.write_dl([*ours, ("TILLÄGG", "Kommandon som ett tillägg ger, under tilläggets namn.")])


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
def rutin() -> None:
    """Kommunens rutiner som YAML: granskade, bevisade och körda för riktiga ärenden."""


def main() -> None:
    """Runs the command line. Exit 2 when something could not be run, with one sentence on standard error."""
    gc.set_threshold(STARTING)
    swedish.speak()
    try:
        _run()
    except SystemExit as ended:
        _end_despite_plugins(ended.code)
        raise


def _run() -> None:
    try:
        rutin(standalone_mode=True)
    except RutinError as error:
        click.echo(error.text, err=True)
        sys.exit(2)
    except Exception as error:  # Python's own way prints the message, which may say what is in a case
        click.echo(RutinError("command_failed", error=type(error).__name__).text, err=True)
        click.echo("\n".join(frames(error)), err=True)
        sys.exit(2)


def _end_despite_plugins(code: object) -> None:
    """Python waits for every thread; one that a plugin has left at start never ends."""
    if "core.plugin_api.as_it_was" in sys.modules:
        from core.plugin_api.as_it_was import end_despite_threads

        end_despite_threads(code if isinstance(code, int) else int(code is not None))
