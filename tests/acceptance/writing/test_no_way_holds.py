"""A choice with no way that holds: `rutin check` finds it also in a person's next case, and people are told what has happened."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import bootstrap
from core.application.step.office import Office
from core.clock import FixedClock
from core.definitions import load
from core.errors import Refused
from core.testing.playing import Play, local
from tests.acceptance.small import Small, small

PERSON = "198503129820"
CARRIED = """
process: prov
title: Provet
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
counters:
  gang: {title: Antal gånger, scope: SCOPE}
steps:
  - {start: inn, title: Start, role: handlaggare, asks: [personnummer]}
  - {task: gor, title: Gör, role: handlaggare, outcomes: {klar: {title: Gjort, counts: gang}, av: {title: Avbryt, end: nej}}}
  STRETCH
  - choice: val
    title: Val
    when: [{if: gang == 1, end: klart}]
    OTHERWISE
"""
STRETCH = "- {phase: vila, title: Vila, at_least: 1 weeks, at_most: 2 weeks, empty: yes, role: handlaggare}"
GAP = "Valet ”Val” saknar otherwise, och inget av villkoren stämmer"


def town(folder: Path, scope: str, otherwise: str = "", stretch: str = "") -> Small:
    body = CARRIED.replace("SCOPE", scope).replace("OTHERWISE", otherwise).replace("STRETCH", stretch)
    made = small(folder, "")
    routine = (made.folder / "processes" / "prov.yaml").read_text(encoding="utf-8")
    ends = routine[routine.index("\nends:") :]
    (made.folder / "processes" / "prov.yaml").write_text(body.lstrip() + ends, encoding="utf-8")
    return made


def test_a_counter_that_goes_on_from_earlier_cases_is_tried_from_every_value(tmp_path: Path) -> None:
    (told,) = [line for line in town(tmp_path, "person").check().text.split("\n") if "choice-gap" in line]
    assert GAP in told
    assert "Det gäller om ”Antal gånger” är 1 efter personens tidigare ärenden." in told


def test_one_that_begins_anew_or_whose_choice_covers_everything_is_left_in_peace(tmp_path: Path) -> None:
    assert "choice-gap" not in town(tmp_path / "case", "case", "otherwise: {end: nej}").check().text
    assert "choice-gap" not in town(tmp_path / "person", "person", "otherwise: {end: nej}").check().text


def story(made: Small) -> Play:
    """The person's second case, in a town that nobody has proven: as one whose kept version was opened before the fault was found."""
    found = load(made.folder.parent, "liten")
    assert found.municipality is not None
    office = Office(found.municipality, found.processes, bootstrap.memory_store())
    played = Play(office, FixedClock(local("2026-03-02 09:00")), "liten")
    played.start("anna", "prov", "inn", personnummer=PERSON)
    played.do("anna", "gor", "klar")
    played.at("2026-04-02 09:00")
    assert played.now.end == "klart"
    played.start("anna", "prov", "inn", personnummer=PERSON)
    return played


def test_whoever_comes_to_it_is_told_that_no_way_holds_and_who_can_mend_it(tmp_path: Path) -> None:
    played = story(town(tmp_path, "person"))
    with pytest.raises(Refused) as refused:
        played.do("anna", "gor", "klar")
    assert refused.value.code == "no_way" and refused.value.field is None
    assert refused.value.text == (
        "Inget av villkoren i rutinens val stämmer, så ärendet kan inte gå vidare. Inget har sparats. Kontakta den som äger rutinen."
    )


def test_a_case_that_came_to_it_by_itself_says_so(tmp_path: Path) -> None:
    played = story(town(tmp_path, "person", stretch=STRETCH))
    played.do("anna", "gor", "klar")
    played.at("2026-05-02 09:00")
    said = played.page("anna").waiting
    assert (
        "Ärendet kan inte gå vidare: inget av villkoren i rutinens val stämmer. Kontakta den som äger rutinen." in said
    )
    assert not any("ifyllt" in sentence for sentence in said)
