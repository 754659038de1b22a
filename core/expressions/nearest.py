"""The nearest allowed word, for advice such as "menade du avslag?"."""

from __future__ import annotations

from collections.abc import Iterable


def nearest(given: str, allowed: Iterable[str]) -> str | None:
    """The allowed word closest to `given`, or None when nothing is close enough to be worth suggesting."""
    import difflib  # only when something is wrong: it is not needed to load a sound file

    words = [word for word in allowed if abs(len(word) - len(given)) <= 12]
    for candidate in words:
        if candidate.lower() == given.lower():
            return candidate
    found = difflib.get_close_matches(given[:80], words, n=1, cutoff=0.6)
    return found[0] if found else None
