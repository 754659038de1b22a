"""Whoever lays a proposal forward is told that it is a proposal, and not what it proposes as if that were decided."""

from __future__ import annotations

from pathlib import Path

from core.application.step.actions import ApproveAction
from core.testing import play
from tests.acceptance.small import sound

ROUTINE = """
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - decision: beslut
    title: Beslut om stöd
    presents: handlaggare
    decides: chef
    outcomes:
      ja: {title: Bifall, end: klart}
      nej: {title: Avslag, end: nej}
"""


def test_a_proposal_is_told_as_one(tmp_path: Path) -> None:
    sound(tmp_path, ROUTINE)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom")
    said = made.do("anna", "beslut", outcome="nej").message
    assert said == "Beslut om stöd: förslaget är framlagt. Det är ”Avslag”, och gäller inte förrän det är beslutat."
    yes = ApproveAction(
        command=made.key(), case=made.case, seen=made.now.seq, instance=made.instance("beslut"), answer="yes"
    )
    assert made.send("cilla", yes).message == "Beslut om stöd: beslutat."
