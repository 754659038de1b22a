"""Comparisons that settle a condition whatever the answers are: no answer is both of two, and every answer is other than one of them."""

from __future__ import annotations

from core.expressions.shape import Words, split, unwrapped
from core.expressions.tokens import Fault, Token

_JOINED = ((("or", "||"), "!=", "alltid"), (("and", "&&"), "==", "aldrig"))


def check_settled(words: Words) -> Fault | None:
    """What is wrong with ``a != 'x' or a != 'y'``, which always holds, and ``a == 'x' and a == 'y'``, which never does."""
    words = unwrapped(words)
    for joiners, sign, how in _JOINED:
        parts = split(words, joiners)
        if len(parts) > 1:
            return _one_of_two(parts, sign, how) or next((f for part in parts if (f := check_settled(part))), None)
    if words and words[0].text in ("not", "!"):
        return check_settled(words[1:])
    return None


def _one_of_two(parts: list[Words], sign: str, how: str) -> Fault | None:
    first: dict[str, Token] = {}
    for part in parts:
        found = unwrapped(part)
        if (
            len(found) != 3
            or found[0].kind != "name"
            or found[1].text != sign
            or found[2].kind not in ("text", "number")
        ):
            continue
        name, value = found[0], found[2]
        other = first.setdefault(name.text, value)
        if other.text.strip("'\"") != value.text.strip("'\""):
            joiner = "and" if how == "alltid" else "or"
            message = f"Villkoret stämmer {how}: {name.text} kan inte vara både {other.text} och {value.text}."
            hint = f"Skriv {joiner}: {name.text} {sign} {other.text} {joiner} {name.text} {sign} {value.text}."
            return Fault(name.start, "expression-settled", message, hint=hint)
    return None
