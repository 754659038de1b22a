"""Between boards there is secrecy: a case is read by another board's people once it has come to them, and by the rest from the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application import actions as act
from core.application.service import Rutin
from core.clock import FixedClock, new_id
from core.errors import Refused
from tests.acceptance.playing import local

SLUG = "tvaby"
TOWN = """
municipality: tvaby
title: Tvåby kommun
code: 0097
units:
  arbetsnamnden: {title: Arbetsmarknadsnämnden, board: yes}
  jobbet: {title: Jobbet, part_of: arbetsnamnden}
  socialnamnden: {title: Socialnämnden, board: yes}
  stodet: {title: Stödet, part_of: socialnamnden}
  byggnamnden: {title: Byggnämnden, board: yes}
  uppgifterna: {title: Uppgifterna}
roles:
  handlaggare: {title: Handläggare, unit: jobbet}
  vagledare: {title: Vägledare, unit: jobbet}
  sekreterare: {title: Socialsekreterare, unit: stodet}
  chef: {title: Chef för Stödet, unit: socialnamnden}
  granskare: {title: Granskare, unit: byggnamnden}
  arkivarie: {title: Arkivarie, unit: uppgifterna}
staff:
  anna: {name: Anna, roles: [handlaggare]}
  vera: {name: Vera, roles: [vagledare]}
  siv: {name: Siv, roles: [sekreterare]}
  cissi: {name: Cissi, roles: [chef]}
  gun: {name: Gun, roles: [granskare]}
  arne: {name: Arne, roles: [arkivarie]}
"""
ROUTINE = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
  laget: {type: text, title: Läget, sensitive: yes, seen_by: [handlaggare, sekreterare, chef]}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare, asks: [personnummer, namn, laget]}
  - {task: vagleda, title: Vägled, role: vagledare}
  - {handover: till_stodet, title: Stödet tar över, role: handlaggare, to: stodet, accepted_by: sekreterare, with: [laget]}
  - {task: stod, title: Ge stöd, role: sekreterare}
  - {task: arkiv, title: Lägg i arkivet, role: arkivarie}
  - {end: klart}
anytime:
  - {event: bygglov, title: Bygglov beviljat, role: granskare}
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
    values = {"personnummer": NUMBER, "namn": "Kim Påhittad", "laget": "Har det svårt hemma"}
    start = act.StartAction(command=new_id(), process="prov", start="ansokan", values=values)
    return rutin.submit(SLUG, rutin.actor(SLUG, "anna"), start).case


def reads(rutin: Rutin, person: str, case: str) -> bool:
    """Whether the person opens the case; that the search finds it then, and only then, is asserted."""
    actor = rutin.actor(SLUG, person)
    found = [each.case for each in rutin.search(SLUG, actor, NUMBER)]
    try:
        rutin.case(SLUG, actor, case)
    except Refused as refused:
        assert refused.code == "case_role"
        assert found == []
        return False
    assert found == [case]
    return True


def readers(rutin: Rutin, case: str) -> set[str]:
    return {each for each in ("anna", "vera", "siv", "cissi", "gun", "arne") if reads(rutin, each, case)}


def test_another_board_reads_a_case_once_it_has_been_offered_to_it(rutin: Rutin, case: str) -> None:
    anna = rutin.actor(SLUG, "anna")
    # whoever is under no board, or only notes what happens at any time, has nothing that comes to them
    at_first = {"anna", "vera", "gun", "arne"}
    assert readers(rutin, case) == at_first
    done = act.CompleteAction(command=new_id(), case=case, seen=seen(rutin, case), instance="vagleda#1")
    rutin.submit(SLUG, rutin.actor(SLUG, "vera"), done)
    assert readers(rutin, case) == at_first, "that it is to be handed over is not yet that it has been"
    offer = act.OfferAction(command=new_id(), case=case, seen=seen(rutin, case), instance="till_stodet#1")
    rutin.submit(SLUG, anna, offer)
    assert readers(rutin, case) == at_first | {"siv", "cissi"}


def seen(rutin: Rutin, case: str) -> int:
    return rutin.office(SLUG).case(case).seq
