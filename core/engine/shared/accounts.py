"""How much there is on an account on a day: what its periods have given, what has been used, what was left over.

Pure reckoning over terms and lines; everything that shows or judges a balance asks here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
