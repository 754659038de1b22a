"""What must hold for every placed routine, checked with plain geometry and none of the layout's own reasoning."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

from core.diagram import Edge, Layout, Rect
from core.diagram.blocks import inset
from core.diagram.text import BOLD, NORMAL, width


def faults(placed: Layout) -> list[str]:
    """Everything that is wrong with the picture, in words."""
    return [*_boxes(placed), *_labels(placed), *_arrows(placed), *_shared(placed), *_inside(placed), *_texts(placed)]


def _boxes(placed: Layout) -> Iterator[str]:
    for one, other in combinations(placed.nodes, 2):
        if one.box.meets(other.box):
            yield f"{one.id} and {other.id} overlap"
    for name, times in Counter(node.id for node in placed.nodes).items():
        if times > 1:
            yield f"{name} is drawn {times} times"
    for frame in placed.frames:
        for node in placed.nodes:
            if frame.box.meets(node.box) and not _within(node.box, frame.box):
                yield f"{node.id} sticks out of the phase {frame.step}"


def _labels(placed: Layout) -> Iterator[str]:
    labels = placed.labels()
    for label in labels:
        for node in placed.nodes:
            if label.box.meets(node.box):
                yield f"the text {label.lines} lies on {node.id}"
    for one, other in combinations(labels, 2):
        if one.box.meets(other.box):
            yield f"the texts {one.lines} and {other.lines} overlap"


def _arrows(placed: Layout) -> Iterator[str]:
    boxes = {node.id: node.box for node in placed.nodes}
    for edge in placed.edges:
        name = f"{edge.source} -> {edge.target}"
        if not _on_border(edge.points[0], boxes[edge.source]) or not _on_border(edge.points[-1], boxes[edge.target]):
            yield f"{name} does not touch its boxes"
        for stretch in _stretches(edge):
            yield from (f"{name} runs through {node}" for node, box in boxes.items() if stretch.meets(box))
            yield from (f"{name} runs through {label.lines}" for label in placed.labels() if stretch.meets(label.box))
        yield from (f"{name} is slanted" for (x, y), (a, b) in pairwise(edge.points) if x != a and y != b)


def _shared(placed: Layout) -> Iterator[str]:
    """Two arrows may run together where they leave one box or reach one box, never otherwise: nobody could tell them apart."""
    for one, other in combinations(placed.edges, 2):
        if one.source == other.source or one.target == other.target:
            continue
        for a in _stretches(one):
            for b in _stretches(other):
                if a.meets(b) and (a.w > 1) == (b.w > 1):
                    yield f"{one.source} -> {one.target} and {other.source} -> {other.target} run together"


def _inside(placed: Layout) -> Iterator[str]:
    paper = Rect(0, 0, placed.width, placed.height)
    parts = [node.box for node in placed.nodes] + [label.box for label in placed.labels()]
    parts += [frame.box for frame in placed.frames] + [lane.body for lane in placed.lanes]
    parts += [stretch for edge in placed.edges for stretch in _stretches(edge)]
    yield from (f"{part} lies outside the paper" for part in parts if not _within(part, paper))


def _texts(placed: Layout) -> Iterator[str]:
    for node in placed.nodes:
        room = node.box.w - 2 * inset(node.kind)
        wide = [line for line in node.lines if width(line, NORMAL, BOLD) > room]
        wide += [line for line in node.notes if width(line) > room]
        yield from (f"{line!r} does not fit in {node.id}" for line in wide)
    for label in placed.labels():
        yield from (f"{line!r} does not fit" for line in label.lines if width(line) > label.box.w)


def _stretches(edge: Edge) -> Iterator[Rect]:
    """Each straight stretch as a rectangle as thin as the line, shortened a hair so that touching a border is no crossing."""
    for (x, y), (a, b) in pairwise(edge.points):
        left, top = min(x, a), min(y, b)
        wide, tall = abs(a - x), abs(b - y)
        if wide:
            yield Rect(left + 0.01, top - 0.4, wide - 0.02, 0.8)
        elif tall:
            yield Rect(left - 0.4, top + 0.01, 0.8, tall - 0.02)


def _on_border(point: tuple[float, float], box: Rect) -> bool:
    x, y = point
    within = box.x <= x <= box.right and box.y <= y <= box.bottom
    return within and (x in (box.x, box.right) or y in (box.y, box.bottom))


def _within(inner: Rect, outer: Rect) -> bool:
    return (
        inner.x >= outer.x
        and inner.y >= outer.y
        and inner.right <= outer.right + 0.01
        and inner.bottom <= outer.bottom + 0.01
    )
