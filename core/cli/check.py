"""`rutin check`: reads routines and says what is wrong, where, and what to write instead."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click
from msgspec import structs

from core.cli.paths import chosen, give_up
from core.definitions import Loaded, as_data, line, load, targets
from core.definitions import check as check_paths
from core.errors import ConfigurationError, PluginError
from core.model.problems import Problem
from core.words import called

if TYPE_CHECKING:
    from core.definitions import Checked, Provenance

MOST_NAMED = 3
"""So many files are named in the sum."""
_DEMO = "demo.yaml"
_FROM_PLUGINS = frozenset({"unknown-function", "unknown-fact-type", "unknown-assessor", "unknown-kind"})
"""The rules that tell that something is not there which a plugin may bring."""


@click.command("check", help="Granska rutinerna i PATH: en mapp med kommuner, en kommun eller en fil.")
@click.argument("paths", nargs=-1, metavar="[PATH...]")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="text (förval) eller json.")
@click.option("--explain", metavar="KOMMUN/RUTIN", help="Visa var varje värde i en rutin kommer ifrån.")
def check(paths: tuple[str, ...], form: str, explain: str | None) -> None:
    """Exit 0 when nothing is wrong, 1 when there are errors or warnings that nobody has waived, 2 when it could not be run."""
    if explain is not None:
        _explain(paths, explain, form)
        return
    checked = check_paths(_chosen(paths), _whole)
    if form == "json":
        click.echo(_json(checked))
    else:
        _text(checked)
    sys.exit(1 if any(problem.severity != "info" for problem in checked.problems) else 0)


def _explain(paths: tuple[str, ...], wanted: str, form: str) -> None:
    """Where each value of a routine comes from. The path is the folder of municipalities, or one of them."""
    from core.bootstrap import provenance_of

    municipality, _, process = wanted.rpartition("/")
    configs = chosen(paths)[0]
    if (
        configs / "municipality.yaml"
    ).is_file():  # the municipality itself was named, as in every other use of the command
        municipality, configs = municipality or configs.resolve().name, configs.resolve().parent
    values, problems = provenance_of(configs, municipality, process)
    if not values and not problems:
        give_up(
            f"Rutinen {wanted} finns inte i {configs}. Skriv kommunens mapp och rutinens namn: malmo/inskrivning_30plus. "
            f"Ligger kommunen i en annan mapp: rutin check MAPP --explain {wanted}."
        )
    if form == "json":
        import json

        rows = [
            {
                "path": v.path,
                "value": v.value,
                "file": v.place.file,
                "line": v.place.line,
                "replaced": v.replaced,
                "replaced_file": v.replaced_at.file if v.replaced_at else None,
                "replaced_line": v.replaced_at.line if v.replaced_at else None,
                "removed": v.removed,
            }
            for v in values
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(line(problem))
        for v in values:
            click.echo(_said(v))
    sys.exit(1 if problems else 0)


def _said(v: Provenance) -> str:
    """``way: value  (file:line, i stället för value (file:line))``."""
    below = f" ({v.replaced_at.file}:{v.replaced_at.line})" if v.replaced_at else ""
    if v.removed:
        return f"{v.path}: borttaget  ({v.place.file}:{v.place.line}, var {v.value}{below})"
    instead = f", i stället för {v.replaced}{below}" if v.replaced_at else ""
    return f"{v.path}: {v.value}  ({v.place.file}:{v.place.line}{instead})"


def _chosen(paths: tuple[str, ...]) -> list[Path]:
    found = chosen(paths)
    for path in found:
        if not targets(path):
            give_up(f"Det finns ingen kommun i {path}. En kommun är en mapp med municipality.yaml i.")
    return found


def _whole(configs: Path, slug: str, file: Path | None) -> Loaded:
    """The municipality with what its plugins bring and what is wrong in its invented cases, which only `rutin demo` carries out."""
    loaded = _with_plugins(configs, slug, file)
    demo = configs / slug / _DEMO
    if not demo.is_file() or (file is not None and file.name != _DEMO):
        return loaded
    from core.scenarios.demo_cases import problems_in  # late: only where there are any

    return structs.replace(loaded, problems=(*loaded.problems, *problems_in(demo, loaded)))


def _with_plugins(configs: Path, slug: str, file: Path | None) -> Loaded:
    """The municipality with what its plugins bring. A plugin that cannot be used is a problem among the others."""
    from core.bootstrap import load_municipality
    from core.plugin_api import PluginsRefused

    try:
        return load_municipality(configs, slug, file)
    except PluginsRefused as refused:
        loaded = load(configs, slug)
        # what the routines use of the plugins is not there either, and need not be told once for each place
        others = (p for p in loaded.problems if p.rule not in _FROM_PLUGINS)
        return Loaded(None, loaded.processes, (*others, *refused.problems), loaded.questions)
    except (ConfigurationError, PluginError) as error:
        loaded = load(configs, slug)
        problem = Problem(str(configs / slug / "municipality.yaml"), _line(error), 1, "plugin", error.text)
        return Loaded(None, loaded.processes, (*loaded.problems, problem), loaded.questions)


def _line(error: ConfigurationError | PluginError) -> int:
    found = error.details.get("line")
    return found if isinstance(found, int) else 0


def _text(checked: Checked) -> None:
    for problem in checked.problems:
        click.echo(line(problem))
    if checked.questions:
        click.echo("\nÖppna frågor:" if checked.problems else "Öppna frågor:")
    for question in checked.questions:
        asked = " ".join(question.text.split())  # what stands on several lines is one question
        click.echo(f"{question.file}:{question.line}:{question.column} {called(question.where)}: {asked}")
    if checked.questions:
        click.echo(err=True)  # sets the sum apart from the list without being a part of it
    click.echo(_summary(checked), err=True)


def _summary(checked: Checked) -> str:
    drafts = (
        " Ett utkast utanför en kommun bevisas inte: lägg det i mappen processes hos en kommun."
        if checked.drafts
        else ""
    )
    files = [Path(file).name for file in checked.untried]
    names = ", ".join(files) if len(files) <= MOST_NAMED else f"{len(files)} filer"
    untried = (
        f" Vägarna i {names} är inte prövade än, för felen gör att de inte går att följa: granska igen när de är rättade."
        if files
        else ""
    )
    return f"{_found(checked)}{untried}{drafts}"


def _found(checked: Checked) -> str:
    if checked.problems:
        files = len({problem.file for problem in checked.problems})
        advice = sum(problem.severity == "info" for problem in checked.problems)
        wrong = len(checked.problems) - advice
        said = [f"{number} {word}" for number, word in ((wrong, "problem"), (advice, "råd")) if number]
        return f"{' och '.join(said)} i {files} {'fil' if files == 1 else 'filer'}."
    return f"Inga problem. {checked.processes} {'rutin' if checked.processes == 1 else 'rutiner'} granskade."


def _json(checked: Checked) -> str:
    import json

    problems = [as_data(p) for p in checked.problems]
    questions = [
        {"file": q.file, "line": q.line, "column": q.column, "where": q.where, "text": q.text}
        for q in checked.questions
    ]
    body = {"problems": problems, "questions": questions, "processes": checked.processes}
    return json.dumps(body, ensure_ascii=False, indent=2)
