"""Pages on paper: the list for a group session has its people, and a case has all that was done and nothing to press."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from core.clock import FixedClock
from tests.browser.conftest import OpenPage, picture
from tests.browser.desk import Desk
from tests.browser.test_agendas import served_demo

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def malmo() -> Iterator[tuple[str, FixedClock]]:
    yield from served_demo("malmo", "2026-11-23 08:00")


def test_the_list_of_a_session_has_everybody_who_is_booked_and_its_day(
    open_page: OpenPage, malmo: tuple[str, FixedClock]
) -> None:
    page = open_page()
    Desk(page, *malmo, "malmo").sit("Amir Provberg")
    page.get_by_role("link", name="Grupper", exact=True).click()
    page.get_by_role("link", name="Inskrivningsgruppen, allmän").click()
    page.get_by_role("link", name="10 november").click()
    people = page.locator(".attendance-list tbody tr")
    expect(people.first).to_be_visible()
    page.emulate_media(media="print")
    expect(people.first).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("Tisdag 10 november kl. 09.00")
    expect(page.locator(".paper-line")).to_contain_text(
        "måndag 23 november 2026 kl. 08.00 av Amir Provberg, Malmö stad"
    )
    expect(page.get_by_role("button")).to_have_count(0)
    picture(page, "session-on-paper")


def test_a_case_has_its_whole_history_and_nothing_to_fill_in(
    open_page: OpenPage, malmo: tuple[str, FixedClock]
) -> None:
    page = open_page()
    desk = Desk(page, *malmo, "malmo")
    desk.sit("Sara Exempelsson", "Aisha Provdal")
    oldest = page.locator(".history li").last
    expect(oldest).to_be_hidden()
    page.emulate_media(media="print")
    expect(oldest).to_be_visible()
    expect(oldest).to_contain_text("Ärendet öppnades")
    expect(page.locator("#meny")).to_be_hidden()
    for unseen in ("textarea", "summary", "nav"):
        assert [each.inner_text() for each in page.locator(f"main {unseen}").all() if each.is_visible()] == [], unseen
    picture(page, "case-on-paper")


def test_what_a_case_warns_of_is_on_the_paper_too(open_page: OpenPage, malmo: tuple[str, FixedClock]) -> None:
    """The style sheet of the group sessions took every notice away, on all pages."""
    page = open_page()
    Desk(page, *malmo, "malmo").sit("Sara Exempelsson", "Mei Påhittad")
    warning = page.get_by_text("Personen har skyddade personuppgifter.")
    expect(warning).to_be_visible()
    page.emulate_media(media="print")
    expect(warning).to_be_visible()
