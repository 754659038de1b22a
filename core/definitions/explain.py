"""Where each value of a routine comes from: the file and line it was written on, and what it took the place of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.definitions import layers
from core.definitions.report import Report
from core.definitions.source import read
from core.definitions.tree import Items, Node, Place, Table, Text
from core.model.plugins import ProcessSource
from core.model.problems import Problem


@dataclass(frozen=True, slots=True)
class Provenance:
    """One value: the way to it in words (steps by their ids), what it is, and where it was written.

    `replaced` is what stood there in the layer below, with its place, or None.
    """

    path: str
    value: str
    place: Place
    replaced: str | None = None
    replaced_at: Place | None = None


def explain(
    configs: Path, municipality: str, process: str, extra: tuple[ProcessSource, ...] = ()
) -> tuple[tuple[Provenance, ...], tuple[Problem, ...]]:
    """Every value of a routine in the order it is read, and what is wrong with its layers. Nothing of both: no such routine.

    Args:
        extra: process files that plugins carry.
    """
    report = Report()
    folder = configs / municipality / "processes"
    own = sorted(folder.glob("*.y*ml")) if folder.is_dir() else []
    for path in (*own, *(source.path for source in extra)):
        node = read(path, str(path), report)
        name = node.get("process") if isinstance(node, Table) else None
        if node is None or not isinstance(name, Text) or name.text != process:
            continue
        layered = layers.resolve(node, path, configs, report)
        values = tuple(_values(layered.node, "", layered)) if layered is not None else ()
        return values, report.problems()
    return (), ()


def _values(node: Node, path: str, layered: layers.Layered) -> Iterator[Provenance]:
    if isinstance(node, Text):
        before = layered.replaced.get(node.place)
        yield Provenance(path, node.text, node.place, before.text if before else None, before.place if before else None)
    elif isinstance(node, Items):
        if all(isinstance(item, Text) for item in node.items):
            before = layered.replaced.get(node.place)
            words = layers.words_of(node)
            yield Provenance(path, words, node.place, before.text if before else None, before.place if before else None)
            return
        for number, item in enumerate(node.items, 1):
            yield from _values(item, _join(path, layers.step_id(item) or str(number)), layered)
    else:
        for key, value in node.entries:
            yield from _values(value, _join(path, key.text), layered)


def _join(path: str, name: str) -> str:
    return f"{path} › {name}" if path else name
