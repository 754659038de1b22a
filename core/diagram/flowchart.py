"""The routine as a Mermaid flowchart, for those who keep their documentation as text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from core.diagram.arrange import layout
from core.diagram.shapes import Edge, Layout, NodeKind
from core.diagram.wording import doers
from core.model.definition import ProcessDefinition

_SHAPES: Mapping[NodeKind, tuple[str, str]] = {
    "start": ("([", "])"),
    "end": ("([", "])"),
    "choice": ("{{", "}}"),
    "call": ("[[", "]]"),
    "meeting": ("(", ")"),
    "wait": ("[/", "/]"),
    "jump": (">", "]"),
}
# Mermaid reads these inside quoted text as markup or as the end of it; its own entity codes are decimal, `#` included.
_SPECIAL = frozenset("\"'#&<>`;\\[](){}|*_~^$%@")


def mermaid(definition: ProcessDefinition, roles: Mapping[str, str]) -> str:
    """The routine as Mermaid text (``flowchart TD``): the picture's boxes, arrows and labels, roles as text in the boxes."""
    placed = layout(definition, roles)
    names = {node.id: f"n{number}" for number, node in enumerate(placed.nodes, 1)}
    lines = ["flowchart TD", *_boxes(placed, names, definition, roles)]
    lines += [f"  {_arrow(edge, names, placed)}" for edge in placed.edges]
    return "\n".join(lines) + "\n"


def _boxes(
    placed: Layout, names: Mapping[str, str], definition: ProcessDefinition, roles: Mapping[str, str]
) -> Iterator[str]:
    for node in placed.nodes:
        opening, closing = _SHAPES.get(node.kind, ("[", "]"))
        step = definition.steps.get(node.step or "")
        by = [roles.get(role, role) for role in doers(step)] if step else []
        text = "<br/>".join(map(_escaped, (f"{node.caption}: {node.title}", *by)))
        yield f'  {names[node.id]}{opening}"{text}"{closing}'


def _arrow(edge: Edge, names: Mapping[str, str], placed: Layout) -> str:
    target = next(node for node in placed.nodes if node.id == edge.target)
    said = [*(edge.label.words if edge.label else ()), *(target.entry.words if target.entry else ())]
    text = "<br/>".join(_escaped(part) for line in said for part in line.split("\n"))
    label = f'|"{text}"|' if said else ""
    return f"{names[edge.source]} -->{label} {names[edge.target]}"


def _escaped(text: str) -> str:
    return "".join(f"#{ord(char)};" if char in _SPECIAL or not char.isprintable() else char for char in text)
