"""A letter ready to be put on paper."""

from __future__ import annotations

from dataclasses import dataclass

from core.letters.blocks import Block


@dataclass(frozen=True, slots=True)
class Paper:
    """One letter.

    Attributes:
        title: its heading, and the title of the PDF.
        sender: lines on top: municipality, unit, address.
        receiver: whom it is for, a name or in words; empty when the routine does not say.
        day: the day it was sent, in words. `reference`: the case number people use.
        blocks: what it says.
        missing: titles of blanks that nobody has filled in; a letter with any is not to be sent.
        contents: whether it begins with what its first headings are, and on which page.
    """

    title: str
    sender: tuple[str, ...]
    receiver: str
    day: str
    reference: str
    blocks: tuple[Block, ...]
    missing: tuple[str, ...] = ()
    contents: bool = False
