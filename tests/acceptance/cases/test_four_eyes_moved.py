"""Moving a case is no way round four eyes: what is left out counts as done by whoever moved it, and a second look is not passed alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from core import errors
from core.application.step import actions as act
from core.testing import play
from tests.acceptance.small import Small, sound

ROUTINE = """
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - {task: ta_in, title: Ta in, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare, optional: yes}
  - phase: kontroll
    title: Kontroll
    steps:
      - {task: las, title: Läs igenom, role: handlaggare}
      - task: attestera
        title: Attestera
        role: {any: [handlaggare, chef], not_same_as: utred}
  - task: svara
    title: Svara
    role: handlaggare
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}, om: {title: Om igen, go: ta_in}}
"""
START = "- {start: inkom, by: bo}\n"
TO_LOOK = "- {redirect: kontroll, by: bo, reason: Brådskar}\n- {do: las, by: bo}\n"


@pytest.fixture
def town(tmp_path: Path) -> Small:
    return sound(tmp_path, ROUTINE)


@pytest.mark.parametrize(
    "story",
    [
        TO_LOOK + "- {refused: {do: attestera, by: bo}, why: four_eyes_moved}\n- {do: attestera, by: anna}",
        TO_LOOK + "- {refused: {do: attestera, by: bo}, why: four_eyes_moved}\n- {do: attestera, by: cilla}",
        # the step left out was done after all, by a colleague
        TO_LOOK
        + "- {redirect: utred, by: bo, reason: Åter}\n- {do: utred, by: anna}\n- {do: las}\n- {do: attestera, by: bo}",
        # who did the first step passes the second by
        "- {do: ta_in}\n- {do: utred, by: bo}\n- {refused: {redirect: svara, by: bo, reason: Klart}, why: four_eyes_passed}\n"
        "- {redirect: svara, by: anna, reason: Klart}",
        "- {do: ta_in}\n- {do: utred, by: bo}\n- {do: las}\n"
        "- {refused: {redirect: svara, by: bo, reason: Klart}, why: four_eyes_passed}\n- {do: attestera, by: anna}",
        # both at once, and one at a time
        "- {refused: {redirect: svara, by: bo, reason: Klart}, why: four_eyes_passed}\n- {do: ta_in}\n- {do: utred}\n- {do: las}\n"
        "- {do: attestera, by: cilla}",
        TO_LOOK + "- {refused: {redirect: svara, by: bo, reason: Klart}, why: four_eyes_passed}\n"
        "- {redirect: svara, by: anna, reason: Klart}",
        # the second look is of the round before
        "- {do: ta_in}\n- {do: utred, by: bo}\n- {do: las}\n- {do: attestera, by: anna}\n- {do: svara, outcome: om}\n"
        "- {refused: {redirect: svara, by: bo, reason: Klart}, why: four_eyes_passed}\n- {do: ta_in}\n- {do: utred, by: anna}\n"
        "- {redirect: svara, by: bo, reason: Klart}",
        # a move back binds nobody
        "- {do: ta_in}\n- {do: utred, by: anna}\n- {redirect: ta_in, by: bo, reason: Fel}\n- {do: ta_in}\n- {pass: utred}\n"
        "- {do: las}\n- {do: attestera, by: bo}",
    ],
)
def test_one_person_does_not_get_past_the_second_pair_of_eyes(town: Small, story: str) -> None:
    ran = town.play("story:\n" + START + story)
    assert ran.code == 0, ran.text


DECIDED = """
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
  - {task: utred, title: Utred, role: handlaggare}
  - {task: bered, title: Bered, role: handlaggare}
  - decision: beslut
    title: Beslut
    decides: {by: handlaggare, not_same_as: [utred, bered]}
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
"""


def test_a_decision_is_not_taken_by_whoever_moved_the_case_to_it(tmp_path: Path) -> None:
    story = "- {do: utred, by: anna}\n- {redirect: beslut, by: bo, reason: Brådskar}\n"
    refused = "- {refused: {do: beslut, by: %s, outcome: ja}, why: %s}\n"
    who = refused % ("bo", "four_eyes_moved") + refused % ("anna", "four_eyes")
    ran = sound(tmp_path, DECIDED).play(
        "given: {staff: {dora: handlaggare}}\nstory:\n" + START + story + who + "- {do: beslut, by: dora, outcome: ja}"
    )
    assert ran.code == 0, ran.text


def test_it_is_said_what_to_do_instead(tmp_path: Path, town: Small) -> None:
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("bo", "prov", "inkom")

    def moved(to: str) -> None:
        made.send("bo", act.RedirectAction(command=made.key(), case=made.case, seen=made.now.seq, to=to, reason="Fel"))

    with pytest.raises(errors.Refused) as passed:
        moved("svara")
    assert passed.value.text == (
        "”Attestera” ska göras av någon annan än den som gör ”Utred”. "
        "Flytta ärendet högst till ”Kontroll” och låt en kollega ta vid."
    )
    moved("kontroll")
    made.do("bo", "las")
    with pytest.raises(errors.Refused) as alone:
        made.do("bo", "attestera")
    assert alone.value.text == (
        "Du får inte göra det här steget eftersom du gick förbi ”Utred”. En kollega behöver göra det."
    )
