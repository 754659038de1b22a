"""A form that is too old and wrongly filled in: what somebody else has done is told first, since the page that comes back is a new one."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.errors import Refused
from core.testing import Play, play
from tests.acceptance.browsing import seat
from tests.acceptance.small import sound

ROUTINE = """
facts:
  lon: {type: money, title: Lön}
  dag: {type: date, title: Dag}
steps:
  - {start: inkom, title: Ansökan, role: handlaggare, asks: [lon]}
  - task: utred
    title: Utred
    role: handlaggare
    asks: [lon, dag]
    outcomes: {klart: {title: Klart, end: klart}, nej: {title: Nej, end: nej}}
"""


@pytest.fixture
def made(tmp_path: Path) -> Play:
    sound(tmp_path, ROUTINE)
    found = play(tmp_path, "liten", "2026-03-02 09:00")
    found.start("anna", "prov", "inkom", lon="100")
    return found


def fill_in(made: Play, seen: int, day: str) -> None:
    """Anna's form, drawn when the case was at `seen`."""
    made.send(
        "anna",
        act.CompleteAction(
            command=made.key(),
            case=made.case,
            seen=seen,
            instance="utred#1",
            outcome="klart",
            values={"lon": "100", "dag": day},
        ),
    )


def test_a_form_that_cannot_be_read_is_told_as_too_old_when_somebody_has_acted(made: Play) -> None:
    seen = made.now.seq
    fix = act.CorrectAction(command=made.key(), case=made.case, seen=seen, fact="lon", value="900", reason="Fel belopp")
    made.send("bo", fix)
    with pytest.raises(Refused) as refused:
        fill_in(made, seen, "i går")
    assert refused.value.code == "stale"
    assert made.now.value("lon") == 900, "Bo's correction is not written over unseen"
    with pytest.raises(InvalidInput) as invalid:
        fill_in(made, made.now.seq, "i går")
    assert "dag" in invalid.value.errors


def test_a_note_makes_no_form_too_old(made: Play) -> None:
    seen = made.now.seq
    made.send("bo", act.NoteAction(command=made.key(), case=made.case, seen=seen, text="Ringde"))
    with pytest.raises(InvalidInput):
        fill_in(made, seen, "i går")


def test_a_note_that_says_nothing_is_told_as_that_however_old_its_page_is(made: Play) -> None:
    seen = made.now.seq
    made.send(
        "bo",
        act.CorrectAction(command=made.key(), case=made.case, seen=seen, fact="lon", value="900", reason="Fel belopp"),
    )
    with pytest.raises((InvalidInput, Refused)) as told:
        made.send("anna", act.NoteAction(command=made.key(), case=made.case, seen=seen, text=" "))
    assert getattr(told.value, "code", "") != "stale"


def test_the_page_says_what_changed_before_a_letter_is_shown_or_a_slip_told(made: Play) -> None:
    seen = made.now.seq
    fix = act.CorrectAction(command=made.key(), case=made.case, seen=seen, fact="lon", value="900", reason="Fel belopp")
    made.send("bo", fix)
    client = seat(made)
    form = {"formular": "steg-utred-1", "seen": str(seen), "instance": "utred#1", "outcome": "klart", "f.lon": "100"}
    for to, day in (("steg", "2026-13-40"), ("forhandsgranska", "2026-03-01")):
        answer = client.post(f"/liten/arenden/{made.case}/{to}", data={**form, "f.dag": day, "command": made.key()})
        assert answer.status_code == 409
        assert "Lön: 900 kr" in answer.text and 'name="f.lon"' in answer.text and 'value="100"' in answer.text
