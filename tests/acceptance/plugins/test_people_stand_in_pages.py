"""What the caseworker sees when a plugin does not answer: the form comes back with the question, or the page of the case asks it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.acceptance.browsing import seat
from tests.acceptance.playing import Play
from tests.acceptance.plugins.test_people_stand_in import AT_THE_STEP, BEFORE_THE_STEP, BY_ITSELF, ONE_END, WHY
from tests.acceptance.plugins.test_stuck_plugins import Town

Browsing = Callable[[Play], TestClient]


@pytest.fixture
def browser() -> Browsing:
    """Anna's browser."""

    def made(play: Play) -> TestClient:
        return seat(play)

    return made


def form(html: str, name: str) -> dict[str, str]:
    """What the form `name` sends when nothing is written in it."""
    (found,) = re.findall(rf'<form[^>]* id="{name}".*?</form>', html, re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', found)
    return dict(fields)


def asked_in(html: str) -> str:
    """The field of what the plugin should have answered."""
    (found,) = set(re.findall(r'name="f\.((?:fastnar_|krav\.)\w+)"', html))
    return str(found)


def test_the_form_of_the_step_comes_back_with_the_question_and_what_was_written(
    tmp_path: Path, browser: Browsing
) -> None:
    body = AT_THE_STEP["requires"].replace("    requires", "    asks: [skalet]\n    requires")
    body = body.replace("\nsteps:", "\n  skalet: {type: text, title: Skälet}\nsteps:", 1)
    play = Town(tmp_path, body).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    client, address = browser(play), f"/liten/arenden/{play.case}"
    sent = form(client.get(address).text, "steg-val-1")
    back = client.post(f"{address}/steg", data={**sent, "f.skalet": "Det är sagt."})
    assert back.status_code == 422
    asked = asked_in(back.text)
    assert 'value="Det är sagt."' in back.text
    assert f'href="#steg-val-1-f.{asked}"' in back.text
    assert "Ett tillägg svarar inte. Svara själv på ”fastnar(Texten)” och skriv varför." in back.text
    assert "Ditt svar står fast när tillägget svarar igen." in back.text
    assert "(frivilligt)" not in back.text
    assert re.search(r"<h1[^>]*>\s*Prov", back.text), "a case about nobody is called by its routine"
    again = {**form(back.text, "steg-val-1"), "f.skalet": "Det är sagt.", f"f.{asked}": "yes"}
    unmotivated = client.post(f"{address}/steg", data=again)
    assert "Skriv en motivering till svaret: ”fastnar(Texten)”." in unmotivated.text
    assert asked_in(unmotivated.text) == asked
    done = client.post(f"{address}/steg", data={**again, f"skal.{asked}": WHY})
    assert "Svar i stället för ett tillägg. fastnar(Texten): Ja." in done.text
    assert play.now.end == "klart"


def test_the_form_that_opens_a_case_asks_it_too(tmp_path: Path, browser: Browsing) -> None:
    play = Town(tmp_path, BEFORE_THE_STEP["only_if of a step"]).play
    client, address = browser(play), "/liten/nytt/prov/anmalan"
    sent = {**form(client.get(address).text, "nytt"), "f.text": "Kim raises"}
    back = client.post(address, data=sent)
    asked = asked_in(back.text)
    again = {**sent, **form(back.text, "nytt"), "f.text": "Kim raises", f"f.{asked}": "no", f"skal.{asked}": WHY}
    assert "Svar i stället för ett tillägg." in client.post(address, data=again).text


def test_a_choice_that_waits_is_answered_on_the_page_of_the_case(tmp_path: Path, browser: Browsing) -> None:
    play = Town(tmp_path, BY_ITSELF["a choice on what an assessor judges"]).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    client, address = browser(play), f"/liten/arenden/{play.case}"
    html = client.get(address).text
    assert "Vägen vidare kan inte avgöras just nu, eftersom ett tillägg inte svarar." in html
    assert "Svara själv och skriv varför, så går ärendet vidare." in html
    asked = asked_in(html)
    sent = {**form(html, "svara"), f"f.{asked}": "no"}
    assert "Skriv en motivering till svaret: ”Sitter det fast”." in client.post(f"{address}/svara", data=sent).text
    assert "Svara på frågan." in client.post(f"{address}/svara", data=form(html, "svara")).text
    done = client.post(f"{address}/svara", data={**sent, f"skal.{asked}": WHY})
    assert "Ärendet är avslutat" in done.text
    assert play.now.end == "nej"


def test_a_form_without_facts_says_so_and_the_question_stands_beside_it(tmp_path: Path, browser: Browsing) -> None:
    body = BEFORE_THE_STEP["only_if of a step"].replace(
        "  - task: val", "  - {task: forst, title: Först, role: handlaggare, optional: yes}\n  - task: val"
    )
    play = Town(tmp_path, body).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    client, address = browser(play), f"/liten/arenden/{play.case}"
    sent = form(client.get(address).text, "hoppa-forst-1")
    back = client.post(f"{address}/hoppa", data=sent)
    assert "Ett tillägg svarar inte. Svara själv på ”fastnar(Texten)” och skriv varför." in back.text
    asked = asked_in(back.text)
    client.post(f"{address}/svara", data={**form(back.text, "svara"), f"f.{asked}": "yes", f"skal.{asked}": WHY})
    client.post(f"{address}/hoppa", data=form(client.get(address).text, "hoppa-forst-1"))
    assert play.open == ["val"]


LETTER = """facts:
  text: {type: text, title: Texten}
  fast: {type: yes_no, title: Sitter det fast, is: fastnar(text)}
steps:
  - {start: anmalan, title: En anmälan kommer, role: handlaggare, asks: [text]}
"""
SENDS = """  - {letter: brev, title: Skicka beskedet, role: handlaggare, template: besked, to: sokande, by: [brev], end: klart}
"""
CALLS = """  - {meeting: brev, title: Möte, role: handlaggare, sends: {template: besked, to: sokande, by: [brev]}, end: klart}
"""


def town_with_letter(folder: Path, body: str) -> Play:
    (folder / "liten" / "letters").mkdir(parents=True)
    (folder / "liten" / "letters" / "besked.md").write_text("# Besked\n\nSvaret är {fast}.\n", encoding="utf-8")
    play = Town(folder, LETTER + body + ONE_END).play
    play.start("anna", "prov", "anmalan", text="Kim raises")
    return play


def test_a_letter_with_what_a_plugin_should_have_said_asks_it_of_whoever_sends(
    tmp_path: Path, browser: Browsing
) -> None:
    play = town_with_letter(tmp_path, SENDS)
    client, address = browser(play), f"/liten/arenden/{play.case}"
    back = client.post(f"{address}/steg", data=form(client.get(address).text, "steg-brev-1"))
    assert "har tomma platser: ”Sitter det fast”. Fyll i dem först, eller kryssa" in back.text
    asked = asked_in(back.text)
    assert f'href="#steg-brev-1-f.{asked}"' in back.text
    assert "Ett tillägg svarar inte. Svara själv på ”Sitter det fast” och skriv varför." in back.text
    sent = {**form(back.text, "steg-brev-1"), f"f.{asked}": "no", f"skal.{asked}": WHY}
    assert "Svar i stället för ett tillägg. Sitter det fast: Nej." in client.post(f"{address}/steg", data=sent).text
    assert play.now.end == "klart"
    assert client.get(f"{address}/brev/1.pdf").status_code == 200


def test_such_a_letter_may_be_sent_as_it_is(tmp_path: Path, browser: Browsing) -> None:
    play = town_with_letter(tmp_path, SENDS)
    client, address = browser(play), f"/liten/arenden/{play.case}"
    back = client.post(f"{address}/steg", data=form(client.get(address).text, "steg-brev-1"))
    client.post(f"{address}/steg", data={**form(back.text, "steg-brev-1"), "luckor": "ja"})
    assert play.now.end == "klart"


def test_a_booking_whose_letter_lacks_it_has_the_question_beside_it(tmp_path: Path, browser: Browsing) -> None:
    play = town_with_letter(tmp_path, CALLS)
    client, address = browser(play), f"/liten/arenden/{play.case}"
    (name,) = set(re.findall(r'<form[^>]* id="(boka[^"]*)"', client.get(address).text))
    wish = {"day": "2026-03-09", "clock": "10:00"}
    back = client.post(f"{address}/boka", data={**form(client.get(address).text, name), **wish})
    assert "har tomma platser: ”Sitter det fast”. Fyll i dem först, eller kryssa" in back.text
    assert '<a href="#svara-rubrik" hx-boost="false">Svara i stället för tillägget</a>' in back.text
    asked = asked_in(back.text)
    client.post(f"{address}/svara", data={**form(back.text, "svara"), f"f.{asked}": "yes", f"skal.{asked}": WHY})
    client.post(f"{address}/boka", data={**form(client.get(address).text, name), **wish})
    assert play.now.bookings
