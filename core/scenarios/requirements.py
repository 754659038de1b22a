"""Which requirement of the five municipalities is carried by a routine and exercised by a scenario, as a page for developers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

Names = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Source:
    """A municipality's list of requirements: ids ``P-01`` … and, for what its documents leave unclear, ``P-A1`` …"""

    prefix: str
    title: str
    items: int
    unclear: int

    def ids(self) -> tuple[str, ...]:
        """Every id, requirements first."""
        items = (f"{self.prefix}-{n:02d}" for n in range(1, self.items + 1))
        return (*items, *(f"{self.prefix}-A{n}" for n in range(1, self.unclear + 1)))


SOURCES = (
    Source("M", "Malmö", 40, 9),
    Source("SU", "Sundbyberg", 107, 8),
    Source("ST", "Stockholm", 42, 6),
    Source("E", "Eda", 53, 9),
    Source("B", "Bengtsfors", 65, 9),
)
LISTED = frozenset(i for source in SOURCES for i in source.ids())
WANTED = tuple(i for source in SOURCES for i in source.ids() if "-A" not in i)
"""The 307 requirements, without what is unclear."""
_HEAD = """# Requirements and what shows them

Written by `python -m core.cli.requirements`: every requirement of the five municipalities, the files that carry it (`covers`) and the
scenarios that exercise it and hold. Ids with `A` are what a document leaves unclear; they are carried by a setting or a question.

| municipality | requirements | carried | exercised |
|---|---|---|---|
"""
_NOT_YET = "–"
_COVERS = re.compile(r"\bcovers:\s*(?:\[([^\]]*)\]|([A-Z]+-\w+))")


def named(files: Iterable[Path]) -> tuple[str, ...]:
    """The ids that some item in `files` names under `covers`, in the order they are first met."""
    return tuple(dict.fromkeys(i for file in files for i in _covers(file.read_text(encoding="utf-8"))))


def carried(files: Iterable[Path], root: Path) -> dict[str, list[str]]:
    """Requirement ids -> the files (relative to `root`) whose items name them under `covers`."""
    found: dict[str, list[str]] = {}
    for file in files:
        name = file.relative_to(root).as_posix()
        for requirement in _covers(file.read_text(encoding="utf-8")):
            if name not in found.setdefault(requirement, []):
                found[requirement].append(name)
    return found


def _covers(text: str) -> Iterator[str]:
    for several, one in _COVERS.findall(text):
        yield from (name.strip() for name in (several or one).split(",") if name.strip())


def page(carriers: Names, exercised: Names) -> str:
    """The whole page."""
    lines = [_row(source, carriers, exercised) for source in SOURCES]
    parts = [_HEAD + "\n".join(lines)]
    parts += [_section(source, carriers, exercised) for source in SOURCES]
    return "\n\n".join(parts) + "\n"


def _row(source: Source, carriers: Names, exercised: Names) -> str:
    ids = [i for i in source.ids() if "-A" not in i]
    return f"| {source.title} | {len(ids)} | {sum(i in carriers for i in ids)} | {sum(i in exercised for i in ids)} |"


def _section(source: Source, carriers: Names, exercised: Names) -> str:
    missing = [i for i in source.ids() if i not in carriers and i not in exercised]
    rows = [
        f"| {i} | {', '.join(carriers.get(i, ())) or _NOT_YET} | {'; '.join(exercised.get(i, ())) or _NOT_YET} |"
        for i in source.ids()
        if i in carriers or i in exercised
    ]
    table = "\n".join(("| id | carried by | exercised by |", "|---|---|---|", *rows)) if rows else ""
    waiting = (
        "Not carried yet; they need what lives beside the case (sessions, meetings, places, registers, reports) or a plugin: "
        + (", ".join(missing) or "none")
        + "."
    )
    return "\n\n".join(part for part in (f"## {source.title}", table, waiting) if part)
