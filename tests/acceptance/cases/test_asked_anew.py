"""What comes back is asked anew, but for what a decision's table rests on and another step asks."""

from __future__ import annotations

from pathlib import Path

from core.testing.playing import play
from tests.acceptance.small import sound

ROUTINE = """
facts:
  brist: {type: yes_no, title: Fanns en brist?}
  varde: {type: whole_number, title: Mätvärde, min: 0}
tables:
  atgard:
    title: Vad bristen leder till
    hit: all
    rows:
      - {row: brist, title: Brist, if: brist}
      - {row: uppsat, title: Med uppsåt, motivate: yes}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - phase: galler
    title: Tillståndet gäller
    role: handlaggare
    empty: yes
    end: klart
    anytime:
      - task: tillsyn
        title: Tillsyn
        asks: [brist]
      - event: ingrip
        title: Ingrip
        role: handlaggare
        only_if: known(brist)
        steps:
          - decision: beslut
            title: Beslut om ingripande
            tables: atgard
            asks: [varde]
            outcomes:
              varning: {title: Varning, stay: yes}
              inget: {title: Inget, stay: yes}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_what_the_inspection_found_need_not_be_told_again_by_whoever_decides(tmp_path: Path) -> None:
    said = sound(tmp_path, ROUTINE).play(
        """
        story:
          - {start: inkom}
          - {raise: tillsyn, with: {brist: yes}}
          - {do: tillsyn, with: {brist: yes}}
          - {raise: ingrip}
          - {refused: {do: beslut, outcome: varning, with: {atgard.uppsat: no}}, why: varde}
          - {do: beslut, outcome: varning, with: {atgard.uppsat: no, varde: 3}}
          - {raise: ingrip}
          - {refused: {do: beslut, outcome: varning, with: {varde: 3}}, why: atgard.uppsat}
          - {do: beslut, outcome: varning, with: {varde: 4, atgard.uppsat: yes}}
          - expect: {open: [galler], tables: {atgard: yes}}
        """
    )
    assert said.code == 0, said.text


def test_the_form_comes_with_what_was_found_and_empty_where_it_is_asked_anew(tmp_path: Path) -> None:
    made = sound(tmp_path, ROUTINE)
    town = play(made.folder.parent, "liten", "2026-03-05 09:00")
    town.start("anna", "prov", "inkom")
    town.happens("anna", "tillsyn")
    town.do("anna", "tillsyn", brist="yes")
    for _ in range(2):
        town.happens("anna", "ingrip")
        card = next(c for c in town.page("anna").cards if c.title == "Beslut om ingripande")
        assert {f.name: f.value for f in card.fields} == {"varde": "", "brist": "yes", "atgard.uppsat": ""}
        town.do("anna", "beslut", "varning", varde="3", **{"atgard.uppsat": "no"})
