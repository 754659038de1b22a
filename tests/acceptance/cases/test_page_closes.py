"""A step whose doing closes other open steps says which, before the button is pressed."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.testing import play
from core.testing.playing import Play
from tests.acceptance.browsing import case_page
from tests.acceptance.small import sound

BODY = """
facts:
  bra: {type: yes_no, title: Går det bra, note: Till den som läser.}
steps:
  - {start: inn, title: Inkommet, role: handlaggare}
  - phase: insats
    title: Insatsen pågår
    steps:
      - {task: planera, title: Planera, role: handlaggare}
      - LAST
    anytime:
      - {task: folj_upp, title: Följ upp, role: handlaggare, every: 1 month, asks: [bra], deadline: {within: 1 week}}
  - {task: summera, title: Summera, role: handlaggare, end: klart}
anytime:
  - {task: rad, title: Ge råd, role: handlaggare, every: 2 weeks}
  - {event: flyttat, title: Har flyttat, role: handlaggare, end: klart}
  - {event: horde_av_sig, title: Hörde av sig, role: handlaggare, asks: [{fact: bra, optional: yes}]}
ends:
  klart: {title: Klart, outcome: klart}
"""
PLAIN = "{task: stod, title: Ge stöd, role: handlaggare}"
CHOSEN = "{task: stod, title: Ge stöd, role: handlaggare, outcomes: {om: {title: Planera om, go: planera}, nog: {title: Det räcker}}}"

CONDITION = (
    "{task: stod, title: Ge stöd, role: handlaggare, outcomes: {om: {title: Planera om, go: planera}, blir: {title: Som det blir, "
    "when: [{if: known(bra), go: summera}], otherwise: {go: planera}}}}"
)


def opened(tmp_path: Path, last: str) -> Play:
    sound(tmp_path, BODY.replace("LAST", last))
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    made.start("anna", "prov", "inn")
    return made


def answers(made: Play, title: str) -> dict[str, tuple[str, ...]]:
    (card,) = (each for each in made.page("anna").cards if each.title == title)
    return {each.title: each.closes for each in card.outcomes}


def closes(made: Play) -> dict[str, tuple[str, ...]]:
    return {card.title: card.closes for card in made.page("anna").cards}


@pytest.fixture
def made(tmp_path: Path) -> Play:
    return opened(tmp_path, PLAIN)


def test_the_last_step_of_a_phase_says_what_goes_with_the_phase_and_says_it_louder_when_it_is_late(made: Play) -> None:
    made.at("2026-04-03 09:00")
    assert closes(made)["Planera"] == ()
    made.do("anna", "planera")
    assert closes(made)["Ge stöd"] == ("Följ upp",)
    assert '<p class="help">När det här är klart stängs också: Följ upp.</p>' in case_page(made)
    made.at("2026-04-20 09:00")
    assert '<p class="notice warn">När det här är klart stängs också: Följ upp (försenad).</p>' in case_page(made)


def test_what_it_says_is_what_happens(made: Play) -> None:
    made.at("2026-04-03 09:00")
    made.do("anna", "planera")
    said = closes(made)["Ge stöd"]
    before = set(closes(made))
    made.do("anna", "stod")
    assert before - set(closes(made)) == {*said, "Ge stöd"}
    assert closes(made)["Summera"] == tuple(title for title in closes(made) if title != "Summera")


def test_where_it_hangs_on_what_is_chosen_each_answer_says_it(tmp_path: Path) -> None:
    made = opened(tmp_path, CHOSEN)
    made.at("2026-04-03 09:00")
    made.do("anna", "planera")
    assert closes(made)["Ge stöd"] == ()
    assert answers(made, "Ge stöd") == {"Planera om": (), "Det räcker": ("Följ upp",)}
    said = case_page(made)
    assert said.count('<p class="help">Då stängs också: Följ upp.</p>') == 1
    assert "När det här är klart stängs också" not in said


def test_a_meeting_closes_nothing_when_nobody_comes_since_it_is_booked_anew(tmp_path: Path) -> None:
    made = opened(tmp_path, "{meeting: stod, title: Träffas, role: handlaggare}")
    made.at("2026-04-03 09:00")
    made.do("anna", "planera")
    made.book("anna", "stod", "2026-04-03 10:00")
    made.at("2026-04-03 11:00")
    assert answers(made, "Träffas") == {"Mötet blev av": ("Följ upp",), "Personen kom inte": ()}


def test_where_a_condition_chooses_the_way_nothing_is_said(tmp_path: Path) -> None:
    made = opened(tmp_path, CONDITION)
    made.at("2026-04-03 09:00")
    made.do("anna", "planera")
    assert closes(made)["Ge stöd"] == ()
    assert answers(made, "Ge stöd") == {"Planera om": (), "Som det blir": ()}


def test_what_ends_the_case_says_so_and_what_is_closed_with_it(made: Play) -> None:
    made.at("2026-04-03 09:00")
    forms = {form.title: (form.ends, form.closes, form.closes_late) for form in made.page("anna").events}
    assert forms["Har flyttat"] == ("Klart", ("Planera", "Följ upp", "Ge råd"), False)
    assert forms["Hörde av sig"] == ("", (), False)
    assert "Ärendet avslutas då: Klart. Öppna steg stängs: " in case_page(made)
    made.happens("anna", "flyttat")
    assert made.now.status == "ended"
