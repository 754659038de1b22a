"""Whether a condition on time is one from which the moment can be found: its truth may only rise as the days go by.

An event by itself is woken by the clock. The engine finds the day by halving the time ahead, which is right only when the
condition, once true, stays true for as long as the facts stand.
"""

from __future__ import annotations

from collections.abc import Mapping

from core.expressions.tokens import FaultError, Token, tokens
from core.model.values import Expression

_RISING_CALLS = frozenset({"age", "months", "days_between", "working_days"})
_MIRROR = {">": "<", ">=": "<=", "<": ">", "<=": ">="}
Words = tuple[Token, ...]


def reads_today(expression: Expression, derived: Mapping[str, Expression] | None = None) -> bool:
    """Whether the expression's value can change just because time passes, directly or through a derived fact."""
    return any(_is_time(name) for name in _names(expression, derived or {}))


def time_shape(expression: Expression, derived: Mapping[str, Expression] | None = None) -> bool:
    """Whether `expression`, if it reads ``today`` or how long something has lasted at all, does so only in a shape whose truth rises once.

    Allowed beside anything that does not read ``today``: ``today >= x``, ``age(p, today) >= n``, ``months(x, today) >= n``,
    ``days_between(x, today) >= n``, ``lasted(x) >= n``, the same with ``>`` or turned around, and these joined by ``and`` and ``or``.

    Args:
        expression: the condition.
        derived: the ``is:`` expressions of derived facts, by fact id.
    """
    known = derived or {}
    if not reads_today(expression, known):
        return True
    try:
        return _rises(tokens(expression.text), known)
    except FaultError:
        return False


def _names(expression: Expression, derived: Mapping[str, Expression]) -> set[str]:
    found: set[str] = set()
    waiting = list(expression.names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(derived[name].names if name in derived else ())
    return found


def _rises(words: Words, derived: Mapping[str, Expression]) -> bool:
    words = unwrapped(words)
    for joiner in (("or", "||"), ("and", "&&")):
        parts = split(words, joiner)
        if len(parts) > 1:
            return all(_rises(part, derived) for part in parts)
    return not _timely(words, derived) or _rising_comparison(words, derived)


def _rising_comparison(words: Words, derived: Mapping[str, Expression]) -> bool:
    for sign, mirror in _MIRROR.items():
        parts = split(words, (sign,))
        if len(parts) != 2:
            continue
        left, right, wanted = parts[0], parts[1], sign
        if _timely(right, derived):
            left, right, wanted = right, left, mirror
        return wanted in (">", ">=") and not _timely(right, derived) and _rising_value(left, derived)
    return False


def _rising_value(words: Words, derived: Mapping[str, Expression]) -> bool:
    """Whether the value only grows with time: today itself, or a span that ends today."""
    words = unwrapped(words)
    if len(words) == 1:
        name = words[0].text
        return name == "today" or (name in derived and _rising_value(tokens(derived[name].text), derived))
    if len(words) == 4 and words[0].text == "lasted":
        return True
    if len(words) < 4 or words[0].text not in _RISING_CALLS or words[1].text != "(" or words[-1].text != ")":
        return False
    parts = split(words[2:-1], (",",))
    return len(parts) == 2 and not _timely(parts[0], derived) and _rising_value(parts[1], derived)


def _timely(words: Words, derived: Mapping[str, Expression]) -> bool:
    named = {word.text for word in words if word.kind == "name"}
    if "lasted" in named or "today" in named:
        return True
    return any(_is_time(inner) for name in named if name in derived for inner in _names(derived[name], derived))


def _is_time(name: str) -> bool:
    """Whether the value called `name` changes just because time passes."""
    return name == "today" or name.startswith("lasted.")


def unwrapped(words: Words) -> Words:
    """Without parentheses around the whole."""
    while len(words) > 2 and words[0].text == "(" and _closes(words) == len(words) - 1:
        words = words[1:-1]
    return words


def _closes(words: Words) -> int:
    depth = 0
    for at, word in enumerate(words):
        depth += (word.text == "(") - (word.text == ")")
        if depth == 0:
            return at
    return -1


def split(words: Words, joiners: tuple[str, ...]) -> list[Words]:
    """The parts between `joiners`, those inside parentheses left alone."""
    parts: list[Words] = []
    depth = start = 0
    for at, word in enumerate(words):
        if word.kind == "text":
            continue
        depth += (word.text in "([") - (word.text in ")]")
        if depth == 0 and word.text in joiners:
            parts.append(words[start:at])
            start = at + 1
    return [*parts, words[start:]]
