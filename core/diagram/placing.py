"""Where things stand: bands from top to bottom, one box in each, and its ways out in rows below it.

One box a band is what keeps the picture free of collisions: a line that runs sideways does so above or below the band's box,
and a line that runs up or down does so in a gutter between the lanes or on the spine below a box, where nothing else stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from core.diagram.blocks import COLUMN, LINE, SPINE, Block, Close, Open, Pill, Row

HEAD_GAP, ARROW, CHANNEL = 4.0, 16.0, 8.0
_EDGE, _GUTTER, _TRACK, _FRAME = 12.0, 26.0, 12.0, 8.0


@dataclass(frozen=True, slots=True)
class Band:
    """A placed box, still without x: y of its top, of the channel above it, and of each way out (`row_y`: where its line is)."""

    block: Block
    top: float
    y: float
    row_tops: tuple[float, ...]
    row_ys: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A placed frame: from `top` to `bottom`, `depth` frames inside others."""

    opened: Open
    top: float
    bottom: float
    depth: int


@dataclass(frozen=True, slots=True)
class Wire:
    """An arrow to route: way out `row` of band `source` to band `target`."""

    source: int
    row: int
    target: int

    @property
    def loop(self) -> bool:
        """Whether it leads back."""
        return self.target <= self.source


@dataclass(slots=True)
class Stack:
    """Stacks items downwards from `y`. `channelled` are the boxes that arrows reach sideways; they get room for that above them."""

    y: float
    channelled: frozenset[str]
    bands: list[Band] = field(default_factory=list)
    frames: list[FrameSpan] = field(default_factory=list)
    _open: list[tuple[Open, float]] = field(default_factory=list)

    def add(self, items: Sequence[Block | Open | Close]) -> None:
        """Places each item below the one before it."""
        for item in items:
            if isinstance(item, Block):
                self._band(item)
            elif isinstance(item, Open):
                self.y += 8
                self._open.append((item, self.y))
                self.y += 8 + LINE * (len(item.lines) + len(item.due))
            else:
                self.y += 10
                opened, top = self._open.pop()
                self.frames.append(FrameSpan(opened, top, self.y, len(self._open)))
                self.y += 4

    def _band(self, block: Block) -> None:
        top = self.y
        aside = CHANNEL + 2 if block.id in self.channelled else 0
        y = top + aside + (LINE * len(block.due) + 4 if block.due else 0) + ARROW
        at = y + block.height + 4
        tops, lines = [], []
        for row in block.rows:
            at += 2
            tops.append(at)
            at += LINE * len(row.lines)
            lines.append(_line_y(at, row))
            at = lines[-1] + _below(row)
        self.bands.append(Band(block, top, y, tuple(tops), tuple(lines)))
        self.y = at


def _line_y(at: float, row: Row) -> float:
    if row.pill is not None:
        return at + 3 + row.pill.height / 2
    return at if row.down else at + 6


def _below(row: Row) -> float:
    pill: Pill | None = row.pill
    return pill.height / 2 + 5 if pill is not None else 0 if row.down else 6


def channel(band: Band) -> float:
    """Where arrows from the side run above the band's box."""
    return band.top + CHANNEL


def channelled(items: Sequence[Block | Open | Close]) -> frozenset[str]:
    """The boxes that some arrow reaches from another lane or from a gutter, leading on."""
    blocks = {item.id: item for item in items if isinstance(item, Block)}
    seen: set[str] = set()
    found: set[str] = set()
    for block in blocks.values():
        seen.add(block.id)
        for row in block.rows:
            if row.target is not None and row.target not in seen and not _straight(block, row, blocks[row.target]):
                found.add(row.target)
    return frozenset(found)


def _straight(block: Block, row: Row, target: Block) -> bool:
    return row.down and block.home == target.home


def wires(bands: Sequence[Band]) -> Iterator[Wire]:
    """Every arrow between the bands' boxes."""
    index = {band.block.id: number for number, band in enumerate(bands)}
    for number, band in enumerate(bands):
        for row_number, row in enumerate(band.block.rows):
            if row.target is not None:
                yield Wire(number, row_number, index[row.target])


@dataclass(frozen=True, slots=True)
class Tracks:
    """Which gutter (right of lane n) and which track in it each arrow to the side takes, and how many tracks a gutter has."""

    of: dict[Wire, tuple[int, int]]
    count: tuple[int, ...]


def tracks(bands: Sequence[Band], aside: Sequence[Wire], lanes: int) -> Tracks:
    """Gives every arrow to the side its own stretch of a gutter; arrows to one box share theirs."""
    spans: dict[tuple[int, int, bool], list[Wire]] = {}
    for wire in aside:
        spans.setdefault((_gutter(bands, wire, lanes), wire.target, wire.loop), []).append(wire)
    taken: list[list[list[tuple[float, float]]]] = [[] for _ in range(lanes)]
    found: dict[Wire, tuple[int, int]] = {}
    reach = {key: _reach(bands, group) for key, group in spans.items()}
    # short stretches lie innermost: fewer crossings, and each arrow is easier to follow
    for key in sorted(spans, key=lambda k: (reach[k][1] - reach[k][0], k)):
        number = _first_free(taken[key[0]], reach[key])
        found.update(dict.fromkeys(spans[key], (key[0], number)))
    return Tracks(found, tuple(len(gutter) for gutter in taken))


def _gutter(bands: Sequence[Band], wire: Wire, lanes: int) -> int:
    """The nearest gutter to the right that no wide box blocks on the way; the outermost is always free."""
    source, target = bands[wire.source].block, bands[wire.target].block
    first = max(source.home, target.hi) if wire.loop else source.home
    low, high = (wire.target, wire.source + 1) if wire.loop else (wire.source + 1, wire.target)
    between = [bands[number].block for number in range(low, high)]
    free = (g for g in range(first, lanes) if not any(block.lo <= g < block.hi for block in between))
    return next(free)


def _reach(bands: Sequence[Band], group: Sequence[Wire]) -> tuple[float, float]:
    ys = [bands[wire.source].row_ys[wire.row] for wire in group]
    ys += [landing(bands[wire.target], wire) for wire in group]
    return min(ys), max(ys)


def _first_free(gutter: list[list[tuple[float, float]]], reach: tuple[float, float]) -> int:
    for number, track in enumerate(gutter):
        if all(reach[1] + 4 < low or high + 4 < reach[0] for low, high in track):
            track.append(reach)
            return number
    gutter.append([reach])
    return len(gutter) - 1


def landing(band: Band, wire: Wire) -> float:
    """The y at which an arrow from a gutter turns towards its box: the middle of its right side when it leads back, else above."""
    return band.y + band.block.height / 2 if wire.loop else channel(band)


@dataclass(frozen=True, slots=True)
class Columns:
    """The x of everything: left side of each lane's boxes, and of each gutter's first track."""

    lane: tuple[float, ...]
    gutter: tuple[float, ...]
    left: float
    right: float

    def spine(self, block: Block) -> float:
        """Where the road runs below and above `block`."""
        return self.lane[block.home] + SPINE

    def track(self, gutter: int, number: int) -> float:
        """The x of a track."""
        return self.gutter[gutter] + number * _TRACK

    def edge(self, lane: int) -> float:
        """The border between `lane` and the one before it; the panel's right side for one past the last."""
        if lane == 0:
            return self.left
        return self.right if lane == len(self.lane) else self.lane[lane] - _EDGE


def columns(left: float, counts: Sequence[int], depth: int) -> Columns:
    """Lanes from `left` rightwards, with gutters as wide as their tracks need and room for `depth` nested frames at the sides."""
    margin = depth * _FRAME
    lanes, gutters = [], []
    x = left + margin + _EDGE
    for count in counts:
        lanes.append(x)
        gutters.append(x + COLUMN + _EDGE)
        x += COLUMN + max(_GUTTER, _EDGE + count * _TRACK + 2) + 2
    return Columns(tuple(lanes), tuple(gutters), left, x - 2 + margin)


def frame_sides(where: Columns, depth: int) -> tuple[float, float]:
    """Left and right side of a frame `depth` frames inside others."""
    return where.left + 4 + depth * _FRAME, where.right - 4 - depth * _FRAME
