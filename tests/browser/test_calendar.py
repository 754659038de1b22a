"""One's own week in a real browser: what is booked is found, opened and left for another week, by keyboard and without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from core.clock import FixedClock
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.desk import Desk
from tests.browser.story import at
from tests.browser.test_accessible import check

pytestmark = pytest.mark.browser
Real = tuple[str, FixedClock]


def booked(desk: Desk, name: str, number: str) -> None:
    """Anna opens a case and books its first meeting on Tuesday."""
    desk.sit("Anna Demosson")
    desk.begins("Ansökan om ekonomiskt bistånd", name, number)
    form = desk.form("Boka Utredningssamtal")
    form.get_by_label("Tisdag 14 april").check()
    form.get_by_label("Klockslag").fill("10:00")
    form.get_by_label("Plats").fill("Rum 3")
    form.get_by_role("button", name="Boka tiden").click()
    expect(desk.page.get_by_role("status")).to_contain_text("Bokat till")


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_week_leads_to_the_meeting_and_on_to_other_weeks(open_page: OpenPage, real: Real, size: str) -> None:
    real[1].set(at(13, 9))
    name = "Kalle Kalender" if size == "wide" else "Karin Kalender"
    desk = Desk(open_page(axe=True), *real, "bengtsfors")
    booked(desk, name, "19850312-2395" if size == "wide" else "19900101-2385")
    page = desk.page
    page.set_viewport_size(WIDE if size == "wide" else PHONE)  # type: ignore[arg-type]
    page.goto(f"{real[0]}/bengtsfors/kalender")
    expect(page.get_by_text("Vecka 16, 13–19 april 2026.")).to_be_visible()
    row = row_of(page, name)
    expect(row).to_contain_text("10.00")
    expect(row).to_contain_text("Utredningssamtal")
    expect(row).to_contain_text("Rum 3")
    check(page, f"calendar-own-{size}")
    page.goto(f"{real[0]}/bengtsfors/kalender")
    page.get_by_role("link", name="Veckan efter").press("Enter")
    expect(page.get_by_text("Vecka 17, 20–26 april 2026.")).to_be_visible()
    expect(row_of(page, name)).to_have_count(0)
    page.get_by_role("link", name="Den här veckan").press("Enter")
    row_of(page, name).get_by_role("link", name=name).press("Enter")
    desk.sees(name)


def test_without_javascript_the_week_works_and_a_meeting_that_is_over_asks_how_it_went(
    open_page: OpenPage, real: Real
) -> None:
    real[1].set(at(13, 9))
    booked(Desk(open_page(), *real, "bengtsfors"), "Ove Över", "20010203-2380")
    real[1].set(at(14, 12))
    plain = Desk(open_page(js=False), *real, "bengtsfors")
    plain.sit("Anna Demosson")
    plain.page.get_by_role("link", name="Min kalender").click()
    expect(plain.page.get_by_role("rowheader", name="I dag, tisdag 14 april")).to_be_visible()
    expect(row_of(plain.page, "Ove Över")).to_contain_text("Skriv in hur mötet gick")
    plain.page.get_by_role("link", name="Veckan före").click()
    expect(plain.page.get_by_text("Möten som är noterade visas inte längre här.")).to_be_visible()


def row_of(page: Page, name: str) -> Locator:
    """The rows of a person."""
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=name))
