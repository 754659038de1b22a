"""Expressions as trees: the proof needs to see what is compared with what, which the evaluating library does not show.

Only what `core.expressions` lets through is read. What cannot be read gives None, and the proof then knows nothing of its value.
"""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from core.expressions.tokens import FaultError, Token, tokens

Scalar = str | int | float | bool
Sign = Literal["==", "!=", "<", "<=", ">", ">="]


class Const(Struct, frozen=True):
    """A value written out."""

    value: Scalar


class Name(Struct, frozen=True):
    """A fact, setting, counter, table, outcome or moment."""

    id: str


class Call(Struct, frozen=True):
    """A function of its arguments; ``known`` and ``consented`` too."""

    function: str
    args: tuple[Node, ...]


class Not(Struct, frozen=True):
    """The opposite."""

    item: Node


class Joined(Struct, frozen=True):
    """All of `items` (``and``) or one of them (``or``)."""

    word: Literal["and", "or"]
    items: tuple[Node, ...]


class Compare(Struct, frozen=True):
    """Two values held against each other."""

    sign: Sign
    left: Node
    right: Node


class Among(Struct, frozen=True):
    """Whether `item` is one of `items`."""

    item: Node
    items: tuple[Node, ...]


class Either(Struct, frozen=True):
    """`then` when `condition` holds, else `other`."""

    condition: Node
    then: Node
    other: Node


class Arithmetic(Struct, frozen=True):
    """A sum, difference, product or quotient; a lone minus has 0 to its left."""

    sign: str
    left: Node
    right: Node


Node = Const | Name | Call | Not | Joined | Compare | Among | Either | Arithmetic

_SIGNS: tuple[Sign, ...] = ("==", "!=", "<", "<=", ">", ">=")
_AND, _OR, _NOT = ("and", "&&"), ("or", "||"), ("not", "!")


def tree(text: str) -> Node | None:
    """The expression as a tree, or None when it is written in a way that is not known here."""
    try:
        reader = _Reader(tokens(text))
        node = reader.either()
        return node if reader.at_end() else None
    except (FaultError, _Strange):
        return None


def needs(node: Node) -> frozenset[frozenset[str]]:
    """The names that must have values for it to have one: of each set at least one, where another way to a value needs another."""
    if isinstance(node, Const) or (isinstance(node, Call) and node.function in ("known", "consented")):
        return frozenset()
    if isinstance(node, Name):
        return frozenset({frozenset({node.id})})
    if isinstance(node, Either):
        return needs(node.condition) | _one_of([needs(node.then), needs(node.other)])
    if isinstance(node, Joined):
        return _one_of([needs(item) for item in node.items])  # the first that settles it does
    if isinstance(node, Not):
        return needs(node.item)
    if isinstance(node, Call):
        return frozenset().union(*(needs(arg) for arg in node.args))
    if isinstance(node, Among):
        return needs(node.item).union(*(needs(item) for item in node.items))
    return needs(node.left) | needs(node.right)


def _one_of(ways: list[frozenset[frozenset[str]]]) -> frozenset[frozenset[str]]:
    """What is needed whichever of several ways it is."""
    common = frozenset[frozenset[str]]().union(*ways).intersection(*ways)
    apart = [frozenset[str]().union(*(way - common)) for way in ways]
    return common | {frozenset[str]().union(*apart)} if all(apart) else common


class _Strange(Exception):  # noqa: N818 - never leaves this module
    """Something stands where it was not expected."""


class _Reader:
    """Reads by falling precedence, as the expression language does: ``not`` binds tighter than comparing."""

    def __init__(self, words: tuple[Token, ...]) -> None:
        self._words, self._at = words, 0

    def at_end(self) -> bool:
        return self._at >= len(self._words)

    def either(self) -> Node:
        condition = self._joined("or")
        if not self._take("?"):
            return condition
        then = self.either()
        self._need(":")
        return Either(condition, then, self.either())

    def _joined(self, word: Literal["and", "or"]) -> Node:
        items = [self._part(word)]
        while self._take(*(_OR if word == "or" else _AND)):
            items.append(self._part(word))
        return items[0] if len(items) == 1 else Joined(word, tuple(items))

    def _part(self, word: Literal["and", "or"]) -> Node:
        return self._joined("and") if word == "or" else self._comparison()

    def _comparison(self) -> Node:
        left = self._sum()
        for sign in _SIGNS:
            if self._take(sign):
                return Compare(sign, left, self._sum())
        if not self._take("in"):
            return left
        several = not self.at_end() and self._words[self._at].text != "["  # whether it is one of those chosen
        return Call("in", (left, self._sum())) if several else Among(left, self._list())

    def _list(self) -> tuple[Node, ...]:
        self._need("[")
        return self._until("]")

    def _until(self, close: str) -> tuple[Node, ...]:
        items: list[Node] = []
        while not self._take(close):
            if items:
                self._need(",")
            items.append(self.either())
        return tuple(items)

    def _sum(self) -> Node:
        node = self._product()
        while (sign := self._take("+", "-")) is not None:
            node = Arithmetic(sign, node, self._product())
        return node

    def _product(self) -> Node:
        node = self._unary()
        while (sign := self._take("*", "/", "%")) is not None:
            node = Arithmetic(sign, node, self._unary())
        return node

    def _unary(self) -> Node:
        if self._take(*_NOT):
            return Not(self._unary())
        return Arithmetic("-", Const(0), self._unary()) if self._take("-") else self._primary()

    def _primary(self) -> Node:
        if self._take("("):
            node = self.either()
            self._need(")")
            return node
        token = self._next()
        if token.kind == "number":
            return Const(float(token.text) if "." in token.text else int(token.text))
        if token.kind == "text":
            return Const(token.text[1:-1])
        if token.kind == "word" and token.text in ("true", "false"):
            return Const(token.text == "true")
        if token.kind != "name":
            raise _Strange(token.text)
        return Call(token.text, self._until(")")) if self._take("(") else Name(token.text)

    def _next(self) -> Token:
        if self.at_end():
            raise _Strange("")
        self._at += 1
        return self._words[self._at - 1]

    def _take(self, *wanted: str) -> str | None:
        """The next word if it is one of `wanted` (a text in quotes never is)."""
        if not self.at_end() and (token := self._words[self._at]).kind != "text" and token.text in wanted:
            self._at += 1
            return token.text
        return None

    def _need(self, wanted: str) -> None:
        if self._take(wanted) is None:
            raise _Strange(wanted)
