"""How wide text is, near enough, and where its lines break.

The server does not know the reader's fonts, so the widths are those of a wide sans-serif: text may end up narrower than
reckoned, never noticeably wider.
"""

from __future__ import annotations

from functools import lru_cache

SMALL = 12.0
"""Font size of captions, notes and labels, the smallest in the picture."""
NORMAL = 14.0
"""Font size of titles."""
BOLD = 1.12
"""How much wider semi-bold text is."""

_HEADS = (
    "utredning", "sekreterare", "handläggare", "samtal", "planering", "ansvar", "uppgift", "beslut", "kommun", "nämnd",
    "förvaltning", "vägledare", "avdelning", "verksamhet", "utbildning", "försäkring", "förmedling", "marknad", "bistånd",
    "ersättning", "ansökan", "anställning", "prövning", "bedömning", "förmåga", "förmåge", "myndighet", "tjänst", "ledare",
    "programmet", "program", "grupp",
)  # fmt: skip
"""Common last parts of the long compounds that municipalities use, to break them at a seam."""
_NARROW = frozenset("iljI.,:;!|'’·")
_SLIM = frozenset("frt()[]-/ ")
_WIDE = frozenset("mwMWÅÄÆ@%—&")
_AVERAGE = 0.61


@lru_cache(maxsize=512)
def _factor(char: str) -> float:
    if char in _NARROW:
        return 0.31
    if char in _SLIM:
        return 0.4
    if char in _WIDE:
        return 0.93
    if ord(char) > 0x2E7F:  # ideographs and pictures fill the whole square
        return 1.1
    return 0.72 if char.isupper() else _AVERAGE


@lru_cache(maxsize=4096)
def width(text: str, size: float = SMALL, weight: float = 1.0) -> float:
    """The width of one line of `text`, in pixels."""
    return sum(map(_factor, text)) * size * weight


@lru_cache(maxsize=4096)
def wrap(text: str, limit: float, size: float = SMALL, weight: float = 1.0) -> tuple[str, ...]:
    """`text` in lines no wider than `limit`. A word that is wider by itself is broken with a hyphen. Empty text has no lines."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}" if line else word
        if width(longer, size, weight) <= limit:
            line = longer
            continue
        if line:
            lines.append(line)
        *full, line = _pieces(word, limit, size, weight)
        lines.extend(full)
    return (*lines, line) if line else tuple(lines)


def _pieces(word: str, limit: float, size: float, weight: float) -> list[str]:
    """A word cut so that each piece with its hyphen fits."""
    pieces = []
    while width(word, size, weight) > limit and len(word) > 2:
        end = len(word) - 1
        while end > 1 and width(word[:end] + "-", size, weight) > limit:
            end -= 1
        # two letters at least go to the next line
        end = _seam(word, min(end, len(word) - 2) or 1)
        pieces.append(word[:end] + "-")
        word = word[end:]
    return [*pieces, word]


def _seam(word: str, end: int) -> int:
    """The last seam of a compound at or before `end`: ``arbetsförmåge-utredning`` reads better than ``arbetsförmågeu-tredning``."""
    lower = word.lower()
    seams = [found for part in _HEADS if 3 < (found := lower.rfind(part, 0, end + len(part))) <= end]
    return max(seams, default=end)
