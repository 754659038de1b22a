"""The nearest allowed word, for advice such as "menade du avslag?"."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(given: str, allowed: Iterable[str]) -> str | None:
    """The allowed word closest to `given`: spelt alike or what it is called in Swedish; None when nothing is worth suggesting."""
    import difflib  # only when something is wrong: neither is needed to load a sound file

    from core.expressions.swedish import english

    allowed = tuple(allowed)
    words = [word for word in allowed if abs(len(word) - len(given)) <= 12]
    for candidate in words:
        if candidate.lower() == given.lower():
            return candidate
    meant = next((word for word in english(given) if word in allowed), None)
    if meant is not None:
        return meant
    found = difflib.get_close_matches(given[:80], words, n=1, cutoff=0.6)
    return found[0] if found and _is_near(given.lower(), found[0].lower()) else None


def _is_near(given: str, word: str) -> bool:
    """Whether one could have been written for the other: they begin alike, one is in the other, or a few letters differ.

    Many letters in common are not enough: ``ocr_nummer`` is not meant for ``org_number``.
    """
    few = max(2, min(len(given), len(word)) // 4)
    return given[:3] == word[:3] or given in word or word in given or _letters_between(given, word) <= few


def _letters_between(one: str, other: str) -> int:
    """How many letters to add, take away, change or let change places to make one of the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        above, before, row = before, row, [n]
        for m, wanted in enumerate(other, 1):
            least = min(before[m] + 1, row[m - 1] + 1, before[m - 1] + (letter != wanted))
            if n > 1 and m > 1 and (letter, one[n - 2]) == (other[m - 2], wanted):
                least = min(least, above[m - 2] + 1)
            row.append(least)
    return row[-1]
