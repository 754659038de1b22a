"""Each kind's outline and small sign, so that a picture can be read without its words and without its colours."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from core.diagram.drawing import number, rect
from core.diagram.shapes import NodeKind, Point, Rect

SIGN = 14.0
"""Side of a sign's square."""

_SIGNS: Mapping[NodeKind, str] = {
    "start": "M3 1.5l9 5.5-9 5.5z",
    "task": "M1.5 1.5h11v11h-11zM4 7l2.3 2.4L10.2 4.6",
    "meeting": "M2.4 3.8a2.2 2.2 0 1 1 4.4 0a2.2 2.2 0 1 1-4.4 0M.8 12.6a3.8 4.4 0 0 1 7.6 0zM8.4 2a2.2 2.2 0 1 1 .8 4.1"
    "M10 8.2a3.4 4.4 0 0 1 3.2 4.4h-2.6",
    "session": "M5 3.4a2 2 0 1 1 4 0a2 2 0 1 1-4 0M3.4 12.6V11a3.6 3.6 0 0 1 7.2 0v1.6zM3.4 6.6A1.8 1.8 0 1 1 4 3.2"
    "M.8 12.6V11a3 3 0 0 1 1.8-2.6"
    "M10.6 6.6A1.8 1.8 0 1 0 10 3.2M13.2 12.6V11a3 3 0 0 0-1.8-2.6",
    "choice": "M7 .8L13.2 7L7 13.2L.8 7z",
    "wait": "M2.5 1h9M2.5 13h9M3.5 1c0 4 2.6 4.4 3.5 6c-.9 1.6-3.5 2-3.5 6M10.5 1c0 4-2.6 4.4-3.5 6c.9 1.6 3.5 2 3.5 6",
    "call": "M1 4.5h8v8.5h-8zM5 4.5V1h8v8.5H9",
    "end": "M2.5 13.5V1h9l-2.4 3.2L11.5 7.5h-9",
    "phase": "M4.5 1H1.5v12h3M9.5 1h3v12h-3",
    "gate": "M4.5 1H1.5v12h3M9.5 1h3v12h-3",
    "event": "M8.3.8L2.6 8h3.6l-.8 5.2 6-7.6H7.7z",
    "jump": "M1 7h11M8 3l4 4-4 4",
    "decision": "M10.2 3.3C9.8 1.7 8.5.9 7 .9C5.2.9 4 1.9 4 3.3c0 3.1 6.2 2.5 6.2 5.1c0 1-.7 1.8-1.9 2.1"
    "M3.8 10.7c.4 1.6 1.7 2.4 3.2 2.4c1.8 0 3-1 3-2.4c0-3.1-6.2-2.5-6.2-5.1c0-1 .7-1.8 1.9-2.1",
    "handover": "M1.5 1.5v11M4 7h8.5M9 3.5L12.5 7L9 10.5",
    "letter": "M.8 2.5h12.4v9H.8zM.8 3l6.2 5 6.2-5",
    "reserve": "M4 1v12M4 8h6.5v5M4 4.5h2.5",
}  # fmt: skip
"""What is drawn beside the kind's name, in a square of `SIGN`."""


def sign(kind: NodeKind, x: float, y: float, ink: str) -> str:
    """The sign of a kind with its upper left corner at (x, y)."""
    return (
        f'<path class="rd-sign" transform="translate({number(x)} {number(y)})" d="{_SIGNS[kind]}" fill="none" stroke="{ink}"'
        ' stroke-width="1.3" stroke-linejoin="round" stroke-linecap="round"/>'
    )


def outline(kind: NodeKind, box: Rect, attributes: str, ink: str) -> str:
    """The outline of a kind. `attributes` paint its first element; lines inside it are drawn in `ink`."""
    return _OUTLINES[kind](box, attributes, ink)


def points(corners: tuple[Point, ...]) -> str:
    """Corners as SVG text."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in corners)


def _polygon(corners: tuple[Point, ...], attributes: str) -> str:
    return f'<polygon points="{points(corners)}"{attributes}/>'


def _line(path: str, ink: str) -> str:
    return f'<path d="{path}" fill="none" stroke="{ink}" stroke-width="1.2"/>'


def _plain(box: Rect, attributes: str, _ink: str) -> str:
    return rect(box, attributes, 2)


def _pill(box: Rect, attributes: str, _ink: str) -> str:
    return rect(box, attributes, min(box.h / 2, 24))


def _round(box: Rect, attributes: str, _ink: str) -> str:
    return rect(box, attributes, 10)


def _stack(box: Rect, attributes: str, ink: str) -> str:
    """A sheet with the edges of others behind it: the same for many."""
    right, bottom = box.right - 4, box.bottom - 4
    lower = f"M{number(box.x + 10)} {number(bottom)}H{number(right - 8)}A8 8 0 0 0 {number(right)} {number(bottom - 8)}"
    return rect(box, attributes, 10) + _line(f"{lower}V{number(box.y + 10)}", ink)


def _dashed(box: Rect, attributes: str, _ink: str) -> str:
    return rect(box, f'{attributes} stroke-dasharray="5 3"', 4)


def _double(box: Rect, attributes: str, ink: str) -> str:
    inner = Rect(box.x + 4, box.y + 4, box.w - 8, box.h - 8)
    return rect(box, attributes) + rect(inner, f' fill="none" stroke="{ink}"')


def _hexagon(box: Rect, attributes: str, _ink: str) -> str:
    cut, middle = 16.0, box.y + box.h / 2
    left = ((box.x + cut, box.bottom), (box.x, middle), (box.x + cut, box.y))
    right = ((box.right - cut, box.y), (box.right, middle), (box.right - cut, box.bottom))
    return _polygon((*left, *right), attributes)


def _arrow(box: Rect, attributes: str, _ink: str, notch: float = 0) -> str:
    """Points to the right; with a notch it has a tail: something that is passed on."""
    cut, middle = 14.0, box.y + box.h / 2
    tail = ((box.x + notch, middle),) if notch else ()
    head = ((box.x, box.y), (box.right - cut, box.y), (box.right, middle), (box.right - cut, box.bottom))
    return _polygon((*head, (box.x, box.bottom), *tail), attributes)


def _passed_on(box: Rect, attributes: str, ink: str) -> str:
    return _arrow(box, attributes, ink, notch=9)


def _hourglass(box: Rect, attributes: str, _ink: str) -> str:
    """An hourglass's waist, since a wait is time that passes."""
    waist, middle = 7.0, box.y + box.h / 2
    upper, lower = box.y + box.h / 4, box.bottom - box.h / 4
    right = ((box.right, box.y), (box.right - waist, upper), (box.right, middle), (box.right - waist, lower))
    left = ((box.x + waist, lower), (box.x, middle), (box.x + waist, upper))
    return _polygon(((box.x, box.y), *right, (box.right, box.bottom), (box.x, box.bottom), *left), attributes)


def _plaque(box: Rect, attributes: str, _ink: str) -> str:
    """Corners cut inwards, like a plaque: what has been decided stands."""
    r, x, y, right, bottom = 9.0, box.x, box.y, box.right, box.bottom
    path = (
        f"M{number(x + r)} {number(y)}H{number(right - r)}A{r} {r} 0 0 0 {number(right)} {number(y + r)}V{number(bottom - r)}"
        f"A{r} {r} 0 0 0 {number(right - r)} {number(bottom)}H{number(x + r)}A{r} {r} 0 0 0 {number(x)} {number(bottom - r)}"
        f"V{number(y + r)}A{r} {r} 0 0 0 {number(x + r)} {number(y)}z"
    )
    return f'<path d="{path}"{attributes}/>'


def _sheet(box: Rect, attributes: str, ink: str) -> str:
    """A sheet of paper with a folded corner."""
    fold, x, right = 13.0, box.x, box.right
    corners = ((x, box.y), (right - fold, box.y), (right, box.y + fold), (right, box.bottom), (x, box.bottom))
    crease = f"M{number(right - fold)} {number(box.y)}V{number(box.y + fold)}H{number(right)}"
    return _polygon(corners, attributes) + _line(crease, ink)


def _ticket(box: Rect, attributes: str, ink: str) -> str:
    """A ticket with its stub: a place that one has."""
    r, middle = 7.0, box.y + box.h / 2
    path = (
        f"M{number(box.x)} {number(box.y)}H{number(box.right)}V{number(box.bottom)}H{number(box.x)}"
        f"V{number(middle + r)}A{r} {r} 0 0 0 {number(box.x)} {number(middle - r)}z"
    )
    stub = (
        f'<path d="M{number(box.x + 13)} {number(box.y)}V{number(box.bottom)}" stroke="{ink}" stroke-dasharray="3 3"/>'
    )
    return f'<path d="{path}"{attributes}/>{stub}'


_OUTLINES: Mapping[NodeKind, Callable[[Rect, str, str], str]] = {
    "start": _pill,
    "task": _plain,
    "meeting": _round,
    "session": _stack,
    "choice": _hexagon,
    "wait": _hourglass,
    "call": _double,
    "end": _pill,
    "phase": _dashed,
    "gate": _dashed,
    "event": _dashed,
    "jump": _arrow,
    "decision": _plaque,
    "handover": _passed_on,
    "letter": _sheet,
    "reserve": _ticket,
}
