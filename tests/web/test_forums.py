"""The pages of standing meetings: planning, the agenda, taking up cases, and two who write at once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from core.application.forums.records import AgendaInput, Skipped
from core.application.forums.writing import AgendaClash
from core.application.step.actions import InvalidInput
from core.errors import Refused, StorageError, VersionClash
from tests.web import forum_samples
from tests.web.conftest import HTMX
from tests.web.fake import FakeRutin
from tests.web.forum_samples import READY, WAITING

FORUM = "/bengtsfors/samverkan/samverkan"
AGENDA = f"{FORUM}/2026-04-07"


def test_the_list_says_how_often_and_links_only_what_one_may_open(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/samverkan").text
    assert "En gång per månad, månadens första vecka" in html and "Inte planerat" in html
    assert f'href="{AGENDA}"' in html
    assert 'href="/bengtsfors/samverkan/annat/' not in html


def test_a_month_with_nothing_more_to_plan_and_a_meeting_that_nobody_ended_say_so(browser: TestClient) -> None:
    html = browser.get(FORUM).text
    march = html[html.index("Mars 2026") :]
    assert "Inget mer att planera." in march[: march.index("</div>")]
    assert "Inget mer att planera." not in html.replace(march, "")
    assert re.search(r'/2026-04-03">[^<]*</a> kl. 13.00 <span class="tag warn">inte avslutat</span>', html)


def test_an_agenda_says_its_whole_date_since_it_is_printed_and_kept(browser: TestClient) -> None:
    assert "Tisdag 7 april 2026 (i dag) kl. 13.00, Rådhuset." in browser.get(AGENDA).text
    closed = browser.get(f"{FORUM}/2026-04-02").text
    assert "Torsdag 2 april 2026 kl. 13.00" in closed
    assert closed.index("Med på mötet") < closed.index("Tre nya") < closed.index("Fika")


def test_an_agenda_with_many_cases_leads_past_them(browser: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    led = '<a href="#skriv" hx-boost="false">Dagordning och anteckningar</a>'
    assert led not in browser.get(AGENDA).text
    monkeypatch.setattr(forum_samples, "AGENDA", replace(forum_samples.AGENDA, waiting=WAITING * 9))
    html = browser.get(AGENDA).text
    assert html.index(led) < html.index("Inte redo än (9)") < html.index('id="skriv"')


def test_without_forums_there_is_nothing_to_open(rutin: FakeRutin, outside: TestClient) -> None:
    rutin.forums.none.append(True)
    outside.post("/bengtsfors/person", data={"person": "anna"})
    html = outside.get("/bengtsfors/samverkan").text
    assert "inga återkommande möten" in html
    assert 'href="/bengtsfors/samverkan"' not in html


def test_a_forum_shows_what_is_planned_and_what_is_left(browser: TestClient) -> None:
    html = browser.get(FORUM).text
    for text in (
        "April 2026",
        "har anteckningar",
        "Flera var sjuka",
        "1 möte att planera",
        "Mötet kan inte tas bort, för någon har skrivit i det.",
        "avslutat",
    ):
        assert text in html
    assert "De som deltar ser dagordningen." in browser.get("/bengtsfors/samverkan/annat").text
    assert "Inget möte är planerat." in browser.get("/bengtsfors/samverkan/ibland").text


def test_a_day_that_is_proposed_is_chosen_with_one_press(browser: TestClient) -> None:
    html = browser.get(FORUM).text
    assert f'<a href="{FORUM}?dag=2026-05-04#nytt" hx-boost="false">måndag 4 maj</a>' in html
    assert 'id="planera-day" name="day" type="date" value=""' in html
    chosen = browser.get(f"{FORUM}?dag=2026-05-04").text
    assert 'id="planera-day" name="day" type="date" value="2026-05-04"' in chosen
    assert 'name="day" type="date" value=""' in browser.get(f"{FORUM}?dag=i+morgon").text


def test_a_meeting_is_planned_and_taken_away(rutin: FakeRutin, browser: TestClient) -> None:
    answer = browser.post(FORUM, data={"day": "2026-05-04", "clock": "13:00", "reason": ""}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, FORUM)
    assert "Mötet är planerat till måndag 4 maj." in browser.get(FORUM).text
    assert browser.post(f"{AGENDA}/stryk", data={}, follow_redirects=False).status_code == 303
    assert rutin.forums.sent == [("2026-05-04", "13:00", ""), "2026-04-07"]


def test_a_day_outside_the_rule_keeps_everything_beside_the_sentence(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.forums.refuse.append(InvalidInput({"reason": "Enligt regeln hålls mötet första veckan."}))
    answer = browser.post(
        FORUM, data={"formular": "planera", "day": "2026-05-20", "clock": "", "reason": ""}, headers=HTMX
    )
    assert answer.status_code == 422
    assert "Enligt regeln hålls mötet" in answer.text and 'value="2026-05-20"' in answer.text


def test_a_meeting_somebody_has_written_in_stays(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.forums.refuse.append(Refused("meeting_written"))
    answer = browser.post(f"{AGENDA}/stryk", data={})
    assert answer.status_code == 422 and "kan inte tas bort" in answer.text


def test_the_agenda_shows_cases_that_are_ready_and_what_the_others_lack(browser: TestClient) -> None:
    html = browser.get(AGENDA).text
    assert html.count('name="rad"') == 2  # one waits for others, and one is filled in on its own page
    assert html.count("Fylls i på ärendets sida") == 1
    for text in (
        "Fatta beslut, Kartlägg",
        "Skyddade personuppgifter",
        "Ytterligare 2 ärenden",
        "har varit med 1",
        "Togs upp",
    ):
        assert text in html
    assert re.search(r'<option value="besok">Besöksdag', html)
    assert re.search(r'value="q2"[^>]* checked', html)


def test_what_is_written_is_sent_part_by_part(rutin: FakeRutin, browser: TestClient) -> None:
    data = {
        "seen": "4", "punkt.0": "Fyra nya", "punkt.1": "", "ovrigt": "Fika", "med": ["ifo", "chef"], "svar.q1": "I maj", "klar": "q1",
        "till.q1": "besok", "fraga": "Hur går det?", "avsluta": "ja", "punkt.x": "skräp",
    }  # fmt: skip
    answer = browser.post(AGENDA, data=data, follow_redirects=False)
    assert answer.status_code == 303
    (sent,) = rutin.forums.sent
    assert isinstance(sent, AgendaInput)
    assert (sent.seen, sent.texts, sent.other, sent.present) == (
        4,
        {0: "Fyra nya", 1: ""},
        "Fika",
        frozenset({"ifo", "chef"}),
    )
    assert (sent.answers, sent.done, sent.passed_on) == ({"q1": "I maj"}, frozenset({"q1"}), {"q1": "besok"})
    assert (sent.new_question, sent.close) == ("Hur går det?", True)


def test_a_clash_keeps_the_input_and_shows_how_it_stands(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.forums.refuse.append(AgendaClash((("Nya ärenden", "Från Bo"),)))
    answer = browser.post(AGENDA, data={"formular": "dagordning", "seen": "2", "punkt.0": "Från Anna"})
    assert answer.status_code == 409
    assert "Så står det nu" in answer.text and "Från Bo" in answer.text and "Från Anna</textarea>" in answer.text
    assert 'name="seen" value="4"' in answer.text  # sending again is with the others' before one


def test_other_refusals_keep_the_input_too(rutin: FakeRutin, browser: TestClient) -> None:
    for refusal, status in (
        (Refused("meeting_closed"), 409), (VersionClash(), 409), (InvalidInput({"punkt.0": "Texten är för lång."}), 422),
        (StorageError("storage_full"), 503),
    ):  # fmt: skip
        rutin.forums.refuse[:] = [refusal]
        answer = browser.post(AGENDA, data={"formular": "dagordning", "seen": "4", "punkt.0": "Min text"})
        assert answer.status_code == status and "Min text" in answer.text


def test_chosen_cases_are_taken_up_and_what_was_skipped_is_listed(rutin: FakeRutin, browser: TestClient) -> None:
    rows = [READY[0].key, READY[2].key]
    assert browser.post(f"{AGENDA}/arenden", data={"rad": rows}, follow_redirects=False).status_code == 303
    assert rutin.forums.sent == [sorted(rows)]
    rutin.forums.skipped.append(Skipped(READY[2].case, READY[2].person, "Saknas: Kartlägg."))
    answer = browser.post(f"{AGENDA}/arenden", data={"rad": rows})
    assert answer.status_code == 422
    assert (
        f'<a href="/bengtsfors/arenden/{READY[2].case}">Skyddad person 31B2C3D4</a>: Saknas: Kartlägg.' in answer.text
    )
    rutin.forums.refuse.append(InvalidInput({"rad": "Välj minst ett ärende."}))
    assert "Välj minst ett ärende." in browser.post(f"{AGENDA}/arenden", data={"formular": "arenden"}).text


def test_a_closed_meeting_is_read_only(browser: TestClient) -> None:
    html = browser.get(f"{FORUM}/2026-04-02").text
    assert "Avslutat" in html and "Tre nya" in html and "Följer med till nästa möte" in html
    assert "<textarea" not in html and 'name="rad"' not in html
