"""Time as declared on steps: deadlines, limits, and days told by others."""

from __future__ import annotations

from msgspec import Struct

from core.model.roads import Branch
from core.model.time import Counting, Duration, OutsideWindow, Rolls
from core.model.values import Expression


class Relative(Struct, frozen=True):
    """A day or moment told by another: `length` before or after `anchor` (a date fact, ``STEP.moment``, ``case.start``)."""

    anchor: str
    length: Duration | None = None
    before: bool = False


class Limit(Struct, frozen=True):
    """The most time (`within`), or the day (`until`: a date fact, ``STEP.valid_to``), after which `branch` is taken by itself.

    Both None: undecided, it never comes.
    """

    within: Duration | None = None
    until: str | None = None
    branch: Branch = Branch()


class Longer(Struct, frozen=True):
    """A longer time that a person may set, once, with a motivation.

    Attributes:
        reason: the grounds.
        within: the whole longer time, counted from the same start; None where the person chooses.
        by_at_most: the most that may be added. The person chooses how much, in whole numbers of its one unit.
    """

    reason: str
    within: Duration | None = None
    by_at_most: Duration | None = None


class Late(Struct, frozen=True):
    """What happens when a deadline is missed: who is told and which `anytime` event is raised."""

    tell: tuple[str, ...] = ()
    raises: str | None = None


class DeadlineDef(Struct, frozen=True):
    """A deadline as declared on a step.

    Attributes:
        id: unique on its step, ``1`` for the first.
        within: None when the setting behind it is undecided; the deadline then shows "ingen tid angiven" and does not run.
            For ``by: DATE`` it is zero days from that date fact.
        at_once: without delay: shown, never counted, and warned of as long as it is open.
        longer: the longer time that may be set with a motivation.
        soon: as soon as possible, no figure: shown, never counted.
        starts: moments (``step.moment``, ``event``, ``case.start``, a date fact's id); the deadline starts at the latest that has happened
            when the step opens, else at the first that happens later, and stays there.
        all_starts: all of `starts` must have happened; it starts at the last.
        stops: the moment of this step that meets it: ``done``, ``held`` or ``booked``.
        only_if: it runs while this holds, and is set when it comes to hold; one that reads today is decided when the step opens.
        question: what the source leaves open, in Swedish.
        outside_declared: somebody has written `outside_window`: what then holds is decided, and no warning is needed.
    """

    id: str
    within: Duration | None
    starts: tuple[str, ...]
    stops: str = "done"
    counting: Counting = "every_day"
    before: bool = False
    soon: bool = False
    rolls: Rolls = "none"
    outside_window: OutsideWindow = "refuse"
    paused_during: tuple[str, ...] = ()
    warn: tuple[Duration, ...] = ()
    late: Late | None = None
    only_if: Expression | None = None
    question: str | None = None
    at_once: bool = False
    longer: Longer | None = None
    title: str | None = None
    outside_declared: bool = False
    all_starts: bool = False
