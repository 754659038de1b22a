"""Ids in less room: one of 32 lower-case hexadecimal digits is kept as its 16 bytes, any other as text. And where events are kept."""

from __future__ import annotations

import re

_HEX = re.compile(r"[0-9a-f]{32}")


def pack_id(text: str) -> str | bytes:
    """An id as stored."""
    return bytes.fromhex(text) if len(text) == 32 and _HEX.fullmatch(text) else text


def unpack_id(stored: str | bytes) -> str:
    """The id that `pack_id` was given."""
    return stored.hex() if isinstance(stored, bytes) else stored


def event_no(case_no: int, seq: int) -> int:
    """The number of the row whose last event has the number `seq` in its case; rows of a case have numbers that follow each other."""
    return case_no << 32 | seq
