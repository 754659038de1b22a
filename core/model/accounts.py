"""Accounts: so much of something that a case, or a person, may use in a period, what has been used of it and when.

The terms belong to the routine's version: a case keeps those it began with.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from msgspec import Struct

from core.model.periods import Period
from core.model.time import Duration
from core.model.values import Expression

Accrual = Literal["at_once", "share", "monthly"]
PostingKind = Literal["opens", "draws", "gives_back"]


class UnitWords(Struct, gc=False, frozen=True):
    """What an amount is called, such as ``dag`` and ``dagar``."""

    one: str
    many: str


class Account(Struct, gc=False, frozen=True):
    """The terms of an account.

    Attributes:
        amount: how much each period gives; None: nobody has decided, so what is used is only written down.
        per: a calendar period, or a length of time counted from the day the account began; None: once for all.
        accrual: when it may be used: ``at_once`` as the period begins; ``share``: the same, but a first period that has partly gone
            gives only the share of its days that is left, rounded up; ``monthly``: a like part for each whole month gone, rounded down.
        left_over: how much of what is left goes on to the next period; None: all.
        scope: ``case``, or ``person``: all the person's cases share it.
    """

    id: str
    title: str
    unit: UnitWords
    amount: float | None = None
    per: Period | Duration | None = None
    accrual: Accrual = "at_once"
    left_over: float | None = 0.0
    scope: Literal["case", "person"] = "case"
    note: str | None = None
    question: str | None = None


class Posting(Struct, gc=False, frozen=True):
    """What something done means for an account: it begins anew, is drawn on, or is given back to.

    `amount` is None only for ``opens``. `on` is the date fact that says which day it is for; None: the day it is done. `to` is the date
    fact that says its last day: the days between are then taken, and nobody takes them again until they are given back.
    """

    account: str
    kind: PostingKind
    amount: Expression | None = None
    on: str | None = None
    to: str | None = None


class AccountEntry(Struct, gc=False, frozen=True, omit_defaults=True):
    """One line of an account: `amount` is above 0 for what was used, below 0 for what was given back, 0 where it began anew.

    Attributes:
        day: the local day it is for, ISO. `at`: when it was written. `by`: who wrote it.
        instance: the step instance, or the event and its number, it came from.
        last: the last of its days, ISO; ``""`` where only one is said.
    """

    account: str
    day: str
    amount: float
    at: datetime
    by: str
    instance: str
    opens: bool = False
    last: str = ""
