"""Where things stand: bands from top to bottom, one box in each, and its ways out in rows below it.

One box a band is what keeps the picture free of collisions: a line that runs sideways does so above or below the band's box,
and a line that runs up or down does so in a gutter between the lanes or on the spine below a box, where nothing else stands.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from core.diagram.blocks import COLUMN, LINE, SPINE, Block, Close, Open, Pill, Row

HEAD_GAP, ARROW, CHANNEL = 4.0, 16.0, 8.0
_EDGE, _GUTTER, _TRACK, _FRAME = 12.0, 26.0, 12.0, 8.0


@dataclass(frozen=True, slots=True)
class Band:
    """A placed box, still without x: y of its top, of the channel above it, and of each way out (`row_ys`: where its line is)."""

    block: Block
    top: float
    y: float
    row_tops: tuple[float, ...]
    row_ys: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FrameSpan:
    """A placed frame: from `top` to `bottom`, around lanes `lo` to `hi`."""

    opened: Open
    top: float
    bottom: float
    lo: int
    hi: int

    def holds(self, other: FrameSpan) -> bool:
        """Whether `other` stands inside it."""
        return self is not other and self.top <= other.top and other.bottom <= self.bottom


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
class _Opened:
    """A frame whose end has not come yet, with the lanes of what stands in it so far."""

    opened: Open
    top: float
    lanes: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Stack:
    """Stacks items downwards from `y`. `channelled` are the boxes that arrows reach sideways; they get room for that above them."""

    y: float
    channelled: frozenset[str]
    bands: list[Band] = field(default_factory=list)
    frames: list[FrameSpan] = field(default_factory=list)
    _open: list[_Opened] = field(default_factory=list)

    def add(self, items: Sequence[Block | Open | Close]) -> None:
        """Places each item below the one before it."""
        for item in items:
            if isinstance(item, Block):
                self._band(item)
            elif isinstance(item, Open):
                self.y += 8
                self._open.append(_Opened(item, self.y))
                self.y += 8 + LINE * (len(item.lines) + len(item.due))
            else:
                self.y += 10
                frame = self._open.pop()
                lanes = frame.lanes or [0]
                self.frames.append(FrameSpan(frame.opened, frame.top, self.y, min(lanes), max(lanes)))
                self.y += 4

    def _band(self, block: Block) -> None:
        for frame in self._open:
            frame.lanes += [block.lo, block.hi]
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
    """The x of everything: left side of each lane's boxes, each gutter's first track, and the lanes' borders, one more than lanes."""

    lane: tuple[float, ...]
    gutter: tuple[float, ...]
    edge: tuple[float, ...]

    def spine(self, block: Block) -> float:
        """Where the road runs below and above `block`."""
        return self.lane[block.home] + SPINE

    def track(self, gutter: int, number: int) -> float:
        """The x of a track."""
        return self.gutter[gutter] + number * _TRACK


def columns(left: float, counts: Sequence[int], frames: Sequence[FrameSpan]) -> Columns:
    """Lanes from `left` rightwards, with gutters as wide as their tracks need and room for the frames that begin or end there."""
    lanes, gutters, edges = [], [], [left]
    for number, count in enumerate(counts):
        begin = max((_outside(frames, f, "lo") + 1 for f in frames if f.lo == number), default=0)
        end = max((_outside(frames, f, "hi") + 1 for f in frames if f.hi == number), default=0)
        lanes.append(edges[-1] + begin * _FRAME + _EDGE)
        gutters.append(lanes[-1] + COLUMN + _EDGE)
        edges.append(lanes[-1] + COLUMN + max(_GUTTER, _EDGE + count * _TRACK + 2) - _EDGE + 2 + end * _FRAME)
    return Columns(tuple(lanes), tuple(gutters), tuple(edges))


def frame_sides(where: Columns, frames: Sequence[FrameSpan], frame: FrameSpan) -> tuple[float, float]:
    """Left and right side of a frame: the frames around it that begin or end in the same lane stand further out."""
    left = where.edge[frame.lo] + 4 + _outside(frames, frame, "lo") * _FRAME
    return left, where.edge[frame.hi + 1] - 4 - _outside(frames, frame, "hi") * _FRAME


def _outside(frames: Sequence[FrameSpan], frame: FrameSpan, side: Literal["lo", "hi"]) -> int:
    """How many frames around `frame` have the same first (or last) lane."""
    if side == "lo":
        return sum(other.holds(frame) and other.lo == frame.lo for other in frames)
    return sum(other.holds(frame) and other.hi == frame.hi for other in frames)
