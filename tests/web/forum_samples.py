"""Invented standing meetings in every state, for the pages of forums."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from core.application.forums.case import Question
from core.application.forums.desk import ForumDesk
from core.application.forums.records import (
    AgendaInput,
    AgendaPage,
    CaseLine,
    ForumPage,
    ForumView,
    MeetingLine,
    Present,
    Skipped,
    SlotView,
    TakenUp,
)
from core.clock import FixedClock
from core.errors import NotFound
from core.model.people import Actor

_NOW = datetime(2026, 4, 7, 8, 0, tzinfo=UTC)


def _meeting(day: int, **more: object) -> MeetingLine:
    return MeetingLine(f"2026-04-{day:02}", date(2026, 4, day), "13.00", "Rådhuset", day < 7, **more)  # type: ignore[arg-type]


FORUMS = (
    ForumView(
        "samverkan", "Samverkansmöte IFO och AME", "en gång per månad, månadens första vecka", "Rådhuset", ("IFO", "AME"),
        ("Avdelningschef 2 gånger per år",), True, _meeting(7), 3, "Fokus på samverkan",
    ),
    ForumView("annat", "Skolsamverkan", "tre gånger per år", "", ("Skolan",), (), False, _meeting(9), None),
    ForumView("ibland", "Praxisgrupp", "när det behövs", "", ("Samordnare",), (), True, None, 0),
)  # fmt: skip
SLOTS = (
    SlotView("Mars 2026", (), 0, ()),
    SlotView("April 2026", (_meeting(7, opened=True), _meeting(9, reason="Flera var sjuka")), 0, ()),
    SlotView("Maj 2026", (), 1, (date(2026, 5, 4), date(2026, 5, 5))),
)


def _case(
    number: int, person: str, *missing: str, todo: str = "Tas emot", protected: bool = False, on_page: bool = False
) -> CaseLine:
    case = f"{number}1b2c3d4" + "0" * 24
    return CaseLine(
        f"{case}.overlamning-1",
        case,
        case[:8].upper(),
        person,
        protected,
        "Uppdrag",
        "Lämnas till AME",
        missing,
        todo,
        on_page,
    )


READY = (
    _case(1, "Kim Påhittad"),
    _case(2, "Robin Exempel", todo=""),
    _case(3, "Skyddad person 31B2C3D4", protected=True),
    _case(5, "Alex Testlund", todo="", on_page=True),
)
WAITING = (_case(4, "Mio Demoström", "Fatta beslut", "Kartlägg"),)
AGENDA = AgendaPage(
    FORUMS[0], _meeting(7, opened=True), 4, (("Nya ärenden", "Tre nya"), ("Planering", "")), "Fika",
    (Present("ifo", "IFO", True), Present("chef", "Avdelningschef", False, "Deltar 2 gånger per år, har varit med 1 gång")),
    (Question("q1", "När börjar kursen?", "2026-03-03", "Anna"), Question("q2", "Vem vikarierar?", "2026-04-07", "Bo", "", "Eva", True)),
    (("besok", "Besöksdag"),), READY, WAITING, ((READY[0].case, "11B2C3D4", "Lämnas till AME: tas emot"),), True, True, 2,
)  # fmt: skip
CLOSED = replace(AGENDA, meeting=_meeting(2, opened=True, closed=True), ready=(), waiting=())


def _nowhere(_municipality: str) -> object:
    raise NotFound("no_municipality", slug="")


@dataclass(frozen=True, slots=True)
class FakeForums(ForumDesk):
    """Answers with the samples. `refuse` is raised by what changes anything; `skipped` is what taking up leaves."""

    office: Callable[[str], object] = _nowhere  # type: ignore[assignment]
    clock: FixedClock = field(default_factory=lambda: FixedClock(_NOW))
    sent: list[object] = field(default_factory=list)
    refuse: list[Exception] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    none: list[bool] = field(default_factory=list)

    def all(self, municipality: str, actor: Actor) -> tuple[ForumView, ...]:
        return () if self.none else FORUMS

    def forum(self, municipality: str, actor: Actor, forum: str) -> ForumPage:
        found = next((each for each in FORUMS if each.id == forum), None)
        if found is None:
            raise NotFound("no_forum", municipality="Bengtsfors kommun")
        if forum == "ibland":
            return ForumPage(found, (), ())
        return ForumPage(found, SLOTS, (_meeting(3, opened=True), _meeting(2, opened=True, closed=True)))

    def _send(self, what: object) -> None:
        if self.refuse:
            raise self.refuse[0]
        self.sent.append(what)

    def plan(
        self, municipality: str, actor: Actor, forum: str, day: str, clock: str, reason: str, *, confirmed: bool = True
    ) -> date:
        self._send((day, clock, reason))
        return date.fromisoformat(day)

    def cancel(self, municipality: str, actor: Actor, forum: str, key: str) -> None:
        self._send(key)

    def agenda(self, municipality: str, actor: Actor, forum: str, key: str) -> AgendaPage:
        self.forum(municipality, actor, forum)
        if key not in ("2026-04-07", "2026-04-02"):
            raise NotFound("no_page")
        return CLOSED if key == "2026-04-02" else AGENDA

    def write(self, municipality: str, actor: Actor, forum: str, key: str, sent: AgendaInput) -> str:
        self._send(sent)
        return "Dagordningen är sparad."

    def take_up(
        self, municipality: str, actor: Actor, forum: str, key: str, rows: Iterable[str], command: str
    ) -> TakenUp:
        self._send(sorted(rows))
        return TakenUp(1, "1 ärende är klart.", tuple(self.skipped))
