"""A decision that whoever a fact names takes: that person may, and nobody else."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.small import sound

NAMED = """
facts:
  utredare: {type: colleague, title: Utredare, among: [handlaggare]}
steps:
  - {start: inn, title: Start, role: chef, asks: [utredare]}
  - decision: beslut
    title: Beslut
    role: utredare
    outcomes:
      ja: {title: Ja, end: klart}
      nej: {title: Nej, motivate: yes, end: nej}
"""


def test_whoever_is_named_decides_and_nobody_else(tmp_path: Path) -> None:
    made = sound(tmp_path, NAMED)
    said = made.play(
        """
        story:
          - {start: inn, by: cilla, with: {utredare: anna}}
          - expect: {open: [beslut]}
          - {refused: {do: beslut, outcome: ja, by: bo}, why: role}
          - {refused: {do: beslut, outcome: ja, by: cilla}, why: role}
          - {do: beslut, outcome: ja, by: anna}
          - expect: {ended: klart}
        """,
        """
        story:
          - {start: inn, by: cilla, with: {utredare: bo}}
          - {refused: {do: beslut, outcome: nej, by: bo}, why: motivation}
          - {do: beslut, outcome: nej, reason: Det räcker inte, by: bo}
          - expect: {ended: nej}
        """,
    )
    assert said.code == 0, said.text
