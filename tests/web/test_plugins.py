"""What has stopped: told with plugin, part and case, tried again or left; and the plugins with how they fare."""

from __future__ import annotations

import re

from starlette.testclient import TestClient

from core.application.plugin_views import StoppedPage
from core.errors import Refused, StorageError
from tests.web.fake import CASE, FakeRutin
from tests.web.plugin_samples import KEY

PAGE = "/bengtsfors/stopp"


def card(html: str, number: int) -> str:
    """A card's text."""
    found = re.findall(r'<li class="card".*?</li>', html, re.DOTALL)[number]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found)).strip()


def test_what_has_stopped_says_what_why_where_and_since_when(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    said = card(html, 0)
    for text in ("Skicka ett brev (e-post)", "svarade inte i tid", "A1B2C3D4", "rutin_channels.epost", "5 försök"):
        assert text in said
    assert f'href="/bengtsfors/arenden/{CASE}"' in html
    assert "Ytterligare 3 har stannat" in html


def test_only_those_who_work_in_the_routine_may_do_something_about_it(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    assert "Försök igen" in card(html, 0)
    assert "Försök igen" not in card(html, 1)
    assert "De som arbetar i rutinen" in card(html, 1)


def test_it_is_tried_again_or_left_and_said_once(rutin: FakeRutin, browser: TestClient) -> None:
    for verb in ("igen", "lamna"):
        answer = browser.post(f"{PAGE}/{verb}", data={"nyckel": KEY})
        assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
        assert "Det är gjort." in browser.get(PAGE).text
    assert rutin.plugins.done == [("again", KEY), ("leave", KEY)]


def test_what_is_not_there_or_may_not_be_done_is_said(rutin: FakeRutin, browser: TestClient) -> None:
    assert browser.post(f"{PAGE}/igen", data={"nyckel": "okänd"}).status_code == 404
    assert browser.post(f"{PAGE}/annat", data={"nyckel": KEY}).status_code == 404
    rutin.plugins.refuse = Refused("role", roles="Handläggare")
    refused = browser.post(f"{PAGE}/igen", data={"nyckel": KEY})
    assert refused.status_code in (403, 422)
    assert "Handläggare" in refused.text
    rutin.plugins.refuse = StorageError()
    assert browser.post(f"{PAGE}/igen", data={"nyckel": KEY}).status_code == 503


def test_the_plugins_stand_with_what_they_give_may_and_have_done_wrong(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    assert "5 av 14 anrop gick fel" in html
    assert "3 anrop, inga fel" in html
    assert "Inget anrop än" in html
    assert "Nätverket, personuppgifter" in html


def test_where_nothing_has_stopped_and_there_are_no_plugins_the_menu_offers_nothing(
    rutin: FakeRutin, outside: TestClient
) -> None:
    rutin.plugins.page = StoppedPage((), ())
    outside.post("/bengtsfors/person", data={"person": "anna"})
    html = outside.get(PAGE).text
    assert "Inget har stannat" in html
    assert f'href="{PAGE}"' not in html
