"""KAA's routines as Bengtsfors runs them, and a small way of telling a case's story."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

from core.definitions import Loaded, load, plugins_of
from core.engine.kernel import decide
from core.engine.reading import CaseValues
from core.engine.time.calendar import Calendar
from core.model import commands as cmd
from core.model.case import Case
from core.model.definition import ProcessDefinition
from core.model.people import SYSTEM, Actor
from core.model.time import CalendarSpec
from core.model.values import Value
from core.plugin_api import Plugins, build_manager

CONFIGS = Path("municipality_configs")
CALENDAR = Calendar(CalendarSpec())
CILLA = Actor("cilla", frozenset({"kaa_ansvarig"}), "Cilla")
DAVID = Actor("david", frozenset({"syv_vux"}), "David")
ANNA = Actor("anna", frozenset({"socialsekreterare"}), "Anna")


@cache
def plugins() -> Plugins:
    """The plugins Bengtsfors names."""
    return build_manager(plugins_of(CONFIGS, "bengtsfors"))


@cache
def loaded() -> Loaded:
    """Bengtsfors with everything its plugins carry."""
    return load(CONFIGS, "bengtsfors", brought=plugins().brought(), extra=plugins().process_sources())


def local(text: str) -> datetime:
    """A moment in Swedish local time, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Stockholm")).astimezone(UTC)


Facts = Mapping[str, Value]
NONE: Facts = {}


class _Head(TypedDict):
    id: str
    case: str
    actor: Actor
    at: datetime


@dataclass
class Story:
    """One case told step by step. The clock is carried out before every act, as the application does."""

    process: str
    now: str
    case: Case = field(default_factory=lambda: Case("c1"))
    given: int = 0

    @property
    def definition(self) -> ProcessDefinition:
        return loaded().processes[self.process]

    @property
    def values(self) -> CaseValues:
        return CaseValues(self.definition, self.case, local(self.now), CALENDAR)

    def open(self) -> set[str]:
        """The steps that are open."""
        return {i.step for i in self.case.instances.values()}

    def registers(self) -> list[str]:
        """The registers the case stands in."""
        if self.case.status != "open":
            return []
        return [r.id for r in plugins().registers() if r.process == self.process and r.enters in self.case.moments]

    def start(self, step: str, by: Actor = CILLA, facts: Facts = NONE, **more: Value) -> None:
        self._give(cmd.StartCase(**self._head(by), process=self.process, start=step, facts={**facts, **more}))

    def do(self, step: str, outcome: str | None = None, by: Actor = CILLA, facts: Facts = NONE, **more: Value) -> None:
        self.time(self.now)
        instance = next(i.id for i in self.case.instances.values() if i.step == step)
        self._give(cmd.Complete(**self._head(by), instance=instance, outcome=outcome, facts={**facts, **more}))

    def event(self, event: str, by: Actor = CILLA, facts: Facts = NONE, **more: Value) -> None:
        self.time(self.now)
        self._give(cmd.Raise(**self._head(by), event=event, facts={**facts, **more}))

    def time(self, now: str) -> None:
        """Time passes until `now`, and everything that happens by itself happens."""
        self.now = now
        self._give(cmd.Tick(id="", case=self.case.id, actor=SYSTEM, at=local(now)))

    def _head(self, by: Actor) -> _Head:
        self.given += 1
        return {"id": f"k{self.given}", "case": self.case.id, "actor": by, "at": local(self.now)}

    def _give(self, command: cmd.Command) -> None:
        self.case = decide(self.definition, self.case, command, local(self.now), CALENDAR).case
