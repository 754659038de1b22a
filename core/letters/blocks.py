"""From Markdown to blocks. Blanks (``{name}``) are filled in after the Markdown has been read, so that no value can be markup."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

Kind = Literal["heading", "paragraph", "bullets", "numbers", "quote", "rule", "table"]
BLANK = re.compile(r"\{([a-z][a-z0-9_.]*)\}")
"""How a blank is written in a template."""
_PARAGRAPHS = re.compile(r"\n\s*\n")
Words = Mapping[str, str | tuple[str, ...]]
"""What stands in each blank: a text, or several that become a list when the blank is a paragraph of its own."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of text. A line end in `text` is a line end on the paper."""

    text: str
    strong: bool = False
    emphasis: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a letter. `level` is a heading's, from 1; `items` are a list's entries or a quotation's parts,
    each of blocks; or a table's rows, a block a cell, the first row its headings. `marked`: its entries begin with marks of their own.
    """

    kind: Kind
    spans: tuple[Span, ...] = ()
    level: int = 0
    items: tuple[tuple[Block, ...], ...] = ()
    marked: bool = False


def compose(text: str, words: Words, lacking: Callable[[str], str]) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of a letter, and the names of the blanks that have no words (`lacking` gives what stands there instead)."""
    filler = _Filler(words, lacking)
    blocks = tuple(done for block in parsed(text) for done in filler.block(block))
    return blocks, tuple(dict.fromkeys(filler.missing))


@lru_cache(maxsize=256)
def parsed(text: str) -> tuple[Block, ...]:
    """The blocks of a template with its blanks as written. Markdown as in CommonMark; HTML in it is shown as text."""
    reader = MarkdownIt("commonmark", {"html": False}).disable(["image", "code", "fence"])
    return _Reader(reader.parse(text)).until("")


class _Filler:
    """Puts words into blanks."""

    def __init__(self, words: Words, lacking: Callable[[str], str]) -> None:
        self._words, self._lacking = words, lacking
        self.missing: list[str] = []

    def block(self, block: Block) -> tuple[Block, ...]:
        """The block filled in. A paragraph that is a blank becomes a list of its several texts, nothing when there are none, or the
        paragraphs that its text has.
        """
        alone = BLANK.fullmatch("".join(s.text for s in block.spans).strip()) if block.kind == "paragraph" else None
        several = self._words.get(alone[1]) if alone else None
        if isinstance(several, tuple):
            lines = tuple((Block("paragraph", (Span(text),)),) for text in several)
            return (Block("bullets", items=lines),) if lines else ()
        if several is not None and (parts := _PARAGRAPHS.split(several.strip()))[1:]:
            like = block.spans[0]
            return tuple(replace(block, spans=(replace(like, text=text),)) for text in parts)
        spans = tuple(replace(s, text=BLANK.sub(self._fill, s.text)) for s in block.spans)
        items = tuple(tuple(done for each in item for done in self.block(each)) for item in block.items)
        return (replace(block, spans=spans, items=items),)

    def _fill(self, found: re.Match[str]) -> str:
        words = self._words.get(found[1])
        if words is None:
            self.missing.append(found[1])
            return self._lacking(found[1])
        return ", ".join(words) if isinstance(words, tuple) else words


_LISTS: Mapping[str, Kind] = {"bullet_list_open": "bullets", "ordered_list_open": "numbers"}


class _Reader:
    """Walks the flat list of tokens, one level a call."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._tokens = iter(tokens)

    def until(self, closing: str) -> tuple[Block, ...]:
        """The blocks up to the token `closing`, or to the end."""
        found: list[Block] = []
        for token in self._tokens:
            if token.type == closing:
                break
            block = self._block(token)
            if block is not None:
                found.append(block)
        return tuple(found)

    def _block(self, token: Token) -> Block | None:
        if token.type == "heading_open":
            return Block("heading", self._spans("heading_close"), level=int(token.tag[1:]))
        if token.type == "paragraph_open":
            return Block("paragraph", self._spans("paragraph_close"))
        if token.type in _LISTS:
            return Block(_LISTS[token.type], items=self._items(token.type.replace("_open", "_close")))
        if token.type == "blockquote_open":
            return Block("quote", items=(self.until("blockquote_close"),))
        return Block("rule") if token.type == "hr" else None

    def _items(self, closing: str) -> tuple[tuple[Block, ...], ...]:
        found: list[tuple[Block, ...]] = []
        for token in self._tokens:
            if token.type == closing:
                break
            if token.type == "list_item_open":
                found.append(self.until("list_item_close"))
        return tuple(found)

    def _spans(self, closing: str) -> tuple[Span, ...]:
        found: list[Span] = []
        for token in self._tokens:
            if token.type == closing:
                break
            found.extend(_inline(token.children or ()))
        return tuple(found)


def _inline(tokens: Sequence[Token]) -> list[Span]:
    """Spans of a line. A link is shown as its text with the address after it: paper cannot be clicked."""
    found: list[Span] = []
    strong = emphasis = 0
    address = ""
    for token in tokens:
        strong += {"strong_open": 1, "strong_close": -1}.get(token.type, 0)
        emphasis += {"em_open": 1, "em_close": -1}.get(token.type, 0)
        text = token.content if token.type in {"text", "code_inline"} else ""
        if token.type == "softbreak":
            text = " "
        elif token.type == "hardbreak":
            text = "\n"
        elif token.type == "link_open":
            address = str(token.attrGet("href") or "")
        elif token.type == "link_close" and (not found or found[-1].text != address):
            text = f" ({address})"
        if text:
            found.append(Span(text, strong > 0, emphasis > 0))
    return _joined(found)


def _joined(spans: list[Span]) -> list[Span]:
    """Neighbours of the same kind as one, so that a blank is never cut in two."""
    found: list[Span] = []
    for span in spans:
        last = found[-1] if found else None
        if last is not None and (last.strong, last.emphasis) == (span.strong, span.emphasis):
            found[-1] = replace(last, text=last.text + span.text)
        else:
            found.append(span)
    return found
