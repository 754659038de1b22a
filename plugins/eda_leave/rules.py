"""How leave is counted, and what is said of it beside a case. Pure: no clock, no files, no case.

Source: Samverkan mellan IFO och AME, riktlinje, 2.6 (E-45 to E-47). It says "two weeks" and leaves open whether that is working days or
days of the calendar, and for which period (E-A7): the first is this plugin's setting, the other the account's terms.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from core.plugin_api import plain_date_words

Unit = Literal["arbetsdagar", "kalenderdagar"]
RIGHT = "Den som är i försörjningsstödspraktik har ingen rätt till semester, men kan få viss ledighet. AME bestämmer när och hur."


def days(first: date, last: date, working_days: int, unit: Unit) -> int:
    """How many days of leave it is from `first` to and with `last`; none when `last` comes before. `working_days`: how many of them are."""
    if last < first:
        return 0
    return working_days if unit == "arbetsdagar" else (last - first).days + 1


def granted(lines: Iterable[tuple[str, float]]) -> dict[str, float]:
    """First day of leave, ISO -> how much is granted from it, less what was given back; days on which nothing is left are not there."""
    found: dict[str, float] = {}
    for day, amount in lines:
        found[day] = found.get(day, 0.0) + amount
    return {day: amount for day, amount in found.items() if amount > 0}


def period(first: str, last: str) -> str:
    """The days the amount is for, in words: the account's own period, or from the day it began. Days are ISO, `last` "" for none."""
    return f"{day_words(first)} till och med {day_words(last)}" if last else f"Från och med {day_words(first)}"


def left(amount: float | None) -> str:
    """What may still be taken, in words."""
    if amount is None:
        return "Kommunen har inte bestämt hur mycket som får tas ut"
    return in_words(amount) if amount >= 0 else f"Inget. {in_words(-amount)} för mycket har tagits ut"


def day_words(day: str) -> str:
    """An ISO day in words: ``6 juli 2026``."""
    return plain_date_words(date.fromisoformat(day))


def in_words(amount: float) -> str:
    """An amount of days: ``1 dag``, ``2,5 dagar``."""
    text = f"{amount:g}".replace(".", ",")
    return f"{text} dag" if amount == 1 else f"{text} dagar"
