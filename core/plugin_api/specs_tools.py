"""The hooks for those who write routines, run Rutin and show it: checks of the configuration, commands, and demo data."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from core.model.plugins_checks import ConfigCheckDef
from core.plugin_api.markers import hookspec

if TYPE_CHECKING:
    from click import Command


@hookspec
def rutin_config_checks(settings: Mapping[str, object]) -> tuple[ConfigCheckDef, ...]:  # type: ignore[empty-body]
    """Gives checks of the municipality's routines, beyond what Rutin checks itself.

    When:
        The hook at start and by `rutin check`; the checks when the routines have been loaded and proven, on those that have no errors.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Checks with pure functions. What they find is told as ``plugin/PLUGIN.RULE`` at the line of the step, fact or table it is
        about; an error keeps that routine from running, and no other; a warning is mended or waived in the routine. What is about the
        plugin's own settings is told where they are written. A check that fails is a problem at the plugin's line.

    Order:
        After Rutin's own checks, in the order given.

    Example:
        ```python
        from collections.abc import Mapping

        from core.plugin_api import ConfigCheckDef, ConfigProblem, Municipality, ProcessDefinition, hookimpl


        def kvitto(town: Municipality, processes: Mapping[str, ProcessDefinition]) -> list[ConfigProblem]:
            lacking = [p for p in processes.values() if "kvitto" not in p.facts]
            return [ConfigProblem(p.id, "Rutinen frågar inte om kvitto.", severity="info") for p in lacking]


        @hookimpl
        def rutin_config_checks() -> tuple[ConfigCheckDef, ...]:
            return (ConfigCheckDef("kvitto", "Det finns kvitto", kvitto),)
        ```

    Since:
        1
    """


@hookspec
def rutin_commands() -> tuple[Command, ...]:  # type: ignore[empty-body]
    """Gives commands, which stand under the plugin's name: ``rutin PLUGIN COMMAND``.

    When:
        When somebody writes the plugin's name after `rutin`. Nothing is asked of plugins whose names are not written.

    Returns:
        Commands of click. They are run by whoever has the machine and belong to no municipality. One that raises is told in a sentence,
        with where in the plugin, and the exit code is 2. Never take or write anything about a person: it stays in the terminal's history.

    Order:
        None. Names that Rutin's own commands have cannot be taken by a plugin: they are found first.

    Example:
        ```python
        import click

        from core.plugin_api import hookimpl


        @click.command("antal")
        @click.argument("number", type=int)
        def antal(number: int) -> None:
            click.echo(f"{number} cyklar")


        @hookimpl
        def rutin_commands() -> tuple[click.Command, ...]:
            return (antal,)
        ```

    Since:
        1
    """


@hookspec
def rutin_demo(settings: Mapping[str, object]) -> tuple[Path, ...]:  # type: ignore[empty-body]
    """Gives invented people and cases to the demo.

    When:
        The hook at start; the files are read by `rutin demo`, and only when the municipality has no cases yet.

    Parameters:
        settings: the plugin's settings in this municipality, typed and with defaults filled in.

    Returns:
        Full paths of YAML files written as a municipality's ``demo.yaml``. Let roles act (``by: cykelvakt``) and not people, since every
        municipality has its own. Everybody is invented, with personal numbers of Skatteverket's test series: `rutin svenska_nummer
        testnummer 1990-01-31` gives some for people born that day. A file with a mistake, or a line that is refused, is told on
        standard error with its place, and the rest of the demo goes on; the conformance suite reads the files.

    Order:
        After the municipality's own cases, in the order given.

    Example:
        ```python
        from pathlib import Path

        from core.plugin_api import hookimpl


        @hookimpl
        def rutin_demo() -> tuple[Path, ...]:
            return (Path(__file__).parent / "demo.yaml",)
        ```

    Since:
        1
    """
