"""A letter says who took the decision that it is about: a colleague, or a board whose decision was written down (31 § FL)."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.case.reader import CaseReader
from core.application.letters.corresponding import sent_letter
from core.clock import FixedClock
from core.letters.text import to_text
from core.testing.playing import Play, local, open_town
from tests.acceptance.small import TOWN, sound

ROUTINE = """
steps:
  - {start: inn, title: Start, role: handlaggare}
  - decision: beslut
    title: Beslut
    WHO
    note: Källan nämner ingen lag.
    outcomes: {ja: {title: Ja}, nej: {title: Nej}}
  - {letter: brev, title: Skicka, role: handlaggare, template: brev, to: sokande, by: [brev], decisions: beslut, end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
BOARD = TOWN.replace("units:\n", "units:\n  namnden: {title: Socialnämnden, board: yes}\n")


@pytest.mark.parametrize(
    ("who", "decider", "said"),
    [
        ("role: chef", "cilla", "Cilla"),
        ("role: handlaggare\n    decides: namnden", "bo", "Socialnämnden"),
    ],
)
def test_whoever_gets_the_letter_reads_who_decided(tmp_path: Path, who: str, decider: str, said: str) -> None:
    sound(tmp_path, ROUTINE.replace("WHO", who), town=BOARD, brev="# Brev\n\nBeslutat av {beslut.by}.\n")
    story = Play(open_town(tmp_path, "liten"), FixedClock(local("2026-03-02 09:00")), "liten")
    story.start("anna", "prov", "inn")
    story.do(decider, "beslut", "ja")
    story.do("anna", "brev")
    reader = CaseReader(story.office, story.rutin.actor("liten", "anna"), story.now, story.clock.now())
    assert to_text(sent_letter(reader, 1).blocks).split("\n\n")[-1].strip() == f"Beslutat av {said}."
