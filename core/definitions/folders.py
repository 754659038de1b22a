"""Folders of municipalities, and the one that may stand in another: ``_examples``, with towns of its own and what it shares.

A folder that stands in a folder of municipalities under a name that begins with ``_`` draws on the laws and shared routines of both.
Its towns are checked and played with the others, and are never served with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from core.definitions.problems.report import Report
from core.definitions.text.tree import Place


def municipalities(configs: Path) -> tuple[str, ...]:
    """The municipalities in a configuration folder: its folders with a municipality.yaml, except those beginning with ``_``."""
    if not configs.is_dir():
        return ()
    found = (
        p.name for p in configs.iterdir() if not p.name.startswith(("_", ".")) and (p / "municipality.yaml").is_file()
    )
    return tuple(sorted(found))


def shared(configs: Path) -> tuple[str, ...]:
    """The folders of shared layers that have routines of their own."""
    return tuple(sorted(p.parent.name for p in configs.glob("_*/processes") if p.is_dir()))


def inside(configs: Path) -> tuple[Path, ...]:
    """The folders of municipalities that stand in `configs`."""
    return tuple(sorted(p for p in configs.glob("_*") if municipalities(p)))


READ = ("municipality.yaml", "laws.yaml", "demo.yaml")
"""The files that are read in a municipality's folder itself."""
_IN_FOLDERS = ("processes", "scenarios")
_HIDDEN_END = ".txt"
"""What Notepad adds to a name, and the file manager hides."""


def check_read(folder: Path, report: Report) -> None:
    """Warns of files that stand where nothing reads them: whoever wrote them thinks that they hold."""
    for path in sorted(p for p in folder.glob(f"*/*{_HIDDEN_END}") if p.parent.name in _IN_FOLDERS):
        message = f"Filen {path.parent.name}/{path.name} läses inte, för den slutar på {_HIDDEN_END}."
        hint = f"Döp om den till {path.stem.removesuffix('.yaml')}.yaml. Visa filnamnstillägg i Utforskaren, så syns slutet."
        report.add(Place(str(path), 0, 1), "unread-file", message, hint=hint, severity="warning")
    for path in sorted(p for p in folder.rglob("*.y*ml") if p.is_file()):
        where = path.relative_to(folder).parts
        read = where[0] in READ if len(where) == 1 else len(where) == 2 and where[0] in _IN_FOLDERS
        if read or any(part.startswith(".") for part in where):
            continue
        message = f"Filen {'/'.join(where)} läses inte."
        hint = "Rutiner ligger i processes, scenarier i scenarios, och kommunen i municipality.yaml och laws.yaml."
        report.add(
            Place(str(path), 0, 1), "unread-file", message, allowed=READ, given=where[-1], hint=hint, severity="warning"
        )


def around(configs: Path) -> tuple[Path, ...]:
    """Where laws and shared routines are looked for: `configs` itself, then the folder it stands in, if it does."""
    return tuple(_outwards(configs))


def _outwards(configs: Path) -> Iterator[Path]:
    yield configs
    whole = configs.resolve()
    if whole.name.startswith("_"):
        yield configs.parent if configs.name.startswith("_") else whole.parent
