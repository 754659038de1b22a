"""Comparisons that say something else than they seem to: two in a row, and those that settle a condition whatever the answers are."""

from __future__ import annotations

from core.expressions.shape import Words, split, unwrapped
from core.expressions.tokens import Fault, Token

_MIRROR = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
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


def slip_of_order(words: Words) -> Fault | None:
    """What is wrong with ``10 < n < 100`` and ``n not in [1, 2]``, which are written in another order here."""
    for at, word in enumerate(words):
        if word.text in _MIRROR and at + 3 < len(words) and words[at + 2].text in _MIRROR and at > 0:
            first, name, last = (words[at + step].text for step in (-1, 1, 3))
            hint = f"Skriv dem var för sig: {name} {_MIRROR[word.text]} {first} and {name} {words[at + 2].text} {last}."
            return Fault(words[at + 2].start, "expression-syntax", "Två jämförelser står i rad.", hint=hint)
        if word.text == "not" and at > 0 and words[at - 1].kind == "name" and _is_in(words, at + 1):
            end = next((n for n, later in enumerate(words) if n > at and later.text == "]"), at + 2)
            list_of = "".join(f"{w.text} " if w.text == "," else w.text for w in words[at + 2 : end + 1])
            hint = f"Skriv not framför hela jämförelsen: not ({words[at - 1].text} in {list_of})."
            return Fault(word.start, "expression-syntax", "not kan inte stå före in.", hint=hint)
    return None


def _is_in(words: Words, at: int) -> bool:
    return at < len(words) and words[at].text == "in"
