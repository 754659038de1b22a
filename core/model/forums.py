"""Standing meetings of the municipality (forums): when they recur, who takes part, what is always on the agenda.

Like places and series a forum is the municipality's own: what its file says holds at once, also for cases that began before.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct, field

from core.model.periods import Period
from core.model.retention import Retention
from core.model.time import Window


class Occasional(Struct, frozen=True):
    """Roles or outside parties that take part only sometimes: so many `times` in each period `per`; None: when it is needed."""

    who: tuple[str, ...]
    times: int | None = None
    per: Period | None = None
    note: str | None = None


class Forum(Struct, frozen=True):
    """A standing meeting.

    Attributes:
        per: the period in which it is held `times` times; None: nobody has said how often. `every`: only in every how many weeks.
        window: which days of the period it may be on. `after`: it is held after a meeting of that forum.
        when_needed: it may be held besides.
        members: roles and outside parties who take part. `sometimes`: those who do only now and then.
        roles: who keeps the agenda; empty: the members.
        minutes: how long it is; None: nobody has said, or its window's hours do.
        agenda: what is always on it. `cases`: whether cases are taken up. `carry_over`: questions without an answer go to the next meeting.
        questions_to: forums that questions may be passed on to.
        retention: how long what is written at its meetings is kept; None: nobody has said.
    """

    id: str
    title: str
    per: Period | None = None
    times: int = 1
    every: int = 1
    since: date | None = None
    window: Window = field(default_factory=Window)
    after: str | None = None
    when_needed: bool = False
    members: tuple[str, ...] = ()
    sometimes: tuple[Occasional, ...] = ()
    roles: tuple[str, ...] = ()
    where: str | None = None
    minutes: int | None = None
    agenda: tuple[str, ...] = ()
    cases: bool = True
    carry_over: bool = False
    questions_to: tuple[str, ...] = ()
    note: str | None = None
    question: str | None = None
    covers: tuple[str, ...] = ()
    retention: Retention | None = None

    @property
    def keepers(self) -> tuple[str, ...]:
        """Everybody who may open the agenda and write in it."""
        return tuple(dict.fromkeys((*self.roles, *self.members, *(who for each in self.sometimes for who in each.who))))

    @property
    def fixed(self) -> bool:
        """Whether the rule itself names the days, so that nobody has to plan them."""
        return self.per == "week" and len(self.window.weekdays) == self.times and self.after is None
