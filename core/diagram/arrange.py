"""Puts a routine's parts in their places: `layout`, the picture's geometry without any drawing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from core.diagram.blocks import COLUMN, LINE, PILL, SPINE, Block, Item, Maker, Open, Row, placed_in, with_jumps
from core.diagram.flow import Flow, closed_off, home_roles
from core.diagram.placing import (
    ARROW,
    HEAD_GAP,
    Band,
    Columns,
    FrameSpan,
    Stack,
    Wire,
    channel,
    channelled,
    columns,
    frame_sides,
    landing,
    tracks,
    wires,
)  # fmt: skip
from core.diagram.shapes import Edge, EdgeKind, Frame, Label, Lane, Layout, Node, Point, Rect
from core.diagram.text import BOLD, NORMAL, wrap
from core.diagram.wording import ANYTIME, CAPTIONS, NAMED, NO_ROLE, title_of
from core.model.definition import ProcessDefinition

_MARGIN, _BETWEEN = 8.0, 16.0


@dataclass(frozen=True, slots=True)
class _Panel:
    """One of the picture's two halves: lanes with the main road, or the column of anytime events."""

    lanes: tuple[Lane, ...]
    frames: tuple[Frame, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    right: float
    bottom: float


def layout(definition: ProcessDefinition, roles: Mapping[str, str], *, keep: Iterable[str] = ()) -> Layout:
    """Places every step that can be reached, its arrows and its texts. Pure; a few milliseconds for thirty steps.

    Args:
        definition: the routine, with its settings decided.
        roles: role id -> title.
        keep: steps to draw even though settings have closed the way to them, such as where a case stands.
    """
    flow = Flow(definition, keep)
    maker = Maker(flow, roles, side=False)
    items, titles = _in_lanes(with_jumps(maker.main(), maker), flow, roles)
    panel = _panel(items, titles, _MARGIN)
    aside = _side(flow, roles, panel.right + _BETWEEN)
    width = (aside or panel).right + _MARGIN
    panels = (panel, aside) if aside else (panel,)
    bottom = max(p.bottom for p in panels)
    left_out = closed_off(flow)
    foot = _foot(left_out, definition, Rect(_MARGIN, bottom + 10, width - 2 * _MARGIN, 0))
    return Layout(
        title=definition.title,
        width=width,
        height=(foot.box.bottom if foot else bottom) + _MARGIN,
        lanes=tuple(_stretched(lane, bottom) for p in panels for lane in p.lanes),
        frames=tuple(frame for p in panels for frame in p.frames),
        nodes=tuple(node for p in panels for node in p.nodes),
        edges=tuple(edge for p in panels for edge in p.edges),
        left_out=left_out,
        foot=foot,
    )


def _side(flow: Flow, roles: Mapping[str, str], left: float) -> _Panel | None:
    if not flow.definition.anytime:
        return None
    maker = Maker(flow, roles, side=True)
    return _panel(with_jumps(maker.events(), maker), [(None, ANYTIME)], left)


def _in_lanes(
    items: list[Item], flow: Flow, roles: Mapping[str, str]
) -> tuple[list[Item], list[tuple[str | None, str]]]:
    """The items with their lanes set, and each lane's role and title in order of appearance."""
    order = [item.step for item in items if isinstance(item, Block) and item.step is not None]
    homes = home_roles(flow, order)
    shown: dict[str | None, int] = {}
    for step_id in order:
        for role in (homes[step_id], *(flow.definition.steps[step_id].roles if _joint(flow, step_id) else ())):
            shown.setdefault(role, len(shown))
    home, placed = 0, []
    for item in items:
        if isinstance(item, Block):
            home = shown[homes[item.step]] if item.step is not None else home
            lo, hi = _span(flow, item.step, home, shown)
            item = placed_in(item, lo, home, hi)
        placed.append(item)
    nobodys = [flow.definition.steps[step_id] for step_id in order if homes[step_id] is None]
    nobody = NAMED if nobodys and all(step.role_fact is not None for step in nobodys) else NO_ROLE
    titles = [(role, nobody if role is None else roles.get(role, role)) for role in shown]
    return placed, titles or [(None, NO_ROLE)]


def _joint(flow: Flow, step_id: str) -> bool:
    return flow.definition.steps[step_id].together


def _span(flow: Flow, step_id: str | None, home: int, shown: Mapping[str | None, int]) -> tuple[int, int]:
    """A joint step is as wide as its roles' lanes when these lie side by side; otherwise its text names them."""
    if step_id is None or not _joint(flow, step_id):
        return home, home
    lanes = {shown[role] for role in flow.definition.steps[step_id].roles} | {home}
    lo, hi = min(lanes), max(lanes)
    return (lo, hi) if hi - lo + 1 == len(lanes) else (home, home)


def _panel(items: Sequence[Item], titles: Sequence[tuple[str | None, str]], left: float) -> _Panel:
    heads = [wrap(title, COLUMN - 4, NORMAL, BOLD) for _, title in titles]
    head = Rect(left, _MARGIN, 0, max(map(len, heads)) * 19 + 14)
    stack = Stack(head.bottom + HEAD_GAP, channelled(items))
    stack.add(items)
    drawn = list(wires(stack.bands))
    lines = tracks(stack.bands, [wire for wire in drawn if not _row(stack.bands, wire).down], len(titles))
    where = columns(left, lines.count, stack.frames)
    edges = [_edge(stack.bands, where, wire, lines.of.get(wire)) for wire in drawn]
    pills = [pill for band in stack.bands for pill in _pills(band, where)]
    return _Panel(
        lanes=tuple(_lane(where, head, number, titles[number], heads[number]) for number in range(len(titles))),
        frames=tuple(_frame(where, stack.frames, frame) for frame in stack.frames),
        nodes=(*(_node(band, where) for band in stack.bands), *(node for node, _ in pills)),
        edges=(*edges, *(edge for _, edge in pills)),
        right=where.edge[-1],
        bottom=stack.y + 12,
    )


def _row_label(band: Band, where: Columns, number: int) -> Label | None:
    lines = band.block.rows[number].lines
    if not lines:
        return None
    box = Rect(where.spine(band.block) + 9, band.row_tops[number], COLUMN - SPINE - 9, LINE * len(lines))
    return Label(box, lines, band.block.rows[number].words)


def _row(bands: Sequence[Band], wire: Wire) -> Row:
    return bands[wire.source].block.rows[wire.row]


def _edge(bands: Sequence[Band], where: Columns, wire: Wire, track: tuple[int, int] | None) -> Edge:
    source, target = bands[wire.source], bands[wire.target]
    label = _row_label(source, where, wire.row)
    kind: EdgeKind = "loop" if wire.loop else "branch" if label is not None else "next"
    points = (
        _down(source, target, where) if track is None else _around(source, target, where, wire, where.track(*track))
    )
    return Edge(source.block.id, target.block.id, kind, points, label)


def _down(source: Band, target: Band, where: Columns) -> tuple[Point, ...]:
    """Straight on to the next box; with a turn in the channel above it when that stands in another lane."""
    x, end = where.spine(source.block), where.spine(target.block)
    start = (x, source.y + source.block.height)
    if x == end:
        return start, (end, target.y)
    return start, (x, channel(target)), (end, channel(target)), (end, target.y)


def _around(source: Band, target: Band, where: Columns, wire: Wire, track: float) -> tuple[Point, ...]:
    """Out to the right, along the gutter, and in: from above when it leads on, from the right when it leads back."""
    x, out, back = where.spine(source.block), source.row_ys[wire.row], landing(target, wire)
    away = ((x, source.y + source.block.height), (x, out), (track, out), (track, back))
    if wire.loop:
        return *away, (where.lane[target.block.hi] + COLUMN, back)
    end = where.spine(target.block)
    return *away, (end, back), (end, target.y)


def _pills(band: Band, where: Columns) -> Iterator[tuple[Node, Edge]]:
    """The endings beside a step, with the arrows to them."""
    x, bottom = where.spine(band.block), band.y + band.block.height
    for number, row in enumerate(band.block.rows):
        if row.pill is None:
            continue
        y, pill = band.row_ys[number], row.pill
        box = Rect(x + PILL, y - pill.height / 2, COLUMN - SPINE - PILL, pill.height)
        name = f"{band.block.id}/exit{number}"
        yield (
            Node(name, None, pill.kind, box, CAPTIONS[pill.kind], pill.title, pill.lines),
            Edge(band.block.id, name, "branch", ((x, bottom), (x, y), (box.x, y)), _row_label(band, where, number)),
        )


def _node(band: Band, where: Columns) -> Node:
    block = band.block
    x = where.lane[block.lo]
    box = Rect(x, band.y, where.lane[block.hi] + COLUMN - x, block.height)
    caption = CAPTIONS[block.kind]
    return Node(
        block.id, block.step, block.kind, box, caption, block.title, block.lines, block.notes, _entry(band, where)
    )


def _entry(band: Band, where: Columns) -> Label | None:
    due = band.block.due
    if not due:
        return None
    top = band.y - ARROW - LINE * len(due) + 1
    return Label(
        Rect(where.spine(band.block) + 9, top, COLUMN - SPINE - 9, LINE * len(due)),
        due,
        band.block.due_words,
        deadline=True,
    )


def _frame(where: Columns, frames: Sequence[FrameSpan], span: FrameSpan) -> Frame:
    left, right = frame_sides(where, frames, span)
    opened: Open = span.opened
    lines = opened.lines + opened.due
    place = Rect(where.lane[span.lo] + SPINE + 8, span.top + 5, COLUMN - SPINE - 8, LINE * len(lines))
    label = Label(place, lines, lines, strong=len(opened.lines))
    return Frame(opened.step, opened.title, Rect(left, span.top, right - left, span.bottom - span.top), label)


def _lane(where: Columns, head: Rect, number: int, title: tuple[str | None, str], lines: tuple[str, ...]) -> Lane:
    left, right = where.edge[number], where.edge[number + 1]
    box = Rect(left, head.y, right - left, head.h)
    return Lane(title[0], title[1], box, lines, Rect(left, head.bottom, right - left, 0))


def _stretched(lane: Lane, bottom: float) -> Lane:
    return replace(lane, body=replace(lane.body, h=bottom - lane.body.y))


def _foot(left_out: Sequence[str], definition: ProcessDefinition, place: Rect) -> Label | None:
    """Says which steps are not drawn and why, so that nobody takes the picture for the whole file."""
    if not left_out:
        return None
    titles = ", ".join(title_of(definition.steps[step], definition) for step in left_out)
    said = f"Ritas inte, eftersom kommunens inställningar stänger vägen dit: {titles}."
    lines = wrap(said, place.w)
    return Label(replace(place, h=LINE * len(lines)), lines, (said,))
