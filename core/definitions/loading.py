"""The one door: a folder of configuration -> a municipality with its processes, or every problem at once."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from pathlib import Path

from msgspec import Struct, field
from msgspec.structs import replace

from core.definitions import folders, undecided
from core.definitions.language.keys_municipality import MUNICIPALITY
from core.definitions.law import check as law_check
from core.definitions.law import laws
from core.definitions.layers import base, layers
from core.definitions.layers.layers import Layered
from core.definitions.municipality import town
from core.definitions.municipality.directory import Directory
from core.definitions.problems.report import Question, Report
from core.definitions.questions import Questions
from core.definitions.routine import letters, process
from core.definitions.routine.fact_types import FactTypes
from core.definitions.routine.letters import Letters
from core.definitions.routine.process import Built, Input
from core.definitions.text.checking import Checker, Record
from core.definitions.text.source import read
from core.definitions.text.tree import Place
from core.definitions.watched import registers, reports
from core.definitions.whole import between, unused
from core.definitions.whole.followable import followable
from core.expressions import functions as all_functions
from core.model.definition import ProcessDefinition
from core.model.people import Municipality, PluginUse
from core.model.plugins import Brought, ExpressionFunction, ProcessSource, StepKindDef
from core.model.problems import Faults, Problem

MAX_FILES = 500
MUNICIPALITYS = ""
"""Among settings by process: those of municipality.yaml itself."""
NOTHING = Brought()


class Loaded(Struct, frozen=True):
    """What a municipality's files gave.

    Attributes:
        municipality: None when municipality.yaml has an error. For a folder of shared routines: a stand-in with what they need.
        processes: by id, only those whose files have no errors.
        problems: every problem, by file, line and column.
        questions: what the sources leave open, by place; never a problem.
        unread: routines that have a file with errors, by id, or by the file's name where nobody could read more.
        followable: by id, those whose errors leave all roads as they are, and these errors: they never run, but can be proven.
        untried: the files of the others with errors, whose roads nobody has looked at.
        advice: what is declared and nothing uses, for whoever writes; it keeps nothing from running.
    """

    municipality: Municipality | None
    processes: Mapping[str, ProcessDefinition]
    problems: tuple[Problem, ...]
    questions: tuple[Question, ...] = ()
    unread: frozenset[str] = frozenset()
    followable: Mapping[str, tuple[ProcessDefinition, Faults]] = {}
    untried: tuple[str, ...] = ()
    advice: tuple[Problem, ...] = ()


class Reading(Struct):
    """What all routines of a municipality are built with, and those that have been built.

    `settings`: values per process. `named`: what each file that could be read calls its routine. `written`: those built, as written.
    """

    town: town.Town
    functions: Mapping[str, ExpressionFunction]
    report: Report
    questions: Questions
    settings: Mapping[str, Mapping[str, object]]
    step_kinds: Mapping[str, StepKindDef] = field(default_factory=dict)
    found: dict[str, Built] = field(default_factory=dict)
    named: dict[Path, str] = field(default_factory=dict)
    layered: dict[str, layers.Layered] = field(default_factory=dict)
    written: dict[str, unused.Declared] = field(default_factory=dict)
    _letters: dict[tuple[Path, ...], Letters] = field(default_factory=dict)

    def report_for(self, process: str) -> Report:
        """Where what is wrong with a routine is told: what stands in a layer below is told where the routine names it."""
        layered = self.layered.get(process)
        return self.report if layered is None else layers.LayerReport(self.report, layered)

    def letters(self, folders: tuple[Path, ...]) -> Letters:
        """The letters in `folders`, read once."""
        if folders not in self._letters:
            self._letters[folders] = letters.load(folders, self.report)
        return self._letters[folders]


def plugins_of(configs: Path, municipality: str) -> tuple[PluginUse, ...]:
    """The plugins a municipality names, with settings and grants; none when its file cannot be read."""
    path = configs / municipality / "municipality.yaml"
    report = Report()
    node = read(path, str(path), report, mended=True)
    found = Checker(report).read(node, MUNICIPALITY) if node is not None else None
    return town.plugin_uses(found) if isinstance(found, Record) else ()


def load(
    configs: Path,
    municipality: str,
    *,
    brought: Brought = NOTHING,
    extra: tuple[ProcessSource, ...] = (),
    settings: Mapping[str, Mapping[str, object]] | None = None,
    lone: bool = False,
    today: date | None = None,
) -> Loaded:
    """Loads a municipality with all its processes and checks everything.

    Args:
        configs: the folder that holds one folder per municipality.
        municipality: the folder's name.
        brought: what plugins add to the language.
        extra: process files that plugins carry.
        settings: values instead of the files' defaults, per process, and under ``""`` for municipality.yaml; for scenarios.
        lone: the other routines are not at hand, so calls to them are taken on trust (a kept version of one routine).
        today: the local day on which the law a routine rests on must be in force; None: only the day the routine began to hold.

    Nothing is raised for bad input: everything wrong is among the problems.
    """
    report, questions = Report(), Questions()
    folder = configs / municipality
    path = folder / "municipality.yaml"
    shared_folder = municipality.startswith("_")
    node = None if shared_folder else read(path, str(path), report, mended=True)
    shared = laws.load(configs, report, questions, municipality)
    if path.is_file() or shared_folder:
        folders.check_read(folder, report)
    kinds, given = FactTypes(brought.fact_types, lenient=lone), settings or {}
    own = given.get(MUNICIPALITYS, {})
    built_town, about = town.build(node, municipality, str(path), report, questions, shared, kinds, own)
    about = replace(about, assessors=brought.assessors)
    functions = all_functions(about.timezone, brought.functions, about.calendar)
    reading = Reading(about, functions, report, questions, given, brought.step_kinds)
    sources = [*(ProcessSource(p, "") for p in _process_files(folder, report)), *extra]
    for source in sources:
        _one(source, reading, configs)
    _check_together(reading, built_town, today, lone=lone, every=len(reading.found) == len(sources))
    if not lone:
        built_town = _with_lists(built_town, reading, frozenset(s.path.stem for s in sources))
    bad = report.files()
    sound = {name: built.definition for name, built in reading.found.items() if not _files_of(built, configs) & bad}
    if shared_folder:
        built_town = base.stand_in(municipality, sound.values(), shared)
    unread = frozenset(reading.named.get(s.path) or s.path.stem for s in sources) - sound.keys()
    followed = {} if built_town is None else _followable(reading.found, sound, report, configs, built_town)
    followable_files = {str(definition.file) for definition, _ in followed.values()}
    untried = tuple(file for s in sources if (file := str(s.path)) in bad - followable_files)
    # a name that is misspelt where it is used is told there, and then what it meant seems unused
    advice = (
        unused.found(node, reading.written, folder / "letters") if node is not None and not bad and not lone else ()
    )
    return Loaded(built_town, sound, report.problems(), questions.found(), unread, followed, untried, advice)


def _check_together(
    reading: Reading, built_town: Municipality | None, today: date | None, *, lone: bool, every: bool
) -> None:
    """Checks what shows only when all routines are built: against each other, the law, and who is decided for what.

    `every`: whether each file gave a routine, so that what is not found is nowhere.
    """
    shared_folder = reading.town.shared
    if not lone:
        between.check(reading.found, reading.report_for, today, whole=every and not shared_folder)
    for name, built in reading.found.items():
        law_check.check(built, today, reading.report_for(name), reading.questions)
        undecided.ask(built, built_town, reading.questions)
        if shared_folder:
            base.check_needs(built, reading.report_for(name))


def _followable(
    found: Mapping[str, Built], sound: Container[str], report: Report, configs: Path, built_town: Municipality
) -> dict[str, tuple[ProcessDefinition, Faults]]:
    """The routines with errors whose roads can be followed all the same, and their errors."""
    wrong = [p for p in report.problems() if p.severity == "error"]
    kept: dict[str, tuple[ProcessDefinition, Faults]] = {}
    for name, built in found.items():
        files = _files_of(built, configs)
        rules = frozenset(p.rule for p in wrong if p.file in files)
        whole = None if name in sound else followable(built.definition, rules, built_town.roles, intact=built.intact)
        if whole is not None:
            kept[name] = (whole, Faults(rules, built.unreached, built.unread))
    return kept


def _with_lists(built: Municipality | None, reading: Reading, named: frozenset[str]) -> Municipality | None:
    """The municipality with its reports and registers; None when one is wrong. `named` are the routines that have a file."""
    report, lists = reading.report, reading.town.lists
    before, unread = report.files(), named - reading.found.keys()
    names = Directory(report, {"roles": reading.town.roles})
    counted = reports.build(lists.get("reports", {}), names, reading.found, unread, report)
    listed = registers.build(lists.get("registers", {}), names, reading.found, unread, report)
    wrong = any(e.place.file in report.files() - before for entries in lists.values() for e in entries.values())
    return None if built is None or wrong else replace(built, reports=counted, registers=listed)


def _files_of(built: Built, configs: Path) -> set[str]:
    """The files a routine stands on: its own, its letters and, when it rests on law, those of the laws."""
    shared = map(str, laws.files(configs, built.definition.municipality)) if built.definition.laws.provisions else ()
    return {*built.files, *shared}


def _process_files(folder: Path, report: Report) -> list[Path]:
    processes = folder / "processes"
    if not processes.is_dir():
        return []
    files = sorted(p for p in processes.iterdir() if p.suffix in (".yaml", ".yml") and not p.name.startswith("."))
    if len(files) > MAX_FILES:
        message = f"Mappen har fler än {MAX_FILES} rutiner; resten läses inte."
        report.add(Place(str(processes), 0, 1), "file-too-big", message, hint="Dela upp dem på flera mappar.")
    return files[:MAX_FILES]


def _one(source: ProcessSource, reading: Reading, configs: Path) -> None:
    node = read(source.path, str(source.path), reading.report, mended=True)
    reading.named[source.path] = process.name_of(node) if node is not None else ""
    layered = (
        layers.resolve(node, source.path, configs, reading.report, reading.step_kinds) if node is not None else None
    )
    if layered is None:
        return
    layers.check_needs(layered, reading.town, reading.report)
    _build(layered, reading, source.plugin or None)


def _build(layered: Layered, reading: Reading, plugin: str | None) -> None:
    """Builds one routine from its layers into ``reading.found``. A later layer's letter takes the place of one by the same name."""
    name = process.name_of(layered.node)
    folders = tuple(dict.fromkeys(letters.folder_of(path) for path in reversed(layered.files)))
    below = tuple(str(path) for path in layered.files[1:])
    given = Input(
        reading.town, reading.functions, reading.settings.get(name, {}), plugin, reading.letters(folders), below,
        layered.based_on, layered.needed(), layered.written_out,
    )  # fmt: skip
    report = layers.LayerReport(reading.report, layered) if layered.based_on is not None else reading.report
    built = process.build(layered.node, given, report, reading.questions)
    if built is None or not built.definition.id:
        return
    first = reading.found.get(built.definition.id)
    if first is not None:
        message = f"Rutinen {built.definition.id} finns redan i {first.definition.file}."
        reading.report.add(built.place, "duplicate-process", message, hint="Ge den ett annat namn.")
        return
    reading.found[built.definition.id] = built
    sent = tuple(letter.text for letter in built.definition.letters.values())
    reading.written[built.definition.id] = unused.Declared(
        layered.node, None if plugin else str(layered.files[0]), sent
    )
    if layered.based_on is not None:
        reading.layered[built.definition.id] = layered
