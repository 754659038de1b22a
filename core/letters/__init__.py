"""Letters: a Markdown template and the words for its blanks become blocks, and the blocks become HTML, text or a tagged PDF.

Knows nothing of cases: `core.application` says what stands in each blank. What somebody has written is never markup here.
"""

from core.letters.blocks import Block, Span, compose
from core.letters.html import to_html
from core.letters.paper import Paper
from core.letters.pdf import to_pdf
from core.letters.text import to_text

__all__ = ["Block", "Paper", "Span", "compose", "to_html", "to_pdf", "to_text"]
