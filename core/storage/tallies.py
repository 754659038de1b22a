"""What is kept for statistics, and what can be asked of it: how many cases, divided by what, and how many days between two moments.

A statistic is a line in clear without identity: what happened (`name`), on which local day, and a code. It is written in the same
transaction as the events it stands for, so that a figure never has to open a case. Days and not clock times: no report needs more.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

OWN = ""
"""In `Tally.by`: the code of the line that is counted, such as how a case ended."""
START, END = "case.start", "case.end"
"""The names of a case's beginning and end."""


class Statistic(Struct, gc=False, frozen=True):
    """A line: ``case.start``, ``case.end``, ``STEP.MOMENT``, an event's id, or a fact's id.

    Attributes:
        seq: the number of the event it stands for; later ones of a name take the place of earlier ones.
        day: the local day it happened, or the day a corrected fact should have said so.
        value: a code: an outcome, an ending's code, a choice; ``""`` when there is none. Never text that somebody has written.
    """

    name: str
    seq: int
    day: date
    value: str = ""


class Tally(Struct, gc=False, frozen=True):
    """Which cases of a routine are counted, and what they are divided by. A case is counted once, by its latest line that fits.

    Attributes:
        kind: ``happened``: `name` happened from the day `first` on and before `last`. ``standing``: it happened before `last`, and
            none of `other` after it and before `last`. ``waiting``: the same, with how many days until `last`. ``span``: as
            ``happened``, with how many days since the latest `other` before it; cases without one are left out.
        after: only cases where this happened before what is counted, also if it has happened again since.
        by: what the cases are divided by: the latest value before `last` of each name, ``""`` where there is none; or `OWN`.
    """

    process: str
    name: str
    first: date
    last: date
    kind: Literal["happened", "standing", "waiting", "span"] = "happened"
    other: tuple[str, ...] = ()
    after: str | None = None
    by: tuple[str, ...] = ()


class Tallied(Struct, gc=False, frozen=True):
    """So many cases have these values of `Tally.by`, and took so many days (None where days are not counted)."""

    values: tuple[str, ...]
    days: int | None
    cases: int
