"""Numbers as lying bars, each with its name and its number written out, so that neither colour nor length is needed to read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.diagram.drawing import GREY, INK, document, number, rect, text
from core.diagram.shapes import Rect
from core.diagram.text import NORMAL, SMALL, wrap

WIDTH, LEFT, LONGEST = 320.0, 10.0, 230.0
"""The picture, its margin and the longest bar. A phone shows all of it without scrolling; wider windows draw it larger."""
_NAME, _BAR, _GAP, _HEADING = 16.0, 14.0, 8.0, 30.0
_FILLS = ("#1d5c87", "#a9c8dc", "#5b6b2f", "#d9c48f", "#7a3b5e", "#d5b3c8")
"""Dark and light by turns, so that neighbours differ in grey too."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. `value` None: the number is hidden. `series` chooses the fill: the same for the same column."""

    name: str
    value: int | None
    series: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Bars under a heading; without bars the heading says 0."""

    title: str
    bars: tuple[Bar, ...]


def bars(title: str, described: str, groups: Sequence[Group], name: str) -> str:
    """The picture as SVG; every bar is measured against the longest of all."""
    most = max((bar.value or 0 for group in groups for bar in group.bars), default=0) or 1
    parts: list[str] = []
    y = 10.0
    for group in groups:
        heading = group.title if group.bars else f"{group.title}: 0"
        parts.append(text([heading], LEFT, y, f' font-size="{number(NORMAL)}" font-weight="600"'))
        y += _HEADING - 4
        for bar in group.bars:
            lines = wrap(bar.name, WIDTH - 2 * LEFT) or ("",)
            parts += _bar(bar, lines, y, most)
            y += _NAME * len(lines) + _BAR + _GAP
        y += 10
    return document(title, described, (WIDTH, y), parts, name, SMALL)


def _bar(bar: Bar, lines: Sequence[str], y: float, most: int) -> list[str]:
    said = "döljs" if bar.value is None else str(bar.value)
    length = 0.0 if not bar.value else max(2.0, LONGEST * bar.value / most)
    fill = _FILLS[bar.series % len(_FILLS)]
    drawn = [text(lines, LEFT, y, f' fill="{GREY}"')]
    y += _NAME * len(lines)
    if length:
        drawn.append(rect(Rect(LEFT, y, length, _BAR), f' fill="{fill}" stroke="{INK}" stroke-width="0.5"', 2))
    drawn.append(text([said], LEFT + length + (8 if length else 0), y, ' font-weight="600"'))
    return drawn
