"""The case's page has what the reader does first, and what is late; what was noted several times is not said to have been corrected."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from core.application.step import actions as act
from core.testing import play
from core.testing.playing import Play
from tests.acceptance.browsing import case_page, seat
from tests.acceptance.small import sound

BODY = """
facts:
  hur: {type: text, title: Hur kontakten togs}
steps:
  - {start: inn, title: Inkommet, role: handlaggare}
  - {task: brev, title: Svara på brevet, role: handlaggare, meanwhile: yes, deadline: {within: 1 day}}
  - {task: utred, title: Utred, role: handlaggare, deadline: {within: 4 weeks}}
  - {end: klart}
anytime:
  - {event: forsok, title: Försök till kontakt, role: handlaggare, asks: [hur], stay: yes}
ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.fixture
def made(tmp_path: Path) -> Play:
    sound(tmp_path, BODY)
    found = play(tmp_path, "liten", "2026-03-02 09:00")
    found.start("anna", "prov", "inn")
    return found


def test_what_is_late_beside_the_road_stands_above_it(made: Play) -> None:
    assert [card.title for card in made.page("anna").cards] == ["Utred", "Svara på brevet"]
    made.at("2026-03-10 09:00")
    assert [card.title for card in made.page("anna").cards] == ["Svara på brevet", "Utred"]
    headings = re.findall(r'<h3 id="steg-rubrik-[^>]*>([^<]*)', case_page(made))
    assert headings == ["Svara på brevet", "Utred"]


OTHERS = """
waives:
  - {rule: never-comes, step: mote, why: Den som aldrig kommer får ett ärende som avslutas i förtid.}
steps:
  - {start: inn, title: Inkommet, role: handlaggare}
  - {task: besluta, title: Besluta, role: chef, meanwhile: yes, deadline: {within: 1 day}}
  - {meeting: mote, title: Möte, role: handlaggare, with: [sokande], meanwhile: yes}
  - {task: utred, title: Utred, role: handlaggare}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_what_the_reader_does_stands_above_what_others_are_late_with(tmp_path: Path) -> None:
    sound(tmp_path, OTHERS)
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    made.start("anna", "prov", "inn")
    made.at("2026-03-10 09:00")
    assert [card.title for card in made.page("anna").cards] == ["Utred", "Möte", "Besluta"]
    assert '<a class="badge late" href="#steg-rubrik-besluta-1"' in case_page(made), "what is late is a press away"
    assert [card.title for card in made.page("cilla").cards] == ["Besluta", "Möte", "Utred"], (
        "those meanwhile stay together"
    )


def test_whoever_notes_that_nobody_came_is_led_to_booking_anew(tmp_path: Path) -> None:
    sound(tmp_path, OTHERS)
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    made.start("anna", "prov", "inn")
    made.book("anna", "mote", "2026-03-03 10:00")
    made.at("2026-03-03 11:00")
    browser = seat(made)
    address, led = f"/liten/arenden/{made.case}", "Boka en ny tid: "
    sent = {"formular": "steg-mote-1", "seen": str(made.now.seq), "instance": "mote#1", "outcome": "missed"}
    told = browser.post(f"{address}/steg", data={**sent, "day": "2026-03-03", "clock": "10:00"}).text
    assert "Möte: Personen kom inte." in told
    assert f'{led}<a href="#steg-rubrik-mote-1" hx-boost="false">Möte</a>' in told
    assert led not in browser.get(address).text
    note = {"formular": "anteckning", "seen": str(made.now.seq), "text": "Ringde."}
    assert led not in browser.post(f"{address}/anteckning", data=note).text


def test_what_was_noted_several_times_stands_among_what_is_known_and_is_no_correction(made: Play) -> None:
    for how in ("Telefon", "Telefon", "Brev", "Hembesök"):
        made.happens("anna", "forsok", hur=how)
    (fact,) = made.page("anna").facts
    assert (fact.text, fact.corrected) == ("Hembesök", False)
    assert [(each.text, each.corrected) for each in fact.earlier] == [
        ("Brev", False),
        ("Telefon", False),
        ("Telefon", False),
    ]
    page = case_page(made)
    assert "Rätta, 3 tidigare" in page and "<s>" not in page and "Rättad av" not in page


SENT_ALONG = """
facts:
  rad: {type: yes_no, title: Har råd}
steps:
  - {start: inn, title: Inkommet, role: handlaggare, asks: [rad]}
  - {task: se, title: Se efter, role: handlaggare, asks: [rad]}
  - {task: se_igen, title: Se efter igen, role: handlaggare, asks: [rad]}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


def test_an_answer_that_a_later_form_sends_along_is_not_another(tmp_path: Path) -> None:
    sound(tmp_path, SENT_ALONG)
    found = play(tmp_path, "liten", "2026-03-02 09:00")
    found.start("anna", "prov", "inn", rad="yes")
    found.do("anna", "se", rad="yes")
    assert found.page("anna").facts[0].earlier == ()
    found.do("anna", "se_igen", rad="no")
    (fact,) = found.page("anna").facts
    assert (fact.text, [each.text for each in fact.earlier]) == ("Nej", ["Ja"])


def test_what_was_put_right_is_struck_out(made: Play) -> None:
    made.happens("anna", "forsok", hur="Telefon")
    made.happens("anna", "forsok", hur="Bref")
    right = act.CorrectAction(
        command=made.key(), case=made.case, seen=made.now.seq, fact="hur", value="Brev", reason="Stavfel"
    )
    made.send("anna", right)
    (fact,) = made.page("anna").facts
    assert (fact.text, fact.corrected) == ("Brev", True)
    assert [(each.text, each.corrected) for each in fact.earlier] == [("Bref", True), ("Telefon", False)]
    page = case_page(made)
    assert "<s>Bref</s>" in page and "<s>Telefon</s>" not in page and "Rättad av Anna" in page


DECISION = """
facts:
  rad: {type: yes_no, title: Har råd}
steps:
  - {start: inn, title: Inkommet, role: handlaggare, asks: [rad]}
  - decision: beslut
    title: Beslut
    role: handlaggare
    outcomes: {ja: {title: Beviljas}, nej: {title: Avslås, MORE}}
    REST
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""


@pytest.mark.parametrize(
    ("more", "rest", "label"),
    [
        ("", "", "Skäl för beslutet (frivilligt)"),
        ("motivate: yes", "", "Skäl för beslutet (behövs för ”Avslås”)"),
        (
            "",
            "suggests: [{if: rad, outcome: nej}]",
            "Skäl för beslutet (behövs om du väljer något annat än förslaget)",
        ),
    ],
)
def test_a_decision_says_when_its_reasons_have_to_be_written(tmp_path: Path, more: str, rest: str, label: str) -> None:
    sound(
        tmp_path,
        DECISION.replace(", MORE", f", {more}" if more else "").replace("    REST\n", f"    {rest}\n" if rest else ""),
    )
    found = play(tmp_path, "liten", "2026-03-02 09:00")
    found.start("anna", "prov", "inn", rad="yes")
    assert found.card("anna").reason_label == label
