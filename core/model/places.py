"""What there is a limited number of, and what is told of it before a case asks for a place.

How many places a resource has is the municipality's own, not the routine's: a number that is lowered holds at once, also for cases that
began before. So the engine is told how it stands (`Vacancy`) and keeps only what was used.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from msgspec import Struct

from core.model.periods import Period
from core.model.time import Duration
from core.model.values import Expression

"""What a number of places is counted by, where it is not a standing number."""

GRANTED, FULL, REFUSED, DECLINED, LEFT = "granted", "full", "refused", "declined", "left"
"""Outcomes of asking for a place: it was given; there was none; the receiver said no; the person said no; no longer in line."""


class Resource(Struct, frozen=True):
    """Something with places, such as flats, positions or a yearly number of assessments.

    Attributes:
        places: how many; None where there is no limit, where a person says, or where nobody has decided.
        counted: ``number``; ``none`` (no limit, only counted); ``by_hand`` (somebody says whether there is a place); ``undecided`` (a
            setting without a value: somebody has to say, too).
        per: the number holds anew for each period and a place given is used up; None: it is free again when it is released.
        target: the number the municipality aims at.
        in_use: places in use without a case in Rutin, counted on `in_use_on`; what has changed since is noted beside it.
        agreed_with: the outside party the number is agreed with.
        roles: who answers for the resource; empty: whoever answers for a step that gives its places.
    """

    id: str
    title: str
    places: int | None = None
    counted: Literal["number", "none", "by_hand", "undecided"] = "number"
    per: Period | None = None
    target: int | None = None
    in_use: int = 0
    in_use_on: date | None = None
    agreed_with: str | None = None
    roles: tuple[str, ...] = ()
    note: str | None = None
    question: str | None = None
    covers: tuple[str, ...] = ()

    @property
    def by_hand(self) -> bool:
        """Whether a person says that there is a place."""
        return self.counted in ("by_hand", "undecided")


class Vacancy(Struct, frozen=True):
    """How a resource stood when a case was about to ask for a place.

    Attributes:
        free: how many places are free; None when there is no limit. Never below 0.
        waiting: how many cases wait for one.
        by_hand: a person says whether there is one.
        per: see `Resource`. `period`: the one that a place given now is counted in, ``""`` for a standing number.
    """

    free: int | None
    waiting: int = 0
    by_hand: bool = False
    per: Period | None = None
    period: str = ""


class Queue(Struct, frozen=True):
    """In which order places are given.

    Attributes:
        by: ``order`` (whoever asked first), ``lot`` (drawn among those who wait) or ``points`` (most points first, then order).
        points: how many points a case has.
    """

    by: Literal["order", "lot", "points"] = "order"
    points: Expression | None = None


class PlaceOffer(Struct, frozen=True):
    """A place is offered to the person before it is given. `reply`: how long it is kept for an answer; None: nobody has decided."""

    reply: Duration | None = None
