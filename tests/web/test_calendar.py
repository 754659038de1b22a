"""The page of one's own calendar, and the files that calendar programs fetch."""

from __future__ import annotations

import re

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


def rows(html: str) -> list[str]:
    """The rows of the week, as they are read aloud."""
    (table,) = re.findall(r'<table class="work own-week">.*?</table>', html, re.DOTALL)
    found = re.findall(r"<tr[^>]*>(.*?)</tr>", table, re.DOTALL)
    return [" ".join(re.sub("<[^>]+>", " ", row).split()) for row in found]


def test_the_week_is_told_day_by_day_with_time_person_what_and_place(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/kalender").text
    assert "Vecka 15, 6–12 april 2026." in html
    assert rows(html) == [
        "Tid Vem eller vad Plats Vem har det",
        "Måndag 6 april , inget bokat",
        "I dag, tisdag 7 april",
        "Ingen tid satt Samverkansmöte IFO och AME Samverkansmöte Rådhuset –",
        "09.00–11.00 Inskrivningsgruppen, allmän Gruppträff, 4 bokade Notera närvaron Nobelvägen 66 –",
        "14.00 Kim Påhittad Kartläggningssamtal · Från ansökan till aktivitet Storgatan 1 Du",
        "Onsdag 8 april",
        "09.00 Robin Exempel Skyddade personuppgifter Utredningssamtal · Från ansökan till aktivitet – Ingen",
        "Torsdag 9 april , inget bokat",
        "Fredag 10 april , inget bokat",
    ]
    for path in (
        f"arenden/{CASE}",
        "grupper/allman/2026-04-07T0900",
        "samverkan/samverkan/2026-04-07",
        "kalender?vecka=2026-W14",
        "kalender?vecka=2026-W16",
    ):
        assert f'href="/bengtsfors/{path}"' in html
    assert "Den här veckan" not in html


def test_another_week_leads_back_to_this_one_and_a_past_one_says_what_is_left(browser: TestClient) -> None:
    coming = browser.get("/bengtsfors/kalender?vecka=2026-W16").text
    assert '<a href="/bengtsfors/kalender">Den här veckan</a>' in coming and "noterade" not in coming
    past = browser.get("/bengtsfors/kalender?vecka=2026-W14").text
    assert "Möten som är noterade visas inte längre här." in past
    assert "09.00 Mio Demoström Utredningssamtal · Från ansökan till aktivitet Skriv in hur mötet gick – Ingen" in rows(
        past
    )
