"""Person numbers, coordination numbers and organisation numbers as people write them (legal.md B6)."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"(\d{2})?\d{6}[-+]?\d{4}", re.ASCII)
"""Digits of other scripts would be another number, which nobody finds and no mark of protection reaches."""


def looks_like_number(text: str) -> bool:
    """Whether a text is ten or twelve digits as a person number is written."""
    return _WRITTEN.fullmatch(text.replace(" ", "")) is not None


def twelve_digits(text: str) -> str | None:
    """The number with its twelve digits, or None when the date or the check digit is wrong."""
    from personnummer import personnummer  # only forms and searches with a number need it

    plain = text.replace(" ", "")
    if not looks_like_number(plain) or not personnummer.valid(plain):
        return None
    return str(personnummer.parse(plain).format(True))


def ten_digits(text: str) -> str | None:
    """An organisation number with its ten digits, or None when its check digit is wrong. A person's own number may be one too."""
    plain = text.replace(" ", "").replace("-", "")
    if len(plain) == 12:
        plain = plain.removeprefix("16")
    if not re.fullmatch(r"[0-9]{10}", plain):
        return None
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(plain))
    return plain if sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0 else None
