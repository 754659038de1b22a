"""The pages of group sessions: who is booked, one tap for each, and what could not be noted."""

from __future__ import annotations

import re
from dataclasses import replace

from starlette.testclient import TestClient

from core.errors import Refused, StorageError
from tests.web.conftest import HTMX
from tests.web.fake import BOOK, FakeRutin, page
from tests.web.group_samples import ROWS, advice

PATH = "/bengtsfors/grupper/allman/2026-04-07T0900"
FORM = {"formular": "narvaro", "command": "c" * 32}


def test_the_list_says_when_and_how_full_and_links_only_what_one_may_see(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/grupper").text
    for text in ("Tisdag kl. 09.00–11.00", "12 platser", "3 kvar"):
        assert text in html
    assert 'href="/bengtsfors/grupper/allman/2026-03-31T0900"' in html
    assert 'href="/bengtsfors/grupper/sfi/' not in html


def test_without_series_there_is_nothing_to_open(rutin: FakeRutin, outside: TestClient) -> None:
    rutin.groups.none.append(True)
    outside.post("/bengtsfors/person", data={"person": "anna"})
    html = outside.get("/bengtsfors/grupper").text
    assert "Kommunen har inga gruppträffar" in html
    assert 'href="/bengtsfors/grupper"' not in html


def test_a_series_shows_past_and_coming_sessions(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/grupper/allman").text
    assert "har varit" in html and "Inga" in html
    assert "De som leder gruppen" in browser.get("/bengtsfors/grupper/sfi").text
    assert "Ingen är bokad." in browser.get("/bengtsfors/grupper/fri").text


def test_each_person_has_the_ways_it_can_have_gone_and_what_is_noted_stands_as_words(browser: TestClient) -> None:
    html = browser.get(PATH).text
    assert html.count('type="radio"') == 3 * 4
    assert '<span class="badge">Kom inte</span>' in html
    assert "Skyddad person 51B2C3D4" in html and "Skyddade personuppgifter" in html
    assert "Underskrift" in html


def test_before_the_day_only_what_is_told_beforehand_can_be_noted(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/grupper/allman/2026-04-14T0900").text
    assert "noteras från och med dagen" in html
    assert set(re.findall(r'type="checkbox" name="[^"]+" value="([^"]+)"', html)) == {"excused"}
    assert "alla andra kom" not in html


def test_marks_are_sent_by_person_and_the_rest_by_the_other_button(rutin: FakeRutin, browser: TestClient) -> None:
    sent = {**FORM, f"narvaro.{ROWS[0].key}": "absent", "alla": "attended", "f.x.varfor": "Sjuk"}
    answer = browser.post(PATH, data=sent, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    (made,) = rutin.groups.sent
    assert (made.marks, made.rest, made.values) == ({ROWS[0].key: "absent"}, "attended", {"x.varfor": "Sjuk"})
    assert "2 personer är noterade." in browser.get(PATH).text


def test_what_could_not_be_noted_keeps_its_mark_and_asks_what_is_missing(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.groups.problems[ROWS[3].key] = "Svara på om planering fortfarande är aktuell."
    answer = browser.post(PATH, data={**FORM, f"narvaro.{ROWS[3].key}": "absent"}, headers=HTMX)
    assert answer.status_code == 422
    assert "2 personer är noterade." in answer.text
    assert (
        f'href="#narvaro-narvaro.{ROWS[3].key}"' in answer.text and f'id="narvaro-narvaro.{ROWS[3].key}"' in answer.text
    )
    assert re.search(rf'name="narvaro.{re.escape(ROWS[3].key)}" value="absent" checked', answer.text)
    assert f'name="f.{ROWS[3].case}.aktuellt"' in answer.text


def test_to_save_without_a_mark_is_an_error_and_not_a_receipt(rutin: FakeRutin, browser: TestClient) -> None:
    answer = browser.post(PATH, data=FORM, headers=HTMX)
    assert answer.status_code == 422
    assert "Välj hur det gick för minst en av de bokade." in answer.text
    assert rutin.groups.sent == []


def test_a_mark_that_somebody_else_has_made_already_is_said_in_its_row(rutin: FakeRutin, browser: TestClient) -> None:
    told = next(row for row in ROWS if row.status)
    rutin.groups.problems[told.key] = "Närvaron är redan noterad."
    answer = browser.post(PATH, data={**FORM, f"narvaro.{told.key}": "absent"}, headers=HTMX)
    row = next(row for row in re.findall(r"<tr.*?</tr>", answer.text, re.DOTALL) if told.person in row)
    assert "Närvaron är redan noterad." in row


def test_when_nothing_can_be_stored_nothing_is_lost(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.groups.refuse.append(StorageError("storage_full"))
    answer = browser.post(PATH, data={**FORM, f"narvaro.{ROWS[0].key}": "absent"})
    assert answer.status_code == 503 and "Disken är full" in answer.text


def test_whoever_may_not_is_told_who_may(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.groups.refuse.append(Refused("role", roles="gruppledare"))
    answer = browser.post(PATH, data=FORM)
    assert answer.status_code in (403, 422) and "gruppledare" in answer.text


# ---- called off, added, put right ----------------------------------------------------------------------------------------


def test_a_session_is_called_off_with_a_reason(rutin: FakeRutin, browser: TestClient) -> None:
    assert "Ställ in träffen" in browser.get(PATH).text
    sent = {"formular": "installd", "command": "c" * 32, "reason": "", "to": "2026-04-14T0900"}
    answer = browser.post(f"{PATH}/stall-in", data=sent)
    assert answer.status_code == 422 and "Skriv varför träffen ställs in." in answer.text and "<details" in answer.text
    answer = browser.post(f"{PATH}/stall-in", data={**sent, "reason": "Sjuk"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, PATH)
    assert rutin.groups.called_off == [("2026-04-07T0900", "Sjuk", "2026-04-14T0900")]
    assert browser.post(f"{PATH}/blir-av", data=sent, follow_redirects=False).status_code == 303


def test_a_session_is_added_on_the_page_of_its_series(browser: TestClient) -> None:
    path = "/bengtsfors/grupper/allman"
    assert "Lägg till en träff" in browser.get(path).text
    assert "Lägg till en träff" not in browser.get("/bengtsfors/grupper/sfi").text
    sent = {"formular": "extra", "command": "c" * 32, "day": "", "clock": "13:00"}
    answer = browser.post(path, data=sent)
    assert answer.status_code == 422 and "Skriv dagen." in answer.text and 'value="13:00"' in answer.text
    answer = browser.post(path, data={**sent, "day": "2026-04-16"}, follow_redirects=False)
    assert answer.headers["location"] == f"{path}/2026-04-16T1300"


def test_a_mark_that_was_wrong_is_put_right_on_a_page_of_its_own(rutin: FakeRutin, browser: TestClient) -> None:
    row = f"{PATH}/{ROWS[1].key}"
    assert f'href="{row}"' in browser.get(PATH).text
    html = browser.get(row).text
    assert "Rätta närvaron" in html and ROWS[1].person in html
    sent = {"formular": "rattning", "command": "c" * 32, "outcome": "attended", "reason": ""}
    answer = browser.post(row, data=sent)
    assert answer.status_code == 422 and "Skriv varför." in answer.text and " checked" in answer.text
    rutin.groups.refuse.append(Refused("stale"))
    assert browser.post(row, data={**sent, "reason": "Fel"}).status_code == 422
    rutin.groups.refuse.clear()
    answer = browser.post(row, data={**sent, "reason": "Fel", "f.varfor": "Sjuk"}, follow_redirects=False)
    assert answer.headers["location"] == PATH
    assert [(c.outcome, c.reason, c.values) for c in rutin.groups.corrected] == [
        ("attended", "Fel", {"varfor": "Sjuk"})
    ]


# ---- booking on the case's page -----------------------------------------------------------------------------------------


def test_the_sessions_to_book_stand_with_their_room(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.case_page = page((replace(BOOK, kind="session", sessions=advice(late=True)),))
    html = browser.get("/bengtsfors/arenden/a1b2c3d4" + "0" * 24).text
    assert "Tiden räcker inte" in html and "hinns med före det" in html
    assert re.search(r'value="2026-04-21T09:00"[^>]* disabled', html)
    assert "3 platser kvar" in html and "efter fristen" in html
    assert "Boka platsen" in html


def test_a_series_without_fixed_days_asks_for_day_and_time(rutin: FakeRutin, browser: TestClient) -> None:
    loose = replace(advice(), fixed=False, coming=(), sentence="Serien har inga fasta dagar.")
    rutin.case_page = page((replace(BOOK, kind="session", sessions=loose),))
    html = browser.get("/bengtsfors/arenden/a1b2c3d4" + "0" * 24).text
    assert "Serien har inga fasta dagar." in html
    assert 'name="day" type="date"' in html and 'name="clock" type="time"' in html
