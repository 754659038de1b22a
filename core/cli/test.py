"""`rutin test`: plays the scenarios beside the routines and says where a story leaves what was written."""

from __future__ import annotations

import sys

import click

from core.cli.paths import chosen


@click.command("test", help="Spela upp scenarierna i PATH: en mapp med kommuner, en kommun eller en fil med scenarier.")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--coverage", "with_coverage", is_flag=True, help="Visa också vad scenarierna har prövat.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="text (förval) eller json.")
def test(paths: tuple[str, ...], with_coverage: bool, form: str) -> None:
    """Exit 0 when every scenario holds, 1 when one does not or cannot be played, 2 when it could not be run."""
    from core import bootstrap
    from core.scenarios import report
    from core.scenarios.running import play

    run = play(chosen(paths), bootstrap.ScenarioOffices())
    if not run.played and not run.problems:
        click.echo("Det finns inga scenarier där. De ligger i mappen scenarios i kommunens mapp.", err=True)
    click.echo(report.as_json(run) if form == "json" else report.text(run, with_coverage=with_coverage))
    sys.exit(0 if run.ok else 1)
