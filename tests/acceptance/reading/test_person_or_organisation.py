"""A case that is about a person or an organisation, whichever it is each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.form.fact_words import value_words
from core.application.step.actions import InvalidInput
from core.errors import Refused, RutinError
from core.testing import Play, play
from tests.acceptance.playing import correction
from tests.acceptance.small import ENDS, small

ROUTINE = """process: prov
title: Ansökan om bygglov
about: [person, organisation]
one_open_case: yes

facts:
  slag: {type: choice, title: Vem som söker, choices: {person: En person, organisation: Ett företag eller en förening}}
  personnummer: {type: person_number, title: Personnummer, only_if: slag == 'person'}
  orgnummer: {type: org_number, title: Organisationsnummer, only_if: slag == 'organisation'}
  namn: {type: name, title: Sökandens namn}
  tidigare: {type: earlier_case, earlier: {process: prov, outcome: klart, within: 3 years}, title: Har fått lov de senaste tre åren}

steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
    asks: [slag, personnummer, orgnummer, namn]
  - choice: fore
    title: Har sökanden fått lov förut
    when:
      - {if: tidigare, end: nej}
    otherwise: {go: svara}
  - letter: svara
    title: Svara
    role: handlaggare
    template: svar
    to: sokande
    by: [brev]
    end: klart
"""
ORG, SAME = "992000-0008", "9920000008"


def _routine(folder: Path, text: str = ROUTINE):  # type: ignore[no-untyped-def]
    made = small(folder, "steps: []", svar="Till {subject}\n\nSvar.")
    (made.folder / "processes" / "prov.yaml").write_text(text + ENDS, encoding="utf-8")
    return made


@pytest.fixture
def opened(tmp_path: Path) -> Play:
    said = _routine(tmp_path).check()
    assert said.code == 0, said.text
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", slag="organisation", orgnummer=ORG, namn="Påhittade Bygg AB")
    return made


def test_the_organisation_is_seen_as_a_person_is(opened: Play) -> None:
    page = opened.page("anna")
    assert (page.person, page.person_number) == ("Påhittade Bygg AB", ORG)
    shown = next(f for f in page.facts if f.id == "orgnummer")
    assert shown.text == ORG
    fact = opened.office.definitions["prov"].facts["orgnummer"]
    assert value_words(fact, SAME, opened.office.calendar) == ORG


@pytest.mark.parametrize("text", [ORG, SAME, "16992000-0008", "Påhittade Bygg AB", "påhittade"])
def test_it_is_found_by_its_number_and_its_name(opened: Play, text: str) -> None:
    found = opened.rutin.search("liten", opened.rutin.actor("liten", "anna"), text)
    assert [each.case for each in found] == [opened.case]


@pytest.mark.parametrize("text", ["992000-0016", "Bygg Påhittat"])
def test_nobody_else_is_found(opened: Play, text: str) -> None:
    assert opened.rutin.search("liten", opened.rutin.actor("liten", "anna"), text) == ()


def test_a_second_open_case_for_the_same_organisation_is_refused_and_not_for_another(opened: Play) -> None:
    with pytest.raises(RutinError) as refused:
        opened.start("anna", "prov", "inkom", slag="organisation", orgnummer=SAME, namn="Påhittade Bygg AB")
    assert refused.value.code == "refused" or "open" in str(refused.value)
    opened.start("anna", "prov", "inkom", slag="organisation", orgnummer="992000-0016", namn="Andra AB")
    opened.start("anna", "prov", "inkom", slag="person", personnummer="19850312-9820", namn="Kim Påhitt")
    assert opened.page("anna").person_number == "19850312-9820"


def test_a_correction_to_another_open_cases_organisation_is_refused_at_its_field(opened: Play) -> None:
    first = opened.case
    opened.start("anna", "prov", "inkom", slag="organisation", orgnummer="992000-0016", namn="Andra AB")
    with pytest.raises(Refused) as refused:
        opened.send("anna", correction(opened, "orgnummer", ORG))
    found = (refused.value.code, refused.value.field, refused.value.details["case"])
    assert found == ("one_open_case", "orgnummer", first)
    opened.start("anna", "prov", "inkom", slag="person", personnummer="19850312-9820", namn="Kim Påhitt")
    opened.send("anna", correction(opened, "personnummer", "19900101-2385"))
    opened.start("anna", "prov", "inkom", slag="person", personnummer="19850312-9820", namn="Kim Påhitt")


@pytest.mark.parametrize("number", ["992000-0015", "99200000", "992000001X", "ett två"])
def test_a_wrong_number_is_told_at_its_field(opened: Play, number: str) -> None:
    with pytest.raises(InvalidInput) as told:
        opened.start("anna", "prov", "inkom", slag="organisation", orgnummer=number, namn="Andra AB")
    assert set(told.value.errors) == {"orgnummer"}


def test_it_is_looked_back_upon_and_letters_name_it(opened: Play) -> None:
    opened.do("anna", "svara")
    assert opened.now.status == "ended"
    opened.at("2026-05-05 09:00")
    opened.start("anna", "prov", "inkom", slag="organisation", orgnummer=ORG, namn="Påhittade Bygg AB")
    assert opened.now.end == "nej"
    opened.start("anna", "prov", "inkom", slag="organisation", orgnummer="992000-0016", namn="Andra AB")
    assert opened.open == ["svara"]


def test_scenarios_make_up_a_number_for_each(tmp_path: Path) -> None:
    ran = _routine(tmp_path).play(
        """
        story:
          - {start: inkom, with: {slag: organisation, namn: Påhittade Bygg AB}}
          - expect: {open: [svara]}
          - {do: svara}
          - expect: {ended: klart}
        """,
        """
        story:
          - {start: inkom, with: {slag: person}}
          - expect: {open: [svara]}
        """,
        """
        given: {earlier: [{process: prov, end: klart, ended: 2025-01-10}]}
        story:
          - {start: inkom, with: {slag: organisation}}
          - expect: {ended: nej}
        """,
    )
    assert ran.code == 0, ran.text


@pytest.mark.parametrize("about", ["[person, decision]", "[organisation, none]", "[person, person]"])
def test_nothing_else_can_be_both(tmp_path: Path, about: str) -> None:
    said = _routine(tmp_path, ROUTINE.replace("[person, organisation]", about)).check()
    assert "about-shape" in said.text
