"""Invented duty for the pages: one that the reader shares, and one that others do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from core.application.form.views import Option
from core.application.step.actions import InvalidInput
from core.application.week.duty import DutyDay, DutyDesk, DutyMonth, DutyView
from core.clock import FixedClock
from core.errors import RutinError
from core.model.people import Actor
from tests.web.group_samples import _NOW

AMONG = (Option("anna", "Anna Demosson"), Option("bo", "Bo Exempelgren"))
DAYS = (
    DutyDay(date(2026, 4, 7), "Tisdag 7 april", "anna", "Anna Demosson"),
    *(DutyDay(date(2026, 4, 7) + timedelta(days=n), f"Dag {n}", "", "", "bo") for n in (1, 2)),
)


@dataclass(frozen=True, slots=True)
class FakeDuty(DutyDesk):
    """Answers with samples; `state` says whether there is any, and what is raised."""

    state: dict[str, RutinError | bool] = field(default_factory=dict)

    def month(self, municipality: str, actor: Actor, month: str | None = None) -> DutyMonth:
        if self.state.get("none"):
            return DutyMonth("april 2026", "2026-04", (), ())
        days = DAYS[:2] if self.state.get("one") else DAYS
        return DutyMonth(
            "april 2026",
            "2026-04",
            (Option("2026-05", "Maj 2026"),),
            (
                DutyView(
                    "jour",
                    "Jour i mottagningsgruppen",
                    "Anna Demosson.",
                    days,
                    AMONG,
                    True,
                    "Alla delar på jouren.",
                    (Option("jourschema.vecka", "en vecka i taget, den som haft minst jour först"),),
                ),
                DutyView("telefon", "Grupptelefonen", "Ingen är utsedd.", DAYS, AMONG, False),
            ),
        )

    def note(
        self,
        municipality: str,
        actor: Actor,
        role: str,
        sent: Mapping[str, str],
        *,
        month: str | None = None,
        way: str = "",
    ) -> str:
        raised = self.state.get("raise")
        if isinstance(raised, RutinError):
            raise raised
        wrong = {day: "Välj någon i listan." for day, person in sent.items() if person not in ("", "anna", "bo")}
        if wrong:
            raise InvalidInput(wrong)
        return f"Jour i mottagningsgruppen: {'2 dagar fylldes i efter tur' if way else '1 dag ändrades'}."


def fake() -> FakeDuty:
    """A desk for the pages."""

    def office(_municipality: str) -> object:
        raise AssertionError("the samples need no office")

    return FakeDuty(office, FixedClock(_NOW))  # type: ignore[arg-type]
