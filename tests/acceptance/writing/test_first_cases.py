"""A routine whose every start needs a case that has been never begins; and a decision that is to be renewed while its case is open."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, Small, small

RULE = f"{TOWN}provisions: {{regel: {{title: Regeln, versions: [{{at: punkt 1}}]}}}}\n"
ROUTINE = """
facts:
  nummer: {type: person_number, title: Personnummer}
steps:
  - {start: ny, title: Ny, role: handlaggare, asks: [nummer]%s}
  - {start: igen, title: Igen, role: handlaggare, asks: [nummer], renews: %s}
  - decision: beslut
    title: Beslut
    role: handlaggare
    basis: regel
    valid: {for: 6 months}
    outcomes: {ja: {title: Ja}, nej: {title: Nej, end: nej}}
  - phase: pagar
    title: Pågår
    role: handlaggare
    empty: yes
    at_most: %s
    end: klart
"""
UNTIL, HALF_A_YEAR = "{until: beslut.valid_to, end: klart}", "{within: 6 months, end: klart}"


def routine(folder: Path, first: str, renews: str, lasts: str, *, one: bool) -> Small:
    made = small(folder, ROUTINE % (first, renews, lasts), town=RULE)
    file = made.folder / "processes" / "prov.yaml"
    about = "about: person\none_open_case: yes" if one else "about: person"
    file.write_text(file.read_text(encoding="utf-8").replace("about: none", about), encoding="utf-8")
    return made


@pytest.mark.parametrize(("first", "key"), [(", renews: beslut", "renews"), (", follows: prov", "follows")])
def test_a_routine_that_only_goes_on_from_itself_never_begins(tmp_path: Path, first: str, key: str) -> None:
    said = routine(tmp_path, first, "beslut", HALF_A_YEAR, one=False).check()
    assert said.code == 1
    assert "never-first Det första ärendet går aldrig att öppna: ny kräver ett ärende som har varit" in said.text
    assert f"Skriv en start till, utan {key}" in said.text


def test_two_routines_that_only_go_on_from_each_other_never_begin(tmp_path: Path) -> None:
    made = routine(tmp_path, ", follows: andra", "beslut", HALF_A_YEAR, one=False)
    text = (made.folder / "processes" / "prov.yaml").read_text(encoding="utf-8")
    other = text.replace("process: prov", "process: andra").replace("follows: andra", "follows: prov")
    (made.folder / "processes" / "andra.yaml").write_text(other, encoding="utf-8")
    assert made.check().text.count(" never-first ") == 2
    begins = other.replace(", follows: prov", "")
    (made.folder / "processes" / "andra.yaml").write_text(begins, encoding="utf-8")
    assert " never-first " not in made.check().text


def test_a_decision_renewed_while_its_only_case_goes_on_is_advised_of(tmp_path: Path) -> None:
    said = routine(tmp_path, "", "beslut", UNTIL, one=True).check()
    assert said.code == 0
    assert "renews-open Råd: ”Beslut” kan inte förnyas medan det gäller" in said.text


@pytest.mark.parametrize(("lasts", "one"), [(HALF_A_YEAR, True), (UNTIL, False)])
def test_a_case_that_ends_before_or_is_not_the_only_one_is_right(tmp_path: Path, lasts: str, one: bool) -> None:
    said = routine(tmp_path, "", "beslut", lasts, one=one).check()
    assert (said.code, "Råd" in said.text) == (0, False), said.text
