"""Whoever leads a unit sees the tasks of the units that are part of it, and opens their cases; past a board it stops."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Refused
from core.testing.playing import Play, play
from tests.acceptance.small import small

TOWN = """
municipality: liten
title: Lilla kommun
code: 9999
language: sv
calendar: {country: SE, office_hours: 08:00-16:30}
units:
  kommunen: {title: Kommunen, led_by: kommunchef}
  namnden: {title: Socialnämnden, board: yes, part_of: kommunen}
  sektionen: {title: Sektionen, part_of: namnden, led_by: sektionschef}
  mottagningen: {title: Mottagningsgruppen, part_of: sektionen}
roles:
  handlaggare: {title: Handläggare, unit: mottagningen}
  assistent: {title: Assistent, unit: mottagningen}
  sektionschef: {title: Sektionschef, unit: sektionen}
  ordforande: {title: Ordförande, unit: namnden}
  kommunchef: {title: Kommunchef, unit: kommunen}
staff:
  anna: {name: Anna, roles: [handlaggare]}
  alva: {name: Alva, roles: [sektionschef]}
  olle: {name: Olle, roles: [ordforande]}
  karin: {name: Karin, roles: [kommunchef]}
"""
ROUTINE = """
steps:
  - {start: inn, title: Start, role: handlaggare}
  - {task: utred, title: Utred, role: handlaggare, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.fixture
def made(tmp_path: Path) -> Play:
    small(tmp_path, ROUTINE, town=TOWN)
    story = play(tmp_path, "liten", "2026-03-02 09:00")
    story.start("anna", "prov", "inn")
    return story


def sees(made: Play, who: str) -> bool:
    """Whether the unit's list has the task; that the case is opened then, and only then, is asserted."""
    listed = made.rutin.worklist("liten", made.rutin.actor("liten", who), "unit").items
    if listed:
        assert made.page(who).cards[0].allowed is (who == "anna")
        return True
    with pytest.raises(Refused):
        made.page(who)
    return False


def test_a_units_tasks_are_seen_by_whoever_leads_it_or_what_it_is_part_of_up_to_its_board(made: Play) -> None:
    assert {who: sees(made, who) for who in ("anna", "alva", "olle", "karin")} == {
        "anna": True,
        "alva": True,
        "olle": False,
        "karin": False,
    }
    assert made.rutin.worklist("liten", made.rutin.actor("liten", "alva"), "mine").items == ()


def test_whoever_only_leads_the_unit_is_not_offered_to_take_its_steps(made: Play) -> None:
    of = {who: made.rutin.worklist("liten", made.rutin.actor("liten", who), "unit").items for who in ("anna", "alva")}
    assert {who: [item.may_take for item in items] for who, items in of.items()} == {"anna": [True], "alva": [False]}


def test_the_list_says_whose_tasks_it_shows(made: Play) -> None:
    of = {who: made.rutin.worklist("liten", made.rutin.actor("liten", who), "unit").roles for who in ("anna", "alva")}
    assert of == {"anna": ("Handläggare", "Assistent"), "alva": ("Handläggare", "Assistent", "Sektionschef")}
