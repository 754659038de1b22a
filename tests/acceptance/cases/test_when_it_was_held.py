"""When a booked meeting was held: the form begins with the booked time, and whoever empties the day is asked for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from core.testing import Play, play
from core.testing.playing import ZONE
from tests.acceptance.small import sound
from web.app import create_app

ROUTINE = """
facts:
  laget: {type: text, title: Läget}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare}
  - meeting: mote
    title: Samtal
    role: handlaggare
    with: [sokande]
    asks: [laget]
    outcomes: {held: {title: Blev av}, missed: {title: Kom inte, end: nej}}
  - {task: sist, title: Sist, role: handlaggare, end: klart}
"""


@dataclass
class Desk:
    made: Play
    client: TestClient

    def send(self, outcome: str, **moment: str) -> tuple[int, str]:
        """The form of the meeting as a browser sends it; the day and the clock time as the page has them where nothing else is said."""
        self.client.post("/liten/person", data={"person": "anna"})
        page = self.client.get(f"/liten/arenden/{self.made.case}").text
        form = re.search(r'<form class="form" id="[^"]*mote-1".*?</form>', page, re.DOTALL)
        assert form is not None, page
        sent = dict(
            re.findall(r'<input(?=[^>]*name="(day|clock|seen|command|instance|formular)")[^>]*value="([^"]*)"', form[0])
        )
        sent |= {"outcome": outcome, "f.laget": "Har praktik", **moment}
        address = re.findall(r'action="([^"]*)"', form[0])[0]
        answer = self.client.post(address, data=sent, follow_redirects=False)
        return answer.status_code, answer.text

    def moment(self, name: str) -> str:
        return self.made.now.moments[f"mote.{name}"].astimezone(ZONE).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    sound(tmp_path, ROUTINE)
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    made.start("anna", "prov", "inkom")
    made.book("anna", "mote", "2026-03-03 10:00")
    client = TestClient(create_app(made.rutin, demo=True, clock=made.clock), headers={"Sec-Fetch-Site": "same-origin"})
    return Desk(made, client)


def test_the_form_as_it_came_notes_the_booked_time(desk: Desk) -> None:
    desk.made.at("2026-03-09 14:00")
    assert desk.send("held")[0] == 303
    assert desk.moment("held") == "2026-03-03 10:00"


def test_whoever_empties_the_day_of_a_meeting_that_has_been_is_asked_for_it_and_loses_nothing(desk: Desk) -> None:
    desk.made.at("2026-03-09 14:00")
    status, asked = desk.send("held", day="", clock="")
    assert status == 422
    assert "Skriv vilken dag mötet hölls. Det var bokat till tisdag 3 mars 2026 kl. 10.00." in re.sub(
        "<[^>]+>", "", asked
    )
    assert 'value="Har praktik"' in asked and "Lämna tomt om det var nyss" not in asked
    assert re.search(r'<input[^>]*name="day"[^>]*aria-invalid="true"', asked)
    assert desk.made.open == ["mote"]
    assert desk.send("held", day="2026-03-04", clock="09:30")[0] == 303
    assert desk.moment("held") == "2026-03-04 09:30"


@pytest.mark.parametrize(
    ("outcome", "moment", "now"), [("held", "held", "2026-03-03 15:00"), ("missed", "done", "2026-03-09 14:00")]
)
def test_on_its_own_day_or_when_nobody_came_it_was_at_the_booked_time(
    desk: Desk, outcome: str, moment: str, now: str
) -> None:
    desk.made.at(now)
    assert desk.send(outcome, day="", clock="")[0] == 303
    assert desk.moment(moment) == "2026-03-03 10:00"


def test_a_meeting_held_before_its_time_is_noted_as_now(desk: Desk) -> None:
    desk.made.at("2026-03-03 09:30")
    status, asked = desk.send("held", day="", clock="")
    assert status == 422 and "som inte har varit än" in asked
    assert desk.send("held", day="", clock="", sakert="ja")[0] == 303
    assert desk.moment("held") == "2026-03-03 09:30"
