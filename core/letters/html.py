"""Blocks as HTML, every text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from core.letters.blocks import Block, Span

_TAGS = {"bullets": "ul", "numbers": "ol"}


def to_html(blocks: Sequence[Block], top: int = 3) -> str:
    """The blocks as HTML. `top` is the level that a first heading gets, so that it fits under the page's own headings."""
    return "".join(_block(block, top) for block in blocks)


def _block(block: Block, top: int) -> str:
    if block.kind == "heading":
        level = min(6, top + block.level - 1)
        return f"<h{level}>{_spans(block.spans)}</h{level}>"
    if block.kind in _TAGS:
        tag = _TAGS[block.kind]
        mark = ' class="marked"' if block.marked else ""
        return f"<{tag}{mark}>{''.join(f'<li>{_item(item, top)}</li>' for item in block.items)}</{tag}>"
    if block.kind == "quote":
        return f"<blockquote>{to_html(block.items[0], top)}</blockquote>"
    if block.kind == "table":
        return _table(block)
    return "<hr>" if block.kind == "rule" else f"<p>{_spans(block.spans)}</p>"


def _table(block: Block) -> str:
    head = "".join(f'<th scope="col">{_spans(cell.spans)}</th>' for cell in block.items[0])
    rows = "".join(f"<tr>{''.join(f'<td>{_spans(cell.spans)}</td>' for cell in row)}</tr>" for row in block.items[1:])
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def _item(blocks: tuple[Block, ...], top: int) -> str:
    """A list's entry; one that is a single paragraph needs no paragraph of its own."""
    if len(blocks) == 1 and blocks[0].kind == "paragraph":
        return _spans(blocks[0].spans)
    return to_html(blocks, top)


def _spans(spans: tuple[Span, ...]) -> str:
    return "".join(map(_span, spans))


def _span(span: Span) -> str:
    text = escape(span.text).replace("\n", "<br>")
    text = f"<em>{text}</em>" if span.emphasis else text
    return f"<strong>{text}</strong>" if span.strong else text
