"""Whose case it is: somebody who is born, and who has no other open case of the kind; at a start and at a correction."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.application.step.actions import InvalidInput
from core.engine.command.facts import UNBORN
from core.errors import Refused
from core.scenarios.people import person_number
from core.testing import play as play_in
from tests.acceptance.playing import GROWN_UP, SLUG, Play, correction, play
from tests.acceptance.small import small, sound

OTHER = "199001012385"


@pytest.fixture
def story() -> Play:
    made = play("2026-03-02 09:00")
    _open(made, GROWN_UP)
    return made


def _open(story: Play, number: str, name: str = "Kim Påhittad") -> None:
    story.start("anna", "aktivitet", "ansokan", personnummer=number, namn=name)


@pytest.mark.parametrize("number", ["20300505-2380", "20900101-2385", "20260303-2380"])
def test_nobody_who_is_not_born_yet_gets_a_case(number: str) -> None:
    story = play("2026-03-02 09:00")
    with pytest.raises(InvalidInput) as wrong:
        _open(story, number)
    assert wrong.value.errors == {"personnummer": UNBORN}
    with pytest.raises(InvalidInput) as both:
        _open(story, number, name="")
    assert set(both.value.errors) == {"personnummer", "namn"}


@pytest.mark.parametrize("zero", "０٠०")
def test_a_number_in_the_digits_of_another_script_is_not_taken_for_somebody_else(zero: str) -> None:
    """It would be: with a case open already, found by nobody, and unmarked though the person is protected."""
    story = play("2026-03-02 09:00")
    other = GROWN_UP.translate({ord("0") + digit: ord(zero) + digit for digit in range(10)})
    with pytest.raises(InvalidInput) as wrong:
        _open(story, other)
    assert wrong.value.errors == {
        "personnummer": "Skriv personnumret med tio eller tolv siffror, till exempel ååååmmdd-nnnn."
    }


def test_a_coordination_number_is_read_by_its_day_of_birth_too() -> None:
    story = play("2026-03-02 09:00")
    with pytest.raises(InvalidInput) as wrong:
        _open(story, person_number(date(2026, 3, 3)))
    assert wrong.value.errors == {"personnummer": UNBORN}
    _open(story, person_number(date(2026, 3, 2)))


def test_a_correction_to_somebody_who_is_not_born_is_refused_at_its_field(story: Play) -> None:
    with pytest.raises(Refused) as refused:
        story.send("anna", correction(story, "personnummer", "20300505-2380"))
    assert (refused.value.code, refused.value.field) == ("value", "personnummer")
    assert UNBORN in refused.value.text


def test_a_number_that_a_step_or_an_event_asks_is_held_against_the_day_too(tmp_path: Path) -> None:
    ran = sound(
        tmp_path,
        """
        facts:
          barn: {type: person_number, title: Barnets personnummer}
        steps:
          - start: inkom
            title: Inkom
            role: handlaggare
          - task: fraga
            title: Fråga
            role: handlaggare
            asks: [barn]
            end: klart
        anytime:
          - event: fodd
            title: Ett barn är fött
            role: handlaggare
            asks: [barn]
        ends:
          klart: {title: Klart, outcome: klart}
        """,
    ).play(
        """
        story:
          - {start: inkom}
          - {refused: {raise: fodd, with: {barn: 20300505-2380}}, why: invalid_input}
          - {refused: {do: fraga, with: {barn: 20300505-2380}}, why: invalid_input}
          - {do: fraga, with: {barn: 19850312-9820}}
          - expect: {ended: klart}
        """
    )
    assert ran.code == 0, ran.text


def test_a_correction_to_somebody_who_has_an_open_case_is_refused_as_a_start_is(story: Play) -> None:
    first = story.case
    _open(story, OTHER, "Alex Påhittad")
    with pytest.raises(Refused) as refused:
        story.send("anna", correction(story, "personnummer", "19850312-9820"))
    found = (refused.value.code, refused.value.field, refused.value.details["case"])
    assert found == ("one_open_case", "personnummer", first)
    anna = story.rutin.actor(SLUG, "anna")
    assert [each.case for each in story.rutin.search(SLUG, anna, GROWN_UP)] == [first]


def test_a_case_is_found_by_its_number_as_the_pages_write_it(story: Play) -> None:
    anna, number = story.rutin.actor(SLUG, "anna"), story.page("anna").number
    for written in (number, f"Ärende {number}", f"ärende: {number.lower()}", f" Ärendenummer {story.case} "):
        assert [each.case for each in story.rutin.search(SLUG, anna, written)] == [story.case], written


def test_the_number_may_be_corrected_to_nobodys_and_the_name_at_will_and_the_case_is_still_the_only_one(
    story: Play,
) -> None:
    story.send("anna", correction(story, "namn", "Kim Påhittad-Berg", "Felstavat"))
    with pytest.raises(Refused, match="one_open_case"):
        _open(story, GROWN_UP)
    story.send("anna", correction(story, "personnummer", OTHER))
    with pytest.raises(Refused, match="one_open_case"):
        _open(story, OTHER)
    story.send("anna", correction(story, "personnummer", GROWN_UP))
    _open(story, OTHER)


def test_a_number_that_is_asked_after_the_start_is_guarded_too(tmp_path: Path) -> None:
    ran = small(tmp_path, "steps: []")
    routine = ran.folder / "processes" / "prov.yaml"
    routine.write_text(ASKED_LATER, encoding="utf-8")
    assert ran.check().code == 0

    story = play_in(tmp_path, "liten", "2026-03-05 09:00")
    story.start("anna", "prov", "inkom")
    story.do("anna", "vem", personnummer=GROWN_UP, namn="Kim Påhittad")
    first = story.case
    story.start("anna", "prov", "inkom")
    with pytest.raises(Refused) as refused:
        story.do("anna", "vem", personnummer=GROWN_UP, namn="Kim Påhittad")
    assert (refused.value.field, refused.value.details["case"]) == ("personnummer", first)


ASKED_LATER = """process: prov
title: Provet
about: person
one_open_case: yes
facts:
  personnummer: {type: person_number, title: Personnummer}
  namn: {type: name, title: Namn}
steps:
  - start: inkom
    title: Inkom
    role: handlaggare
  - task: vem
    title: Vem det gäller
    role: handlaggare
    asks: [personnummer, namn]
  - task: klara
    title: Göra klart
    role: handlaggare
    end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""
