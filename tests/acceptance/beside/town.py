"""What the small towns here share: colleagues who act on several cases through the same door as the pages use."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.application.jobs.worker import work_once
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.office import Office
from core.clock import FixedClock
from tests.acceptance.playing import local


@dataclass
class Desk:
    """Several cases, by the names of their people, and a clock that stands until time is let pass."""

    office: Office
    clock: FixedClock = field(default_factory=lambda: FixedClock(local("2026-03-02 09:00")))
    cases: dict[str, str] = field(default_factory=dict)
    count: int = 0
    rutin: Rutin = field(init=False)

    def __post_init__(self) -> None:
        self.slug = self.office.municipality.slug
        self.rutin = Rutin({self.slug: self.office}, self.clock)

    def settle(self) -> None:
        """Everything that happens by itself."""
        while work_once(self.office, self.clock.now()):
            pass

    def at(self, moment: str) -> None:
        """Lets time pass, with everything that happens by itself."""
        self.clock.set(local(moment))
        self.settle()

    def send(self, by: str, action: act.Action) -> str:
        return self.rutin.submit(self.slug, self.rutin.actor(self.slug, by), action).case

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"
