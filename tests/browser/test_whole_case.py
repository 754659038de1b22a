"""Bengtsfors' case in Chromium: from the front page to done, with JavaScript off, with htmx, and with the keyboard."""

from __future__ import annotations

from datetime import UTC

import pytest
from playwright.sync_api import Page, expect

from core.clock import FixedClock
from tests.browser.conftest import OpenPage
from tests.browser.story import MONDAY, Story

pytestmark = pytest.mark.browser
Real = tuple[str, FixedClock]


def test_a_case_can_be_worked_to_the_end_without_javascript(open_page: OpenPage, real: Real) -> None:
    Story(open_page(js=False), *real).whole_case("Kim Skriptlös", "19900101-2385")


def test_a_case_can_be_worked_to_the_end_with_htmx(open_page: OpenPage, real: Real) -> None:
    page = open_page()
    documents: list[str] = []
    page.on("request", lambda request: documents.append(request.url) if request.is_navigation_request() else None)
    Story(page, *real).whole_case("Robin Fragment", "19850312-2395")
    # Whole pages are loaded when somebody comes in (front page, and the worklist after choosing a person) and never else.
    assert len(documents) == 5 * 2, documents


def test_a_newcomer_has_a_case_open_in_at_most_four_clicks(open_page: OpenPage, real: Real) -> None:
    page, clock = open_page(), real[1]
    clock.set(MONDAY.astimezone(UTC))
    first = Story(page, *real)
    first.come_in("Anna Demosson")
    first.apply("Nova Nykomling", "19991224-2386")
    newcomer = Story(open_page(), *real)
    newcomer.come_in("Anna Demosson")
    newcomer.open("Nova Nykomling")
    assert newcomer.clicks <= 4


def tab_to(page: Page, label: str) -> None:
    """Presses the tab key until the element called `label` has the focus."""
    for _ in range(80):
        page.keyboard.press("Tab")
        focused = page.evaluate("(document.activeElement.labels?.[0] || document.activeElement).textContent.trim()")
        if str(focused).startswith(label):
            return
    raise AssertionError(f"the keyboard never reached {label}")


def test_a_meeting_can_be_booked_with_the_keyboard_alone(open_page: OpenPage, real: Real) -> None:
    page, clock = open_page(), real[1]
    clock.set(MONDAY.astimezone(UTC))
    story = Story(page, *real)
    story.come_in("Anna Demosson")
    story.apply("Tova Tangentbord", "20010203-2380")
    expect(page.locator("[data-focus]:focus")).to_contain_text("Ärendet är öppnat.")
    tab_to(page, "Måndag 13 april")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    tab_to(page, "Klockslag")
    page.keyboard.type("1315")
    tab_to(page, "Boka tiden")
    page.keyboard.press("Enter")
    story.said("Bokat till tisdag 14 april kl. 13.15.")


def test_the_first_tab_leads_past_the_menu(open_page: OpenPage, real: Real) -> None:
    page = open_page()
    Story(page, *real).come_in("Anna Demosson")
    page.keyboard.press("Tab")
    page.reload()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
