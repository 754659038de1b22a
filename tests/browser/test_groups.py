"""A group session in Chromium: from the menu to the list of those booked, who came is chosen and saved, and stands on the case."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from core import bootstrap
from core.application.service import Rutin
from core.clock import FixedClock
from core.scenarios.demo import fill
from tests.acceptance.playing import local, office
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk
from tests.browser.serving import served
from web.app import create_app

pytestmark = pytest.mark.browser
NOW = local("2026-11-23 08:00")
"""On this day the demo has a session that has been, with one person of whom nothing is noted yet."""
PERSON = "Fatima Testgren"


@pytest.fixture
def malmo() -> Iterator[tuple[str, FixedClock]]:
    """The pages over the real application with Malmö's demo."""
    clock = FixedClock(NOW)
    rutin = Rutin({"malmo": office(slug="malmo")}, clock)
    fill(rutin, bootstrap.CONFIGS, NOW)
    with served(create_app(rutin, demo=True, clock=clock)) as address:
        yield address, clock


@pytest.mark.parametrize("js", [True, False], ids=["js", "plain"])
def test_who_came_to_a_session_is_chosen_and_saved(
    malmo: tuple[str, FixedClock], open_page: OpenPage, js: bool
) -> None:
    desk = Desk(open_page(js=js), *malmo, "malmo")
    desk.sit("Amir Provberg")
    page = desk.page
    page.get_by_role("link", name="Grupper", exact=True).click()
    desk.sees("Grupper")
    page.get_by_role("link", name="Inskrivningsgruppen, allmän").click()
    desk.sees("Inskrivningsgruppen, allmän")
    page.get_by_role("link", name="10 november").click()
    marks = page.get_by_role("group", name=f"Närvaro för {PERSON}")
    marks.get_by_role("radio", name="Kom", exact=True).check()
    if js:
        _chosen_in_the_readers_own_colours(page)
    desk.press("Närvaro", "Spara närvaron", "1 person är noterad.")
    expect(page.get_by_role("row", name=PERSON).locator(".badge")).to_have_text("Kom")
    expect(page.get_by_role("button", name="Spara närvaron")).to_have_count(0)


def _chosen_in_the_readers_own_colours(page: Page) -> None:
    """What is chosen, and which page it is, shows where the reader has chosen all colours, which takes the grounds away."""
    page.emulate_media(forced_colors="active")
    for chosen, other in (
        (".mark-choice :checked + span", ".mark-choice :not(:checked) + span"),
        ("nav.menu a[aria-current]", "nav.menu a:not([aria-current])"),
    ):
        assert _ground(page, chosen) != _ground(page, other), chosen
    page.emulate_media(forced_colors="none")


def _ground(page: Page, which: str) -> str:
    return str(page.locator(which).first.evaluate("each => getComputedStyle(each).backgroundColor"))
