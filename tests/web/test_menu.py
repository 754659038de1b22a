"""The menu: every entry leads somewhere its reader may be, and says where one is."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from core import bootstrap
from core.application.plugins.views import StoppedPage
from core.clock import FixedClock
from tests.web.conftest import SAME
from tests.web.fake import CASE, NOW, FakeRutin
from web import menu
from web.app import create_app


def nav(html: str) -> str:
    """The menu of a page."""
    return html[html.index('<nav id="meny"') : html.index("</nav>", html.index('<nav id="meny"'))]


def links(html: str) -> list[str]:
    """The addresses in the menu of a page."""
    return re.findall(r'href="([^"]+)"', nav(html))


def current(html: str) -> list[str]:
    """The entries that are marked as the page one is on."""
    return re.findall(r'aria-current="page">([^<]+)<', nav(html))


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/bengtsfors/uppgifter", ["Mina uppgifter"]),
        ("/bengtsfors/uppgifter/enheten", ["Enhetens uppgifter"]),
        ("/bengtsfors/nytt/aktivitet/ansokan", ["Nytt ärende"]),
        ("/bengtsfors/register/kaa", ["KAA-registret"]),
        ("/bengtsfors/rutiner/aktivitet", ["Rutiner"]),
        (f"/bengtsfors/arenden/{CASE}", []),
    ],
)
def test_exactly_the_entry_one_is_under_is_marked(browser: TestClient, path: str, title: list[str]) -> None:
    assert current(browser.get(path).text) == title


def test_entries_stand_under_headings_and_a_heading_without_entries_is_left_out(
    outside: TestClient, rutin: FakeRutin
) -> None:
    rutin.closed_registers = rutin.no_places = rutin.no_reports = True
    rutin.plugins.now = StoppedPage((), ())
    outside.post("/bengtsfors/person", data={"person": "anna"})
    html = nav(outside.get("/bengtsfors/uppgifter").text)
    assert "Arbete" in html
    assert "Överblick" not in html
    assert html.count("<ul") == html.count("<p ")


def test_whose_roles_open_no_cases_is_not_offered_to_open_one(outside: TestClient, rutin: FakeRutin) -> None:
    rutin.no_starts = True
    outside.post("/bengtsfors/person", data={"person": "anna"})
    offered = links(outside.get("/bengtsfors/uppgifter").text)
    assert "/bengtsfors/uppgifter/enheten" in offered
    assert "/bengtsfors/nytt" not in offered


def test_what_an_area_offers_is_asked_once_when_somebody_comes_in(
    outside: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def groups(_rutin: object, municipality: str, _actor: object) -> Iterator[menu.Link]:
        asked.append(municipality)
        yield menu.Link("grupper", "Gruppträffar")

    monkeypatch.setattr(menu, "AREAS", (*menu.AREAS, ("Prov", (groups,))))
    outside.post("/bengtsfors/person", data={"person": "anna"})
    for _ in range(3):
        assert 'href="/bengtsfors/grupper"' in outside.get("/bengtsfors/uppgifter").text
    assert asked == ["bengtsfors"]


def test_outside_a_municipality_there_is_no_menu(outside: TestClient) -> None:
    assert links(outside.get("/").text) == []
    assert "Meny<" not in outside.get("/").text


def test_no_entry_is_a_closed_door_for_anybody_anywhere() -> None:
    """Every person of every municipality may open everything in their menu."""
    rutin = bootstrap.open_rutin(bootstrap.CONFIGS, None, FixedClock(NOW))
    app = create_app(rutin, demo=True, clock=FixedClock(NOW))
    opened = 0
    with TestClient(app, follow_redirects=False, headers=SAME) as client:
        for municipality in rutin.municipalities():
            for person in municipality.people:
                client.post(f"/{municipality.slug}/person", data={"person": person.id})
                for href in links(client.get(f"/{municipality.slug}/uppgifter").text):
                    assert client.get(href).status_code == 200, (municipality.slug, person.id, href)
                    opened += 1
    bootstrap.close(rutin)
    assert opened > 50
