"""How leave is counted, and what is said of it beside a case. Pure: no clock, no files, no case.

Source: Samverkan mellan IFO och AME, riktlinje, 2.6 (E-45 to E-47). It says "two weeks" and leaves open whether that is working days or
days of the calendar, and for which period (E-A7): the first is this plugin's setting, the other the account's terms.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, Literal

from core.plugin_api import plain_date_words

Unit = Literal["arbetsdagar", "kalenderdagar"]
TWO_WEEKS: Final[Mapping[Unit, int]] = {"arbetsdagar": 10, "kalenderdagar": 14}
"""How many days two weeks are (E-46, E-A7)."""
SATURDAY: Final = 5
DOUBLE: Final = "Ledighet från {} är beviljad mer än en gång. Lämna tillbaka de dagar som är för mycket."
OVERLAP: Final = "Ledigheterna från {} och {} går omlott. Lämna tillbaka de dagar som är för mycket."
NOT_GRANTED: Final = "Fler dagar är lämnade tillbaka än som är beviljade från {}, så det som är kvar är för mycket."
CHANGED: Final = (
    "Dagarna har rättats sedan ledigheten från {} beviljades. Från kontot är {} uttaget, men ledigheten är nu {}. "
    "Notera att dagarna inte tas ut, och bevilja ledigheten på nytt."
)
RIGHT = "Den som är i försörjningsstödspraktik har ingen rätt till semester, men kan få viss ledighet. AME bestämmer när och hur."


def days(first: date, last: date, working_days: int, unit: Unit) -> int:
    """How many days of leave it is from `first` to and with `last`; none when `last` comes before. `working_days`: how many of them are."""
    if last < first:
        return 0
    return working_days if unit == "arbetsdagar" else (last - first).days + 1


def granted(lines: Iterable[tuple[str, float]]) -> dict[str, float]:
    """First day of leave, ISO -> how much is granted from it, less what was given back; days on which nothing is left are not there."""
    return {day: amount for day, amount in _by_day(lines).items() if amount > 0}


def _by_day(lines: Iterable[tuple[str, float]]) -> dict[str, float]:
    found: dict[str, float] = {}
    for day, amount in lines:
        found[day] = found.get(day, 0.0) + amount
    return found


def doubts(lines: Iterable[tuple[str, float]], unit: Unit) -> tuple[str, ...]:
    """What cannot be right in what has been granted and given back, in sentences.

    The routine cannot refuse it: a condition reads the latest leave only, and not what stands on the account.
    """
    told = tuple(lines)
    leaves = sorted(granted(told).items())
    said = [DOUBLE.format(day_words(day)) for day, amount in leaves if amount > max(a for d, a in told if d == day)]
    said += [
        OVERLAP.format(day_words(day), day_words(after))
        for (day, amount), (after, _) in pairwise(leaves)
        if after <= ends_at_least(date.fromisoformat(day), amount, unit).isoformat()
    ]
    said += [NOT_GRANTED.format(day_words(day)) for day, amount in sorted(_by_day(told).items()) if amount < 0]
    return tuple(said)


def ends_at_least(first: date, amount: float, unit: Unit) -> date:
    """The last day of a leave of `amount` days, or earlier where holidays make it longer."""
    day, left_to_count = first, amount
    while True:
        left_to_count -= unit == "kalenderdagar" or day.weekday() < SATURDAY
        if left_to_count <= 0:
            return day
        day += timedelta(days=1)


def changed(first: str, drawn: float, now_first: str, now_days: int) -> str:
    """What is wrong when a leave that was granted from `first` has had its days corrected; "" when what was drawn is right."""
    if drawn <= 0 or (first, drawn) == (now_first, now_days):
        return ""
    return CHANGED.format(day_words(first), in_words(drawn), in_words(now_days))


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


def in_words(amount: float) -> str:
    """An amount of days: ``1 dag``, ``2,5 dagar``."""
    text = f"{amount:g}".replace(".", ",")
    return f"{text} dag" if amount == 1 else f"{text} dagar"
