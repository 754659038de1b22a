"""How leave is counted, and what is said of it beside a case. Pure: no clock, no files, no case.

Source: Samverkan mellan IFO och AME, riktlinje, 2.6 (E-45 to E-47). It says "two weeks" and leaves open whether that is working days or
days of the calendar, and for which period (E-A7): the first is this plugin's setting, the other the account's terms.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

Unit = Literal["arbetsdagar", "kalenderdagar"]
RIGHT = "Den som är i försörjningsstödspraktik har ingen rätt till semester, men kan få viss ledighet. AME bestämmer när och hur."


def days(first: date, last: date, working_days: int, unit: Unit) -> int:
    """How many days of leave it is from `first` to and with `last`; none when `last` comes before. `working_days`: how many of them are."""
    if last < first:
        return 0
    return working_days if unit == "arbetsdagar" else (last - first).days + 1


def taken_in(lines: Sequence[tuple[str, float]], year: int) -> float:
    """How much was drawn on the account for days of a year, less what was given back. Days are ISO."""
    return sum(amount for day, amount in lines if day.startswith(f"{year}-"))


def in_words(amount: float) -> str:
    """An amount of days: ``1 dag``, ``2,5 dagar``."""
    text = f"{amount:g}".replace(".", ",")
    return f"{text} dag" if amount == 1 else f"{text} dagar"
