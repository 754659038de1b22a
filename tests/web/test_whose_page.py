"""Who a page belongs to: the session that ended, another person in the same browser, and the page that was asked for first."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from core.clock import FixedClock
from core.errors import StorageError
from tests.web.conftest import HTMX
from tests.web.fake import CASE, NASTY, FakeRutin, form_of
from web.entrance import entrance, way_back
from web.sessions import COOKIE

ADDRESS = f"/bengtsfors/arenden/{CASE}"
NOTE = {"formular": "anteckning", "text": "Min långa text"}
HERE = HTMX | {"HX-Current-URL": f"http://testserver{ADDRESS}"}


# ---- the page that was asked for ------------------------------------------------------------------------------------


def test_a_link_to_a_case_leads_there_when_a_person_has_been_chosen(outside: TestClient) -> None:
    asked = outside.get(ADDRESS)
    assert (asked.status_code, asked.headers["location"]) == (303, f"/bengtsfors?till={ADDRESS}")
    boosted = HTMX | {"HX-Boosted": "true"}
    assert outside.get(ADDRESS, headers=boosted).headers["hx-redirect"] == f"/bengtsfors?till={ADDRESS}"
    choice = outside.get(asked.headers["location"]).text
    assert "kommer du till sidan som du ville öppna" in choice and "tagit slut" not in choice
    assert f'name="till" value="{ADDRESS}"' in choice
    came = outside.post("/bengtsfors/person", data={"person": "anna", "till": ADDRESS})
    assert (came.status_code, came.headers["location"]) == (303, ADDRESS)


def test_a_panel_that_loads_without_a_session_sends_nobody_away_from_the_page(outside: TestClient) -> None:
    panel = outside.get(f"{ADDRESS}/ruta/kaa/laget", headers=HERE)
    assert (panel.status_code, "hx-redirect" in panel.headers) == (200, False)
    assert "Ditt val av person gäller inte längre" in panel.text and f'href="/bengtsfors?till={ADDRESS}"' in panel.text
    assert "<html" not in panel.text


def test_a_page_of_a_list_is_asked_for_with_what_stands_after_the_question_mark(outside: TestClient) -> None:
    asked = outside.get("/bengtsfors/uppgifter?efter=a%20b&x=1").headers["location"]
    assert 'value="/bengtsfors/uppgifter?efter=a%20b&amp;x=1"' in outside.get(asked).text


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/bengtsfors/uppgifter",
        "//elsewhere.example/bengtsfors/",
        "/\\elsewhere.example",
        "/eda/uppgifter",
        "/bengtsfors",
        "/bengtsfors/../eda/uppgifter",
        "/bengtsfors/%2E%2e/eda/uppgifter",
        "/bengtsfors/\\..\\eda",
        "/bengtsfors/uppgifter\r\nSet-Cookie: a=b",
        "javascript:alert(1)",
        "/bengtsfors/" + "x" * 600,
        NASTY,
        "",
    ],
)
def test_nobody_is_led_to_another_site_or_another_municipality(outside: TestClient, address: str) -> None:
    assert way_back("bengtsfors", address) == ""
    assert entrance("bengtsfors", address) == "/bengtsfors"
    assert 'name="till"' not in outside.get("/bengtsfors", params={"till": address}).text
    came = outside.post("/bengtsfors/person", data={"person": "anna", "till": address})
    assert (came.status_code, came.headers["location"]) == (303, "/bengtsfors/uppgifter")


def test_whoever_chooses_nobody_still_comes_to_the_page_asked_for(outside: TestClient) -> None:
    again = outside.post("/bengtsfors/person", data={"person": "", "till": ADDRESS})
    assert again.status_code == 422 and f'name="till" value="{ADDRESS}"' in again.text


# ---- the session that ended -----------------------------------------------------------------------------------------


def test_a_form_sent_when_the_session_has_ended_gives_the_text_back(
    browser: TestClient, rutin: FakeRutin, clock: FixedClock
) -> None:
    clock.set(clock.now() + timedelta(hours=9))
    answer = browser.post(
        f"{ADDRESS}/anteckning", data=form_of(NOTE), headers={"Referer": f"http://testserver{ADDRESS}"}
    )
    assert answer.status_code == 403
    assert "Ditt val av person gäller inte längre" in answer.text and "Inget är sparat" in answer.text
    assert "Min långa text" in answer.text
    assert f'href="/bengtsfors?till={ADDRESS}"' in answer.text
    assert "Min långa text" not in str(answer.headers)
    assert rutin.sent == []


def told_back(html: str) -> list[tuple[str, str]]:
    """What stands under Det du skrev."""
    found = html.partition("Det du skrev</h2>")[2].partition("</section>")[0]
    return re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found, re.DOTALL)


ANSWERS = {
    "formular": "steg-kartlaggning-2", "instance": "kartlaggning#2", "outcome": "held", "f.oklar_formaga": "no", "tick": ["0"],
    "present": "klienten", "f.namn": "Kim Påhittad", "f.lang": "Min långa text\nmed två rader", "skal.val": "Därför att", "reason": "sjuk",
    "f.kollega": "anna", "f.nar__day": "2026-04-01",
}  # fmt: skip


def test_without_a_session_nothing_is_told_back_by_the_programs_own_names(
    browser: TestClient, clock: FixedClock
) -> None:
    clock.set(clock.now() + timedelta(hours=9))
    html = browser.post(f"{ADDRESS}/steg", data=form_of({}) | ANSWERS).text
    assert told_back(html) == [
        ("Svar", "Kim Påhittad"), ("Svar", "Min långa text<br>med två rader"), ("Motivering", "Därför att"), ("Skäl", "sjuk"),
        ("Svar", "2026-04-01"),
    ]  # fmt: skip
    for raw in ("oklar_formaga", "held", "klienten", ">no<", "kartlaggning#2"):
        assert raw not in html


def test_what_was_written_in_an_agenda_is_told_back_too(browser: TestClient, clock: FixedClock) -> None:
    clock.set(clock.now() + timedelta(hours=9))
    data = {
        "formular": "dagordning",
        "punkt.0": "Tre nya ärenden",
        "svar.q1": "I maj",
        "till.q1": "besok",
        "ovrigt": "fika",
    }
    html = browser.post("/bengtsfors/samverkan/samverkan/2026-04-07", data=data).text
    assert told_back(html) == [("Dagordning", "Tre nya ärenden"), ("Svar", "I maj"), ("Övrigt", "fika")]


def test_whoever_has_a_session_is_told_back_in_the_words_of_the_form(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = StorageError("storage_full")
    html = browser.post(f"{ADDRESS}/steg", data=form_of({}) | ANSWERS).text
    assert told_back(html) == [("Ruta f.namn", "Kim Påhittad"), ("Ruta reason", "sjuk")]
    browser.post("/bengtsfors/person", data={"person": "bo"})
    html = browser.post(f"{ADDRESS}/steg", data=form_of({}) | ANSWERS | {"vem": "anna"}).text
    assert told_back(html) == [("Ruta f.namn", "Kim Påhittad"), ("Ruta reason", "sjuk")]


def test_with_htmx_the_form_is_left_as_it_is_and_a_person_is_chosen_in_another_tab(
    browser: TestClient, rutin: FakeRutin
) -> None:
    browser.cookies.delete(COOKIE)
    answer = browser.post(f"{ADDRESS}/anteckning", data=form_of(NOTE), headers=HERE)
    assert (answer.status_code, answer.headers["hx-retarget"]) == (403, "#notis")
    assert f'<a href="/bengtsfors?till={ADDRESS}" target="_blank" hx-boost="false">' in answer.text
    assert "<form" not in answer.text and rutin.sent == []


def test_a_form_from_nowhere_or_too_large_is_answered_the_same_way(outside: TestClient) -> None:
    assert 'href="/bengtsfors"' in outside.post(f"{ADDRESS}/anteckning", data=NOTE).text
    elsewhere = {"Referer": "https://elsewhere.example/eda/uppgifter"}
    assert 'href="/bengtsfors"' in outside.post(f"{ADDRESS}/anteckning", data=NOTE, headers=elsewhere).text
    assert outside.post(f"{ADDRESS}/anteckning", data={"text": "x" * 300_000}).status_code == 403


def test_the_choice_of_person_says_that_the_session_ended(browser: TestClient, clock: FixedClock) -> None:
    clock.set(clock.now() + timedelta(hours=9))
    assert (
        "Ditt val av person gäller inte längre. Välj person, så"
        in browser.get(browser.get(ADDRESS).headers["location"]).text
    )
    assert "Ditt val av person gäller inte längre. Välj person igen" in browser.get("/bengtsfors").text


# ---- another person in the same browser -----------------------------------------------------------------------------


def test_a_form_says_whom_it_was_drawn_for(browser: TestClient) -> None:
    html = browser.get(ADDRESS).text
    forms = html.count('name="formular"')
    assert forms > 5 and html.count('name="vem" value="anna"') == forms
    assert 'name="vem" value="anna"' in browser.get("/bengtsfors/uppgifter").text


def test_what_was_drawn_for_one_person_is_not_carried_out_as_another(browser: TestClient, rutin: FakeRutin) -> None:
    browser.post("/bengtsfors/person", data={"person": "bo"})
    answer = browser.post(f"{ADDRESS}/anteckning", data=form_of(NOTE) | {"vem": "anna"})
    assert answer.status_code == 409
    assert "Sidan öppnades av någon annan, och nu är det Bo Exempelgren som arbetar" in answer.text
    assert "Min långa text" in answer.text and "Inget är sparat" in answer.text
    beside = browser.post(f"{ADDRESS}/anteckning", data=form_of(NOTE) | {"vem": "anna"}, headers=HERE)
    assert (beside.status_code, beside.headers["hx-retarget"]) == (409, "#notis")
    assert (
        browser.post("/bengtsfors/uppgifter/ta-over", data={"steg": f"{CASE} samtal#1", "vem": "anna"}).status_code
        == 409
    )
    assert rutin.sent == []
    assert browser.post(f"{ADDRESS}/anteckning", data=form_of(NOTE) | {"vem": "bo"}).status_code == 303
