"""A coordinator gives several cases of the intake list to a colleague in one request, and is told which were skipped and why."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from msgspec import structs

from core import bootstrap
from core.application.forums.records import TakenUp
from core.application.lists.allocating import Given, give_away
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.clock import FixedClock
from core.model.people import Actor, Role
from core.scenarios.people import person_number
from tests.acceptance.playing import local

SLUG = "fordelby"
TOWN = """
municipality: fordelby
title: Fördelby
code: 0094
units:
  kontoret: {title: Kontoret}
roles:
  samordnare: {title: Samordnare, unit: kontoret}
  handlaggare: {title: Handläggare, unit: kontoret}
staff:
  sonja: {name: Sonja, roles: samordnare}
  bo: {name: Bo, roles: handlaggare}
  eva: {name: Eva, roles: handlaggare}
registers:
  att_fordela: {title: Att fördela, of: intag, at: fordela, role: [samordnare, handlaggare]}
  hos: {title: Hos handläggare, of: intag, at: utred}
"""
ROUTINE = """
process: intag
title: Intag
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  skyddad: {type: yes_no, title: Skyddade personuppgifter, protects: yes}
  utredare: {type: colleague, title: Utredare, among: handlaggare}
  skal: {type: text, title: Skäl}
steps:
  - start: ansokan
    title: Ansökan
    role: handlaggare
    asks: [personnummer, namn, skyddad]
  - task: fordela
    title: Fördela ärendet
    role: samordnare
    asks: [utredare]
    requires: [{if: "namn != 'Utan'", else: Personen har inget namn.}]
  - task: utred
    title: Utred
    role: utredare
    asks: [skal]
  - end: klart
anytime:
  - task: nytt_namn
    title: Skriv namnet
    role: handlaggare
    asks: [namn]
ends:
  klart: {title: Klart, outcome: klart}
"""


class Town:
    """Cases in an intake list."""

    def __init__(self, folder: Path, *, memory: bool = False) -> None:
        home = folder / SLUG
        (home / "processes").mkdir(parents=True)
        (home / "municipality.yaml").write_text(TOWN, encoding="utf-8")
        (home / "processes" / "intag.yaml").write_text(ROUTINE, encoding="utf-8")
        store = bootstrap.memory_store() if memory else bootstrap.open_store(SLUG, folder / "data")
        self.office = bootstrap.open_office(folder, SLUG, None, store=store)
        assert not self.office.problems
        self.rutin = Rutin({SLUG: self.office}, FixedClock(local("2026-03-02 09:00")))
        self.count = 0

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def start(self, name: str, *, protected: bool = False) -> str:
        number = person_number(date(1990, 1, 1), self.count)
        values = {"personnummer": number, "namn": name, "skyddad": "yes" if protected else "no"}
        action = act.StartAction(command=self.key(), process="intag", start="ansokan", values=values)
        return self.rutin.submit(SLUG, self.rutin.actor(SLUG, "bo"), action).case

    def give(self, cases: set[str], to: str = "bo", by: str = "sonja", command: str = "") -> TakenUp:
        sent = Given(command or self.key(), frozenset(cases), {"utredare": to} if to else {})
        return self.rutin.give_away(SLUG, self.rutin.actor(SLUG, by), "att_fordela", sent)

    def open(self, case: str) -> list[tuple[str, str | None]]:
        return [(each.step, each.assigned) for each in self.office.case(case).instances.values()]


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


@pytest.mark.parametrize("memory", [True, False], ids=["memory", "sqlite"])
def test_what_a_colleague_was_given_stands_in_that_colleagues_list_and_nobody_elses(
    tmp_path: Path, memory: bool
) -> None:
    town = Town(tmp_path, memory=memory)
    town.give({town.start("Kim")}, "eva")

    def mine(who: str) -> list[str]:
        return [item.person for item in town.rutin.worklist(SLUG, town.rutin.actor(SLUG, who), "mine").items]

    assert (mine("eva"), mine("bo"), mine("sonja")) == (["Kim"], [], [])


def test_the_chosen_cases_go_to_the_colleague_in_one_durable_group(town: Town) -> None:
    cases = {town.start(f"Kim {n}") for n in range(5)}
    left = town.start("Robin")
    before = town.office.store.verify().commits
    assert town.give(cases) == TakenUp(5, "5 ärenden är fördelade.")
    assert town.office.store.verify().commits == before + 1
    assert all(town.open(case) == [("utred", "bo")] for case in cases)
    assert town.open(left) == [("fordela", None)]


def test_what_cannot_be_given_is_skipped_with_its_reason_and_the_rest_is_kept(town: Town) -> None:
    good, gone, nameless, hidden = (
        town.start("Kim"), town.start("Robin"), town.start("Utan"), town.start("Utan", protected=True),
    )  # fmt: skip
    town.give({gone}, "eva")
    found = town.give({good, gone, nameless, hidden, "0" * 32})
    assert found.done == 1 and town.open(good) == [("utred", "bo")] and town.open(gone) == [("utred", "eva")]
    why = {each.person: each.why for each in found.skipped}
    assert why["Robin"] == "Det står inte kvar i listan." and why["Utan"] == "Personen har inget namn."
    assert sum(name.startswith("Skyddad person") for name in why) == 1 and "Ett ärende" in why
    assert found.message == "1 ärende är fördelat. 4 hoppades över."


def test_sending_twice_gives_nothing_twice(town: Town) -> None:
    case = town.start("Kim")
    command = town.key()
    assert town.give({case}, command=command).done == 1
    again = town.give({case}, command=command)
    assert town.open(case) == [("utred", "bo")] and again.done == 0


def test_nothing_chosen_and_nobody_named_are_said_at_their_fields(town: Town) -> None:
    case = town.start("Kim")
    wrong: tuple[tuple[set[str], str, str], ...] = (
        (set(), "bo", "rad"),
        ({case}, "", "utredare"),
        ({case}, "ingen", "utredare"),
        ({case}, "sonja", "utredare"),
    )
    for cases, to, field in wrong:
        with pytest.raises(InvalidInput) as invalid:
            town.give(cases, to)
        assert set(invalid.value.errors) == {field}
    assert town.open(case) == [("fordela", None)]


def test_only_colleagues_with_the_role_may_be_chosen_wherever_it_is_asked(town: Town) -> None:
    case = town.start("Kim")
    sonja = town.rutin.actor(SLUG, "sonja")
    gives = town.rutin.register(SLUG, sonja, "att_fordela").gives
    (field,) = next(card for card in town.rutin.case(SLUG, sonja, case).cards if card.title == "Fördela ärendet").fields
    assert gives is not None
    for offered in (field, *gives.fields):
        assert [option.title for option in offered.options] == ["Bo", "Eva"]

    def give(to: str) -> None:
        instance = next(iter(town.office.case(case).instances))
        seen = town.office.case(case).seq
        done = act.CompleteAction(command=town.key(), case=case, seen=seen, instance=instance, values={"utredare": to})
        town.rutin.submit(SLUG, sonja, done)

    for wrong in ("sonja", "ingen"):
        with pytest.raises(InvalidInput) as invalid:
            give(wrong)
        assert invalid.value.errors == {"utredare": "Välj ett av alternativen i listan."}
    give("eva")
    seen = town.office.case(case).seq
    corrected = act.CorrectAction(
        command=town.key(), case=case, seen=seen, fact="utredare", value="sonja", reason="Fel"
    )
    with pytest.raises(InvalidInput):
        town.rutin.submit(SLUG, sonja, corrected)
    assert town.open(case) == [("utred", "eva")]


def test_only_the_list_of_the_step_offers_it_and_only_to_who_does_the_step(town: Town) -> None:
    case = town.start("Kim")
    pages = {
        (name, who): town.rutin.register(SLUG, town.rutin.actor(SLUG, who), name).gives
        for name, who in (("att_fordela", "sonja"), ("att_fordela", "bo"), ("hos", "bo"))
    }
    offered = pages["att_fordela", "sonja"]
    assert offered is not None and [field.title for field in offered.fields] == ["Utredare"]
    assert pages["att_fordela", "bo"] is None and pages["hos", "bo"] is None
    skipped = town.give({case}, by="bo").skipped
    assert [each.why for each in skipped] and town.open(case) == [("fordela", None)]
    with pytest.raises(InvalidInput):
        town.rutin.give_away(SLUG, town.rutin.actor(SLUG, "sonja"), "hos", Given("x", frozenset({case}), {}))


def test_a_case_that_is_not_the_givers_to_open_is_not_named(town: Town) -> None:
    """What is sent from the list may name any case at all."""
    case = town.start("Kim Hemlig")
    office = town.office
    office.municipality = structs.replace(
        office.municipality, roles={**office.municipality.roles, "handlaggare": Role("handlaggare", "Handläggare")}
    )
    register = next(each for each in office.registers if each.id == "att_fordela")
    stranger = Actor("olle", frozenset({"vaktmastare"}), "Olle")
    sent = Given(town.key(), frozenset({case}), {"utredare": "bo"})
    (skipped,) = give_away(office, stranger, register, sent, local("2026-03-02 09:00")).skipped
    assert (skipped.case, skipped.person) == ("", "Ett ärende")
