"""Whose turn it is: whoever has had duty on the fewest days, and of those the one who has waited longest. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import groupby
from statistics import median
from typing import Final

from core.plugin_api import RotaAnswer, RotaCall

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_BEHIND: Final = 5
"""As many days as somebody is at most behind the others when a month begins."""
Never = Mapping[str, frozenset[str]]
"""The weekdays on which somebody never has duty, by name."""


def shared(call: RotaCall, never: Never, *, weekly: bool) -> RotaAnswer:
    """The days that nobody has, each with somebody who may have it; a day that nobody may have stays nobody's.

    With `weekly`, one person has a week, its days in the month before too, except the days that are `never` theirs: those are
    the next one's. Whoever is next is so also with a week that begins on a day that is never theirs, or they would hardly get any.
    """
    had = {**call.before, **call.named}
    owed = _owed(call)
    given: dict[str, str] = {}
    for _together, each in groupby(call.days, key=_week if weekly else str):
        days = [day for day in each if day not in call.named]
        while may := [name for name in call.among if _theirs(name, days, never)]:
            began = _began(had, days[0], may, never) if weekly else ""
            who = began or _next(may, {**had, **given}, owed)
            theirs = _theirs(who, days, never)
            given |= dict.fromkeys(theirs, who)
            days = [day for day in days if day not in theirs]
    return RotaAnswer({day: given[day] for day in call.days if day in given})


def _theirs(name: str, days: Iterable[str], never: Never) -> list[str]:
    """Those of `days` that somebody may have."""
    return [day for day in days if _weekday(day) not in never.get(name, frozenset())]


def _owed(call: RotaCall) -> Mapping[str, float]:
    """The days that each counts as having had besides those that were theirs, so that nobody has to catch up in a month.

    Whoever has had none, as somebody new, counts as having had as many as the one of the others with the fewest. Whoever has had
    far fewer than the others, as after a leave, counts as `MOST_BEHIND` days behind the one of the others in the middle.
    """
    counted = Counter(who for who in call.before.values() if who in call.among)
    counts: dict[str, float] = {}
    for name, days in counted.items():
        others = [each for other, each in counted.items() if other != name]
        counts[name] = max(days, median(others or [0]) - MOST_BEHIND)
    fewest = min(counts.values(), default=0)
    return {name: counts.get(name, fewest) - counted[name] for name in call.among}


def _next(may: Iterable[str], had: Mapping[str, str], owed: Mapping[str, float]) -> str:
    """Whose turn it is of those who `may`; "" when nobody may."""
    order = list(owed)

    def turn(name: str) -> tuple[float, str, int]:
        days = [day for day, who in had.items() if who == name]
        return len(days) + owed[name], max(days, default=""), order.index(name)

    return min(may, key=turn, default="")


def _began(had: Mapping[str, str], day: str, may: Collection[str], never: Never) -> str:
    """Whose the week of `day` is, from the days of it before; "" when nobody of those who `may` has had any.

    That is whoever has had all of them but those that are never theirs, on which another stepped in; else who has had most.
    """
    before = {other: who for other, who in sorted(had.items()) if _week(other) == _week(day) and other < day}
    counted = Counter(who for who in before.values() if who in may)

    def theirs(name: str) -> tuple[bool, int]:
        others = {_weekday(other) for other, who in before.items() if who != name}
        return others <= never.get(name, frozenset()), counted[name]

    return max(counted, key=theirs, default="")


def _week(day: str) -> tuple[int, int]:
    found = date.fromisoformat(day).isocalendar()
    return found.year, found.week


def _weekday(day: str) -> str:
    return DAYS[date.fromisoformat(day).weekday()]
