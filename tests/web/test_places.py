"""The pages of places: figures for everybody, people for those who answer for them, and a number that is noted."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from core.errors import Refused, StorageError
from tests.web.conftest import HTMX
from tests.web.fake import CASE, FakeRutin, form_of

FORM = {"formular": "utan-arende", "command": "c" * 32}


def rows(html: str) -> dict[str, str]:
    """Each row of the first table by the text of its heading, as text."""
    found = re.findall(r"<tr><th.*?</tr>", html, re.DOTALL)
    plain = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in found]
    return {row.split("  ")[0].split(" ")[0]: row for row in plain}


def test_how_full_everything_is_stands_in_words(browser: TestClient) -> None:
    said = rows(browser.get("/bengtsfors/platser").text)
    assert "3 platser" in said["Väntorp"] and "Inga" in said["Väntorp"]
    assert "enligt avtal med Arbetsförmedlingen" in said["OSA-anställningar"]
    assert "varav 2 utan ärende i Rutin" in said["OSA-anställningar"]
    assert "2 för många" in said["Vasabo"] and "Ingen ny plats ges" in said["Vasabo"]
    assert "1 i år" in said["Funktionsutredningar"]
    assert "25 fler än målet" in said["Sociala"]
    assert "Sägs för hand" in said["SFI-plats"]


def test_only_what_one_answers_for_is_a_link(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/platser").text
    assert '<a href="/bengtsfors/platser/vantorp">' in html
    assert '<a href="/bengtsfors/platser/vasabo">' not in html


def test_without_resources_the_page_says_so_and_the_menu_offers_nothing(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.no_places = True
    assert "inga platser att hålla reda på" in browser.get("/bengtsfors/platser").text


def test_who_has_a_place_and_who_waits(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/platser/vantorp").text
    for text in ("Kim Påhittad", "Erbjuden", "Mio Demoström", "7,5", "flest poäng", "Ytterligare 3 väntar"):
        assert text in html
    assert "?efter=12.3.plats%231" in html
    assert "Till första sidan" in browser.get("/bengtsfors/platser/vantorp?efter=12.3.plats%231").text


def test_a_number_is_noted_and_said_once(browser: TestClient) -> None:
    answer = browser.post("/bengtsfors/platser/vantorp", data={**FORM, "antal": "124"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/bengtsfors/platser/vantorp")
    assert "124 platser används utan ärende" in browser.get("/bengtsfors/platser/vantorp").text


def test_what_is_no_number_keeps_the_text_beside_its_sentence(browser: TestClient) -> None:
    for text in ("många", "", "-3", "1" * 9):
        answer = browser.post("/bengtsfors/platser/vantorp", data={**FORM, "antal": text}, headers=HTMX)
        assert answer.status_code == 422
        assert "Skriv antalet platser med siffror" in answer.text
        assert f'value="{text}"' in answer.text


def test_when_nothing_can_be_stored_the_text_is_given_back(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.refuse = StorageError("storage_full")
    answer = browser.post("/bengtsfors/platser/vantorp", data={**FORM, "antal": "124"})
    assert answer.status_code == 503
    assert "124" in answer.text and "Disken är full" in answer.text


def test_whoever_may_not_is_told_who_may(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.refuse = Refused("role", roles="samordnare")
    answer = browser.post("/bengtsfors/platser/vantorp", data=form_of({"antal": "3"}))
    assert answer.status_code in (403, 422)
    assert "samordnare" in answer.text


# ---- accounts on a case's page -------------------------------------------------------------------------------------


def test_a_case_shows_what_is_left_on_its_accounts_and_every_line(browser: TestClient) -> None:
    text = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert "6,5 dagar kvar." in text
    assert (
        "10 dagar, varav 3,5 dagar har tagits ut. 1 januari 2026 till och med 31 december 2026. Delas av personens ärenden."
        in text
    )
    assert "6 juli 2026: 4,5 dagar har tagits ut" in text
    assert "Inget har tagits ut." in text


def test_what_is_left_stands_above_the_form_that_draws_on_it(browser: TestClient) -> None:
    text = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert '<p class="help">Ledighet: 6,5 dagar kvar.</p>' in text
