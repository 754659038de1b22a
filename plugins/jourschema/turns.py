"""Whose turn it is: whoever has had duty on the fewest days, and of those the one who has waited longest. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from itertools import groupby
from typing import Final

from core.plugin_api import RotaAnswer, RotaCall

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def shared(call: RotaCall, never: Mapping[str, frozenset[str]], *, weekly: bool) -> RotaAnswer:
    """The days that nobody has, each with somebody who may have it; a day that nobody may have stays nobody's.

    With `weekly`, one person has a week, its days in the month before too, except the days that are `never` theirs.
    """
    had = {**call.before, **call.named}
    given: dict[str, str] = {}
    for _together, each in groupby(call.days, key=_week if weekly else str):
        days = tuple(day for day in each if day not in call.named)
        theirs = _began(had, days[0]) if weekly and days else ""
        for day in days:
            may = [name for name in call.among if _weekday(day) not in never.get(name, frozenset())]
            who = theirs if theirs in may else _next(may, {**had, **given}, call.among)
            theirs = theirs or who  # on a day that is never theirs somebody else steps in, and the week stays theirs
            if who:
                given[day] = who
    return RotaAnswer(given)


def _next(may: Iterable[str], had: Mapping[str, str], order: tuple[str, ...]) -> str:
    """Whose turn it is of those who `may`; "" when nobody may."""

    def turn(name: str) -> tuple[int, str, int]:
        days = [day for day, who in had.items() if who == name]
        return len(days), max(days, default=""), order.index(name)

    return min(may, key=turn, default="")


def _began(had: Mapping[str, str], day: str) -> str:
    """Who has had duty in the week of `day` so far; "" when nobody."""
    return next((who for other, who in sorted(had.items()) if _week(other) == _week(day) and other < day), "")


def _week(day: str) -> tuple[int, int]:
    found = date.fromisoformat(day).isocalendar()
    return found.year, found.week


def _weekday(day: str) -> str:
    return DAYS[date.fromisoformat(day).weekday()]
