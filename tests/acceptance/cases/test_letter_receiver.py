"""Whom a letter is to: the person by name, others in the words of the municipality."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.application.case.reader import CaseReader
from core.application.letters.corresponding import sent_letter
from core.testing import play
from tests.acceptance.browsing import seat
from tests.acceptance.small import TOWN, small, sound

ROUTINE = """
facts:
  namn: {type: name, title: Namn}
steps:
  - {start: inkom, title: Det kom in, role: handlaggare, asks: [namn]}
  - {letter: besked, title: Besked, role: handlaggare, template: besked, to: TO, by: [brev], end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
PERSON = TOWN.replace("Sökanden, ours: no", "Sökanden, ours: no, person: yes")


@pytest.mark.parametrize(
    ("town", "to", "shown", "printed"),
    [
        (PERSON, "sokande", "Till Kim Påhittad", "Kim Påhittad"),
        (TOWN, "sokande", "Till sökanden", "Sökanden"),
        (PERSON, "chef", "Till chef", "Chef"),
    ],
)
def test_a_letter_to_the_person_has_the_name_on_it(
    tmp_path: Path, town: str, to: str, shown: str, printed: str
) -> None:
    sound(
        tmp_path,
        ROUTINE.replace("TO", to).replace("about: none", "about: person"),
        town=town,
        besked="# Besked\n\nHej!\n",
    )
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", namn="Kim Påhittad")
    sent = {"formular": "steg-besked-1", "instance": made.instance("besked"), "seen": str(made.now.seq)}
    page = seat(made).post(f"/liten/arenden/{made.case}/forhandsgranska", data=sent).text
    assert f">{shown}<" in page
    made.do("anna", "besked")
    reader = CaseReader(made.office, made.rutin.actor("liten", "anna"), made.now, made.clock.now())
    paper = sent_letter(reader, 1)
    assert (paper.receiver, paper.day) == (printed, "5 mars 2026")


def test_a_unit_of_ours_is_not_the_person(tmp_path: Path) -> None:
    said = small(
        tmp_path, ROUTINE.replace("TO", "sokande"), town=PERSON.replace("ours: no, ", ""), besked="# Hej\n"
    ).check()
    assert said.code == 1
    assert (
        "Sökanden är den som ärendet gäller, och ingen enhet hos oss." in said.text
        and "Lägg till ours: no." in said.text
    )


@pytest.mark.parametrize(
    ("phone", "lines"), [("010-123 45 67", ("Storgatan 1", "Telefon 010-123 45 67")), ("unknown", ("Storgatan 1",))]
)
def test_the_senders_unit_says_how_it_is_reached(tmp_path: Path, phone: str, lines: tuple[str, ...]) -> None:
    town = PERSON.replace("{title: Kontoret}", f"{{title: Kontoret, address: Storgatan 1, phone: {phone}}}")
    sound(tmp_path, ROUTINE.replace("TO", "sokande"), town=town, besked="# Besked\n\nHej!\n")
    made = play(tmp_path, "liten", "2026-03-05 09:00")
    made.start("anna", "prov", "inkom", namn="Kim Påhittad")
    made.do("anna", "besked")
    reader = CaseReader(made.office, made.rutin.actor("liten", "anna"), made.now, made.clock.now())
    assert sent_letter(reader, 1).sender == ("Lilla kommun", "Kontoret", *lines)
