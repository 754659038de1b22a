"""`rutin diagram`: a routine as a picture (SVG) or as Mermaid text."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core import bootstrap
from core.cli import paths
from core.expressions import nearest

if TYPE_CHECKING:
    from core.definitions import Loaded
    from core.model.definition import ProcessDefinition

FORMATS = ("svg", "mermaid")


class _Unusable(click.ClickException):
    """Something that was asked for is not there; one Swedish sentence and exit 2."""

    exit_code = 2

    def show(self, file: object = None) -> None:  # noqa: ARG002
        """The sentence alone, on standard error."""
        click.echo(self.message, err=True)


def _format(context: click.Context, option: click.Parameter, given: str) -> str:  # noqa: ARG001
    if given in FORMATS:
        return given
    if given == "bpmn":
        raise _Unusable("Formatet bpmn kommer senare. Välj svg eller mermaid.")
    raise _Unusable(_unknown(f"Formatet {given} finns inte.", given, FORMATS, "Välj"))


@click.command()
@click.argument("routine", metavar="KOMMUN/RUTIN")
@click.option(
    "--format",
    "form",
    default="svg",
    show_default=True,
    callback=_format,
    metavar="svg|mermaid",
    help="Vad bilden skrivs som.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Fil att skriva till i stället för ut."
)
@paths.CONFIGS
def diagram(routine: str, form: str, output: Path | None, configs: Path) -> None:
    """Rita en rutin som bild, till exempel «rutin diagram bengtsfors/aktivitet -o aktivitet.svg»."""
    from core import diagram as drawing

    loaded, definition = _find(routine, configs)
    roles = drawing.names(loaded.municipality) if loaded.municipality is not None else {}
    text = drawing.svg(definition, roles) if form == "svg" else drawing.mermaid(definition, roles)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise _Unusable(f"Det gick inte att skriva {output}: {error.strerror or error}.") from error
    click.echo(f"Bilden finns i {output}.", err=True)


def _find(routine: str, configs: Path) -> tuple[Loaded, ProcessDefinition]:
    """The municipality and routine that `routine` (``KOMMUN/RUTIN``) names. Raises _Unusable with the nearest names."""
    slug, slash, process = routine.partition("/")
    if not (slug and slash and process):
        raise _Unusable(
            f"Skriv kommun och rutin med snedstreck, till exempel bengtsfors/aktivitet. Du skrev {routine}."
        )
    slugs = _slugs(configs)
    if slug not in slugs:
        raise _Unusable(
            _unknown(
                f"Kommunen {slug} finns inte i {configs}. Ligger den i en annan mapp: skriv --configs MAPP.",
                slug,
                slugs,
                "Kommuner som finns:",
            )
        )
    loaded = bootstrap.load_municipality(configs, slug)
    if process in loaded.processes:
        return loaded, loaded.processes[process]
    said = _unknown(f"Rutinen {process} finns inte i {slug}.", process, loaded.processes, "Rutiner som finns:")
    if any(problem.severity == "error" for problem in loaded.problems):
        # a routine with errors is never loaded, so it may well be there
        said += f" Filerna har fel som behöver rättas först: kör rutin check {configs / slug}."
    raise _Unusable(said)


def _slugs(configs: Path) -> tuple[str, ...]:
    from core.definitions import municipalities

    return tuple(municipalities(configs))


def _unknown(sentence: str, given: str, allowed: Iterable[str], intro: str) -> str:
    words = sorted(allowed)
    close = nearest(given, words)
    guess = f" Menade du {close}?" if close else ""
    return f"{sentence}{guess} {intro} {', '.join(words)}." if words else sentence
