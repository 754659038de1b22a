"""What a phase's role asks beside who has which role is held of the steps in it, and `rutin check` says that it is not of its events."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small, sound

ROUTINE = """
facts:
  stort: {type: yes_no, title: Är det stort?}
steps:
  - {start: inkom, title: Det kom in, role: handlaggare, asks: [stort]}
  - {task: granska, title: Granska, role: [handlaggare, chef], optional: yes, only_if: stort}
  - phase: prova
    title: Prövning
    role: %s
    steps: [{task: avgor, title: Avgör}]
    anytime:
      - event: avbryt
        title: Avbryt%s
        end: nej
      - event: forfaller
        title: Förfaller
        when: [{if: "days_between(case.start, today) > 30", end: nej}]
  - {end: klart}
"""
OTHERS = "{any: [handlaggare, chef], not_same_as: granska}"
BY_SIZE = "{when: [{if: stort, use: chef}], otherwise: handlaggare}"


@pytest.mark.parametrize(("role", "key"), [(BY_SIZE, "when"), (OTHERS, "not_same_as")])
def test_an_event_that_has_its_role_from_the_phase_is_told(tmp_path: Path, role: str, key: str) -> None:
    said = small(tmp_path, ROUTINE % (role, ""))
    told = [line for line in said.check().text.splitlines() if " role-shape " in line]
    assert len(told) == 1
    assert f"avbryt har rollen från fasen prova, men dess {key} prövas inte på en händelse" in told[0]
    assert "Skriv rollerna i en lista på händelsen" in told[0]


@pytest.mark.parametrize("role", ["handlaggare", "[handlaggare, chef]", "{any: [handlaggare, chef]}"])
def test_a_phase_that_only_says_who_is_right(tmp_path: Path, role: str) -> None:
    sound(tmp_path, ROUTINE % (role, ""))


@pytest.mark.parametrize("role", [BY_SIZE, OTHERS])
def test_an_event_with_its_own_role_is_right(tmp_path: Path, role: str) -> None:
    text = small(tmp_path, ROUTINE % (role, "\n        role: chef")).check().text
    assert "role-shape" not in text


def test_whoever_offers_is_compared_and_whoever_answers_is_not(tmp_path: Path) -> None:
    routine = """
    steps:
      - {start: inkom, title: Det kom in, role: handlaggare}
      - {task: utred, title: Utred, role: [handlaggare, chef]}
      - handover: over
        title: Lämna över
        role: {any: [handlaggare, chef], not_same_as: utred}
        to: kontoret
        accepted_by: [handlaggare, chef]
        outcomes:
          accepted: {title: Tas emot}
          refused: {title: Tas inte emot, motivate: yes, end: nej}
      - task: ta_om_hand
        title: Ta hand om ärendet
        role: {any: [handlaggare, chef], not_same_as: utred}
        end: klart
    """
    said = sound(tmp_path, routine).play(
        """
        story:
          - {start: inkom}
          - {do: utred, by: anna}
          - {refused: {offer: over, by: anna}, why: four_eyes}
          - {offer: over, by: cilla}
          - {accept: over, by: anna}
          - {refused: {do: ta_om_hand, by: anna}, why: four_eyes}
          - {do: ta_om_hand, by: bo}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text
