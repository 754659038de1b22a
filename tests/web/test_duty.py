"""The page of duty: who has it today, days to fill in, and what was written kept when it is wrong."""

from __future__ import annotations

from starlette.testclient import TestClient

from core.errors import PluginError, StorageError
from tests.web.fake import FakeRutin

FORM = {"formular": "jour-jour", "command": "c" * 32}


def test_who_is_on_duty_today_stands_in_words(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/jour").text
    assert "<strong>I dag:</strong> Anna Demosson." in html and "Ingen är utsedd." in html
    assert 'action="/bengtsfors/jour/jour"' in html
    assert 'action="/bengtsfors/jour/telefon"' not in html, "only what one shares can be filled in"


def test_a_day_is_a_choice_and_says_whose_turn_it_is(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/jour").text
    assert '<label for="jour-jour-dag.2026-04-07">Tisdag 7 april</label>' in html
    assert '<option value="anna" selected>Anna Demosson</option>' in html
    assert "På tur: Bo Exempelgren" in html


def test_what_is_filled_in_is_noted(browser: TestClient) -> None:
    answer = browser.post("/bengtsfors/jour/jour", data={**FORM, "dag.2026-04-07": "bo"}, follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"] == "/bengtsfors/jour"
    assert "Jour i mottagningsgruppen: 1 dag ändrades." in browser.get("/bengtsfors/jour").text


def test_days_that_are_nobodys_are_filled_in_as_the_turn_goes_and_the_month_stays(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/jour").text
    assert '<button class="quiet" name="fyll" value="tur">Fyll i efter tur' in html
    assert "2 dagar i april 2026 är tomma. Turen går Anna Demosson, Bo Exempelgren." in html
    assert '<a href="/bengtsfors/jour?manad=2026-05">Maj 2026</a>' in html and "<h3>Vecka 15</h3>" in html
    answer = browser.post(
        "/bengtsfors/jour/jour", data={**FORM, "manad": "2026-04", "fyll": "tur"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/bengtsfors/jour?manad=2026-04"
    assert "2 dagar fylldes i efter tur." in browser.get("/bengtsfors/jour").text


def test_a_plugins_way_has_a_button_and_what_was_chosen_is_kept_when_it_fails(
    rutin: FakeRutin, browser: TestClient
) -> None:
    html = browser.get("/bengtsfors/jour").text
    assert (
        '<button class="quiet" name="fyll" value="jourschema.vecka">Fyll i en vecka i taget, den som haft minst jour först'
        in html
    )
    rutin.duty.state["raise"] = PluginError("rota_silent", plugin="Jourschema")
    sent = {**FORM, "dag.2026-04-08": "bo", "fyll": "jourschema.vecka"}
    answer = browser.post("/bengtsfors/jour/jour", data=sent)
    assert answer.status_code == 503 and "Tillägget Jourschema kan inte fylla i jouren just nu" in answer.text
    assert answer.text.count('<option value="bo" selected>') == 1


def test_one_day_is_empty_and_several_are(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.duty.state["one"] = True
    assert "1 dag i april 2026 är tom. Turen går" in browser.get("/bengtsfors/jour").text


def test_what_is_wrong_comes_back_with_what_was_written(browser: TestClient) -> None:
    answer = browser.post("/bengtsfors/jour/jour", data={**FORM, "dag.2026-04-07": "cilla", "dag.2026-04-08": "bo"})
    assert answer.status_code == 422 and "Välj någon i listan." in answer.text
    assert answer.text.count('<option value="bo" selected>') == 1


def test_a_full_disk_keeps_what_was_written(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.duty.state["raise"] = StorageError("storage_full")
    answer = browser.post("/bengtsfors/jour/jour", data={**FORM, "dag.2026-04-07": "bo"})
    assert answer.status_code == 503 and "Disken är full" in answer.text


def test_without_duty_the_page_says_so(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.duty.state["none"] = True
    assert "Ingen jour är beskriven" in browser.get("/bengtsfors/jour").text
