"""An expression's words with their places: only what the language allows gets through.

This is the first gate against hostile or endless expressions: its length, its depth and its alphabet are bounded before
anything is parsed, so nothing that loops can be written.
"""

from __future__ import annotations

import re
from typing import Literal

from msgspec import Struct

from core.expressions.swedish import as_name

TokenKind = Literal["name", "word", "number", "text", "mark"]

MAX_LENGTH = 2000
MAX_TOKENS = 400
MAX_DEPTH = 16

WORDS = frozenset({"and", "or", "not", "true", "false", "in"})

_PATTERN = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
  | (?P<text>'[^'\\\n]*'|"[^"\\\n]*")
  | (?P<mark>&&|\|\||==|!=|<=|>=|[<>!?:+\-*/%(),\[\]])
    """,
    re.VERBOSE,
)


class Token(Struct, frozen=True):
    """One word of an expression. `start` and `end` count characters from 0."""

    kind: TokenKind
    text: str
    start: int
    end: int


class Fault(Struct, frozen=True):
    """What is wrong with an expression, in Swedish. `offset` counts characters from 0 into its text; `rule` is a rule id.

    `name` is the name that is not there, when that is what is wrong; `told`: what is wrong is told where the name is declared.
    """

    offset: int
    rule: str
    message: str
    allowed: tuple[str, ...] = ()
    nearest: str | None = None
    hint: str | None = None
    name: str | None = None
    told: bool = False


class FaultError(Exception):
    """Stops the reading of an expression at its first fault; never leaves this package."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(fault.message)


def tokens(text: str) -> tuple[Token, ...]:
    """The words of `text`.

    Raises:
        FaultError: something that the language does not have, or more of it than anyone can read.
    """
    if len(text) > MAX_LENGTH:
        raise FaultError(_too_long(f"Villkoret är {len(text)} tecken långt; det får vara högst {MAX_LENGTH}."))
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _PATTERN.match(text, at)
        if match is None:
            raise FaultError(_foreign(text, at))
        if match.group() == "<" and text.startswith("<>", at):
            raise FaultError(_foreign(text, at))
        if match.lastgroup != "space":
            found.append(_token(match, found))
        at = match.end()
    if len(found) > MAX_TOKENS:
        raise FaultError(_too_long(f"Villkoret har {len(found)} ord; det får ha högst {MAX_TOKENS}."))
    _check_depth(found)
    return tuple(found)


def _token(match: re.Match[str], before: list[Token]) -> Token:
    kind, text = str(match.lastgroup), match.group()
    if before and before[-1].end == match.start() and before[-1].kind != "mark":
        if kind == "text":
            raise FaultError(_glued(match.start(), "En text kan inte stå direkt efter ett ord eller en annan text."))
        if kind in ("name", "number"):
            raise FaultError(_glued(match.start(), f"Talet och ordet {text} sitter ihop."))
    if kind == "name" and text in WORDS:
        return Token("word", text, match.start(), match.end())
    kinds: dict[str, TokenKind] = {"number": "number", "name": "name", "text": "text", "mark": "mark"}
    return Token(kinds[kind], text, match.start(), match.end())


def _check_depth(found: list[Token]) -> None:
    depth = 0
    for token in found:
        if token.kind != "mark":
            continue
        depth += (token.text in "([") - (token.text in ")]")
        if depth > MAX_DEPTH:
            raise FaultError(
                Fault(
                    token.start,
                    "expression-too-long",
                    f"Villkoret har fler än {MAX_DEPTH} parenteser i varandra.",
                    hint="Dela upp det: skriv en del som en egen uppgift med is: och läs den här.",
                )
            )


def _too_long(message: str) -> Fault:
    return Fault(
        0,
        "expression-too-long",
        message,
        hint="Dela upp det: skriv en del som en egen uppgift med is: och läs den här.",
    )


def _glued(offset: int, message: str) -> Fault:
    return Fault(offset, "expression-syntax", message, hint="Sätt ett mellanslag eller ett tecken som == emellan.")


_QUOTES = "’‘‛´`”“„«»"
"""Quotes of other kinds than those of the language, such as Word makes."""
_ADVICE = {
    "=": "Skriv == för att jämföra.",
    "&": "Skriv and.",
    "|": "Skriv or.",
    "≥": "Skriv >=.",
    "≤": "Skriv <=.",
    "≠": "Skriv !=.",
    **dict.fromkeys("–—−", "Skriv ett vanligt minustecken: -."),
    "×": "Skriv *.",
    "{": "Klammer används inte i villkor. Lista värden med hakparenteser: ['a', 'b'].",
    "}": "Klammer används inte i villkor.",
    "'": "Texten saknar sitt avslutande citattecken, eller innehåller ett omvänt snedstreck.",
    '"': "Texten saknar sitt avslutande citattecken, eller innehåller ett omvänt snedstreck.",
    ".": "En punkt får bara stå inne i ett namn, som settings.tid, eller i ett tal, som 3.5.",
}
_TURNED = {"=>": ">=", "=<": "<=", "=!": "!=", "<>": "!="}


def _foreign(text: str, at: int) -> Fault:
    sign = text[at]
    if sign.isalpha():
        return _foreign_word(text, at)
    turned = _TURNED.get(text[at : at + 2])
    if turned is not None:
        return Fault(
            at, "expression-character", f"{text[at : at + 2]} används inte i villkor.", hint=f"Skriv {turned}."
        )
    if sign in _QUOTES:
        inside = re.split(f"[{_QUOTES}'\"]", text[at + 1 :])[0]
        hint = f"Skriv raka citattecken: '{inside}'."
        return Fault(at, "expression-character", f"Citattecknet {sign} används inte i villkor.", hint=hint)
    shown = sign if sign.isprintable() else f"U+{ord(sign):04X}"
    return Fault(at, "expression-character", f"Tecknet {shown} används inte i villkor.", hint=_ADVICE.get(sign))


def _foreign_word(text: str, at: int) -> Fault:
    """A word with letters that names do not have, from where it begins."""
    while at and (text[at - 1].isalnum() or text[at - 1] == "_"):
        at -= 1
    word = re.split(r"[\s()=<>!,]", text[at:])[0][:40]
    if word in ("är", "större", "högre", "över", "mindre", "lägre", "minst", "högst"):
        hint = "Skriv jämförelsen med tecken: avstand > 2, avstand <= 2 eller skola == 'vald'."
        return Fault(at, "expression-character", f"Ordet {word} används inte i villkor.", hint=hint)
    hint = (
        f"Skriv namnet så som det står bland facts, till exempel {as_name(word) or 'alder'} i stället för {word}. "
        "Text sätts i citattecken."
    )
    message = f"Namn i villkor skrivs med a–z, siffror och understreck. Här står {word!r}."
    return Fault(at, "expression-character", message, hint=hint, name=word)
