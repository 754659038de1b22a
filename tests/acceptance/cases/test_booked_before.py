"""A meeting is not booked for a time before the case began: nobody could say afterwards that it was held then."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.application.step import actions as act
from core.errors import Refused
from core.testing import play
from tests.acceptance.playing import local
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


def test_what_was_said_in_the_minute_in_which_the_case_was_opened_is_booked_and_noted_at_that_minute(
    tmp_path: Path,
) -> None:
    sound(tmp_path, ROUTINE)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.clock.set(local("2026-03-05 09:00") + timedelta(seconds=40))
    made.start("anna", "prov", "inkom")
    with pytest.raises(Refused, match="före ärendets start"):
        made.book("anna", "samtal", "2026-03-05 08:59")
    made.book("anna", "samtal", "2026-03-05 09:00")
    made.at("2026-03-05 09:30")
    held = act.CompleteAction(
        command=made.key(), case=made.case, seen=made.now.seq, instance=made.instance("samtal"), outcome="held", day=""
    )
    made.send("anna", held)
    assert made.now.status == "ended"
