"""Keeps the files of every version a routine has had, so that a running case goes on with the version it began with."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import msgspec
import structlog
from msgspec import structs

from core.definitions import line, load, municipalities
from core.definitions.folders import around, inside
from core.definitions.law.laws import NATIONAL
from core.definitions.routine.letters import folder_of
from core.errors import PluginError
from core.expressions import Asked, Question
from core.model.definition import ProcessDefinition
from core.model.plugins import AssessorDef, Brought, ExpressionFunction
from core.model.values import FactType

log = structlog.get_logger("rutin.versions")

T = TypeVar("T")
NOTHING = Brought()
FUNCTIONS, ASSESSORS = "functions.json", "assessors.json"
"""The functions and assessors that plugins gave when the version was kept."""


class Versions:
    """A folder with one folder per version, named by the version's digest."""

    def __init__(self, folder: Path, brought: Brought = NOTHING) -> None:
        self._folder, self._brought = folder, brought
        self._found: dict[str, ProcessDefinition | None] = {}

    def keep(self, definitions: Iterable[ProcessDefinition], municipality: Path) -> None:
        """Copies the files of versions that are not kept yet; a half-written copy is never seen under its name."""
        for definition in definitions:
            target = self._folder / definition.digest
            if target.exists():
                continue
            draft = self._folder / f"{definition.digest}.new"
            shutil.rmtree(draft, ignore_errors=True)
            try:
                self._copy(definition, municipality, draft)
                draft.rename(target)
            except OSError:
                shutil.rmtree(draft, ignore_errors=True)
                raise

    def _copy(self, definition: ProcessDefinition, municipality: Path, draft: Path) -> None:
        configs = municipality.parent
        home = draft / configs.name if len(around(configs)) > 1 else draft
        inside = home / municipality.name
        (inside / "processes").mkdir(parents=True)
        shutil.copy(municipality / "municipality.yaml", inside / "municipality.yaml")
        _keep_routine(definition, inside / "processes" / f"{definition.id}.yaml")
        _keep_letters(definition, inside / "letters")
        _keep_layers(definition, home)
        if (own := municipality / NATIONAL.name).is_file():
            shutil.copy(own, inside / own.name)
        for laws, kept in zip(around(configs), around(home), strict=False):
            if (laws / NATIONAL).is_file():
                (kept / NATIONAL).parent.mkdir(exist_ok=True)
                shutil.copy(laws / NATIONAL, kept / NATIONAL)
        _keep_declared(self._brought, draft)

    def find(self, process: str, digest: str) -> ProcessDefinition | None:
        """The version `digest` of a routine, or None when it was never kept or can no longer be read."""
        if digest not in self._found:
            self._found[digest] = self._read(process, digest)
        return self._found[digest]

    def _read(self, process: str, digest: str) -> ProcessDefinition | None:
        folder = self._folder / digest
        towns = [(home, slug) for home in (folder, *inside(folder)) for slug in municipalities(home)]
        if not towns:
            log.error("version_missing", municipality=self._folder.name, process=process, folder=str(folder))
            return None
        brought = _with_absent(self._brought, folder)
        read = load(*towns[0], brought=brought, lone=True)
        if process not in read.processes and not (folder / ASSESSORS).is_file():
            # kept before what assessors take was: people judge
            read = load(*towns[0], brought=replace(brought, assessors={}), lone=True)
        found = read.processes.get(process)
        if found is None:
            why = [line(each) for each in read.problems if each.severity == "error"]
            log.error(
                "version_unreadable", municipality=self._folder.name, process=process, folder=str(folder), why=why
            )
            return None
        # The digest also covers which plugin carried the file; the folder's name is what counts.
        return structs.replace(found, digest=digest)


class _Kept(msgspec.Struct, array_like=True, frozen=True):
    """A function as it was declared."""

    name: str
    parameters: tuple[FactType, ...]
    returns: FactType
    title: str = ""


class _KeptAssessor(msgspec.Struct, array_like=True, frozen=True):
    """An assessor as it was declared. `by`: its plugin."""

    name: str
    title: str
    parameters: dict[str, FactType]
    by: str = ""


class _Absent(Asked):
    """A function or assessor whose plugin is switched off, or takes something else now: it answers nothing, and people are asked."""

    def __init__(self, name: str) -> None:
        self.name = name

    def question(self, arguments: tuple[object, ...]) -> Question | None:  # noqa: ARG002 - it is never asked
        """Nothing."""
        return None

    def __call__(self, *_arguments: object) -> object:
        raise PluginError(plugin="", hook=self.name, reason=f"{self.name} har stängts av eller ändrats.")


def _keep_declared(brought: Brought, draft: Path) -> None:
    functions = [_Kept(each.name, each.parameters, each.returns, each.title) for each in brought.functions]
    (draft / FUNCTIONS).write_bytes(msgspec.json.encode(functions))
    assessors = [_KeptAssessor(a.name, a.title, dict(a.parameters), a.by) for a in brought.assessors.values()]
    (draft / ASSESSORS).write_bytes(msgspec.json.encode(assessors))


def _with_absent(brought: Brought, folder: Path) -> Brought:
    """What the plugins bring now, and something for each that a plugin brought when the version was kept but none does any more.

    So a routine that a plugin helped to write can be read, and its cases finished, when the plugin has been switched off, or asks for more
    or other than it did: to be asked, it would have to be given what the routine does not give it.
    """
    kept = {each.name: each for each in _kept(folder / FUNCTIONS, _Kept)}
    judged = {each.name: each for each in _kept(folder / ASSESSORS, _KeptAssessor)}
    functions = {each.name: each for each in brought.functions}
    for name, was in kept.items():
        if name not in functions or (functions[name].parameters, functions[name].returns) != (
            was.parameters,
            was.returns,
        ):
            functions[name] = ExpressionFunction(name, was.parameters, was.returns, _Absent(name), was.title)
    assessors = dict(brought.assessors)
    for name, before in judged.items():
        if name not in assessors or assessors[name].parameters != before.parameters:
            assessors[name] = AssessorDef(name, before.title, before.parameters, _Absent(name), before.by)
    return replace(brought, functions=tuple(functions.values()), assessors=assessors)


def _kept(path: Path, kind: type[T]) -> tuple[T, ...]:
    """What was declared when the version was kept; nothing of one that was kept before this was."""
    return msgspec.json.decode(path.read_bytes(), type=tuple[kind, ...]) if path.is_file() else ()  # type: ignore[valid-type]


def _keep_letters(definition: ProcessDefinition, target: Path) -> None:
    """The letters as the routine sends them: its own before those of the layers it builds on."""
    folders = [folder_of(Path(file)) for file in (definition.file, *definition.below)]
    for letter in definition.letters:
        target.mkdir(exist_ok=True)
        found = next(path for folder in folders if (path := folder / f"{letter}.md").is_file())
        shutil.copy(found, target / found.name)


def _keep_routine(definition: ProcessDefinition, target: Path) -> None:
    """The routine's own file, or what it was written out as, which no plugin is needed to read."""
    if definition.whole is None:
        shutil.copy(definition.file, target)
    else:
        target.write_text(definition.whole, encoding="utf-8")


def _keep_layers(definition: ProcessDefinition, draft: Path) -> None:
    """The layers it builds on, in folders of the same names."""
    for path in map(Path, definition.below if definition.whole is None else ()):
        folder = draft / path.parent.parent.name / "processes"
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, folder / path.name)
