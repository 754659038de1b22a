"""Quotes around what people wrote, for advice."""

from __future__ import annotations


def quoted(text: str) -> str:
    """The text in the kind of quotes it does not hold itself."""
    return f"'{text}'" if '"' in text else f'"{text}"'
