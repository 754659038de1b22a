"""A YAML file as it was written: every value is still text and knows its place."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct


class Place(Struct, frozen=True, order=True):
    """Where something stands. Lines and columns count from 1; line 0 is the file as a whole.

    `writer`: who wrote it in the routine's stead, as people are told: a plugin that writes out its kind of step.
    "" when it stands in the file.
    """

    file: str
    line: int
    column: int
    writer: str = ""


class Text(Struct, frozen=True):
    """A scalar. `plain` means it stands without quotes. `inset` is how far into the scalar its text begins, or None
    when the text runs over several lines, so that a place inside it cannot be pointed out. `lost`: it has been told that
    nothing, or nothing that can be used, stands here, and nothing more is to be told of it."""

    text: str
    place: Place
    plain: bool = True
    inset: int | None = 0
    lost: bool = False


class Items(Struct, frozen=True):
    """A list."""

    items: tuple[Node, ...]
    place: Place


class Table(Struct, frozen=True):
    """Keys with values, in the order they were written."""

    entries: tuple[tuple[Text, Node], ...]
    place: Place

    def get(self, key: str) -> Node | None:
        """The value of `key`, or None."""
        return next((node for name, node in self.entries if name.text == key), None)


Node = Text | Items | Table


def is_lost(node: Node) -> bool:
    """Whether it has been told that nothing that can be used stands there."""
    return isinstance(node, Text) and node.lost


def inside(text: Text, offset: int) -> Place:
    """The place of the character `offset` of a scalar, or the scalar's own when it runs over several lines."""
    place = text.place
    return place if text.inset is None else Place(place.file, place.line, place.column + text.inset + offset)


def canonical(node: Node) -> object:
    """The node without places, comments and layout, as plain lists and strings: the same for the same routine."""
    if isinstance(node, Text):
        return node.text
    if isinstance(node, Items):
        return [canonical(item) for item in node.items]
    return {key.text: canonical(value) for key, value in node.entries}


def names(node: Node) -> Iterator[str]:
    """Every key and text in the node: what it may have declared."""
    for each in walk(node):
        if isinstance(each, Text):
            yield each.text
        elif isinstance(each, Table):
            yield from (key.text for key, _ in each.entries)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything in it."""
    yield node
    if isinstance(node, Items):
        for item in node.items:
            yield from walk(item)
    elif isinstance(node, Table):
        for _, value in node.entries:
            yield from walk(value)
