"""A case is opened by those who work with its routine, their units and whoever is named in it; to others it is not there to find."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from msgspec import structs

from core import bootstrap
from core.application.reading.access import may_open
from core.application.resources.views import page_of
from core.application.service import Rutin
from core.application.step import actions as act
from core.application.step.office import Reading
from core.clock import FixedClock
from core.errors import Refused
from core.model.people import Actor
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
  agare: {title: Ägare}
  tolkare: {title: Den som är med}
  bedomare: {title: Den som ser en rad}
  ledare: {title: Ledare}
  kompis: {title: Den som kan väljas}
  vikarie: {title: Delar jouren}
  jour: {title: Jour, among: [vikarie]}
  motande: {title: Den som möter}
staff:
  anna: {name: Anna, roles: [handlaggare]}
  assar: {name: Assar, roles: [assistent]}
  arvid: {name: Arvid, roles: [arbetsledare]}
  julia: {name: Julia, roles: [jurist]}
  ragna: {name: Ragna, roles: [registrator]}
  rut: {name: Rut, roles: [receptionist]}
  rolf: {name: Rolf, roles: [receptionist]}
  agnes: {name: Agnes, roles: [agare]}
  tove: {name: Tove, roles: [tolkare]}
  bea: {name: Bea, roles: [bedomare]}
  leo: {name: Leo, roles: [ledare]}
  kaj: {name: Kaj, roles: [kompis]}
  vera: {name: Vera, roles: [vikarie]}
  vide: {name: Vide, roles: [vikarie]}
  moa: {name: Moa, roles: [motande]}
  asta: {name: Asta, roles: [receptionist]}
resources:
  plats: {title: Platser, places: 3, role: arbetsledare}
series:
  grupp: {title: Gruppen, weekdays: [wed], hours: 09:00-11:00, where: Lokalen, capacity: 5, role: ledare}
forums:
  samverkan: {title: Samverkan, every: month, members: [motande]}
registers:
  alla: {title: Alla, of: prov, lists: [namn], from: case.start, role: registrator}
"""
ROUTINE = """
process: prov
title: Provet
about: person
owner: agare
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  stod: {type: colleague, title: Stödperson}
  hot: {type: text, title: Hotbild, optional: yes, sensitive: yes, seen_by: [jurist]}
  fadder: {type: colleague, title: Fadder, among: [kompis], optional: yes}
tables:
  behov:
    title: Behov
    hit: all
    rows: [{row: stort, title: Stort behov, seen_by: [bedomare]}]
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [personnummer, namn, stod, hot]}
  - {reserve: plats, title: Platsen, role: handlaggare, resource: plats, outcomes: {left: {end: klart}}}
  - meeting: mote
    title: Möte
    role: handlaggare
    with: [tolkare]
    outcomes: {held: {title: Höll}, missed: {title: Kom inte, end: klart}}
  - session: traff
    title: Träff
    role: handlaggare
    series: grupp
    outcomes: {attended: {title: Kom}, absent: {title: Kom inte, end: klart}}
  - decision: prova
    title: Pröva
    role: handlaggare
    basis: stod
    tables: [behov]
    outcomes: {ja: {title: Ja}, nej: {title: Nej, end: klart}}
  - {task: ringa, title: Ring, role: jour}
  - {task: samtal, title: Samtal, role: handlaggare, forum: samverkan}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
LAWS = """
laws: egna
title: Egna
acts:
  lag: {title: lagen, number: "2020:1"}
provisions:
  stod: {title: Stöd, versions: [{act: lag, at: 1 §}]}
"""
NUMBER = "199001622381"


@pytest.fixture
def rutin(tmp_path: Path) -> Rutin:
    home = tmp_path / SLUG
    (home / "processes").mkdir(parents=True)
    (home / "municipality.yaml").write_text(TOWN.lstrip(), encoding="utf-8")
    (home / "laws.yaml").write_text(LAWS.lstrip(), encoding="utf-8")
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
    "agnes": "owns the routine",
    "tove": "takes part in a meeting of it",
    "bea": "may see a line of a table of it",
    "leo": "leads the group sessions that it books in",
    "kaj": "may be stated in it",
    "moa": "takes part in the standing meeting that it is taken up at",
    "vera": "shares a duty that does something in it",
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
        assert refused.value.text.startswith("Ärendet finns inte i Läsby kommun, eller så får du inte läsa det.")
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


def test_a_duty_that_is_anothers_today_is_no_reason_to_lock_out_who_had_it_yesterday(rutin: Rutin, case: str) -> None:
    rutin.duty.note(SLUG, rutin.actor(SLUG, "vide"), "jour", {"2026-03-02": "vide"})
    vera = rutin.actor(SLUG, "vera")
    assert "jour" not in vera.roles
    assert rutin.case(SLUG, vera, case).person == "Kim Påhittad"


def test_whoever_a_step_was_given_to_opens_it_by_name(rutin: Rutin, case: str) -> None:
    office = rutin.office(SLUG)
    asta = rutin.actor(SLUG, "asta")
    with pytest.raises(Refused):
        rutin.case(SLUG, asta, case)
    found = office.case(case)
    (instance,) = (i for i in found.instances.values())
    kept = structs.replace(found, instances={instance.id: structs.replace(instance, assigned="asta")})
    assert may_open(office, asta, kept)


def test_a_place_page_tells_of_whom_one_may_not_read_only_that_there_is_somebody(rutin: Rutin, case: str) -> None:
    row = rutin.resource(SLUG, rutin.actor(SLUG, "arvid"), "plats").rows[0]
    assert (row.case, row.person) == (case, "Kim Påhittad")
    office = rutin.office(SLUG)
    other = Actor("olle", frozenset({"arbetsledare"}), "Olle")
    roles = {name: role for name, role in office.municipality.roles.items() if name != "arbetsledare"}
    office.municipality = structs.replace(
        office.municipality,
        roles={**roles, "arbetsledare": structs.replace(office.municipality.roles["arbetsledare"], unit=None)},
        resources={"plats": structs.replace(office.municipality.resources["plats"], roles=())},
    )
    office.reading = Reading()
    assert row.person not in [each.person for each in page_of(office, other, "plats", rutin.clock.now(), None).rows]


def test_a_later_version_that_keeps_a_fact_open_tells_no_list_what_was_stated_for_some(rutin: Rutin, case: str) -> None:
    """The case follows the version it began with, and so does who may see what was stated in it."""
    office, ragna = rutin.office(SLUG), rutin.actor(SLUG, "ragna")
    old = office.definitions["prov"]
    wide = structs.replace(old.facts["hot"], sensitive=False, seen_by=())
    new = structs.replace(old, digest="senare", facts={**old.facts, "hot": wide})
    office.definitions, office.older = {"prov": new}, lambda _process, _digest: old
    (register,) = office.registers
    office.registers = (replace(register, shows=("namn", "hot")),)
    values = {"personnummer": "200303129811", "namn": "Robin Påhittad", "stod": "rolf", "hot": "Inget"}
    start = act.StartAction(command="2" * 32, process="prov", start="ansokan", values=values)
    later = rutin.submit(SLUG, rutin.actor(SLUG, "anna"), start).case
    shown = {row.case: row.shown for row in rutin.register(SLUG, ragna, "alla").rows}
    assert shown == {case: ("",), later: ("Inget",)}
