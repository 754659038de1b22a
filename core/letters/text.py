"""Blocks as plain text, for messages that are no paper."""

from __future__ import annotations

from collections.abc import Sequence

from core.letters.blocks import Block


def to_text(blocks: Sequence[Block]) -> str:
    """The blocks as text with an empty line between them."""
    return "\n\n".join(filter(None, map(_block, blocks)))


def _block(block: Block) -> str:
    if block.kind in {"bullets", "numbers"}:
        marks = (f"{n}. " if block.kind == "numbers" else "- " for n in range(1, len(block.items) + 1))
        return "\n".join(
            mark + to_text(item).replace("\n", "\n  ") for mark, item in zip(marks, block.items, strict=True)
        )
    if block.kind == "quote":
        return to_text(block.items[0])
    return "" if block.kind == "rule" else "".join(span.text for span in block.spans)
