"""Values to try a plugin's functions with: what a caseworker may well state, and what nobody should but somebody will."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from core.model.values import FactType

_SWEDEN = ZoneInfo("Europe/Stockholm")
_DAYS = tuple(
    datetime(year, month, day, tzinfo=_SWEDEN)
    for year, month, day in ((2026, 3, 2), (2024, 2, 29), (1964, 8, 23), (2099, 12, 31))
)
_NUMBERS = (0, 1, 19, 1_000_000, -1)
_TEXTS = ("Kim", "Åsa Öst-Ähl", " ", "x" * 10_000, "\u0000", "🚲", "<b>fet</b>", "%s {0} {{x}}")

VALUES: Mapping[FactType, tuple[object, ...]] = {
    "yes_no": (True, False),
    "judgement": (True, False),
    "earlier_case": (True, False),
    "whole_number": _NUMBERS,
    "number": tuple(map(float, (*_NUMBERS, 12.5))),
    "money": tuple(map(float, (*_NUMBERS, 12.5))),
    "date": _DAYS,
    "moment": _DAYS,
    "person_number": ("198503129820", "196408233234", "200001012384"),
    "org_number": ("2120000142",),
    "month": ("2026-03",),
    "time": ("08:30",),
}
"""Per type, values as a function is given them. All other types are texts."""

AWKWARD = (
    *_TEXTS, "0", "00", "-1", "1e9", "²³", "ÅÄÖ", "2026-02-30", "19850312-9820", "212000-0142", "a\nb", "\u202e", "'; drop table",
)  # fmt: skip
"""What people write in a field, by mistake or not."""


def values_of(kind: FactType) -> tuple[object, ...]:
    """What to try where a value of `kind` is taken."""
    return VALUES.get(kind, _TEXTS)
