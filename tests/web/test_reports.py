"""The pages of reports: figures with what is hidden, a period to choose, files to send on, and the cases behind a number."""

from __future__ import annotations

import re

import pytest
from starlette.testclient import TestClient

from core.errors import Refused
from tests.web.conftest import HTMX
from tests.web.fake import CASE, FakeRutin

REPORT = "/bengtsfors/rapporter/manad"


def test_the_table_says_what_is_counted_and_why_something_is_hidden(browser: TestClient) -> None:
    html = browser.get(REPORT).text
    assert '<th scope="col">Kompetenshöjande insats</th>' in html
    assert "Antal under 5 döljs så att ingen kan kännas igen" in html
    assert "När räknas den som nyinskriven?" in html and "Källa: Riktlinjen, avsnitt 1.2." in html
    assert '<span class="of">Avslutade: </span>Arbete</th>' in html, "a line read alone says what it is a part of"
    assert 'data-label="Försörjningsstöd"' in html, "on a phone each number says what it is"


def test_a_number_leads_to_its_cases_by_codes_alone(browser: TestClient) -> None:
    html = browser.get(REPORT).text
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]*arenden\?[^"]*)"', html)]
    assert f"{REPORT}/arenden?period=2026-03&figur=avslutade&rad=arbete&kolumn=forsorjningsstod" in links
    assert f"{REPORT}/arenden?period=2026-03&figur=nya&kolumn=insats" in links, (
        "hidden from paper, not from those in the routine"
    )
    assert not any("kolumn=insats&rad=arbete" in link for link in links), "nought leads nowhere"
    page = browser.get(links[0]).text
    assert f'href="/bengtsfors/arenden/{CASE}"' in page and "Försörjningsstöd, Arbete" in page
    following = re.findall(r'rel="next" href="([^"]+)"', page)[0].replace("&amp;", "&")
    assert "efter=12.3" in following
    assert "Nästa 50" not in browser.get(following).text


def test_those_outside_the_routine_get_figures_and_no_links(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.figures_only = True
    html = browser.get(REPORT).text
    assert "arenden?" not in html and '<span class="is-hidden">döljs</span>' in html


def test_the_period_is_chosen_by_a_link(browser: TestClient) -> None:
    html = browser.get(f"{REPORT}?period=2026-04").text
    assert f'<a href="{REPORT}?period=2026-04" aria-current="page">April 2026</a>' in html
    assert f'<a href="{REPORT}?period=2026-03">Mars 2026</a>' in html
    assert "Perioden är inte slut" in html
    assert "Perioden är inte slut" not in browser.get(REPORT).text


def test_a_report_over_nothing_says_so(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/rapporter/tom").text
    assert "Inga ärenden att räkna" in html and "<table" not in html and "rapport.pdf" not in html


@pytest.mark.parametrize(("kind", "media"), [("pdf", "application/pdf"), ("csv", "text/csv; charset=utf-8")])
def test_the_report_is_sent_on_as_a_file(browser: TestClient, kind: str, media: str) -> None:
    answer = browser.get(f"{REPORT}/rapport.{kind}?period=2026-03")
    assert answer.headers["content-type"] == media
    assert answer.headers["content-disposition"] == f'attachment; filename="manad-2026-03.{kind}"'
    assert answer.headers["cache-control"] == "no-store"


def test_a_period_that_cannot_be_read_and_a_report_that_is_not_there_are_told(browser: TestClient) -> None:
    answer = browser.get(f"{REPORT}?period=mars")
    assert answer.status_code == 404 and "Perioden går inte att läsa" in answer.text
    assert browser.get(f"{REPORT}/arenden?period=2026-03").status_code in (404, 422)


def test_whoever_may_not_read_it_is_told_who_may(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.fail_report = Refused("report_role", roles="Handläggare på AME")
    answer = browser.get(REPORT)
    assert answer.status_code == 403 and "Rapporten läses av Handläggare på AME" in answer.text


def test_the_report_is_a_fragment_for_htmx(browser: TestClient) -> None:
    html = browser.get(REPORT, headers=HTMX).text
    assert "<html" not in html and "Nya inskrivna" in html


def test_without_reports_the_page_says_so(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.no_reports = True
    assert "Det finns ingen rapport för dig" in browser.get("/bengtsfors/rapporter").text
