"""What nobody can see is no part of what somebody, or a plugin, has written. A leaf: whatever takes a text from outside asks it."""

from __future__ import annotations

from unicodedata import category

_KEPT = frozenset("\n\t\u200c\u200d")
"""Line ends and tabs, and the two joiners that some scripts and compound signs are not written right without."""
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
"""Control characters that no keyboard writes, marks that turn text around or show nothing, and halves of characters."""
_UNSEEN = _DROPPED | {"Zs", "Zl", "Zp", "Mn", "Me"}
"""Besides these, what is seen only together with a letter: spaces and accents."""
_BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")
"""Letters and signs that are drawn as nothing."""


def visible(text: str) -> str:
    """`text` with line ends as one character and without what is not seen, at its ends nor within; "" when nothing in it is.

    Only the tabs of a list from a spreadsheet stay at its ends: they are its empty cells.
    """
    if text.isprintable() and (plain := text.strip()) and (plain[0].isascii() or plain[-1].isascii()):
        return plain  # nearly all that is ever written: nothing in it is dropped, and what stands first or last in it is seen
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = text.translate({ord(each): None for each in set(text) - _KEPT if category(each) in _DROPPED})
    if all(category(each) in _UNSEEN for each in set(kept) - _BLANK):
        return ""
    plain = kept.strip()
    return kept.strip(" \n") if "\n" in plain and "\t" in plain else plain
