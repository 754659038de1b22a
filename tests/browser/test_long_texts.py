"""Long texts on a case's page: their beginning stands there, all of it when it is asked for, and all of it on paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core.application.step import actions as act
from core.testing import play
from core.testing.playing import Play
from tests.acceptance.small import TOWN, sound
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.desk import visit
from tests.browser.serving import served
from tests.browser.test_accessible import check
from web.app import create_app

pytestmark = pytest.mark.browser

BODY = """
facts:
  livet: {type: long_text, title: Livssituation}
steps:
  - {start: inn, title: Inkommet, role: handlaggare, asks: [livet]}
  - {task: utred, title: Utred, role: handlaggare}
  - {end: klart}
ends:
  klart: {title: Klart, outcome: klart}
"""
LONG = "Börjar så här. " + "Sedan hände mycket mer. " * 60 + "Slutar så här."


@pytest.fixture
def made(tmp_path: Path) -> Play:
    sound(tmp_path, BODY)
    found = play(tmp_path, "liten", "2026-03-02 09:00")
    found.start("anna", "prov", "inn", livet=LONG)
    found.send("anna", act.NoteAction(command=found.key(), case=found.case, seen=found.now.seq, text=LONG))
    return found


def come_to(page: Page, address: str, case: str) -> None:
    """Anna sits down at the case."""
    visit(page, f"{address}/liten")
    page.get_by_role("button", name="Anna").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")
    visit(page, f"{address}/liten/arenden/{case}")


@pytest.mark.parametrize("js", [True, False])
def test_the_rest_of_a_long_text_comes_when_it_is_asked_for(open_page: OpenPage, made: Play, js: bool) -> None:
    with served(create_app(made.rutin, demo=True, clock=made.clock)) as address:
        page = open_page(js=js, axe=js, size=PHONE)
        come_to(page, address, made.case)
        for place in (page.locator(".facts dd.value"), page.locator(".history li.kind-note")):
            expect(place.get_by_text("Börjar så här.").first).to_be_visible()
            expect(place.get_by_text("Slutar så här.")).to_be_hidden()
        facts = page.locator(".facts dd.value")
        facts.get_by_text("Visa hela texten").click()
        expect(facts.get_by_text("Slutar så här.")).to_be_visible()
        expect(facts.get_by_text("Börjar så här.").locator("visible=true")).to_have_count(1)
        if js:
            check(page, "lang-text")


def test_all_of_it_is_on_the_paper(open_page: OpenPage, made: Play) -> None:
    with served(create_app(made.rutin, demo=True, clock=made.clock)) as address:
        page = open_page()
        come_to(page, address, made.case)
        page.emulate_media(media="print")
        for place in (page.locator(".facts dd.value"), page.locator(".history li.kind-note")):
            expect(place.get_by_text("Slutar så här.")).to_be_visible()
            expect(place.get_by_text("Börjar så här.").locator("visible=true")).to_have_count(1)
            expect(place.get_by_text("Visa hela texten")).to_be_hidden()


SPACED = "* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important; }"
"""The room between letters, words and lines that a reader may ask for (WCAG 1.4.12)."""


@pytest.mark.parametrize("spaced", [False, True])
def test_a_long_role_and_unit_fit_at_four_hundred_per_cent(open_page: OpenPage, tmp_path: Path, spaced: bool) -> None:
    town = TOWN.replace("Handläggare", "Arbetsmarknadssekreterare").replace("Kontoret", "Arbetsmarknadsavdelningen")
    sound(tmp_path, BODY, town=town)
    made = play(tmp_path, "liten", "2026-03-02 09:00")
    with served(create_app(made.rutin, demo=True, clock=made.clock)) as address:
        page = open_page(size={"width": 320, "height": 640}, axe=True)
        visit(page, f"{address}/liten")
        page.get_by_role("button", name="Anna").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")
        if spaced:
            page.add_style_tag(content=SPACED)
        assert page.evaluate("document.documentElement.scrollWidth") == 320
