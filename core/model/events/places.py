"""Places in a resource: asked for, offered, given, released."""

from __future__ import annotations

from typing import Literal

from core.model.events.envelope import Event
from core.model.periods import Period

How = Literal["free", "order", "lot", "points", "hand", "answer"]
"""Why this case got the place: it was free; first in line; drawn; most points; somebody said so; the answer to an offer was yes."""


class PlaceAsked(Event, frozen=True, kw_only=True):
    """A case stands in line for a place in `resource`. `points` are those it has where points decide."""

    instance: str
    resource: str
    per: Period | None = None
    by_hand: bool = False
    points: float | None = None


class PlaceOffered(Event, frozen=True, kw_only=True):
    """A place was found and is kept while somebody is asked.

    `period` is the one it is counted in, `among` how many stood in line, this case too; `drawn` the number that was drawn, from 1.
    """

    instance: str
    resource: str
    period: str = ""
    how: How = "free"
    among: int = 1
    drawn: int | None = None


class PlaceGranted(Event, frozen=True, kw_only=True):
    """The case has a place. See `PlaceOffered`."""

    instance: str
    resource: str
    period: str = ""
    how: How = "free"
    among: int = 1
    drawn: int | None = None


class PlaceReleased(Event, frozen=True, kw_only=True):
    """The case has the place no more. `why` is a moment, an outcome, ``again`` or ``ended``; `used`: it is used up for its period."""

    instance: str
    resource: str
    why: str
    used: bool = False
