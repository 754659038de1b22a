"""Who does something is left open in the routine; it is asked about, seen, and done by those who do such things meanwhile."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.diagram import layout, names
from core.testing import open_town, play
from tests.acceptance.small import TOWN, Small, small, sound

MEANWHILE = TOWN.replace("staff:\n", "until_decided: chef\nstaff:\n")
ENDS = "\nends:\n  klart: {title: Klart, outcome: klart}\n"
ROUTINE = f"""
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - task: svara
    title: Svara
    role: unknown
    end: klart
{ENDS}"""


def test_it_is_an_open_question_that_says_who_does_it_meanwhile(tmp_path: Path) -> None:
    said = sound(tmp_path, ROUTINE, town=MEANWHILE).check().text
    assert "Svara: Ingen roll är bestämd. Vem är det? Tills vidare är det rollen ”Chef”." in said


def test_those_who_do_such_things_do_it_and_nobody_else(tmp_path: Path) -> None:
    ran = sound(tmp_path, ROUTINE, town=MEANWHILE).play(
        """
        story:
          - {start: inkom, by: anna}
          - {refused: {do: svara, by: anna}, why: role}
          - {do: svara, by: cilla}
          - expect: {ended: klart}
        """,
        """
        given: {staff: {dora: chef}}
        story:
          - {start: inkom}
          - {do: svara, by: dora}
          - expect: {ended: klart}
        """,
    )
    assert ran.code == 0, ran.text


def test_the_page_the_worklist_and_the_picture_say_that_it_is_not_decided(tmp_path: Path) -> None:
    sound(tmp_path, ROUTINE, town=MEANWHILE)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom")
    title = "Ej bestämt vem (tills vidare chef)"
    assert made.card("anna").who == "ej bestämt vem (tills vidare chef)"
    assert made.card("cilla").allowed
    assert not made.card("anna").allowed
    office = open_town(tmp_path, "liten")
    lanes = [lane.title for lane in layout(office.definitions["prov"], names(office.municipality)).lanes]
    assert title in lanes


def test_without_anybody_to_do_it_meanwhile_no_case_can_begin(tmp_path: Path) -> None:
    said = small(tmp_path, ROUTINE).check()
    assert said.code == 1
    assert "undecided-role Ingen roll är bestämd här" in said.text
    assert "until_decided" in said.text


@pytest.mark.parametrize(
    "step",
    [
        "{task: svara, title: Svara, role: {when: [{if: month(case.start) == 3, use: chef}], otherwise: unknown}, end: klart}",
        "{task: svara, title: Svara, role: [unknown], end: klart}",
        "{phase: svara, title: Svara, role: unknown, steps: [{task: a, title: A}], end: klart}",
        "{meeting: svara, title: Svara, role: handlaggare, booked_by: unknown, end: klart}",
    ],
)
def test_wherever_a_role_may_stand(tmp_path: Path, step: str) -> None:
    steps = f"steps:\n  - {{start: inkom, title: Ansökan, role: handlaggare}}\n  - {step}\n"
    assert sound(tmp_path, steps + ENDS, town=MEANWHILE).check().text.count("Ingen roll är bestämd.") == 1


def test_four_eyes_count_those_who_do_it_meanwhile(tmp_path: Path) -> None:
    steps = f"""
steps:
  - {{start: inkom, title: Ansökan, role: chef}}
  - {{task: prova, title: Pröva, role: unknown}}
  - {{task: svara, title: Svara, role: {{any: [chef], not_same_as: prova}}, end: klart}}
{ENDS}"""
    assert "four-eyes" in small(tmp_path, steps, town=MEANWHILE).check().text


def test_the_word_is_no_name_for_a_role(tmp_path: Path) -> None:
    town = MEANWHILE.replace("  chef:", "  unknown: {title: Okänd, unit: kontoret}\n  chef:")
    said = small(tmp_path, ROUTINE, town=town).check().text
    assert "unknown är språkets ord för en roll som ingen har bestämt." in said


def test_it_must_be_one_of_the_roles(tmp_path: Path) -> None:
    said = small(tmp_path, ROUTINE, town=MEANWHILE.replace("until_decided: chef", "until_decided: chefer")).check().text
    assert "chefer" in said
    assert "chef" in said


LAWS = """\
laws: liten
title: Lagrum
acts: {stodlag: {title: stödlagen}}
provisions:
  stod: {title: Rätt till stöd, versions: [{act: stodlag, at: 1 §}]}
"""
DECIDED = f"""
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - decision: beslut
    title: Beslut om stöd
    basis: stod
    decides: {{by: delegation}}
    outcomes:
      ja: {{title: Beviljas, end: klart}}
{ENDS}"""
DELEGATIONS = [
    "delegation: unknown\n",
    'delegation: [{rule: "1.1", title: Stöd, basis: stod, to: unknown}]\n',
]


def delegated(folder: Path, delegation: str, town: str = MEANWHILE) -> Small:
    """A decision by delegation, where the delegation is as given."""
    made = small(folder, DECIDED, town=town.replace("staff:\n", f"{delegation}staff:\n"))
    (made.folder / "laws.yaml").write_text(LAWS, encoding="utf-8")
    return made


@pytest.mark.parametrize("delegation", DELEGATIONS)
def test_a_delegation_nobody_has_decided_is_asked_about_and_done_by_the_same(tmp_path: Path, delegation: str) -> None:
    made = delegated(tmp_path, delegation)
    said = made.check()
    assert said.code == 0, said.text
    asked = "Ingen har bestämt vem som får besluta på delegation enligt rätt till stöd. Vem är det? Tills vidare är det rollen ”Chef”."
    assert f"Beslut om stöd: {asked}" in said.text
    assert (
        "Ingen har bestämt vem som får besluta på delegation. Vem är det? Tills vidare är det rollen ”Chef”."
        in said.text
    )
    ran = made.play(
        """
        story:
          - {start: inkom, by: anna}
          - {refused: {do: beslut, outcome: ja, by: anna}, why: role}
          - {do: beslut, outcome: ja, by: cilla}
          - expect: {ended: klart, decisions: {beslut: {by: cilla}}}
        """,
        """
        story:
          - {start: inkom}
          - {do: beslut, outcome: ja}
          - expect: {ended: klart}
        """,
    )
    assert ran.code == 0, ran.text


@pytest.mark.parametrize("delegation", DELEGATIONS)
def test_the_pages_of_such_a_decision_say_that_it_is_not_decided(tmp_path: Path, delegation: str) -> None:
    delegated(tmp_path, delegation)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom")
    title = "Ej bestämt vem (tills vidare chef)"
    assert made.card("anna").who == "ej bestämt vem (tills vidare chef)"
    assert made.card("cilla").allowed and not made.card("anna").allowed
    office = made.office
    assert title in [lane.title for lane in layout(office.definitions["prov"], names(office.municipality)).lanes]
    page = made.rutin.routine("liten", "prov")
    assert [point.about for point in page.questions] == ["Beslut om stöd"]
    made.do("cilla", "beslut", "ja")
    assert made.page("cilla").decisions[0].rule in ("", "1.1: Stöd")


@pytest.mark.parametrize("delegation", DELEGATIONS)
def test_a_delegation_left_open_needs_somebody_to_decide_meanwhile(tmp_path: Path, delegation: str) -> None:
    said = delegated(tmp_path, delegation, TOWN).check()
    assert said.code == 1
    assert "undecided-role Ingen roll är bestämd här" in said.text and "until_decided" in said.text
