"""Calendar periods: what places, amounts, reports and meetings are counted by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Period = Literal["week", "month", "quarter", "half_year", "year"]
"""A calendar period: what a report is made for."""
MONTHS: Mapping[Period, int] = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
"""How many months each has; a week has none."""
PERIODS: Mapping[str, Period] = {"week": "week", **{name: name for name in MONTHS}}
"""Each by its name."""
