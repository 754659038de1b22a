"""The criteria that need reckoning or words of their own. Pure: no clock, no files, no case.

Source: Stockholm's guideline of June 2022 (Riktlinje för beslut om arbetsmarknadsinsats för vissa målgrupper), the criteria of the city
council: ST-03 (who is a woman), ST-19 and ST-25 (age), ST-20 (work and studies), ST-28 (establishment). What it leaves open is left
open here too: ST-A3 (what is insecure, small or long) and ST-A4 (which day decides the age, and what becomes of whoever passes the limit).
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from core.plugin_api import turns

MONTHS_NEAR: Final = 6
"""Within so many months of a limit of age the day is told: as long as the measure lasts (ST-16)."""


@dataclass(frozen=True, slots=True)
class Found:
    """How a criterion fell out, what it rests on, and what would have changed it; in Swedish."""

    met: bool
    motivation: str
    nearly: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """A target group's ages, `first` and `last` both included, and what to say to whoever is past or not yet in it."""

    first: int
    last: int
    younger: str = ""
    older: str = ""


def age_on(birth: date, day: date) -> int:
    """Whole years on `day`; years before birth are negative."""
    years = day.year - birth.year
    return years if turns(birth, years) <= day else years - 1


def right_age(
    group: Group, birth: date, day: date, say: Callable[[date], str], months_near: int = MONTHS_NEAR
) -> Found:
    """Whether somebody is of the group's age on `day`. Near a limit, on either side of it, the day it is passed is told.

    Args:
        group: whose ages.
        birth: the day of birth.
        day: the day that decides.
        say: a day in words.
        months_near: how near, in months of the calendar.
    """
    age = age_on(birth, day)
    met = group.first <= age <= group.last
    rests_on = f"Är {age} år {say(day)}. Gruppen omfattar {group.first}–{group.last} år."
    nearly = _near(group, birth, day, say, months_near)
    other = "" if met else group.younger if age < group.first else group.older
    return Found(met, " ".join(part for part in (rests_on, other) if part), nearly)


def _near(group: Group, birth: date, day: date, say: Callable[[date], str], months: int) -> str:
    for limit in (group.first, group.last + 1):
        passes = turns(birth, limit)
        if day < passes <= _months_from(day, months):
            return f"Fyller {limit} år {say(passes)}."
        if _months_from(day, -months) <= passes <= day:
            return f"Fyllde {limit} år {say(passes)}."
    return ""


def _months_from(day: date, months: int) -> date:
    """So many months of the calendar after `day`, or before; a day that the month lacks is its last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def without_occupation(works: bool, studies: bool, insecure: bool, studies_bar: bool) -> Found:
    """Neither works nor studies, or has a very insecure employment of small extent. Whether it is that, a person has judged (ST-A3).

    `studies_bar`: whoever studies is not in the group, also with such an employment; the guideline can be read both ways (ST-02, ST-20).
    """
    if not works:
        job = "Har inget arbete"
    elif insecure:
        job = "Har en anställning som är bedömd som mycket osäker och av liten omfattning"
    else:
        job = "Har ett arbete som inte är bedömt som mycket osäkert och av liten omfattning"
    fits, barred = not works or insecure, studies and (studies_bar or not works)
    nearly = "Det som skiljer är att personen studerar." if fits and barred else ""
    return Found(fits and not barred, f"{job} och {'studerar' if studies else 'studerar inte'}.", nearly)


def says_woman(number: str) -> bool:
    """Whether a person number of twelve digits says that the legal sex is woman: its last digit but one is even.

    It is an indication only. Where it does not say so, a person judges and writes why (ST-03).
    """
    digit = number[-2:-1]
    return digit.isdigit() and int(digit) % 2 == 0


def among_women(number: str, judged: bool) -> Found:
    """Belongs to the target group women (ST-03): by the number, or as a person has `judged`.

    Which of them it was is not told: the decision says no more of anybody than it needs.
    """
    if says_woman(number) or judged:
        return Found(True, "Hör till målgruppen kvinnor.")
    return Found(False, "Handläggaren har bedömt att personen inte hör till målgruppen kvinnor.")


def not_established(never: bool, long_outside: bool) -> Found:
    """Not established at all in the labour market, or long outside it. What is long, a person has judged (ST-A3)."""
    reasons = [
        "saknar helt etablering på arbetsmarknaden" if never else "",
        "har länge stått utanför arbetsmarknaden" if long_outside else "",
    ]
    said = " och ".join(reason for reason in reasons if reason)
    if said:
        return Found(True, f"{said[0].upper()}{said[1:]}.")
    return Found(False, "Är eller har nyligen varit etablerad på arbetsmarknaden.")
