"""What a correction has made needed, and nobody has filled in, is told once: by the step that asks for it, or with where to fill it in."""

from __future__ import annotations

from pathlib import Path

from core.testing.playing import Play, play
from tests.acceptance.playing import correction
from tests.acceptance.small import TOWN, sound

RULE = f"{TOWN}provisions: {{regel: {{title: Regeln, versions: [{{at: punkt 1}}]}}}}\n"
FACTS = """
facts:
  slag: {type: choice, title: Slag, choices: {a: Aa, b: Bb}}
  barn: {type: whole_number, title: Antal barn, only_if: slag == 'a'}
"""
DECIDED = f"""{FACTS}
tables:
  krav:
    title: Kraven
    hit: all
    rows:
      - {{row: barn, title: Har barn, if: "slag == 'b' or barn > 0"}}
      - {{row: skal, title: Skäl}}
steps:
  - {{start: inkom, title: Det kom in, role: handlaggare, asks: [slag, barn]}}
  - decision: beslut
    title: Beslut
    role: handlaggare
    basis: regel
    tables: krav
    outcomes: {{ja: {{title: Ja, only_if: krav, end: klart}}, nej: {{title: Nej, end: nej}}}}
"""
CHOSEN = f"""{FACTS}
steps:
  - {{start: inkom, title: Det kom in, role: handlaggare, asks: [slag, barn]}}
  - wait: vila
    title: Vänta en vecka
    role: handlaggare
    by_hand: no
    at_most: 1 week
  - choice: vart
    title: Vart
    when: [{{if: "slag == 'b' or barn > 0", end: klart}}]
    otherwise: {{end: nej}}
"""


def corrected(folder: Path, body: str, days: int = 0) -> Play:
    sound(folder, body, town=RULE)
    story = play(folder, "liten", "2026-03-02 09:00")
    story.start("anna", "prov", "inkom", slag="b")
    story.send("anna", correction(story, "slag", "a"))
    if days:
        story.at(f"2026-03-{2 + days:02} 09:00")
    return story


def test_a_decision_whose_form_asks_for_it_tells_it_there(tmp_path: Path) -> None:
    page = corrected(tmp_path, DECIDED).page("anna")
    assert page.waiting == ()
    assert "barn" in {field.name for card in page.cards for field in card.fields}


def test_what_the_road_cannot_go_on_without_is_told_once(tmp_path: Path) -> None:
    page = corrected(tmp_path, CHOSEN, days=8).page("anna")
    assert [each for each in page.waiting if "Antal barn" in each] == [
        "Ärendet kan inte gå vidare förrän ”Antal barn” är ifyllt. Fyll i det under Uppgifter."
    ]
