"""A letter as a tagged PDF (PDF/UA-1), set by Typst. The texts go in as data and are never read as markup."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

import msgspec

from core.errors import RutinError
from core.letters.paper import Paper

TEMPLATE = Path(__file__).with_name("letter.typ")
PANIC = "PanicException"
"""What a fault in Typst itself, which some texts bring about, is raised as. It is no `Exception`, so it would end the thread that sends all
letters, and its class can be told by its name alone."""


def to_pdf(paper: Paper) -> bytes:
    """The PDF of `paper`, about 20 ms a page; the fonts are Typst's own, so that it looks the same on every machine.

    A letter with signs that they lack is set with the machine's fonts too, and if need be without the promise of PDF/UA, which
    refuses a sign that no font has: a letter that can be read with a gap is better than none.

    Raises:
        RutinError: ``letter_pdf`` when Typst refuses it or breaks on it. Its own message is not passed on, since it may quote the letter.
    """
    import typst  # only letters need it

    data = msgspec.json.encode(paper).decode()
    tries: tuple[tuple[bool, Literal["ua-1"] | None], ...] = ((True, "ua-1"), (False, "ua-1"), (False, None))
    for own, standard in tries:
        try:
            made = typst.compile(
                _template(),
                format="pdf",
                sys_inputs={"letter": data},
                pdf_standards=standard,
                ignore_system_fonts=own,
            )
        except BaseException as error:
            if not isinstance(error, typst.TypstError) and type(error).__name__ != PANIC:
                raise
            continue
        if isinstance(made, bytes):
            return made
    raise RutinError("letter_pdf")


@lru_cache(maxsize=1)
def _template() -> bytes:
    return TEMPLATE.read_bytes()
