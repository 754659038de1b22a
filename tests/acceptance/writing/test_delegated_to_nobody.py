"""Each line of the delegation, and each way that settles who does a step, needs somebody; a unit where a role is needed says how."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import TOWN, small

LAW = "provisions: {regel: {title: Regeln, versions: [{at: punkt 1}]}}\n"
BOARD = TOWN.replace("  sokande:", "  namnden: {title: Nämnden, board: yes}\n  sokande:")
ROLE = BOARD.replace("staff:", "  namnden: {title: Nämndens sekreterare, unit: namnden}\nstaff:")
LINES = """
delegation:
  - {rule: "6.1", basis: regel, if: manader <= 4, to: chef}
  - {rule: "6.2", basis: regel, to: namnden}
"""
DECIDED = """
facts:
  manader: {type: whole_number, title: Månader, min: 1}
steps:
  - {start: inn, title: Ansökan, role: handlaggare, asks: [manader]}
  - decision: beslut
    title: Beslut
    basis: regel
    decides: delegation
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
"""
SETTLED = """
facts:
  manader: {type: whole_number, title: Månader, min: 1}
steps:
  - {start: inn, title: Ansökan, role: handlaggare, asks: [manader]}
  - task: prova
    title: Pröva
    role: {when: [{if: manader > 4, use: namnden}], otherwise: chef}
    outcomes: {ja: {title: Ja, end: klart}, nej: {title: Nej, end: nej}}
"""
HELD = "  nora: {name: Nora, roles: [namnden]}\n"


@pytest.mark.parametrize(
    ("body", "lines", "said"),
    [
        (DECIDED, LINES, "så ingen kan göra ”Beslut” enligt 6.2 i delegationen."),
        (SETTLED, "", "så ingen kan göra ”Pröva”."),
    ],
)
def test_one_that_nobody_can_follow_is_told_of_though_another_can(
    tmp_path: Path, body: str, lines: str, said: str
) -> None:
    told = small(tmp_path / "a", body, town=f"{ROLE}{LAW}{lines}").check()
    assert f"role-nobody Ingen medarbetare har rollen ”Nämndens sekreterare”, {said}" in told.text
    assert small(tmp_path / "b", body, town=f"{ROLE}{HELD}{LAW}{lines}").check().text.count("role-nobody") == 0


def test_a_board_in_the_delegation_is_answered_with_how_it_decides(tmp_path: Path) -> None:
    said = small(tmp_path, DECIDED, town=f"{BOARD}{LAW}{LINES}").check().text
    assert "unknown-role Rollen namnden finns inte." in said
    assert (
        "namnden är en enhet. Skriv en roll i den, och saknas den lägg till en under roles: namnden: {title: …, unit: namnden}."
        in said
    )
