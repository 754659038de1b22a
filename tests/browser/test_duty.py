"""A month of duty is filled in with one choice, in turn, and then changed where somebody has to have another day."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect

from core.clock import FixedClock
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.desk import Desk
from tests.browser.story import at
from tests.browser.test_accessible import check

pytestmark = pytest.mark.browser
Real = tuple[str, FixedClock]


def style(element: Locator, name: str) -> str:
    return str(element.evaluate(f"it => getComputedStyle(it).{name}"))


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "without javascript"])
def test_a_month_is_filled_in_in_turn_and_a_day_is_changed(open_page: OpenPage, real: Real, js: bool) -> None:
    real[1].set(at(13, 9))
    month = "Maj 2026" if js else "Juni 2026"
    desk = Desk(open_page(js=js, axe=js, size=WIDE), *real, "sundbyberg")
    desk.sit("Sonja Exempelström")
    page = desk.page
    page.get_by_role("link", name="Jour", exact=True).click()
    for name in ("Maj 2026", month):
        if page.get_by_role("link", name=name).count():
            page.get_by_role("link", name=name).click()
            expect(page.get_by_text(f"i dag och i {name.lower()}.")).to_be_visible()
    days = page.get_by_role("combobox")
    expect(days.first).to_have_value("")
    assert "chevron" in style(days.first, "backgroundImage"), "a list looks like one"
    page.emulate_media(forced_colors="active")
    assert style(days.first, "appearance") == "auto"
    page.emulate_media(forced_colors="none")
    page.get_by_role("button", name="Fyll i efter tur").press("Enter")
    expect(page.get_by_role("status")).to_contain_text("dagar fylldes i efter tur. Ändra de dagar som ska bytas.")
    filled = chosen(days)
    assert set(filled) == {"sonja", "erik", "mona"}
    assert all(now != after for now, after in pairwise(filled))
    expect(page.get_by_role("button", name="Fyll i efter tur")).to_have_count(0)
    other = next(each for each in ("sonja", "erik", "mona") if each != filled[3])
    days.nth(3).select_option(other)
    page.get_by_role("button", name="Spara jouren").click()
    expect(page.get_by_role("status")).to_contain_text("1 dag ändrades.")
    assert chosen(days) == [*filled[:3], other, *filled[4:]]
    if js:
        check(page, "duty-month-wide")
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        check(page, "duty-month-phone")


def chosen(days: Locator) -> list[str]:
    """Who is chosen on each day."""
    return [day.input_value() for day in days.all()]


def test_a_plugin_gives_each_a_week(open_page: OpenPage, real: Real) -> None:
    real[1].set(at(13, 9))
    desk = Desk(open_page(js=True, axe=True, size=WIDE), *real, "sundbyberg")
    desk.sit("Sonja Exempelström")
    page = desk.page
    page.get_by_role("link", name="Jour", exact=True).click()
    for name in ("Maj 2026", "Juni 2026", "Juli 2026"):
        page.get_by_role("link", name=name).click()
        expect(page.get_by_text(f"i dag och i {name.lower()}.")).to_be_visible()
    check(page, "duty-plugin-wide")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    check(page, "duty-plugin-phone")
    page.get_by_role("button", name="Fyll i en vecka i taget, den som haft minst jour först").click()
    expect(page.get_by_role("status")).to_contain_text("23 dagar fylldes i. Ändra de dagar som ska bytas.")
    days = chosen(page.get_by_role("combobox"))
    assert len(set(days[:3])) == 1 and len({*days[3:8]}) == 1 and days[0] != days[3]
