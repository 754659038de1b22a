"""The page of one's own calendar, and the files that calendar programs fetch."""

from __future__ import annotations

from starlette.testclient import TestClient

from core.errors import StorageError
from tests.web.calendar_samples import SECRET
from tests.web.fake import CASE, FakeRutin

FEED = f"/bengtsfors/kalender/anna/{SECRET}.ics"


def test_an_address_is_made_and_shown_once(browser: TestClient) -> None:
    assert "Skapa en adress" in browser.get("/bengtsfors/kalender").text
    made = browser.post("/bengtsfors/kalender", data={"formular": "kalender"})
    assert FEED in made.text and "bara en gång" in made.text
    again = browser.get("/bengtsfors/kalender").text
    assert SECRET not in again and "Byt adress" in again


def test_whoever_has_the_address_reads_the_feed_without_logging_in(browser: TestClient, outside: TestClient) -> None:
    browser.post("/bengtsfors/kalender", data={})
    outside.cookies.clear()
    answer = outside.get(FEED)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.text.startswith("BEGIN:VCALENDAR\r\n")


def test_another_secret_and_a_feed_taken_away_are_no_pages(browser: TestClient) -> None:
    browser.post("/bengtsfors/kalender", data={})
    assert browser.get("/bengtsfors/kalender/anna/fel.ics").status_code == 404
    answer = browser.post("/bengtsfors/kalender", data={"ta_bort": "ja"}, follow_redirects=False)
    assert answer.status_code == 303
    assert browser.get(FEED).status_code == 404
    assert "Kalendern är borttagen" in browser.get("/bengtsfors/kalender").text


def test_when_nothing_can_be_stored_it_is_said(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.calendar.refuse.append(StorageError("storage_full"))
    assert browser.post("/bengtsfors/kalender", data={}).status_code == 503


def test_one_meeting_is_saved_as_a_file_by_somebody_who_is_logged_in(browser: TestClient, outside: TestClient) -> None:
    path = f"/bengtsfors/arenden/{CASE}/kalender/kartlaggning%232.ics"
    assert f'href="{path}"' in browser.get(f"/bengtsfors/arenden/{CASE}").text
    answer = browser.get(path)
    assert answer.status_code == 200 and "attachment" in answer.headers["content-disposition"]
    assert browser.get(f"/bengtsfors/arenden/{CASE}/kalender/annan.ics").status_code == 404
    outside.cookies.clear()
    assert outside.get(path, follow_redirects=False).status_code == 303
