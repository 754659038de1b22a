"""The menu on a narrow window: a drawer that needs no script, closes by itself, and can be worked with the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE, OpenPage
from tests.browser.test_accessible import check, come_in
from tests.web.fake import FakeRutin

pytestmark = pytest.mark.browser
Invented = tuple[str, FakeRutin]


def menu(page: Page) -> Locator:
    """The menu, when it can be seen."""
    return page.get_by_role("navigation", name="Huvudmeny")


def test_the_menu_stands_beside_the_page_on_a_wide_window(open_page: OpenPage, invented: Invented) -> None:
    page = open_page()
    come_in(page, invented[0])
    expect(menu(page).get_by_role("link", name="Sök ärende")).to_be_visible()
    expect(page.get_by_role("button", name="Meny")).to_be_hidden()


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "without javascript"])
def test_on_a_phone_the_menu_opens_leads_on_and_is_closed_again(
    open_page: OpenPage, invented: Invented, js: bool
) -> None:
    page = open_page(size=PHONE, js=js)
    come_in(page, invented[0])
    expect(menu(page)).to_be_hidden()
    page.get_by_role("button", name="Meny").click()
    menu(page).get_by_role("link", name="Rutiner").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Rutiner")
    expect(menu(page)).to_be_hidden()


def test_the_drawer_can_be_worked_with_the_keyboard(open_page: OpenPage, invented: Invented) -> None:
    page = open_page(size=PHONE)
    come_in(page, invented[0])
    opener = page.get_by_role("button", name="Meny")
    opener.focus()
    page.keyboard.press("Enter")
    expect(menu(page)).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu(page)).to_be_hidden()
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(menu(page).get_by_role("link", name="Mina uppgifter")).to_be_focused()


def test_the_open_drawer_is_accessible(open_page: OpenPage, invented: Invented) -> None:
    page = open_page(size=PHONE, axe=True)
    come_in(page, invented[0])
    page.get_by_role("button", name="Meny").click()
    check(page, "menu-phone")
