"""A decision that a board takes outside Rutin says on its card that the board decides, and who writes it down."""

from __future__ import annotations

import re
from pathlib import Path

from core.testing.playing import play
from tests.acceptance.browsing import case_page, seat
from tests.acceptance.small import TOWN, sound

BOARD = TOWN.replace("  sokande:", "  namnden: {title: Miljönämnden, board: yes}\n  sokande:")
RULE = f"{BOARD}provisions: {{regel: {{title: Regeln, versions: [{{at: punkt 1}}]}}}}\n"
BODY = """
steps:
  - {start: inkom, title: Det kom in, role: handlaggare}
  - decision: beslut
    title: Föreläggande
    PRESENTS
    role: handlaggare
    decides: namnden
    basis: regel
    outcomes: {ja: {title: Föreläggs, end: klart}, nej: {title: Inget, end: nej}}
"""


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_the_card_says_that_the_board_decides_and_who_writes_it_down(tmp_path: Path) -> None:
    sound(tmp_path, BODY.replace("    PRESENTS\n", ""), town=RULE)
    story = play(tmp_path, "liten", "2026-03-02 09:00")
    story.start("anna", "prov", "inkom")
    assert "Beslutas av miljönämnden, skrivs in av handläggare" in _plain(case_page(story))
    assert "Beslutet fattas av miljönämnden och skrivs in av handläggare." in _plain(case_page(story, "cilla"))
    assert "<button>Skriv in beslutet</button>" in case_page(story)
    assert "Föreläggande Skriv in beslutet" in _plain(seat(story).get("/liten/uppgifter").text)


def test_so_does_one_that_waits_for_the_board_after_it_was_presented(tmp_path: Path) -> None:
    sound(tmp_path, BODY.replace("PRESENTS", "presents: handlaggare"), town=RULE)
    story = play(tmp_path, "liten", "2026-03-02 09:00")
    story.start("anna", "prov", "inkom")
    assert "Läggs fram av handläggare" in _plain(case_page(story))
    story.do("anna", "beslut", "ja", reason="För högt")
    page = _plain(case_page(story))
    assert "Beslutas av miljönämnden, skrivs in av handläggare" in page
    assert "Ditt beslut" not in page
    assert "Föreläggande Skriv in beslutet" in _plain(seat(story).get("/liten/uppgifter").text)
