"""How much there is on an account on a day: what its periods have given, what has been used, what was left over.

Pure reckoning over terms and lines; everything that shows or judges a balance asks here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from math import ceil, floor

from msgspec import Struct

from core.engine.time.counting import add_months
from core.engine.time.periods import first_day, next_period
from core.model.accounts import Account, AccountEntry
from core.model.time import Duration

EXACT = 6
"""Decimals kept: amounts are written by people, in wholes, halves and quarters."""


class Balance(Struct, frozen=True):
    """How an account stands on a day.

    Attributes:
        given: what the period has given by that day; None where nobody has decided how much. `carried`: left over from before.
        used: what is used in the whole period, also what is for a later day of it. `ahead`: so much of it is.
        first, last: the period's days; None for an account without periods, and `first` is then the day it began.
    """

    given: float | None
    carried: float
    used: float
    first: date
    last: date | None
    ahead: float = 0.0

    @property
    def left(self) -> float | None:
        """What may still be used; below 0 when more has been used than there was."""
        return None if self.given is None else _exact(self.given + self.carried - self.used)


class Days(Struct, frozen=True, order=True):
    """Days in a row, with the first and the last."""

    first: date
    last: date


def began(entries: Sequence[AccountEntry], opened: date) -> date:
    """The day an account began: when it was last begun anew, else `opened`."""
    return max((date.fromisoformat(e.day) for e in entries if e.opens), default=opened)


def balance(account: Account, entries: Sequence[AccountEntry], opened: date, day: date) -> Balance:
    """How the account stands on `day`.

    Args:
        entries: its lines, in any order. `opened`: the day the case (or the person's first) began.
    """
    start = began(entries, opened)
    lines = [e for e in entries if not e.opens and date.fromisoformat(e.day) >= start]
    carried = 0.0
    for first, after in _periods(account, start):
        within = [e for e in lines if _is_in(e, first, after)]
        used = _exact(sum(e.amount for e in within))
        if after is None or day < after:
            given = _given(account, start, first, after, day)
            ahead = _exact(sum(e.amount for e in within if date.fromisoformat(e.day) > day))
            return Balance(given, carried, used, first, after - timedelta(days=1) if after else None, ahead)
        given = _given(account, start, first, after, after) or 0.0
        left = max(0.0, _exact(given + carried - used))
        carried = left if account.left_over is None else min(left, account.left_over)
    raise AssertionError("periods never end")


def lowest(account: Account, entries: Sequence[AccountEntry], opened: date, day: date) -> float | None:
    """The least that is left on `day` or on any later day that something is for; None where nobody has decided how much there is."""
    later = {date.fromisoformat(e.day) for e in entries if not e.opens}
    left = [balance(account, entries, opened, each).left for each in sorted({day, *(d for d in later if d > day)})]
    return min((each for each in left if each is not None), default=None)


def taken(entries: Iterable[AccountEntry], opened: date) -> tuple[Days, ...]:
    """The days that are taken and not given back, in order: what is one leave may be several stretches when days within it were.

    A line that says no last day takes its own, for as long as more is drawn for it than given back.

    Args:
        entries: the account's lines, in any order. `opened`: the day the case (or the person's first) began.
    """
    held, drawn = _held(entries, opened)
    return tuple(sorted((*held, *(Days(day, day) for day, amount in drawn.items() if amount > 0))))


def not_taken(entries: Iterable[AccountEntry], opened: date, days: Days, amount: float) -> Days | None:
    """The first of `days` that nobody has taken, so that they can not be given back; None when all of them can.

    Of a line that says no last day nobody knows which days it was for: from its own day so much is given back as was drawn.
    """
    held, drawn = _held(entries, opened)
    if 0 < amount <= drawn.get(days.first, 0.0):
        return None
    rest = [days]
    for each in (*held, *(Days(day, day) for day, much in drawn.items() if much > 0)):
        rest = [part for one in rest for part in _without(one, each)]
    return min(rest, default=None)


def both(one: Days, other: Days) -> Days | None:
    """The days that are in both, if any is."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    return Days(first, last) if first <= last else None


def _held(entries: Iterable[AccountEntry], opened: date) -> tuple[list[Days], dict[date, float]]:
    """The stretches that are taken, and what is drawn for the days of lines that say no last day."""
    lines = sorted(entries, key=lambda line: line.at)
    start = began(lines, opened)
    held: list[Days] = []
    drawn: dict[date, float] = {}
    for line in lines:
        first = date.fromisoformat(line.day)
        if line.opens or first < start:
            continue
        back = -line.amount
        if not line.last or 0 < back <= drawn.get(first, 0.0):
            drawn[first] = _exact(drawn.get(first, 0.0) + line.amount)
            continue
        days = Days(first, date.fromisoformat(line.last))
        held = [part for one in held for part in _without(one, days)] if back > 0 else [*held, days]
    return held, drawn


def _without(one: Days, other: Days) -> Iterator[Days]:
    """What is left of `one` when the days of `other` are taken out of it."""
    within = both(one, other)
    if within is None:
        yield one
        return
    if one.first < within.first:
        yield Days(one.first, within.first - timedelta(days=1))
    if within.last < one.last:
        yield Days(within.last + timedelta(days=1), one.last)


def _periods(account: Account, start: date) -> Iterator[tuple[date, date | None]]:
    """First day of each period and the day after its last, from the one that `start` is in."""
    per = account.per
    if per is None:
        yield start, None
    elif isinstance(per, Duration):
        number = 0
        while True:
            yield _moved(start, per, number), _moved(start, per, number + 1)
            number += 1
    else:
        first = first_day(per, start)
        while True:
            after = next_period(per, first)
            yield first, after
            first = after


def _moved(start: date, per: Duration, times: int) -> date:
    """`start` moved `times` lengths: always from the first day, so that a 31st comes back after a shorter month."""
    months = sum(n * (12 if unit == "years" else 1) for n, unit in per.parts if unit in ("years", "months"))
    days = sum(n * (7 if unit == "weeks" else 1) for n, unit in per.parts if unit in ("weeks", "days"))
    return add_months(start, months * times) + timedelta(days=days * times)


def _is_in(entry: AccountEntry, first: date, after: date | None) -> bool:
    day = date.fromisoformat(entry.day)
    return first <= day and (after is None or day < after)


def _given(account: Account, start: date, first: date, after: date | None, day: date) -> float | None:
    """What the period has given by `day`."""
    amount = account.amount
    if amount is None or after is None or account.accrual == "at_once":
        return amount
    since = max(start, first)
    if account.accrual == "share":
        return amount if since == first else float(ceil(_exact(amount * (after - since).days / (after - first).days)))
    return float(floor(_exact(amount * _months(since, day) / max(1, _months(first, after)))))


def _months(first: date, day: date) -> int:
    """Whole months from `first` to `day`, as a month is counted from its own day."""
    count = (day.year - first.year) * 12 + day.month - first.month
    return count if add_months(first, count) <= day else count - 1


def _exact(amount: float) -> float:
    return round(amount, EXACT)
