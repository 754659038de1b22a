"""Routines that nobody could judge: what they rest on is wrong, so that nothing found in them proves nothing."""

from __future__ import annotations

import os
from pathlib import Path

from core.definitions.loading import Loaded
from core.definitions.problems.report import NOT_PROVEN
from core.model.problems import Problem

TOWN = "municipality.yaml"


def of_file(file: Path, town: Path, loaded: Loaded) -> tuple[Problem, ...]:
    """That the routine in `file` could not be judged, when what is wrong stands in another file: nobody would see it."""
    wrong = [p for p in loaded.problems if p.severity == "error"]
    if not town.exists():
        return ()  # a draft
    if loaded.municipality is None:
        causes = [p for p in wrong if _same(p.file, town)]
    elif any(_same(file, d.file) for d in loaded.processes.values()) or _is_own(file, wrong, loaded):
        return ()
    else:
        causes = [p for p in wrong if Path(p.file).parent.name != "processes"]
    if not causes:
        return ()
    first = causes[0]
    name, line = Path(first.file).name, f" (rad {first.line})" if first.line else ""
    message = f"Rutinen kunde inte bevisas: det är fel i {name}{line}, som den vilar på."
    hint = f"Rätta det först, och granska sedan igen: rutin check {_near(first.file)}."
    return (Problem(str(file), 1, 1, NOT_PROVEN, message, hint=hint),)


def _is_own(file: Path, wrong: list[Problem], loaded: Loaded) -> bool:
    """Whether what keeps the routine from running stands in its own file, where it is told."""
    own = {p.rule for p in wrong if _same(file, p.file)}
    known = next((faults.rules for d, faults in loaded.followable.values() if _same(file, d.file)), frozenset[str]())
    return bool(own) and known <= own


def of_folder(town: Path, loaded: Loaded) -> tuple[Problem, ...]:
    """That no routine of the municipality could be judged, when its own file is wrong."""
    if loaded.municipality is not None or not any((town.parent / "processes").glob("*.y*ml")):
        return ()
    message = "Kommunens rutiner kunde inte bevisas, för den här filen har fel."
    hint = "Rätta filen och granska om; då kan fler problem komma fram i rutinerna."
    return (Problem(str(town), 1, 1, NOT_PROVEN, message, hint=hint),)


def _same(one: Path | str | None, other: Path | str) -> bool:
    return one is not None and Path(one).resolve() == Path(other).resolve()


def _near(file: str) -> str:
    """The path as one would write it from here."""
    return os.path.relpath(file) if Path(file).is_relative_to(Path.cwd()) else file
