"""Whoever a scenario names under `given: staff` is a colleague in everything that happens in it, not only where somebody acts."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.small import TOWN, sound

NAMED = """
facts:
  vem: {type: colleague, title: Vem tar det, among: [handlaggare]}
steps:
  - {start: ansokan, title: Ansökan, role: handlaggare}
  - {task: fordela, title: Fördela, role: chef, asks: [vem]}
  - task: handlagg
    title: Handlägg
    role: vem
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
"""


def test_a_colleague_of_the_scenario_may_be_named_in_a_fact(tmp_path: Path) -> None:
    said = sound(tmp_path, NAMED).play(
        """
        given: {staff: {gun: handlaggare, gert: handlaggare}}
        story:
          - {start: ansokan, by: gun}
          - {do: fordela, with: {vem: gert}}
          - {refused: {do: handlagg, outcome: ja, by: cilla}, why: role}
          - {do: handlagg, outcome: ja, by: gert}
          - expect: {ended: klart, facts: {vem: gert}}
        """
    )
    assert said.code == 0, said.text


def test_who_may_be_named_is_told_when_somebody_else_is(tmp_path: Path) -> None:
    said = sound(tmp_path, NAMED).play(
        """
        given: {staff: {gun: chef}}
        story:
          - {start: ansokan}
          - {do: fordela, with: {vem: gun}}
        """
    )
    assert said.code == 1
    assert "with: {vem: anna}" in said.text
    assert "Tillåtet: anna, bo." in said.text


def test_a_colleague_of_the_scenario_may_be_on_duty(tmp_path: Path) -> None:
    town = TOWN.replace("staff:\n", "  jour: {title: Jour, unit: kontoret, among: [handlaggare, chef]}\nstaff:\n")
    body = """
    steps:
      - {start: ansokan, title: Ansökan, role: jour}
      - task: svara
        title: Svara
        role: jour
        outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
    """
    said = sound(tmp_path, body, town=town).play(
        """
        given: {staff: {gun: handlaggare}}
        story:
          - {start: ansokan}
          - {on_duty: jour, who: gun}
          - {refused: {do: svara, outcome: ja, by: anna}, why: role}
          - {do: svara, outcome: ja, by: gun}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text
