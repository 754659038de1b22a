"""Invented series and sessions in every state, for the pages of groups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from core.application.form.views import Field, Option
from core.application.groups.attending import NOTHING
from core.application.groups.choices import SessionAdvice, SessionChoice
from core.application.groups.desk import GroupDesk
from core.application.groups.records import (
    Attendance,
    AttendanceNoted,
    Booked,
    Correction,
    CorrectionPage,
    Mark,
    SeriesView,
    SessionLine,
    SessionPage,
)
from core.application.step.actions import InvalidInput
from core.clock import FixedClock
from core.errors import NotFound, RutinError
from core.model.people import Actor

_NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)
KEY = "2026-04-07T0900"
MARKS = (
    Mark("attended", "Kom"),
    Mark("absent", "Kom inte"),
    Mark("valid_absence", "Kom inte (giltigt skäl)"),
    Mark("excused", "Anmälde förhinder"),
)


def _line(days: int, booked: int, free: int | None) -> SessionLine:
    begin = _NOW.replace(hour=7) + timedelta(days=days)
    return SessionLine(
        f"{begin + timedelta(hours=2):%Y-%m-%dT%H%M}", begin, begin + timedelta(hours=2), booked, free, days <= 0
    )


SERIES = (
    SeriesView(
        "allman", "Inskrivningsgruppen, allmän", "Tisdag kl. 09.00–11.00", "12 platser", "Nobelvägen 66",
        "Nya deltagare kan börja när som helst", True, (_line(-7, 9, 3), _line(0, 4, 8), _line(7, 12, 0)),
    ),
    SeriesView(
        "sfi", "Inskrivningsgruppen, sfi", "Fredag, varannan vecka", "antalet platser är inte bestämt", "",
        "Nya deltagare börjar 16 mars", False, (_line(3, 0, None),), "Utom i juli",
    ),
    SeriesView("fri", "Samtalsgruppen", "Dagen väljs för varje bokning", "ingen gräns för antalet", "", "Nya kan börja", True),
)  # fmt: skip
CASE = "a1b2c3d4" + "0" * 24


def _row(number: int, person: str, status: str = "", *, protected: bool = False) -> Booked:
    case = f"{number}1b2c3d4" + "0" * 24
    title = next((mark.title for mark in MARKS if mark.value == status), "")
    return Booked(
        f"{case}.traff-1", case, case[:8].upper(), person, "Inskrivning, 30+", protected, status, title, () if status else MARKS,
        mendable=bool(status),
    )  # fmt: skip


ROWS = (
    _row(1, "Kim Påhittad"), _row(2, "Robin Exempel", "absent"), _row(3, "Nova Testberg", "attended"), _row(4, "Mio Demoström"),
    _row(5, "Skyddad person 51B2C3D4", protected=True),
)  # fmt: skip
ASKED = Field(
    f"{ROWS[3].case}.aktuellt", "Är planering fortfarande aktuell", "yes_no", options=(Option("yes", "Ja"), Option("no", "Nej"))
)  # fmt: skip


def advice(*, late: bool = False, full: bool = False) -> SessionAdvice:
    """Three sessions to choose among."""
    return SessionAdvice(
        "Inskrivningsgruppen, allmän", "Nobelvägen 66", True, late,
        "Fristen går ut fredag 10 april, och ingen träff hinns med före det." if late else "",
        (
            SessionChoice("2026-04-14T09:00", "Tisdag 14 april kl. 09.00", "3 platser kvar"),
            SessionChoice("2026-04-21T09:00", "Tisdag 21 april kl. 09.00", "fullt", full=True),
            SessionChoice("2026-04-28T09:00", "Tisdag 28 april kl. 09.00", "", late=True),
        ),
    )  # fmt: skip


def _nowhere(_municipality: str) -> object:
    raise NotFound("no_municipality", slug="")


@dataclass(frozen=True, slots=True)
class FakeGroups(GroupDesk):
    """Answers with the samples. `refuse` is raised when something is noted; `none`: the municipality has no groups."""

    office: Callable[[str], object] = _nowhere  # type: ignore[assignment]
    clock: FixedClock = field(default_factory=lambda: FixedClock(_NOW))
    sent: list[Attendance] = field(default_factory=list)
    refuse: list[RutinError] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    none: list[bool] = field(default_factory=list)
    called_off: list[tuple[str, str, str]] = field(default_factory=list)
    corrected: list[Correction] = field(default_factory=list)

    def all(self, municipality: str, actor: Actor) -> tuple[SeriesView, ...]:
        return () if self.none else SERIES

    def series(self, municipality: str, actor: Actor, series: str) -> SeriesView:
        found = next((each for each in SERIES if each.id == series), None)
        if found is None:
            raise NotFound("no_series", municipality="Bengtsfors kommun")
        return found

    def session(self, municipality: str, actor: Actor, series: str, key: str) -> SessionPage:
        found = self.series(municipality, actor, series)
        line = next((each for each in found.sessions if each.key == key), None)
        if line is None:
            raise NotFound("no_page")
        rows = ROWS if line.past else tuple(replace(r, marks=MARKS[3:]) for r in ROWS if r.marks)
        return SessionPage(found, line, rows if series == "allman" else (), line.past, MARKS)

    def call_off(
        self, municipality: str, actor: Actor, series: str, key: str, reason: str, to: str, command: str
    ) -> str:
        if not reason:
            raise InvalidInput({"reason": "Skriv varför träffen ställs in."})
        self.called_off.append((key, reason, to))
        return "Träffen är inställd. 2 personer behöver en ny tid."

    def hold_after_all(self, municipality: str, actor: Actor, series: str, key: str) -> str:
        return "Träffen blir av."

    def add(
        self, municipality: str, actor: Actor, series: str, day: str, clock: str, ends: str, *, confirmed: bool = True
    ) -> str:
        if not day:
            raise InvalidInput({"day": "Skriv dagen."})
        return f"{day}T{clock.replace(':', '')}"

    def correction(
        self, municipality: str, actor: Actor, series: str, key: str, row: str, outcome: str = ""
    ) -> CorrectionPage:
        found = self.session(municipality, actor, series, key)
        return CorrectionPage(found.series, found.line, ROWS[1], MARKS[:1], (ASKED,) if outcome else ())

    def correct(self, municipality: str, actor: Actor, series: str, key: str, row: str, sent: Correction) -> str:
        if self.refuse:
            raise self.refuse[0]
        if not sent.reason:
            raise InvalidInput({"reason": "Skriv varför."})
        self.corrected.append(sent)
        return "Närvaron är rättad."

    def note(self, municipality: str, actor: Actor, series: str, key: str, sent: Attendance) -> AttendanceNoted:
        if self.refuse:
            raise self.refuse[0]
        if not any(sent.marks.values()) and not sent.rest:
            raise InvalidInput({"narvaro": NOTHING})
        self.sent.append(sent)
        fields = dict.fromkeys(self.problems, (ASKED,))
        return AttendanceNoted(len(sent.marks), "2 personer är noterade.", dict(self.problems), fields)
