"""A time after the deadline of the stretch that a meeting stands in is booked with a reason, unless there was nothing to choose."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import Refused
from core.testing import play
from core.testing.playing import Play
from tests.acceptance.browsing import case_page
from tests.acceptance.small import TOWN, sound

BODY = """
steps:
  - {start: inn, title: Inkommet, role: handlaggare}
  - phase: del
    title: Inskrivning
    deadline: {within: 1 week}
    steps:
      - STEP
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
MEETING = "{meeting: mote, title: Möte, role: handlaggare}"
SESSION = "{session: mote, title: Träff, role: handlaggare, series: grupp, outcomes: {attended: {title: Kom}, absent: {title: Kom inte}}}"
SERIES = "\nseries:\n  grupp: {title: Gruppen, weekdays: [DAYS], hours: 09:00-11:00, capacity: 1, role: handlaggare}\n"
AGAIN = "Välj en annan tid, eller skriv varför tiden ändå ska gälla."


def made(folder: Path, step: str, days: str = "") -> Play:
    """A case opened on Monday 2 March, whose week ends with Monday 9 March."""
    sound(folder, BODY.replace("STEP", step), town=TOWN + SERIES.replace("DAYS", days) if days else TOWN)
    found = play(folder, "liten", "2026-03-02 09:00")
    found.start("anna", "prov", "inn")
    return found


def refused(found: Play, moment: str) -> str:
    """Why a booking without a reason was refused; "" when it was not."""
    try:
        found.book("anna", "mote", moment)
    except Refused as refused:
        return refused.text
    return ""


def test_a_meeting(tmp_path: Path) -> None:
    found = made(tmp_path, MEETING)
    said = "Tiden tisdag 10 mars kl. 10.00 ligger efter fristen för ”Inskrivning”, som går ut måndag 9 mars."
    assert refused(found, "2026-03-10 10:00") == f"{said} {AGAIN}"
    assert refused(found, "2026-03-09 10:00") == ""
    found.book("anna", "mote", "2026-03-10 10:00", reason="Sjuk hela veckan")
    assert found.page("anna").history[0].details[0].endswith("Skäl: Sjuk hela veckan")


def test_a_session_where_another_is_in_time(tmp_path: Path) -> None:
    found = made(tmp_path, SESSION, "wed, thu")
    assert "efter fristen för ”Inskrivning”, som går ut måndag 9 mars." in refused(found, "2026-03-11 09:00")
    found.book("anna", "mote", "2026-03-11 09:00", reason="Båda var fulla")


def test_a_session_where_none_is_in_time_is_booked_as_it_is(tmp_path: Path) -> None:
    found = made(tmp_path, SESSION, "mon")
    found.at("2026-03-09 10:00")
    assert refused(found, "2026-03-16 09:00") == ""


@pytest.mark.parametrize(("days", "asked"), [("wed, thu", True), ("mon", False)])
def test_the_form_of_a_session_asks_why_where_a_reason_is_needed(tmp_path: Path, days: str, asked: bool) -> None:
    found = made(tmp_path, SESSION, days)
    found.at("2026-03-02 10:00" if asked else "2026-03-09 10:00")
    page = case_page(found)
    assert ("Skäl, om tiden ligger utanför det som rutinen säger" in page) is asked
    assert "efter fristen" in page


def test_the_form_of_a_meeting_says_that_the_deadline_of_the_stretch_has_gone(tmp_path: Path) -> None:
    found = made(tmp_path, MEETING)
    assert "Skäl, om tiden ligger utanför det som rutinen säger" in case_page(found)
    found.at("2026-03-11 09:00")
    advice = found.card("anna").advice
    assert advice is not None
    said = "Fristen för ”Inskrivning” gick ut måndag 9 mars. Boka första möjliga tid och skriv varför det blir efter fristen."
    assert advice.sentence == said
    assert said in case_page(found)
