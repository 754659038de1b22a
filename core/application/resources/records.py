"""What the pages show of resources, of a case's places and of its accounts: frozen, already in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PlaceShown:
    """A place of one case, for its page: in what, how it stands in words, and since when."""

    resource: str
    words: str
    since: datetime


@dataclass(frozen=True, slots=True)
class ResourceView:
    """How a resource stands, in words and figures.

    Attributes:
        places: how many there are, in words. `free` is None where there is no limit or somebody has to say.
        taken: places that cases have; `outside` those used without a case. `counted`: the period they are counted in, in words.
        over: how many more are used than there are; nobody loses a place, and no new one is given.
        from_target: how many more (or, below 0, fewer) are used than the municipality aims at; None without a target.
        may_see: the reader answers for something here and may see who.
    """

    id: str
    title: str
    places: str
    taken: int
    outside: int
    waiting: int
    free: int | None
    over: int = 0
    target: int | None = None
    from_target: int | None = None
    counted: str = ""
    agreed_with: str = ""
    by_hand: bool = False
    note: str | None = None
    may_see: bool = False

    @property
    def used(self) -> int:
        """Every place that is used."""
        return self.taken + self.outside


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """Somebody who has a place, or waits for one. `state` in words; `number` is the place in line, from 1, or 0.

    `protected`: the person has protected identity. Of a case that the reader may not open, `case` is "" and it is not said whose it is.
    """

    case: str
    case_number: str
    person: str
    process_title: str
    since: datetime
    state: str = ""
    number: int = 0
    points: str = ""
    protected: bool = False


@dataclass(frozen=True, slots=True)
class ResourcePage:
    """A resource with who has its places and who waits. `next` is the cursor of the next page of the former.

    `order` says in which order those who wait are given a place; `hidden` how many wait beyond those shown.
    """

    resource: ResourceView
    rows: tuple[PlaceRow, ...]
    next: str | None
    waiting: tuple[PlaceRow, ...]
    order: str = ""
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A line of an account in words: for which day, how much, what it came from and who wrote it when."""

    day: str
    amount: str
    source: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AccountShown:
    """An account of a case, or of its person, in words. `left` says what is left, `period` for which days."""

    id: str
    title: str
    left: str
    period: str
    given: str
    lines: tuple[AccountLine, ...]
    shared: bool = False
