"""Steps whose colleague or role follows from the case: booked, passed over, taken over and listed as any other."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from core import bootstrap
from core.application.case.views import StepCard
from core.application.service import Rutin
from core.application.step import actions as act
from core.clock import FixedClock
from core.errors import Refused
from tests.acceptance.playing import local
from tests.acceptance.small import ENDS, HEAD, TOWN

SLUG = "liten"
STAFF = TOWN.replace(
    "  chef: {title: Chef, unit: kontoret}",
    "  chef: {title: Chef, unit: kontoret}\n  ekonom: {title: Ekonom, unit: kontoret}",
)
STAFF = STAFF.replace(
    "  cilla: {name: Cilla, roles: [chef]}",
    "  cilla: {name: Cilla, roles: [chef]}\n  erik: {name: Erik, roles: [ekonom]}",
)
NAMED = """
facts:
  utredare: {type: colleague, title: Utredare, among: [handlaggare]}
steps:
  - {start: inn, title: Start, role: ekonom, asks: [utredare]}
  - {task: las, title: Läs in, role: utredare, optional: yes}
  - meeting: mote
    title: Möte
    role: utredare
    with: [sokande]
    window: {weekdays: mon-thu, hours: 09:00-12:00}
    outcomes: {held: {title: Höll}, missed: {title: Kom inte, end: nej}}
  - {task: sist, title: Avsluta, role: chef, end: klart}
"""
BY_CASE = """
facts:
  stort: {type: yes_no, title: Är det stort}
steps:
  - {start: inn, title: Start, role: ekonom, asks: [stort]}
  - meeting: mote
    title: Möte
    role: {when: [{if: not stort, use: handlaggare}], otherwise: chef}
    with: [sokande]
    window: {weekdays: mon-thu, hours: 09:00-12:00}
    outcomes: {held: {title: Höll}, missed: {title: Kom inte, end: nej}}
  - {task: sist, title: Avsluta, role: chef, end: klart}
"""

PLACE = """
facts:
  utredare: {type: colleague, title: Utredare, among: [handlaggare]}
  stort: {type: yes_no, title: Är det stort, note: För den som läser.}
steps:
  - {start: inn, title: Start, role: ekonom, asks: [utredare, stort]}
  - reserve: plats
    title: Plats
    role: ROLE
    resource: platser
    outcomes: {left: {title: Lämnar kön, end: nej}}
  - {task: sist, title: Avsluta, role: chef, end: klart}
"""


@dataclass
class Desk:
    """A case, and whoever looks at it."""

    rutin: Rutin
    case: str = ""
    count: int = 0

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def start(self, **values: str) -> None:
        start = act.StartAction(command=self.key(), process="prov", start="inn", values=values)
        self.case = self.send("erik", start)

    def send(self, by: str, action: act.Action) -> str:
        return self.rutin.submit(SLUG, self.rutin.actor(SLUG, by), action).case

    def on(self, step: str) -> dict[str, str | int]:
        case = self.rutin.office(SLUG).case(self.case)
        instance = next(i.id for i in case.instances.values() if i.step == step)
        return {"command": self.key(), "case": self.case, "seen": case.seq, "instance": instance}

    def card(self, by: str) -> StepCard:
        (card,) = self.rutin.case(SLUG, self.rutin.actor(SLUG, by), self.case).cards
        return card

    def listed(self, by: str, scope: str = "mine") -> list[str]:
        items = self.rutin.worklist(SLUG, self.rutin.actor(SLUG, by), scope).items  # type: ignore[arg-type]
        return [item.step_title for item in items]


def desk(folder: Path, body: str) -> Desk:
    home = folder / SLUG
    (home / "processes").mkdir(parents=True)
    places = "resources:\n  platser: {title: Platser, places: by_hand}\n" if "reserve:" in body else ""
    (home / "municipality.yaml").write_text(STAFF.lstrip() + places, encoding="utf-8")
    (home / "processes" / "prov.yaml").write_text(f"{HEAD}{body}{ENDS}", encoding="utf-8")
    office = bootstrap.open_office(folder, SLUG, None, store=bootstrap.memory_store())
    assert not office.problems
    return Desk(Rutin({SLUG: office}, FixedClock(local("2026-03-02 09:00"))))


@pytest.fixture
def named(tmp_path: Path) -> Desk:
    made = desk(tmp_path, NAMED)
    made.start(utredare="anna")
    return made


def test_whoever_is_named_may_pass_over_and_books_with_days_to_choose(named: Desk) -> None:
    assert named.card("anna").may_pass and not named.card("bo").may_pass
    named.send("anna", act.PassAction(**named.on("las")))  # type: ignore[arg-type]
    card = named.card("anna")
    assert card.allowed and card.advice is not None and card.advice.openings
    assert named.card("bo").advice is None
    with pytest.raises(Refused) as refused:
        named.send("anna", act.BookAction(**named.on("mote"), day="2026-03-06", clock="10:00"))  # type: ignore[arg-type]
    assert refused.value.code == "outside_window"
    named.send("anna", act.BookAction(**named.on("mote"), day="2026-03-05", clock="10:00"))  # type: ignore[arg-type]
    assert named.card("anna").booking is not None


def test_others_are_told_who_has_it_and_only_those_it_may_be_take_it_over(named: Desk) -> None:
    assert named.card("cilla").who == "Anna"
    with pytest.raises(Refused) as refused:
        named.send("bo", act.CompleteAction(**named.on("las")))  # type: ignore[arg-type]
    assert refused.value.text == "Det här steget har Anna. Ta över det först om du ska göra det."
    assert [o.value for o in named.card("cilla").may_assign] == ["anna", "bo"]
    with pytest.raises(Refused) as refused:
        named.send("cilla", act.AssignAction(**named.on("las"), person="cilla"))  # type: ignore[arg-type]
    assert refused.value.code == "wrong_role_person" and "Välj någon som är handläggare" in refused.value.text
    named.send("cilla", act.AssignAction(**named.on("las"), person="bo"))  # type: ignore[arg-type]
    named.send("bo", act.CompleteAction(**named.on("las")))  # type: ignore[arg-type]


def test_it_stands_in_the_units_list_and_only_in_the_own_list_of_whoever_is_named(named: Desk) -> None:
    assert {person: named.listed(person) for person in ("anna", "bo", "cilla")} == {
        "anna": ["Läs in"],
        "bo": [],
        "cilla": [],
    }
    assert named.listed("bo", "unit") == ["Läs in"]


def test_when_the_fact_is_corrected_the_step_is_the_other_ones(named: Desk) -> None:
    correct = act.CorrectAction(
        command=named.key(),
        case=named.case,
        seen=named.rutin.office(SLUG).case(named.case).seq,
        fact="utredare",
        value="bo",
        reason="Fel",
    )
    named.send("cilla", correct)
    assert (named.listed("anna"), named.listed("bo")) == ([], ["Läs in"])


def test_a_step_that_somebody_has_taken_over_stays_theirs_when_the_fact_is_corrected(named: Desk) -> None:
    named.send("bo", act.AssignAction(**named.on("las"), person=""))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="Ingen har det här steget än"):
        named.send("anna", act.CompleteAction(**named.on("las")))  # type: ignore[arg-type]
    seen = named.rutin.office(SLUG).case(named.case).seq
    named.send(
        "cilla",
        act.CorrectAction(command=named.key(), case=named.case, seen=seen, fact="utredare", value="bo", reason="Fel"),
    )
    assert named.card("bo").assigned is None


@pytest.mark.parametrize(("stort", "books", "does_not"), [("no", "anna", "cilla"), ("yes", "cilla", "anna")])
def test_a_meeting_whose_role_follows_from_the_case_is_booked_by_that_role(
    tmp_path: Path, stort: str, books: str, does_not: str
) -> None:
    made = desk(tmp_path, BY_CASE)
    made.start(stort=stort)
    assert made.listed(books) == ["Möte"] and made.listed(does_not) == []
    assert made.card(books).allowed and made.card(books).advice is not None
    assert not made.card(does_not).allowed and made.card(does_not).advice is None
    made.send(books, act.BookAction(**made.on("mote"), day="2026-03-05", clock="10:00"))  # type: ignore[arg-type]
    assert made.card(books).action == "hold"


@pytest.mark.parametrize("role", ["utredare", "{when: [{if: stort, use: handlaggare}], otherwise: ekonom}"])
def test_a_place_is_answered_by_whoever_the_case_says(tmp_path: Path, role: str) -> None:
    made = desk(tmp_path, PLACE.replace("ROLE", role))
    made.start(utredare="anna", stort="yes")
    other = "bo" if role == "utredare" else "erik"
    assert [o.id for o in made.card("anna").outcomes] == ["granted", "left"]
    assert not made.card(other).allowed
    with pytest.raises(Refused) as refused:
        made.send(other, act.CompleteAction(**made.on("plats"), outcome="left"))  # type: ignore[arg-type]
    assert refused.value.code in ("named", "role")
    made.send("anna", act.CompleteAction(**made.on("plats"), outcome="granted"))  # type: ignore[arg-type]
    assert made.card("cilla").title == "Avsluta"


OTHERS = """
facts:
  stod: {type: colleague, title: Stödperson}
  utredare: {type: colleague, title: Utredare, among: [handlaggare]}
steps:
  - {start: inn, title: Start, role: chef, asks: [stod, utredare]}
  - {task: las, title: Läs in, role: stod}
  - meeting: mote
    title: Möte
    role: utredare
    booked_by: chef
    with: [sokande]
    outcomes: {held: {title: Höll}, missed: {title: Nej, end: nej}}
  - handover: over
    title: Lämna över
    role: utredare
    accepted_by: chef
    to: kontoret
    outcomes: {accepted: {title: Tas emot}, refused: {title: Tas inte emot, end: nej}}
  - {task: sist, title: Avsluta, role: chef, end: klart}
"""


def test_whoever_is_stated_finds_it_by_name_and_what_is_anothers_turn_is_theirs(tmp_path: Path) -> None:
    made = desk(tmp_path, OTHERS)
    start = act.StartAction(
        command=made.key(), process="prov", start="inn", values={"stod": "erik", "utredare": "anna"}
    )
    made.case = made.send("cilla", start)

    def lists() -> dict[str, list[str]]:
        return {person: made.listed(person) for person in ("anna", "cilla", "erik") if made.listed(person)}

    assert lists() == {"erik": ["Läs in"]}, "he has no role in the routine"
    made.send("erik", act.CompleteAction(**made.on("las")))  # type: ignore[arg-type]
    assert lists() == {"cilla": ["Möte"]}, "she books it"
    made.send("cilla", act.BookAction(**made.on("mote"), day="2026-03-03", clock="10:00"))  # type: ignore[arg-type]
    assert lists() == {"anna": ["Möte"]}, "and the other holds it"
    made.rutin.clock.set(local("2026-03-03 11:00"))  # type: ignore[attr-defined]
    made.send("anna", act.CompleteAction(**made.on("mote"), outcome="held"))  # type: ignore[arg-type]
    assert lists() == {"anna": ["Lämna över"]}
    made.send("anna", act.OfferAction(**made.on("over")))  # type: ignore[arg-type]
    assert lists() == {"cilla": ["Lämna över"]}, "who answers"
