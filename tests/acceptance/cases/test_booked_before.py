"""A meeting is not booked for a time before the case began: nobody could say afterwards that it was held then."""

from __future__ import annotations

from pathlib import Path

from tests.acceptance.small import sound

ROUTINE = """
steps:
  - start: inkom
    title: Det kom in
    role: handlaggare
  - meeting: samtal
    title: Samtal
    role: handlaggare
    end: klart
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_a_meeting_is_booked_for_a_time_after_the_case_began_though_it_may_have_passed(tmp_path: Path) -> None:
    said = sound(tmp_path, ROUTINE).play(
        """
        story:
          - {start: inkom}
          - {refused: {book: samtal, for: "2026-03-05 08:30"}, why: "Tidpunkten ligger före ärendets start"}
          - {time: "2026-03-05 11:00"}
          - {book: samtal, for: "2026-03-05 09:30"}
          - {do: samtal, outcome: held}
          - expect: {ended: klart}
        """
    )
    assert said.code == 0, said.text
