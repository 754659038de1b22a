"""What a browser sends with a form never becomes the address of a case, and a form sent twice opens one case, also after a restart."""

from __future__ import annotations

from pathlib import Path

from core import bootstrap
from core.application.forums.case import case_id
from core.application.service import Rutin
from core.application.step.actions import StartAction
from core.clock import FixedClock
from core.testing.playing import local
from tests.acceptance.beside.town_of_forums import SLUG, Town, opened
from tests.acceptance.small import ENDS, sound

ROUTINE = f"""
steps:
  - {{start: inkom, title: Ansökan, role: handlaggare}}
  - {{task: utred, title: Utred, role: handlaggare, outcomes: {{ja: {{title: Ja, end: klart}}, nej: {{title: Nej, end: nej}}}}}}
{ENDS}"""


def test_a_form_sent_again_after_a_restart_opens_the_same_case(tmp_path: Path) -> None:
    sound(tmp_path, ROUTINE)
    (tmp_path / "data").mkdir()
    found: list[str] = []
    for form in ("f" * 32, "f" * 32, "min egen"):
        office = bootstrap.open_office(tmp_path, "liten", tmp_path / "data")
        rutin = Rutin({"liten": office}, FixedClock(local("2026-03-05 09:00")))
        start = StartAction(command=form, process="prov", start="inkom")
        found.append(rutin.submit("liten", rutin.actor("liten", "anna"), start).case)
        office.store.close()
    assert found[0] == found[1] != found[2]
    assert "f" * 32 not in found


def test_no_form_takes_a_meetings_place(tmp_path: Path) -> None:
    town = Town(opened(tmp_path))
    meeting = case_id(SLUG, "onsdag", "2026-03-04")
    town.key = lambda: meeting  # type: ignore[method-assign]
    town.start("kim")
    assert town.cases["kim"] != meeting
    assert town.office.store.version(meeting) == 0
