"""Passing over an optional step is weighed by four eyes, as doing it is: nobody follows up on themselves by leaving a step out."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing.playing import play
from tests.acceptance.small import Small, sound

ROUTINE = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - {task: granska, title: Granska, role: handlaggare, optional: yes}
  - task: attestera
    title: Attestera
    role: {any: [handlaggare, chef], not_same_as: granska}
    optional: yes
  - {task: ring, title: Ring, role: {any: [handlaggare], same_as: inkom}, optional: yes}
  - {task: betala, title: Betala, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
START = "- {start: inkom, by: anna}\n"


@pytest.fixture
def town(tmp_path: Path) -> Small:
    return sound(tmp_path, ROUTINE)


@pytest.mark.parametrize(
    "story",
    [
        # who left out the first look is not the second pair of eyes
        "- {pass: granska, by: bo, reason: Nej}\n- {refused: {do: attestera, by: bo}, why: gick förbi}\n- {do: attestera, by: anna}",
        # nor does the second pair of eyes pass over itself
        "- {do: granska, by: bo}\n- {refused: {pass: attestera, by: bo, reason: Behövs inte}, why: four_eyes}\n"
        "- {pass: attestera, by: cilla, reason: Behövs inte}",
        "- {pass: granska, by: bo, reason: Nej}\n- {refused: {pass: attestera, by: bo, reason: Nej}, why: four_eyes_moved}\n"
        "- {pass: attestera, by: anna, reason: Nej}",
        # what the same person is to do may be left out by a colleague
        "- {do: granska}\n- {do: attestera, by: cilla}\n- {pass: ring, by: bo, reason: Anna är ledig}\n- expect: {open: [betala]}",
    ],
)
def test_whoever_left_the_one_out_does_not_do_the_other(town: Small, story: str) -> None:
    said = town.play("story:\n" + "".join(f"  {line}\n" for line in (START + story).splitlines()))
    assert said.code == 0, said.text


def test_the_page_offers_it_to_those_who_may(town: Small) -> None:
    case = play(town.folder.parent, "liten", "2026-03-05 09:00")
    case.start("anna", "prov", "inkom")
    assert case.card("bo").may_pass
    case.do("bo", "granska")
    assert not case.card("bo").may_pass
    assert case.card("anna").may_pass and case.card("cilla").may_pass
