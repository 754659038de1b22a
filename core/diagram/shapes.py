"""What a drawn routine consists of: lanes, boxes, arrows, labels. Lengths are SVG user units (CSS pixels), y grows downwards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]
NodeKind = Literal[
    "start",
    "task",
    "meeting",
    "choice",
    "wait",
    "call",
    "end",
    "phase",
    "gate",
    "event",
    "jump",
    "decision",
    "handover",
    "reserve",
    "letter",
    "session",
]
"""The step kinds, and three more: ``gate`` where a phase is left, ``event`` for an anytime event, ``jump`` for "go to"."""
EdgeKind = Literal["next", "branch", "loop"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its upper left corner."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The right side's x."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The lower side's y."""
        return self.y + self.h

    def meets(self, other: Rect) -> bool:
        """Whether the two share any area; a common border is no area."""
        return self.x < other.right and other.x < self.right and self.y < other.bottom and other.y < self.bottom


@dataclass(frozen=True, slots=True)
class Label:
    """Text beside an arrow in the rectangle it fills: `words` as said, `lines` wrapped.

    `deadline`: it says when a step is due. `strong`: so many of its lines are a heading.
    """

    box: Rect
    lines: tuple[str, ...]
    words: tuple[str, ...]
    deadline: bool = False
    strong: int = 0


@dataclass(frozen=True, slots=True)
class Lane:
    """A column of the picture: everything in it is done by one role. The side column of anytime events has `role` None."""

    role: str | None
    title: str
    head: Rect
    lines: tuple[str, ...]
    body: Rect


@dataclass(frozen=True, slots=True)
class Frame:
    """The frame around a phase's steps."""

    step: str
    title: str
    box: Rect
    label: Label


@dataclass(frozen=True, slots=True)
class Node:
    """A box.

    Attributes:
        id: unique in the picture: a step id, ``event:ID``, ``STEP/gate`` or ``STEP/exit1`` for an ending or a jump beside its step.
        step: the step or event it stands for, or None for the endings and jumps beside a step.
        caption: the kind in a word, `title` what it is called, `lines` the same wrapped, `notes` wrapped small print (who, condition).
        entry: when it is due, drawn beside the arrow into it.
    """

    id: str
    step: str | None
    kind: NodeKind
    box: Rect
    caption: str
    title: str
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()
    entry: Label | None = None


@dataclass(frozen=True, slots=True)
class Edge:
    """An arrow between two nodes (`source` and `target` are node ids) as a polyline of horizontal and vertical stretches."""

    source: str
    target: str
    kind: EdgeKind
    points: tuple[Point, ...]
    label: Label | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A routine, placed. `left_out` are steps that the municipality's settings have closed the way to; `foot` says so in words."""

    title: str
    width: float
    height: float
    lanes: tuple[Lane, ...]
    frames: tuple[Frame, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    left_out: tuple[str, ...] = ()
    foot: Label | None = None

    def labels(self) -> tuple[Label, ...]:
        """Every piece of text outside the boxes: by arrows, frames' titles, and the foot."""
        found = [edge.label for edge in self.edges] + [node.entry for node in self.nodes]
        found += [frame.label for frame in self.frames] + [self.foot]
        return tuple(label for label in found if label is not None)
