"""The one door: a folder of configuration -> a municipality with its processes, or every problem at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from core.definitions import between, process, town
from core.definitions.checking import Checker, Record
from core.definitions.keys_municipality import MUNICIPALITY
from core.definitions.process import Built, Input
from core.definitions.questions import Questions
from core.definitions.report import Question, Report
from core.definitions.source import read
from core.definitions.tree import Place
from core.expressions import functions as all_functions
from core.model.definition import ProcessDefinition
from core.model.people import Municipality, PluginUse
from core.model.plugins import ExpressionFunction, ProcessSource
from core.model.problems import Problem

MAX_FILES = 500


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a municipality's files gave.

    Attributes:
        municipality: None when municipality.yaml has an error.
        processes: by id, only those whose files have no errors.
        problems: every problem, by file, line and column.
        questions: what the sources leave open, by place; never a problem.
    """

    municipality: Municipality | None
    processes: Mapping[str, ProcessDefinition]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()


def municipalities(configs: Path) -> tuple[str, ...]:
    """The municipalities in a configuration folder: its folders with a municipality.yaml, except those beginning with ``_``."""
    if not configs.is_dir():
        return ()
    found = (
        p.name for p in configs.iterdir() if not p.name.startswith(("_", ".")) and (p / "municipality.yaml").is_file()
    )
    return tuple(sorted(found))


def plugins_of(configs: Path, municipality: str) -> tuple[PluginUse, ...]:
    """The plugins a municipality names, with settings and grants; none when its file cannot be read."""
    path = configs / municipality / "municipality.yaml"
    report = Report()
    node = read(path, str(path), report)
    found = Checker(report).read(node, MUNICIPALITY) if node is not None else None
    return town.plugin_uses(found) if isinstance(found, Record) else ()


def load(
    configs: Path,
    municipality: str,
    *,
    functions: tuple[ExpressionFunction, ...] = (),
    extra: tuple[ProcessSource, ...] = (),
    settings: Mapping[str, Mapping[str, object]] | None = None,
    lone: bool = False,
) -> Loaded:
    """Loads a municipality with all its processes and checks everything.

    Args:
        configs: the folder that holds one folder per municipality.
        municipality: the folder's name.
        functions: what plugins add to expressions.
        extra: process files that plugins carry.
        settings: values instead of the files' defaults, per process; for scenarios.
        lone: the other routines are not at hand, so calls to them are taken on trust (a kept version of one routine).

    Nothing is raised for bad input: everything wrong is among the problems.
    """
    report, questions = Report(), Questions()
    folder = configs / municipality
    path = folder / "municipality.yaml"
    node = read(path, str(path), report)
    built_town, about = town.build(node, municipality, str(path), report, questions)
    sources = [*(ProcessSource(p, "") for p in _process_files(folder, report)), *extra]
    named = all_functions(about.timezone, functions)
    found: dict[str, Built] = {}
    for source in sources:
        _one(source, about, named, settings or {}, report, questions, found)
    if not lone:
        between.check(found, report)
    bad = report.files()
    sound = {name: built.definition for name, built in found.items() if built.definition.file not in bad}
    return Loaded(built_town, sound, report.problems(), questions.found())


def _process_files(folder: Path, report: Report) -> list[Path]:
    processes = folder / "processes"
    if not processes.is_dir():
        return []
    files = sorted(p for p in processes.iterdir() if p.suffix in (".yaml", ".yml") and not p.name.startswith("."))
    if len(files) > MAX_FILES:
        message = f"Mappen har fler än {MAX_FILES} rutiner; resten läses inte."
        report.add(Place(str(processes), 0, 1), "file-too-big", message, hint="Dela upp dem på flera mappar.")
    return files[:MAX_FILES]


def _one(
    source: ProcessSource,
    about: town.Town,
    named: Mapping[str, ExpressionFunction],
    settings: Mapping[str, Mapping[str, object]],
    report: Report,
    questions: Questions,
    found: dict[str, Built],
) -> None:
    shown = str(source.path)
    node = read(source.path, shown, report)
    if node is None:
        return
    name = process.name_of(node)
    built = process.build(node, Input(about, named, settings.get(name, {}), source.plugin or None), report, questions)
    if built is None or not built.definition.id:
        return
    first = found.get(built.definition.id)
    if first is not None:
        message = f"Rutinen {built.definition.id} finns redan i {first.definition.file}."
        report.add(built.place, "duplicate-process", message, hint="Ge den ett annat namn.")
        return
    found[built.definition.id] = built
