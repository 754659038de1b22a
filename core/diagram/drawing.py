"""The smallest pieces of SVG text that every picture is made of: no scripts, no inline styles, every word escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.diagram.shapes import Rect

INK, GREY, PAPER = "#1c2733", "#44525f", "#ffffff"
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
LINE = 16.0
"""From one line of small text to the next."""
# Characters that XML 1.0 cannot hold at all, not even escaped.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"})


def escaped(text: str) -> str:
    """`text` as it may stand in SVG."""
    return _FORBIDDEN.sub("\ufffd", text).translate(_ESCAPES)


def number(value: float) -> str:
    """A length with one decimal at most."""
    return f"{value:.1f}".removesuffix(".0")


def text(lines: Sequence[str], x: float, y: float, attributes: str, step: float = LINE) -> str:
    """Lines of text; `y` is the top of the first."""
    return "".join(
        f'<text x="{number(x)}" y="{number(y + n * step + step * 0.75)}"{attributes}>{escaped(line)}</text>'
        for n, line in enumerate(lines)
    )


def rect(box: Rect, attributes: str, radius: float = 0) -> str:
    """A rectangle."""
    rounded = f' rx="{number(radius)}"' if radius else ""
    return f'<rect x="{number(box.x)}" y="{number(box.y)}" width="{number(box.w)}" height="{number(box.h)}"{rounded}{attributes}/>'


def document(
    title: str, described: str, size: tuple[float, float], parts: Sequence[str], name: str, font_size: float = 12.0
) -> str:
    """A whole picture with its title and its description in words; `name` makes its ids unique on the page."""
    w, h = number(size[0]), number(size[1])
    named = f'role="img" aria-labelledby="{escaped(name)}-title {escaped(name)}-desc"'
    head = [
        _opened(size, "rd", named, font_size),
        f'<title id="{escaped(name)}-title">{escaped(title)}</title>',
        f'<desc id="{escaped(name)}-desc">{escaped(described)}</desc>',
        f'<rect class="rd-paper" width="{w}" height="{h}" fill="{PAPER}"/>',
    ]
    return "\n".join([*head, *parts, "</svg>\n"])


def strip(size: tuple[float, float], parts: Sequence[str], kind: str) -> str:
    """A part of a picture once more, which a page may keep in sight; it is hidden from those who have the picture read to them."""
    w, h = number(size[0]), number(size[1])
    paper = f'<rect class="rd-paper" width="{w}" height="{h}" fill="{PAPER}"/>'
    return "\n".join([_opened(size, f"rd {kind}", 'aria-hidden="true"', 12.0), paper, *parts, "</svg>\n"])


def _opened(size: tuple[float, float], classes: str, named: str, font_size: float) -> str:
    w, h = number(size[0]), number(size[1])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{classes}" width="{w}" height="{h}" viewBox="0 0 {w} {h}" {named} '
        f'font-family="{FONT}" font-size="{number(font_size)}" fill="{INK}">'
    )
