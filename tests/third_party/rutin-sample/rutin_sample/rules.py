"""The rules: pure functions, no clock, no files, no case."""

from __future__ import annotations

import re


def card_number(text: str) -> str | None:
    """The number as it is kept, such as B123456, or None when the text is none."""
    plain = text.replace(" ", "").upper()
    return plain if re.fullmatch(r"B[0-9]{6}", plain) else None


def reason(late: int, at_home: int, most: int) -> tuple[bool, str, str]:
    """Whether somebody may borrow, why, and what would have changed it."""
    if late:
        return False, f"{late} böcker är försenade.", "Lämnas den tillbaka går det att låna." if late == 1 else ""
    return at_home < most, f"Har {at_home} böcker av högst {most}.", "Det är den sista." if at_home == most - 1 else ""
