"""The picture as SVG text: no scripts, no inline styles, every word escaped.

Looks right as a file of its own through presentation attributes; a page may theme it through the classes (`rd-…`), since
style sheets win over presentation attributes. Kinds differ by outline and caption, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.diagram.arrange import layout
from core.diagram.blocks import LINE, TITLE_LINE, inset
from core.diagram.drawing import GREY, PAPER, document, escaped, number, rect, strip, text
from core.diagram.outlines import SIGN, outline, points, sign
from core.diagram.prose import text_alternative
from core.diagram.shapes import Edge, Frame, Label, Lane, Layout, Node, NodeKind, Point, Rect
from core.diagram.text import NORMAL, SMALL, width
from core.diagram.wording import DONE, HERE
from core.model.definition import ProcessDefinition

_LATE, _STRONG = "#7a2e0e", "#0b3d91"
_FILLS: Mapping[NodeKind, str] = {
    "start": "#e3f1e5", "task": "#ffffff", "meeting": "#e4eefa", "choice": "#fdf1d3", "wait": "#f1ecf8", "call": "#eef1f4",
    "end": "#dfe5ea", "phase": "#f6f6f6", "gate": "#f6f6f6", "event": "#fffbea", "jump": "#ffffff",
    "decision": "#fbe9e4", "handover": "#e6f4f1", "reserve": "#eef6df", "letter": "#ffffff", "session": "#dcebfb",
}  # fmt: skip


def svg(
    definition: ProcessDefinition,
    roles: Mapping[str, str],
    *,
    here: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
    title_id: str = "diagram",
    heads: bool = False,
) -> str:
    """The routine as an SVG picture.

    Args:
        definition: the routine, with its settings decided.
        roles: role id -> title.
        here: step ids where the case stands now; marked with a heavy border and the words *Du är här*.
        done: step ids that have been done; marked with a tick and the word *Klart*.
        title_id: prefix of the ids in the picture; unique on the page when there are several.
        heads: before it a second picture, with the heads of the lanes alone, for a page to keep in sight while the picture is scrolled.
    """
    placed = layout(definition, roles, keep=here)
    described = " ".join(text_alternative(definition, roles, here=here, done=done))
    picture = _document(placed, described, here, done, title_id)
    return _heads(placed) + picture if heads else picture


def _document(placed: Layout, described: str, here: frozenset[str], done: frozenset[str], name: str) -> str:
    parts = [
        *(_lane(lane, place) for place, lane in enumerate(placed.lanes)),
        *(_frame(frame) for frame in sorted(placed.frames, key=lambda f: -f.box.h)),
        *(_edge(edge) for edge in placed.edges),
        *(_label(edge.label) for edge in placed.edges if edge.label),
        *(_label(node.entry) for node in placed.nodes if node.entry),
        *(_label(frame.label, "rd-frame-title") for frame in placed.frames),
        *_nodes(placed.nodes, here, done, name),
    ]
    if placed.foot:
        parts.append(_label(placed.foot, "rd-foot"))
    return document(placed.title, described, (placed.width, placed.height), parts, name)


def _lane(lane: Lane, place: int) -> str:
    tint = "#fafafa" if place % 2 else "#f3f6f9"
    return _in_lane(lane, rect(lane.body, f' class="rd-lane-body" fill="{tint}" stroke="#c3ccd4"') + _lane_head(lane))


def _in_lane(lane: Lane, parts: str) -> str:
    return f'<g class="rd-lane{" rd-anytime" if lane.role is None else ""}">{parts}</g>'


def _lane_head(lane: Lane) -> str:
    bold = f' font-size="{number(NORMAL)}" font-weight="700"'
    lines = text(lane.lines, lane.head.x + 12, lane.head.y + 7, bold, TITLE_LINE)
    return rect(lane.head, ' class="rd-lane-head" fill="#dbe4ec" stroke="#c3ccd4"') + lines


def _heads(placed: Layout) -> str:
    """The heads of the lanes just as they stand on top of the picture; it says nothing that the picture does not."""
    lanes = (_in_lane(lane, _lane_head(lane)) for lane in placed.lanes)
    return strip((placed.width, max(lane.head.bottom for lane in placed.lanes)), tuple(lanes), "rd-heads")


def _frame(frame: Frame) -> str:
    return rect(
        frame.box, f' class="rd-frame" fill="none" stroke="{GREY}" stroke-width="1.5" stroke-dasharray="9 3"', 8
    )


def _edge(edge: Edge) -> str:
    return (
        f'<g class="rd-edge rd-{edge.kind}"><polyline points="{points(edge.points)}" fill="none" stroke="{GREY}" stroke-width="1.6"'
        f' stroke-linejoin="round"/>{_head(edge.points)}</g>'
    )


def _head(line: Sequence[Point]) -> str:
    """The arrow's head, turned the way the last stretch goes."""
    (x0, y0), (x, y) = line[-2:]
    if x0 == x:
        back = y - 8 if y0 < y else y + 8
        corners = ((x, y), (x - 4.5, back), (x + 4.5, back))
    else:
        back = x - 8 if x0 < x else x + 8
        corners = ((x, y), (back, y - 4.5), (back, y + 4.5))
    return f'<polygon points="{points(corners)}" fill="{GREY}"/>'


def _label(label: Label, name: str = "rd-label") -> str:
    if not label.deadline:
        heading = text(label.lines[: label.strong], label.box.x, label.box.y, ' font-weight="600"')
        plain = text(label.lines[label.strong :], label.box.x, label.box.y + LINE * label.strong, "")
        return f'<g class="{name}">{heading}{plain}</g>'
    x, y = label.box.x + 6, label.box.y + LINE / 2
    clock = (
        f'<circle cx="{number(x)}" cy="{number(y)}" r="5.5" fill="{PAPER}" stroke="{_LATE}" stroke-width="1.4"/>'
        f'<path d="M{number(x)} {number(y - 3.2)}V{number(y)}H{number(x + 2.8)}" fill="none" stroke="{_LATE}"'
        ' stroke-width="1.4"/>'
    )
    return f'<g class="rd-deadline">{clock}{text(label.lines, label.box.x + 16, label.box.y, f" fill={chr(34)}{_LATE}{chr(34)}")}</g>'


def _nodes(nodes: Sequence[Node], here: frozenset[str], done: frozenset[str], name: str) -> Iterator[str]:
    """Every box; the first where the case stands has an id that a link may lead to."""
    first = next((node.id for node in nodes if node.step in here), None)
    for node in nodes:
        mark = f' id="{escaped(name)}-har"' if node.id == first else ""
        yield _node(node, node.step in here, node.step in done, mark)


def _node(node: Node, here: bool, done: bool, mark: str) -> str:
    x, y = node.box.x + inset(node.kind), node.box.y + 8
    marks = " rd-here" if here else " rd-done" if done else ""
    title_y = y + LINE
    notes_y = title_y + TITLE_LINE * len(node.lines)
    parts = [
        f'<g class="rd-node rd-{node.kind}{marks}"{mark}>',
        outline(node.kind, node.box, _painted(node, here), GREY),
        sign(node.kind, x, y + 1, GREY),
        text((node.caption,), x + SIGN + 5, y, f' class="rd-caption" fill="{GREY}"'),
        text(node.lines, x, title_y, f' class="rd-title" font-size="{number(NORMAL)}" font-weight="600"', TITLE_LINE),
        text(node.notes, x, notes_y + 1, f' class="rd-note" fill="{GREY}"'),
        _here(node) if here else _tick(node) if done else "",
        "</g>",
    ]
    return "".join(parts)


def _here(node: Node) -> str:
    """The words *Du är här* in a filled badge with an arrowhead, so that it shows without colour."""
    wide = width(HERE, SMALL, 1.12) + 30
    right = node.box.right - inset(node.kind) + 4
    badge = Rect(right - wide, node.box.y + 6, wide, 18)
    x, y = badge.x + 9, badge.y + 9
    return (
        f'<g class="rd-badge">{rect(badge, f" fill={chr(34)}{_STRONG}{chr(34)}", 9)}'
        f'<polygon points="{number(x)},{number(y - 5)} {number(x + 8)},{number(y)} {number(x)},{number(y + 5)}" fill="{PAPER}"/>'
        + text((HERE,), x + 12, badge.y + 1, f' fill="{PAPER}" font-weight="600"')
        + "</g>"
    )


def _tick(node: Node) -> str:
    """A tick and the word *Klart*."""
    x = node.box.right - inset(node.kind) - width(DONE, SMALL, 1.12)
    y = node.box.y + 16
    path = f"M{number(x - 14)} {number(y)}l4 4l7 -9"
    return (
        f'<g class="rd-tick"><path d="{path}" fill="none" stroke="#1d5c2b" stroke-width="2.4"/>'
        + text((DONE,), x, node.box.y + 8, ' fill="#1d5c2b" font-weight="600"')
        + "</g>"
    )


def _painted(node: Node, here: bool) -> str:
    """How the outline is painted: heavy where the case stands, and at an ending."""
    stroke, heavy = (_STRONG, 3.5) if here else (GREY, 3.0 if node.kind == "end" else 1.4)
    return f' class="rd-box" fill="{_FILLS[node.kind]}" stroke="{stroke}" stroke-width="{number(heavy)}"'
