"""A case is opened by those who work with its routine, their units and whoever is named in it; to others it is not there to find."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application import actions as act
from core.application.service import Rutin
from core.clock import FixedClock
from core.errors import Refused
from tests.acceptance.playing import local

SLUG = "lasby"
TOWN = """
municipality: lasby
title: Läsby kommun
code: 0098
units:
  kontoret: {title: Kontoret}
  verkstaden: {title: Verkstaden}
  receptionen: {title: Receptionen}
roles:
  handlaggare: {title: Handläggare, unit: kontoret}
  assistent: {title: Assistent, unit: kontoret}
  arbetsledare: {title: Arbetsledare, unit: verkstaden}
  jurist: {title: Jurist}
  registrator: {title: Registrator}
  receptionist: {title: Receptionist, unit: receptionen}
staff:
  anna: {name: Anna, roles: [handlaggare]}
  assar: {name: Assar, roles: [assistent]}
  arvid: {name: Arvid, roles: [arbetsledare]}
  julia: {name: Julia, roles: [jurist]}
  ragna: {name: Ragna, roles: [registrator]}
  rut: {name: Rut, roles: [receptionist]}
  rolf: {name: Rolf, roles: [receptionist]}
resources:
  plats: {title: Platser, places: 3, role: arbetsledare}
registers:
  alla: {title: Alla, of: prov, lists: [namn], from: case.start, role: registrator}
"""
ROUTINE = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  stod: {type: colleague, title: Stödperson}
  hot: {type: text, title: Hotbild, optional: yes, sensitive: yes, seen_by: [jurist]}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [personnummer, namn, stod, hot]}
  - {reserve: plats, title: Platsen, role: handlaggare, resource: plats, outcomes: {left: {end: klart}}}
  - {task: samtal, title: Samtal, role: handlaggare}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
NUMBER = "199001622381"


@pytest.fixture
def rutin(tmp_path: Path) -> Rutin:
    home = tmp_path / SLUG
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.lstrip(), encoding="utf-8")
    (home / "processes" / "prov.yaml").write_text(ROUTINE.lstrip(), encoding="utf-8")
    office = bootstrap.open_office(tmp_path, SLUG, None, store=bootstrap.memory_store())
    assert not office.problems
    return Rutin({SLUG: office}, FixedClock(local("2026-03-02 09:00")))


@pytest.fixture
def case(rutin: Rutin) -> str:
    values = {"personnummer": NUMBER, "namn": "Kim Påhittad", "stod": "rolf", "hot": "Hotas av granne"}
    start = act.StartAction(command="1" * 32, process="prov", start="ansokan", values=values)
    return rutin.submit(SLUG, rutin.actor(SLUG, "anna"), start).case


READERS = {
    "anna": "does something in the routine",
    "assar": "is in the unit of somebody who does",
    "arvid": "answers for the places that it gives",
    "julia": "may see a fact of it",
    "ragna": "has a register of its cases",
    "rolf": "is named in this one",
}


@pytest.mark.parametrize("person", READERS)
def test_it_is_opened_and_found_by_whoever(rutin: Rutin, case: str, person: str) -> None:
    actor = rutin.actor(SLUG, person)
    assert rutin.case(SLUG, actor, case).person == "Kim Påhittad", READERS[person]
    assert [found.case for found in rutin.search(SLUG, actor, NUMBER)] == [case]


def test_it_is_neither_opened_nor_found_by_anybody_else(rutin: Rutin, case: str) -> None:
    rut, office = rutin.actor(SLUG, "rut"), rutin.office(SLUG)
    ways = (
        lambda: rutin.case(SLUG, rut, case),
        lambda: rutin.changes(SLUG, rut, case, 0),
        lambda: rutin.written(SLUG, rut, case, {}),
        lambda: rutin.letter(SLUG, rut, case, 1),
        lambda: rutin.calendar.one(SLUG, rut, case, "samtal#1"),
        lambda: rutin.plugins.panel(SLUG, rut, case, "nagot", "ruta"),
    )
    before = len(office.store.reads(case))
    for way in ways:
        with pytest.raises(Refused) as refused:
            way()
        assert refused.value.code == "case_role"
        assert refused.value.text.startswith("Ärendet läses av dem som arbetar med Provet.")
    assert len(office.store.reads(case)) == before, "what is not shown is not noted as read"
    for text in (NUMBER, "Kim Påhittad", case[:8]):
        assert rutin.search(SLUG, rut, text) == ()


def test_what_fewer_may_see_is_theirs_alone_and_what_is_only_sensitive_is_for_those_who_open_the_case(
    rutin: Rutin, case: str
) -> None:
    def shown(person: str) -> str:
        page = rutin.case(SLUG, rutin.actor(SLUG, person), case)
        return " ".join(fact.text for fact in page.facts)

    assert "Hotas av granne" in shown("julia")
    assert "Hotas" not in shown("anna")
