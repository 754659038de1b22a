"""What a path on the command line means: a configuration folder, one municipality, or one file in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from core.definitions import folders
from core.definitions.folders import READ
from core.definitions.law import laws
from core.definitions.loading import Loaded, load
from core.definitions.problems.report import Question, Report, in_order
from core.definitions.questions import Questions
from core.definitions.whole import unproven
from core.model.plugins import ProcessSource
from core.model.problems import Problem

Loader = Callable[[Path, str, Path | None], Loaded]
"""Reads a municipality; when a file is named, only what stands in it has to be proven."""


class Target(Struct, frozen=True):
    """A municipality to check; with `file`, only what concerns that file is reported, under the name it was given."""

    configs: Path
    slug: str
    file: Path | None = None


class Checked(Struct, frozen=True):
    """The result of a check over all paths.

    `drafts`: routines outside any municipality, which are read but not proven. `untried`: the files of routines with such errors that
    their roads cannot be followed, so that more may come when those are mended.
    """

    problems: tuple[Problem, ...]
    questions: tuple[Question, ...]
    processes: int
    drafts: int = 0
    untried: tuple[str, ...] = ()


def targets(path: Path) -> tuple[Target, ...]:
    """What to check for `path`; empty when there is no municipality there."""
    if path.is_file():
        return (_of_file(path),)
    if _is_home(path.resolve()):
        return (_of_folder(path),)
    found = [t for folder in (path, *folders.inside(path)) for t in _in_folder(folder)]
    home = _home(path)
    return tuple(found) or ((_of_folder(home),) if home is not None else ())


def _in_folder(path: Path) -> tuple[Target, ...]:
    """The municipalities of a folder; shared routines are looked for only where there are municipalities."""
    found = folders.municipalities(path)
    return tuple(Target(path, slug) for slug in ((*folders.shared(path), *found) if found else ()))


def check(paths: Iterable[Path], loader: Loader | None = None) -> Checked:
    """Every problem and open question of what the paths name. `loader` brings plugins; without it only the files count."""
    use = loader or _plain
    problems: list[Problem] = []
    questions: list[Question] = []
    untried: list[str] = []
    processes = drafts = 0
    for target in dict.fromkeys(target for path in paths for target in targets(path)):
        loaded = _loaded(target, use)
        concerns = _concerning(target)
        problems += [replace(p, file=str(target.file or p.file)) for p in loaded.problems if concerns(p.file)]
        problems += _not_proven(target, loaded)
        untried += [file for file in loaded.untried if loaded.municipality is not None and concerns(file)]
        drafts += target.file is not None and not (target.file.name in READ or _home(target.configs / target.slug))
        questions += [
            replace(q, file=str(target.file or q.file), process="") for q in loaded.questions if concerns(q.file)
        ]
        processes += len(loaded.processes) if target.file is None else 0 if _is_laws(target.file) else 1
    return Checked(in_order(problems), tuple(sorted(set(questions))), processes, drafts, tuple(dict.fromkeys(untried)))


def _not_proven(target: Target, loaded: Loaded) -> tuple[Problem, ...]:
    town = target.configs / target.slug / unproven.TOWN
    if target.file is None:
        return unproven.of_folder(town, loaded)
    return () if target.file.name in READ or _is_laws(target.file) else unproven.of_file(target.file, town, loaded)


def _plain(configs: Path, slug: str, _file: Path | None) -> Loaded:
    return load(configs, slug)


def _loaded(target: Target, use: Loader) -> Loaded:
    if target.file is not None and _is_laws(target.file):
        return _laws(target.file)
    loaded = use(target.configs, target.slug, target.file)
    if target.file is None or target.file.name in READ or _is_process_of(target):
        return loaded
    return load(target.configs, target.slug, extra=(ProcessSource(target.file, ""),))


def _is_laws(file: Path) -> bool:
    """Whether the file is the laws that a folder of municipalities shares."""
    whole = file.resolve()
    return whole == (whole.parent.parent / laws.NATIONAL)


def _laws(file: Path) -> Loaded:
    report, questions = Report(), Questions()
    laws.load(file.resolve().parent.parent, report, questions)
    return Loaded(None, {}, report.problems(), questions.found())


def _is_process_of(target: Target) -> bool:
    home = target.configs / target.slug / "processes"
    return target.file is not None and target.file.resolve().parent == home.resolve()


def _concerning(target: Target) -> Callable[[str], bool]:
    """Whether a file is what was asked about; each is looked up once, since many things are told of the same."""
    if target.file is None:
        return lambda _file: True
    asked = target.file.resolve()
    return cache(lambda file: Path(file).resolve() == asked)


def _of_folder(path: Path) -> Target:
    """A municipality's folder; ``.`` is told by its real name."""
    folder = path if path.name and path.name != ".." else path.resolve()
    return Target(folder.parent, folder.name)


def _of_file(path: Path) -> Target:
    home = _home(path.resolve().parent)
    folder = home or path.resolve().parent
    return Target(folder.parent, folder.name, path)


def _home(path: Path) -> Path | None:
    """The folder of the municipality, or of shared routines, that holds `path`, looking upwards."""
    whole = path.resolve()
    return next((folder for folder in (whole, *whole.parents[:3]) if _is_home(folder)), None)


def _is_home(folder: Path) -> bool:
    return (folder / "municipality.yaml").is_file() or (folder.name.startswith("_") and (folder / "processes").is_dir())
