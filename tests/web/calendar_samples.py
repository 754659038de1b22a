"""An invented calendar desk for the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from core.application.calendar_desk import CalendarDesk
from core.clock import FixedClock
from core.errors import NotFound
from core.model.people import Actor

_NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)
SECRET = "s" * 43


def _nowhere(_municipality: str) -> object:
    raise NotFound("no_municipality", slug="")


@dataclass(frozen=True, slots=True)
class FakeCalendar(CalendarDesk):
    """Keeps which feeds there are in `secrets`; `refuse` is raised when one is changed."""

    office: Callable[[str], object] = _nowhere  # type: ignore[assignment]
    clock: FixedClock = field(default_factory=lambda: FixedClock(_NOW))
    secrets: dict[str, str] = field(default_factory=dict)
    refuse: list[Exception] = field(default_factory=list)

    def since(self, municipality: str, actor: Actor) -> datetime | None:
        return _NOW if actor.id in self.secrets else None

    def renew(self, municipality: str, actor: Actor) -> str:
        if self.refuse:
            raise self.refuse[0]
        self.secrets[actor.id] = SECRET
        return SECRET

    def remove(self, municipality: str, actor: Actor) -> None:
        self.secrets.pop(actor.id, None)

    def feed(self, municipality: str, person: str, secret: str) -> str:
        if self.secrets.get(person) != secret:
            raise NotFound("no_page")
        return "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"

    def one(self, municipality: str, actor: Actor, case: str, instance: str) -> str:
        if instance != "kartlaggning#2":
            raise NotFound("no_page")
        return "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
