"""Where each value of a routine comes from: the file and line it was written on, and what it took the place of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from core.definitions.layers import layers
from core.definitions.layers.layers import NO_KINDS
from core.definitions.layers.merge_steps import step_id
from core.definitions.layers.merging import BETWEEN, LISTS, Changes, words_of
from core.definitions.problems.report import Report
from core.definitions.text.source import read
from core.definitions.text.tree import Items, Node, Place, Table, Text
from core.model.plugins import ProcessSource, StepKindDef
from core.model.problems import Problem


class Provenance(Struct, frozen=True):
    """One value: the way to it in words (steps by their ids), what it is, and where it was written.

    `replaced` is what stood there in the layer below, with its place, or None. `removed`: a layer took it away, and `value` is what it was.
    """

    path: str
    value: str
    place: Place
    replaced: str | None = None
    replaced_at: Place | None = None
    removed: bool = False


def explain(
    configs: Path,
    municipality: str,
    process: str,
    extra: tuple[ProcessSource, ...] = (),
    kinds: Mapping[str, StepKindDef] = NO_KINDS,
) -> tuple[tuple[Provenance, ...], tuple[Problem, ...]]:
    """Every value of a routine in the order it is read, what its layers took away last, and what is wrong with its layers.

    Nothing of either: no such routine, unless it is in a file that cannot be read.

    Args:
        extra: process files that plugins carry.
        kinds: the kinds of steps that plugins bring.
    """
    unread = Report()
    folder = configs / municipality / "processes"
    own = sorted(folder.glob("*.y*ml")) if folder.is_dir() else []
    for path in (*own, *(source.path for source in extra)):
        node = read(path, str(path), unread)
        name = node.get("process") if isinstance(node, Table) else None
        if node is None or not isinstance(name, Text) or name.text != process:
            continue
        report = Report()  # what is wrong with another file is not about this routine
        layered = layers.resolve(node, path, configs, report, kinds)
        if layered is None:
            return (), report.problems()
        return (*_values(layered.node, "", layered.changes), *_removed(layered.changes)), report.problems()
    return (), unread.problems()


def _removed(changes: Changes) -> Iterator[Provenance]:
    for gone in changes.removed:
        yield Provenance(gone.path, gone.was.text, gone.place, replaced_at=gone.was.place, removed=True)


def _values(node: Node, path: str, changes: Changes) -> Iterator[Provenance]:
    """The values in `node`; what a whole table or list took the place of is told with its first value."""
    found = _inside(node, path, changes)
    before = None if isinstance(node, Text) else changes.replaced.get(node.place)
    first = next(found, None)
    if first is not None:
        yield first if before is None else replace(first, replaced=before.text, replaced_at=before.place)
    yield from found


def _inside(node: Node, path: str, changes: Changes) -> Iterator[Provenance]:
    if isinstance(node, Text):
        before = changes.replaced.get(node.place)
        yield Provenance(path, node.text, node.place, before.text if before else None, before.place if before else None)
    elif isinstance(node, Table):
        for key, value in node.entries:
            yield from _values(value, _join(path, key.text), changes)
    elif all(isinstance(item, Text) for item in node.items):
        yield from _words(node, path)
    else:
        for number, item in enumerate(node.items, 1):
            yield from _values(item, _join(path, _named(item, path) or str(number)), changes)


def _words(node: Items, path: str) -> Iterator[Provenance]:
    """A list of words: one value when all were written in one place, else a value for each."""
    if len({item.place.file for item in node.items} | {node.place.file}) == 1:
        yield Provenance(path, words_of(node), node.place)
    else:
        yield from (Provenance(path, f"[{words_of(item)}]", item.place) for item in node.items)


def _named(item: Node, path: str) -> str | None:
    """What an item of a list is called, where it has a name of its own."""
    within = path.rpartition(BETWEEN)[2]
    row = item.get("row") if within == "rows" and isinstance(item, Table) else None
    return step_id(item) if within in LISTS else row.text if isinstance(row, Text) else None


def _join(path: str, name: str) -> str:
    return f"{path}{BETWEEN}{name}" if path else name
