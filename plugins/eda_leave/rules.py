"""How leave is counted, and what is said of it beside a case. Pure: no clock, no files, no case.

Source: Samverkan mellan IFO och AME, riktlinje, 2.6 (E-45 to E-47). It says "two weeks" and leaves open whether that is working days or
days of the calendar, and for which period (E-A7): the first is this plugin's setting, the other the account's terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, Literal

from core.plugin_api import plain_date_words

Unit = Literal["arbetsdagar", "kalenderdagar"]
Days = tuple[str, str]
"""The first and the last of days in a row, ISO."""
TWO_WEEKS: Final[Mapping[Unit, int]] = {"arbetsdagar": 10, "kalenderdagar": 14}
"""How many days two weeks are (E-46, E-A7)."""
CHANGED: Final = (
    "Dagarna har rättats sedan ledigheten {} beviljades. Nu är ledigheten {}, men kontot har inte ändrats. "
    "Notera att dagarna inte tas ut, och bevilja ledigheten på nytt."
)
RIGHT = "Den som är i försörjningsstödspraktik har ingen rätt till semester, men kan få viss ledighet. AME bestämmer när och hur."


def days(first: date, last: date, working_days: int, unit: Unit) -> int:
    """How many days of leave it is from `first` to and with `last`; none when `last` comes before. `working_days`: how many of them are."""
    if last < first:
        return 0
    return working_days if unit == "arbetsdagar" else (last - first).days + 1


def coming(taken: Iterable[Days], day: str) -> Days | None:
    """The first leave that has not begun on `day`."""
    return min((days for days in taken if days[0] > day), default=None)


def away_until(taken: Iterable[Days], day: str) -> str:
    """The last day of the leave that somebody is on on `day`; "" for none."""
    return max((last for first, last in taken if first <= day <= last), default="")


def changed(taken: Sequence[Days], granted: Days, now: Days) -> str:
    """What is wrong when the leave `granted` has been corrected to be `now`; "" when the account says the same."""
    if not _covered(taken, granted) and not _covered(taken, now):
        return ""
    shared = max(granted[0], now[0]), min(granted[1], now[1])
    right = _covered(taken, now) == _count(now) and _covered(taken, granted) == _covered(taken, shared)
    return "" if right else CHANGED.format(days_words(granted), days_words(now))


def _covered(taken: Iterable[Days], days: Days) -> int:
    """How many of `days` are taken."""
    return sum(_count((max(first, days[0]), min(last, days[1]))) for first, last in taken)


def _count(days: Days) -> int:
    return max(0, (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days + 1)


def period(first: str, last: str) -> str:
    """The days the amount is for, in words: the account's own period, or from the day it began. Days are ISO, `last` "" for none."""
    return f"{day_words(first)} till och med {day_words(last)}" if last else f"Från och med {day_words(first)}"


def left(amount: float | None) -> str:
    """What may still be taken, in words."""
    if amount is None:
        return "Kommunen har inte bestämt hur mycket som får tas ut"
    return in_words(amount) if amount >= 0 else f"Inget. {in_words(-amount)} för mycket"


def day_words(day: str) -> str:
    """An ISO day in words: ``6 juli 2026``."""
    return plain_date_words(date.fromisoformat(day))


def days_words(days: Days) -> str:
    """Days in a row: ``6 juli 2026 till och med 10 juli 2026``, one day as it is."""
    first, last = days
    return day_words(first) if first == last else f"{day_words(first)} till och med {day_words(last)}"


def in_words(amount: float) -> str:
    """An amount of days: ``1 dag``, ``2,5 dagar``."""
    text = f"{amount:g}".replace(".", ",")
    return f"{text} dag" if amount == 1 else f"{text} dagar"
