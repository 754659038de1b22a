"""What writers of routines in other fields ran into: reports of concern, transport for the disabled, truancy, preschool and fees."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.small import sound

BESIDE = """
facts:
  akut: {type: yes_no, title: Är det akut?}
steps:
  - {start: anmalan, title: Anmälan, role: handlaggare}
  - {task: skydd, title: Bedöm skyddet, role: handlaggare, asks: [akut]}
  - {task: bekrafta, title: Bekräfta, role: handlaggare, meanwhile: yes}
  - task: utred
    title: Utred
    role: handlaggare
    outcomes:
      ja: {title: Ja, only_if: akut, end: klart}
      nej: {title: Nej, only_if: not akut, end: nej}
anytime:
  - {event: ny_anmalan, title: Ny anmälan, role: handlaggare, during: [utred], asks: [akut], go: skydd}
"""


def test_a_step_beside_a_road_that_is_gone_again_and_again_is_proven(tmp_path: Path) -> None:
    # each time round leaves one more of the same to do: without bound there is no last situation
    made = sound(tmp_path, BESIDE)
    twice = "{raise: ny_anmalan, with: {akut: yes}}\n- {do: skydd, with: {akut: no}}"
    said = made.play(
        f"""
        story:
          - {{start: anmalan}}
          - {{do: skydd, with: {{akut: no}}}}
          - {twice.splitlines()[0]}
          {twice.splitlines()[1]}
          - expect: {{open: [bekrafta, bekrafta, utred]}}
          - {{do: utred, outcome: nej}}
          - {{do: bekrafta}}
          - expect: {{ended: no, open: [bekrafta]}}
          - {{do: bekrafta}}
          - expect: {{ended: nej}}
        """
    )
    assert said.code == 0, said.text


def test_a_form_in_a_scenario_holds_what_it_is_filled_with(tmp_path: Path) -> None:
    body = """
    facts:
      kostnad: {type: money, title: Kostnad, min: 0, default: 0, optional: yes}
      antal: {type: whole_number, title: Antal, min: 0, default: 3}
      summa: {type: money, title: Summa, is: kostnad + antal}
    steps:
      - {start: inkom, title: Ansökan, role: handlaggare, asks: [kostnad, {fact: antal, default: 4}]}
      - {task: gor, title: Gör, role: handlaggare, end: klart}
    ends:
      klart: {title: Klart, outcome: klart}
    """
    said = sound(tmp_path, body).play(
        """
        story:
          - {start: inkom}
          - expect: {facts: {summa: 4}}
        """,
        """
        story:
          - {start: inkom, with: {kostnad: 100, antal: 1}}
          - expect: {facts: {summa: 101}}
        """,
    )
    assert said.code == 0, said.text
