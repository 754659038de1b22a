"""While an end waits for what runs beside the road, nothing is offered that would be refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Refused
from core.testing.playing import play
from tests.acceptance.small import sound

ROUTINE = """
steps:
  - {start: inn, title: Start, role: handlaggare}
  - {task: sido, title: Sidosteg, role: chef, meanwhile: yes}
  - {task: huvud, title: Huvudsteg, role: handlaggare}
  - {end: klart}
anytime:
  - {event: avbryt, title: Avbryt, role: handlaggare, end: nej}
  - {event: ring, title: Någon ringde, role: handlaggare, stay: yes}
"""


def test_an_event_is_offered_until_the_end_waits(tmp_path: Path) -> None:
    sound(tmp_path, ROUTINE)
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    made.start("anna", "prov", "inn")
    assert [event.id for event in made.page("anna").events] == ["avbryt", "ring"]
    made.happens("anna", "ring")
    made.do("anna", "huvud")
    assert (made.now.ending, made.open) == ("klart", ["sido"])
    assert made.page("anna").events == ()
    for event in ("avbryt", "ring"):
        with pytest.raises(Refused):
            made.happens("anna", event)
    made.do("cilla", "sido")
    assert made.now.end == "klart"
