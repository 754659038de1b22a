"""The organisation as pictures: what belongs to what, and whom one unit refers to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from core.diagram.drawing import GREY, LINE, document, number, rect, text
from core.diagram.shapes import Rect
from core.diagram.text import BOLD, NORMAL, SMALL, wrap
from core.words import list_words

_WIDE, _GAP, _INDENT, _PAD = 264.0, 28.0, 22.0, 9.0
_TITLE_LINE = 18.0
_OURS, _THEIRS, _HERE = "#e4eefa", "#f6f6f6", "#fdf1d3"


@dataclass(frozen=True, slots=True)
class Part:
    """A box of the organisation. `depth` 0 is a top unit; parts follow what they belong to. `note` is small print."""

    title: str
    depth: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class Arrow:
    """A box at one end of an arrow to or from the unit. `note` says when and by what way; `outside`: no part of the municipality."""

    title: str
    note: str = ""
    outside: bool = False


@dataclass(frozen=True, slots=True)
class _Box:
    box: Rect
    lines: tuple[str, ...]
    notes: tuple[str, ...]
    depth: int = 0


def organisation_svg(title: str, parts: Sequence[Part]) -> str:
    """Each top unit as a heading over its parts, which stand in as many columns as the tallest of them allows."""
    drawn: list[str] = []
    left, bottom = 10.0, 10.0
    tops = [(top, [_stack(group) for group in _groups(below, 1)]) for top, *below in _groups(parts)]
    most = max((stack[-1].box.bottom for _, stacks in tops for stack in stacks), default=0.0)
    for top, stacks in tops:
        columns = _columns(stacks, most)
        wide = max(len(columns), 1) * (_WIDE + _GAP) - _GAP
        head = _box(top.title, top.note, Rect(left, 10, wide, 0))
        placed = [
            [_moved(box, left + n * (_WIDE + _GAP), head.box.bottom + 14) for box in column]
            for n, column in enumerate(columns)
        ]
        drawn.append(_drawn(head, _OURS))
        for stack in placed:
            drawn += [*_from_head(head, stack), *_connectors(stack), *(_drawn(box, "#ffffff") for box in stack)]
        left += wide + _GAP
        bottom = max([bottom, head.box.bottom, *(box.box.bottom for stack in placed for box in stack)])
    return document(
        title, " ".join(organisation_text(parts)), (max(left - _GAP + 10, 40.0), bottom + 10), drawn, "organisation"
    )


def organisation_text(parts: Sequence[Part]) -> tuple[str, ...]:
    """The same in words: one line for each unit that has parts, or stands alone at the top."""
    lines = []
    for place, part in enumerate(parts):
        inside = _inside(parts, place)
        said = f"{part.title}{f' ({part.note})' if part.note else ''}"
        if inside:
            lines.append(f"Till {said} hör {list_words([p.title for p in inside])}.")
        elif part.depth == 0:
            lines.append(f"{said}.")
    return tuple(lines)


def _inside(parts: Sequence[Part], place: int) -> list[Part]:
    """The parts directly under the one at `place`."""
    found = []
    for part in parts[place + 1 :]:
        if part.depth <= parts[place].depth:
            break
        if part.depth == parts[place].depth + 1:
            found.append(part)
    return found


def _groups(parts: Sequence[Part], depth: int = 0) -> Iterator[list[Part]]:
    """The parts in groups that each begin with one at `depth`."""
    group: list[Part] = []
    for part in parts:
        if part.depth == depth and group:
            yield group
            group = []
        group.append(part)
    if group:
        yield group


def _stack(parts: Sequence[Part]) -> list[_Box]:
    """Boxes below each other, each further in than what it belongs to."""
    found: list[_Box] = []
    y = 0.0
    for part in parts:
        left = (part.depth - 1) * _INDENT
        box = _box(part.title, part.note, Rect(left, y, _WIDE - left, 0), part.depth)
        found.append(box)
        y = box.box.bottom + 8
    return found


def _box(title: str, note: str, at: Rect, depth: int = 0) -> _Box:
    lines = wrap(title, at.w - 2 * _PAD, NORMAL, BOLD)
    notes = wrap(note, at.w - 2 * _PAD, SMALL)
    return _Box(replace(at, h=2 * _PAD + len(lines) * _TITLE_LINE + len(notes) * LINE), lines, notes, depth)


def _columns(stacks: list[list[_Box]], most: float) -> list[list[_Box]]:
    """Stacks below each other as long as a column is no taller than `most`."""
    columns: list[list[_Box]] = []
    for stack in stacks:
        bottom = columns[-1][-1].box.bottom if columns else most
        if columns and bottom + stack[-1].box.bottom + 14 <= most:
            columns[-1] += [_moved(box, 0, bottom + 14) for box in stack]
        else:
            columns.append(list(stack))
    return columns


def _moved(box: _Box, dx: float, dy: float = 0.0) -> _Box:
    return replace(box, box=replace(box.box, x=box.box.x + dx, y=box.box.y + dy))


def _from_head(head: _Box, stack: Sequence[_Box]) -> Iterator[str]:
    """A short line from the heading down to the column."""
    x = stack[0].box.x + _WIDE / 2
    yield f'<path d="M{number(x)} {number(head.box.bottom)}V{number(stack[0].box.y)}" stroke="{GREY}" stroke-width="1.2"/>'


def _connectors(boxes: Sequence[_Box]) -> Iterator[str]:
    """From the left of each unit down to each of its parts."""
    above: dict[int, _Box] = {}
    for box in boxes:
        parent = above.get(box.depth - 1)
        if parent is not None:
            x, y = parent.box.x + _INDENT / 2, box.box.y + 16
            points = f"{number(x)},{number(parent.box.bottom)} {number(x)},{number(y)} {number(box.box.x)},{number(y)}"
            yield f'<polyline points="{points}" fill="none" stroke="{GREY}" stroke-width="1.2"/>'
        above[box.depth] = box


def _drawn(box: _Box, fill: str, heavy: float = 1.2, dashed: bool = False) -> str:
    dash = ' stroke-dasharray="5 3"' if dashed else ""
    x, y = box.box.x + _PAD, box.box.y + _PAD
    below = y + len(box.lines) * _TITLE_LINE
    return (
        "<g>"
        + rect(box.box, f' fill="{fill}" stroke="{GREY}" stroke-width="{number(heavy)}"{dash}', 4)
        + text(box.lines, x, y, f' font-size="{number(NORMAL)}" font-weight="600"', _TITLE_LINE)
        + text(box.notes, x, below, f' fill="{GREY}"')
        + "</g>"
    )


def referrals_svg(unit: str, inward: Sequence[Arrow], outward: Sequence[Arrow]) -> str:
    """The unit in the middle, those who refer to it on the left, those it refers to on the right."""
    left, right = _side(inward, 10.0), _side(outward, 10.0 + (2 if inward else 1) * (_WIDE + 70))
    tall = max([box.box.bottom for box in (*left, *right)], default=70.0)
    middle = _box(unit, "", Rect(10.0 + (_WIDE + 70 if inward else 0), 0, _WIDE, 0))
    middle = _moved(middle, 0, max(10.0, (tall - middle.box.h) / 2))
    drawn = [_line(box.box, middle.box) for box in left] + [_line(middle.box, box.box) for box in right]
    drawn += [
        _drawn(box, _THEIRS if arrow.outside else _OURS, dashed=arrow.outside) for box, arrow in _pairs(left, inward)
    ]
    drawn += [
        _drawn(box, _THEIRS if arrow.outside else _OURS, dashed=arrow.outside) for box, arrow in _pairs(right, outward)
    ]
    drawn.append(_drawn(middle, _HERE, 2.5))
    width = max(box.box.right for box in (middle, *left, *right)) + 10
    height = max(tall, middle.box.bottom) + 10
    described = " ".join(referrals_text(unit, inward, outward))
    return document(f"Hänvisningar till och från {unit}", described, (width, height), drawn, "referrals")


def referrals_text(unit: str, inward: Sequence[Arrow], outward: Sequence[Arrow]) -> tuple[str, ...]:
    """The same in words, a line for each arrow."""
    lines = [f"{arrow.title} hänvisar till {unit}{f': {arrow.note}' if arrow.note else ''}." for arrow in inward]
    lines += [f"{unit} hänvisar till {arrow.title}{f': {arrow.note}' if arrow.note else ''}." for arrow in outward]
    return tuple(line.replace("..", ".") for line in lines)


def _pairs(boxes: Sequence[_Box], arrows: Sequence[Arrow]) -> Iterator[tuple[_Box, Arrow]]:
    return zip(boxes, arrows, strict=True)


def _side(arrows: Sequence[Arrow], x: float) -> list[_Box]:
    found: list[_Box] = []
    y = 10.0
    for arrow in arrows:
        found.append(_box(arrow.title, arrow.note, Rect(x, y, _WIDE, 0)))
        y = found[-1].box.bottom + 12
    return found


def _line(first: Rect, second: Rect) -> str:
    """An arrow from the right of one box to the left of another, with one bend in the space between."""
    y1, y2 = first.y + first.h / 2, second.y + second.h / 2
    bend = (first.right + second.x) / 2
    points = ((first.right, y1), (bend, y1), (bend, y2), (second.x, y2))
    said = " ".join(f"{number(x)},{number(y)}" for x, y in points)
    x = second.x
    head = f"{number(x)},{number(y2)} {number(x - 9)},{number(y2 - 4.5)} {number(x - 9)},{number(y2 + 4.5)}"
    return f'<polyline points="{said}" fill="none" stroke="{GREY}" stroke-width="1.4"/><polygon points="{head}" fill="{GREY}"/>'
