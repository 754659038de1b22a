"""How a fact's type is drawn: which kind of input, keyboard, width and hint. Used by the form macros only."""

from __future__ import annotations

import re
from datetime import date, datetime, time

from web.times import ZONE

_TYPES = {"date": "date", "time": "time", "month": "month", "phone": "tel", "email": "email"}
_MODES = {
    "whole_number": "numeric",
    "number": "decimal",
    "money": "decimal",
    "person_number": "numeric",
    "org_number": "numeric",
}
_SIZES = {
    "whole_number": "narrow",
    "number": "narrow",
    "money": "narrow",
    "date": "medium",
    "time": "narrow",
    "month": "medium",
    "person_number": "medium",
    "org_number": "medium",
    "phone": "medium",
}
_HINTS = {
    "person_number": "ÅÅÅÅMMDD-NNNN, även samordningsnummer",
    "org_number": "NNNNNN-NNNN",
    "money": "I hela kronor eller med decimalkomma",
}


def input_type(kind: str) -> str:
    """The HTML input type of a fact type."""
    return _TYPES.get(kind, "text")


def input_mode(kind: str) -> str:
    """The keyboard a phone shows."""
    return _MODES.get(kind, "")


def input_size(kind: str) -> str:
    """The width class: an input is as wide as what goes into it."""
    return _SIZES.get(kind, "")


def input_hint(kind: str) -> str:
    """What to write, where the type alone does not say it."""
    return _HINTS.get(kind, "")


def fits(input_kind: str, text: str) -> bool:
    """Whether a browser's input of this type can hold `text`; it would show nothing instead of a date that does not exist."""
    if not text:
        return True
    try:
        if input_kind == "date":
            date.fromisoformat(text)
            return len(text) == 10
        if input_kind == "time":
            time.fromisoformat(text)
            return re.fullmatch(r"\d\d:\d\d(:\d\d)?", text) is not None
    except ValueError:
        return False
    return input_kind != "month" or re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", text) is not None


def local_parts(text: str) -> tuple[str, str]:
    """The local day and clock time of a moment kept as ISO text in UTC; empty when there is none."""
    if not text:
        return ("", "")
    local = datetime.fromisoformat(text).astimezone(ZONE)
    return (local.date().isoformat(), local.strftime("%H:%M"))
