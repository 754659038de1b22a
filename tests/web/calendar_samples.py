"""An invented calendar desk for the pages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from core.application.upkeep.calendar_desk import CalendarDesk
from core.application.week.own_week import OwnDay, OwnTime, OwnWeek
from core.clock import FixedClock
from core.errors import NotFound
from core.model.people import Actor

_NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)
SECRET = "s" * 43


_CASE = "a1b2c3d4" + "0" * 24


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 4, day, hour, tzinfo=UTC)


LEFT = OwnTime(
    date(2026, 4, 2),
    _at(2, 7),
    None,
    "Utredningssamtal",
    "",
    _CASE,
    "Mio Demoström",
    "Från ansökan till aktivitet",
    over=True,
)
WEEK = OwnWeek(
    "vecka 15", "6–12 april 2026",
    (
        OwnDay(date(2026, 4, 6), ()),
        OwnDay(date(2026, 4, 7), (
            OwnTime(date(2026, 4, 7), None, None, "Samverkansmöte IFO och AME", "Rådhuset", forum="samverkan"),
            OwnTime(date(2026, 4, 7), _at(7, 7), _at(7, 9), "Inskrivningsgruppen, allmän", "Nobelvägen 66", series="allman",
                    session="2026-04-07T0900", booked=4, over=True),
            OwnTime(date(2026, 4, 7), _at(7, 12), None, "Kartläggningssamtal", "Storgatan 1", _CASE, "Kim Påhittad",
                    "Från ansökan till aktivitet", yours=True),
        )),
        OwnDay(date(2026, 4, 8), (
            OwnTime(date(2026, 4, 8), _at(8, 7), None, "Utredningssamtal", "", _CASE, "Robin Exempel", "Från ansökan till aktivitet",
                    protected=True),
        )),
        OwnDay(date(2026, 4, 9), ()),
        OwnDay(date(2026, 4, 10), ()),
    ),
    "2026-W14", "2026-W16",
)  # fmt: skip


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

    def week(self, municipality: str, actor: Actor, week: str | None = None) -> OwnWeek:
        if week == "2026-W16":
            return OwnWeek(
                "vecka 16", "13–19 april 2026", (OwnDay(date(2026, 4, 13), ()),), "2026-W15", "2026-W17", "2026-W15"
            )
        if week == "2026-W14":
            return OwnWeek("vecka 14", "30 mars – 5 april 2026", (OwnDay(date(2026, 4, 2), (LEFT,)),), "2026-W13", "2026-W15",
                           "2026-W15", past=True)  # fmt: skip
        return WEEK

    def one(self, municipality: str, actor: Actor, case: str, instance: str) -> str:
        if instance != "kartlaggning#2":
            raise NotFound("no_page")
        return "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
