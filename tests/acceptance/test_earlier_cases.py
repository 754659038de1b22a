"""An earlier case is found by how it ended, whatever the end's code for statistics is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.acceptance.small import small

ROUTINE = """process: prov
title: Ansökan
about: person
facts:
  personnummer: {type: person_number, title: Personnummer}
  forut: {type: earlier_case, earlier: {process: prov, outcome: OUTCOME}, title: Förut}
steps:
  - start: inkom
    title: Ansökan
    role: handlaggare
    asks: [personnummer]
  - choice: fore
    title: Förut
    when:
      - {if: forut, end: igen}
      - {if: not forut, go: svara}
  - task: svara
    title: Svara
    role: handlaggare
    outcomes:
      ja: {title: Ja, end: beviljad}
      nej: {title: Nej, end: nekad}
ends:
  beviljad: {title: Beviljad, outcome: bifall}
  nekad: {title: Nekad, outcome: avslag}
  igen: {title: Igen, outcome: igen}
"""


@pytest.mark.parametrize(
    ("outcome", "before", "found"),
    [
        ("nekad", "nekad", "ended: igen"),
        ("nekad", "beviljad", "open: [svara]"),
        ("[nekad, beviljad]", "beviljad", "ended: igen"),
    ],
)
def test_it_is_found_by_the_name_of_its_end(tmp_path: Path, outcome: str, before: str, found: str) -> None:
    made = small(tmp_path, "steps: []")
    (made.folder / "processes" / "prov.yaml").write_text(ROUTINE.replace("OUTCOME", outcome), encoding="utf-8")
    ran = made.play(
        f"""
        given: {{earlier: [{{process: prov, end: {before}, ended: 2025-12-01}}]}}
        story:
          - {{start: inkom}}
          - expect: {{{found}}}
        """
    )
    assert ran.code == 0, ran.text


def test_scenarios_of_a_routine_with_an_error_say_so_once(tmp_path: Path) -> None:
    made = small(tmp_path, "steps: []")
    story = """
        story:
          - {start: inkom}
        """
    ran = made.play(story, story, story)
    assert ran.code != 0
    assert ran.text.count("unknown-process") == 1
