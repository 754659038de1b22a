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
    found = difflib.get_close_matches(given[:80], words, n=3, cutoff=0.6)
    alike = {word: difflib.SequenceMatcher(None, word, given[:80]).ratio() for word in found}
    return max(found, key=lambda word: (alike[word], -abs(len(word) - len(given))), default=None)
