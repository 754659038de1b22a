"""What has no fixed place in the order: events, what comes back, and counters."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from core.model.accounts import Posting
from core.model.deadlines import Relative
from core.model.facts import Ask
from core.model.periods import Period
from core.model.roads import STAY, Branch
from core.model.telling import Inform, Send
from core.model.time import Duration, Window
from core.model.values import Expression


class Repeat(Struct, frozen=True):
    """How often something comes back: every `every` (None: undecided, it does not run), or `times` per `per`.

    Without a window: the anchor (when the phase or case began) plus k times `every`. With one: once per calendar period, from the
    first window that starts after the phase or case began. `about` says which period it is about.
    """

    every: Duration | None = None
    times: int | None = None
    per: Period | None = None
    window: Window | None = None
    about: Literal["this", "previous"] | None = None


class AnytimeEvent(Struct, frozen=True):
    """Something that may happen while one of `during` is open (empty: while the case is open).

    Any kind of step may stand here too (`step` is its id, alone in `body`): a person of `roles` opens it, any number of times, or it
    comes back by itself (`repeat`), or once at a day told by another (`at`). `only_if` must hold for it to be opened or raised.

    Raised by a person of `roles`, or by itself when a condition of `branch` becomes true (`by_itself`; then `roles` is empty).
    `body` is the list id of its own steps, run beside the main road, or None.
    """

    id: str
    title: str
    roles: tuple[str, ...] = ()
    by_itself: bool = False
    during: tuple[str, ...] = ()
    asks: tuple[Ask, ...] = ()
    counts: str | None = None
    branch: Branch = Branch(otherwise=STAY)
    body: str | None = None
    help: str | None = None
    note: str | None = None
    covers: tuple[str, ...] = ()
    step: str | None = None
    repeat: Repeat | None = None
    at: Relative | None = None
    only_if: Expression | None = None
    informs: tuple[Inform, ...] = ()
    sends: tuple[Send, ...] = ()
    source: str | None = None
    question: str | None = None
    postings: tuple[Posting, ...] = ()


class Counter(Struct, frozen=True):
    """How many times something has happened in the case.

    Attributes:
        scope: ``case``, or ``person``: it goes on from the person's earlier cases of the same process.
        resets: ``STEP.moment``, an event or ``STEP.OUTCOME`` at which it starts again from 0.
        excused: whether an absence told in advance counts (``count``) or not (``skip``, the default).
    """

    id: str
    title: str
    scope: Literal["case", "person"] = "case"
    resets: tuple[str, ...] = ()
    excused: Literal["skip", "count"] = "skip"
    note: str | None = None
