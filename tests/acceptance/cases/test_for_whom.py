"""What a routine says to whom: help to whoever does the step, notes and open questions to whoever owns the routine."""

from __future__ import annotations

from pathlib import Path

from core.testing import play
from tests.acceptance.browsing import seat
from tests.acceptance.small import TOWN, small, sound

ROUTINE = """
note: Källan nämner inget slut.
facts:
  skada:
    type: yes_no
    title: Finns en skada
    help: Också en mindre skada räknas.
    question: Vad är en skada?
    note: Källan räknar inte upp dem.
steps:
  - {start: inkom, title: Anmälan, role: handlaggare, help: Registrera samma dag., question: Vem tar emot?}
  - task: utred
    title: Utred
    role: handlaggare
    asks: [skada]
    help: Ring först.
    note: Källan har ingen frist.
    question: Vem utreder?
    deadline: {within: 2 weeks, from: inkom.done, question: Räknas helger?}
    end: klart

ends:
  klart: {title: Klart, outcome: klart, note: Källan säger inget.}
"""
FOR_THE_OWNER = ("Vem tar emot?", "Vem utreder?", "Räknas helger?")
NOTES = (
    "Källan nämner inget slut.",
    "Källan räknar inte upp dem.",
    "Källan har ingen frist.",
    "Källan säger inget.",
)


def test_who_does_the_step_reads_help_and_who_owns_the_routine_reads_notes_and_questions(tmp_path: Path) -> None:
    sound(tmp_path, ROUTINE)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom")
    client = seat(made)
    start = client.get("/liten/nytt/prov/inkom").text
    case = client.get(f"/liten/arenden/{made.case}").text
    assert "Registrera samma dag." in start
    assert all(text in case for text in ("Ring först.", "Också en mindre skada räknas.", "Vad är en skada?"))
    assert [text for text in (*FOR_THE_OWNER, *NOTES) if text in start or text in case] == []
    routine = client.get("/liten/rutiner/prov").text
    assert [text for text in (*FOR_THE_OWNER, "Vad är en skada?", NOTES[0]) if text not in routine] == []


BESIDE = """
series:
  fri: {title: Samtalsgruppen, role: handlaggare, question: Vilken dag träffas den?}
resources:
  rum: {title: Rum, role: handlaggare, places: none, question: Hur många rum?, note: Ett rum i taget.}
forums:
  torsdag: {title: Torsdagsmötet, members: [handlaggare], question: Hur ofta?}
"""


def test_lists_of_groups_places_and_meetings_leave_open_questions_to_the_page_of_the_municipality(
    tmp_path: Path,
) -> None:
    small(tmp_path, ROUTINE, town=TOWN + BESIDE)
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    client = seat(made)
    pages = ("grupper", "grupper/fri", "platser", "platser/rum", "samverkan", "samverkan/torsdag")
    read = {page: client.get(f"/liten/{page}") for page in pages}
    assert [page for page, answer in read.items() if answer.status_code != 200] == []
    questions = ("Vilken dag träffas den?", "Hur många rum?", "Hur ofta?")
    assert [(page, text) for page, answer in read.items() for text in questions if text in answer.text] == []
    assert "Ett rum i taget." in read["platser/rum"].text
    whole = client.get("/liten/kommunen").text
    assert [text for text in questions if text not in whole] == []
