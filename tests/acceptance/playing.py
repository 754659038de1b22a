"""A municipality in memory with a fixed clock, played in one line an act."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from core import bootstrap
from core.application import actions as act
from core.application.office import Office
from core.application.service import Rutin
from core.application.views import CasePage, Done, StepCard
from core.application.worker import work_once
from core.clock import FixedClock
from core.model.case import Case

ZONE = ZoneInfo("Europe/Stockholm")
SLUG = "bengtsfors"
GROWN_UP = "198503129820"


def local(text: str) -> datetime:
    """A local moment such as 2026-03-02 09:00, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZONE).astimezone(UTC)


def office(settings: Mapping[str, Mapping[str, object]] | None = None, slug: str = SLUG) -> Office:
    """Bengtsfors, or another municipality, as its files have it, with some settings of some routine replaced."""
    prepared = bootstrap.prepare(bootstrap.CONFIGS, slug, settings=settings)
    assert prepared.loaded.municipality is not None
    assert not prepared.errors
    return Office(
        prepared.loaded.municipality, prepared.loaded.processes, bootstrap.memory_store(), registers=prepared.registers
    )


@dataclass
class Play:
    """One case, acted on by colleagues through the same door as the pages use."""

    office: Office
    clock: FixedClock
    case: str = ""
    count: int = 0
    slug: str = SLUG
    rutin: Rutin = field(init=False)
    begun: int = field(init=False)

    def __post_init__(self) -> None:
        self.rutin = Rutin({self.slug: self.office}, self.clock)
        self.begun = int(self.clock.now().timestamp())

    def at(self, moment: str) -> None:
        """Lets time pass, with everything that happens by itself."""
        self.clock.set(local(moment))
        while work_once(self.office, self.clock.now()):
            pass

    def send(self, by: str, action: act.Action) -> Done:
        return self.rutin.submit(self.slug, self.rutin.actor(self.slug, by), action)

    def key(self) -> str:
        self.count += 1
        return f"{self.begun:016x}{self.count:016x}"

    def start(self, by: str, process: str, start: str, **values: str) -> None:
        self.case = self.send(by, act.StartAction(command=self.key(), process=process, start=start, values=values)).case

    def book(self, by: str, step: str, moment: str, reason: str = "") -> Done:
        day, clock = moment.split()
        return self.send(
            by,
            act.BookAction(
                command=self.key(),
                case=self.case,
                seen=self.now.seq,
                instance=self.instance(step),
                day=day,
                clock=clock,
                reason=reason,
            ),
        )

    def do(self, by: str, step: str, outcome: str | None = None, reason: str = "", **values: str) -> Done:
        return self.send(
            by,
            act.CompleteAction(
                command=self.key(),
                case=self.case,
                seen=self.now.seq,
                instance=self.instance(step),
                outcome=outcome,
                values=values,
                reason=reason,
            ),
        )

    def happens(self, by: str, event: str, **values: str) -> Done:
        return self.send(
            by, act.RaiseAction(command=self.key(), case=self.case, seen=self.now.seq, event=event, values=values)
        )

    @property
    def now(self) -> Case:
        """The case as stored."""
        return self.office.case(self.case)

    @property
    def open(self) -> list[str]:
        return [i.step for i in self.now.instances.values()]

    def instance(self, step: str) -> str:
        return next((i.id for i in self.now.instances.values() if i.step == step), f"{step}#0")

    def due(self, step: str) -> str:
        """The due moment of an open step in local words: 2026-03-03 10:00."""
        found = [d.due for d in self.now.deadlines.values() if d.instance == self.instance(step)]
        return found[0].astimezone(ZONE).strftime("%Y-%m-%d %H:%M") if found and found[0] else "ingen"

    def page(self, by: str) -> CasePage:
        return self.rutin.case(self.slug, self.rutin.actor(self.slug, by), self.case)

    def card(self, by: str) -> StepCard:
        return self.page(by).cards[0]


def play(moment: str, settings: Mapping[str, object] | None = None, process: str = "aktivitet") -> Play:
    """A play that begins at a local moment."""
    return Play(office({process: settings} if settings else None), FixedClock(local(moment)))
