"""An answer that nobody has to give is taken back when it was given by mistake; what the case needs is only replaced."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.clock import FixedClock
from tests.acceptance.playing import local
from tests.acceptance.small import ENDS, TOWN

SLUG = "liten"
ROUTINE = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn, optional: yes}
  telefon: {type: phone, title: Telefon, optional: yes, note: För samtal.}
  har: {type: yes_no, title: Går att ringa, is: known(telefon)}
  dag: {type: date, title: Dag, optional: yes}
  antal: {type: whole_number, title: Antal, note: För kvittot.}
steps:
  - {start: inn, title: Start, role: handlaggare, asks: [personnummer, namn, telefon, dag, antal]}
  - {task: ring, title: Ring, role: handlaggare, only_if: har}
  - choice: vag
    title: Väg
    when: [{if: known(telefon), go: brev}]
    otherwise: {go: sist}
  - {task: brev, title: Skriv, role: handlaggare, optional: yes, deadline: {within: 1 week, from: dag}}
  - {task: sist, title: Sista, role: handlaggare, outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}}
"""


class Desk:
    def __init__(self, folder: Path) -> None:
        home = folder / SLUG
        (home / "processes").mkdir(parents=True)
        (home / "municipality.yaml").write_text(TOWN.lstrip(), encoding="utf-8")
        (home / "processes" / "prov.yaml").write_text(f"{ROUTINE}{ENDS}".lstrip(), encoding="utf-8")
        self.office = bootstrap.open_office(folder, SLUG, None, store=bootstrap.memory_store())
        assert not self.office.problems
        self.rutin, self.count = Rutin({SLUG: self.office}, FixedClock(local("2026-03-02 09:00"))), 0
        self.anna = self.rutin.actor(SLUG, "anna")
        values = {
            "personnummer": "199001622381", "namn": "Kim Påhittad", "telefon": "070-174 06 05", "dag": "2026-03-04", "antal": "3",
        }  # fmt: skip
        self.case = self.rutin.submit(
            SLUG, self.anna, act.StartAction(command=self.key(), process="prov", start="inn", values=values)
        ).case

    def key(self) -> str:
        self.count += 1
        return f"{self.count:032x}"

    def empty(self, fact: str) -> str:
        seen = self.office.case(self.case).seq
        action = act.CorrectAction(
            command=self.key(), case=self.case, seen=seen, fact=fact, value="", reason="Någon annans nummer"
        )
        return self.rutin.submit(SLUG, self.anna, action).message


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_what_is_optional_is_taken_back_and_what_rests_on_it_is_judged_anew(desk: Desk) -> None:
    ring = act.CompleteAction(
        command=desk.key(), case=desk.case, seen=desk.office.case(desk.case).seq, instance="ring#1"
    )
    desk.rutin.submit(SLUG, desk.anna, ring)
    before = desk.rutin.case(SLUG, desk.anna, desk.case)
    (field,) = [f.field for f in before.facts if f.id == "telefon"]
    assert field is not None and field.optional and field.help == "Lämna tomt för att ta bort uppgiften."
    assert desk.empty("telefon") == "Uppgiften ”Telefon” är borttagen."
    after = desk.rutin.case(SLUG, desk.anna, desk.case)
    assert "telefon" not in {f.id for f in after.facts}
    assert [f.text for f in after.facts if f.id == "har"] == ["Nej"]
    assert [each.step for each in after.questioned] == ["vag"]
    assert "Rättelse. ”Telefon” togs bort (var: 070-174 06 05). Skäl: Någon annans nummer" in [
        line for entry in after.history for line in (entry.text, *entry.details)
    ]


@pytest.mark.parametrize(
    "fact", ["antal", "personnummer", "namn", "dag"], ids=["asked", "who it is", "who it is called", "counted from"]
)
def test_what_the_case_needs_is_not(desk: Desk, fact: str) -> None:
    seen = desk.office.case(desk.case).seq
    with pytest.raises(InvalidInput):
        desk.empty(fact)
    (field,) = [f.field for f in desk.rutin.case(SLUG, desk.anna, desk.case).facts if f.id == fact]
    assert field is not None and not field.optional
    assert desk.office.case(desk.case).seq == seen
