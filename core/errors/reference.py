"""Writes docs/reference/errors.md from the catalogue: ``python -m core.errors.reference``."""

from __future__ import annotations

from pathlib import Path

from core.errors.catalogue import SENTENCES

PAGE = Path(__file__).parent.parent.parent / "docs" / "reference" / "errors.md"
HEAD = """# Error codes

Generated from `core/errors/catalogue.py`; a test fails when it is not current. Programs may rely on the code. The sentence is what
people read; words in braces are filled in.

| code | sentence |
|---|---|
"""


def page() -> str:
    """The whole page."""
    return HEAD + "".join(f"| `{code}` | {sentence} |\n" for code, sentence in SENTENCES.items())


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
