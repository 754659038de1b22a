"""One whole case with the keyboard alone: from the front page to the ending, without a single click."""

from __future__ import annotations

from datetime import UTC

import pytest
from playwright.sync_api import Page, expect

from core.clock import FixedClock
from tests.browser.conftest import OpenPage
from tests.browser.desk import visit
from tests.browser.story import MONDAY, Story, at

pytestmark = pytest.mark.browser
FOCUSED = "(document.activeElement.labels?.[0] || document.activeElement).textContent.trim()"


class Keys:
    """Ten fingers. Every step is held to show where the focus is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, label: str, most: int = 90) -> None:
        """Presses the tab key until what is called `label` has the focus, and sees that the focus shows."""
        for _ in range(most):
            self.page.keyboard.press("Tab")
            if str(self.page.evaluate(FOCUSED)).startswith(label):
                outline = self.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
                assert outline != "none", f"the focus on {label} cannot be seen"
                return
        raise AssertionError(f"the keyboard never reached {label}")

    def enter(self, label: str) -> None:
        """Goes to a link or button and presses it."""
        self.to(label)
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        """Goes to a field and writes."""
        self.to(label)
        self.page.keyboard.type(text)

    def tick(self, label: str) -> None:
        """Goes to a box or radio button and marks it."""
        self.to(label)
        self.page.keyboard.press("Space")

    def sees(self, heading: str, *, whole: bool = False) -> None:
        """Waits for the page with this heading, and for the focus to be there unless the `whole` page was loaded anew."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        if not whole:
            expect(self.page.locator("#main :focus")).to_have_count(1)


def test_a_whole_case_with_the_keyboard_alone(open_page: OpenPage, real: tuple[str, FixedClock]) -> None:
    address, clock = real
    clock.set(MONDAY.astimezone(UTC))
    page, name = open_page(), "Tage Tangent"
    keys = Keys(page)
    visit(page, address)
    keys.enter("Bengtsfors kommun")
    keys.sees("Vem vill du vara?")
    keys.enter("David Låtsasberg")
    keys.sees("Mina uppgifter", whole=True)
    keys.enter("Nytt ärende")
    keys.sees("Nytt ärende")
    keys.enter("En anvisad person vänder sig")
    keys.sees("En anvisad person vänder sig till studie- och yrkesvägledaren")
    keys.write("Personnummer", "19850401-2389")
    keys.write("Namn", name)
    keys.tick("Etableringsprogrammet")
    keys.enter("Öppna ärendet")
    keys.sees(name)
    keys.to("Måndag 13 april")
    page.keyboard.press("ArrowDown")
    keys.write("Klockslag", "1315")
    keys.enter("Boka tiden")
    expect(page.locator(".said:focus")).to_contain_text("Bokat till tisdag 14 april kl. 13.15")
    clock.set(at(14, 14))  # the day after, so one has to come in anew
    keys.enter("Mina uppgifter")
    keys.sees("Vem vill du vara?", whole=True)
    keys.enter("David Låtsasberg")
    keys.sees("Mina uppgifter", whole=True)
    keys.enter(name)
    keys.sees(name)
    keys.tick("Mötet blev av")
    keys.tick("Personen har fått information om utbildningar")
    keys.tick("Personen har fått hjälp att söka kurser")
    keys.enter("Spara hur det gick")
    expect(page.get_by_role("heading", name="Ärendet är avslutat")).to_be_visible()
    expect(page.locator("[data-focus]:focus")).to_be_visible()


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "without javascript"])
def test_the_step_in_a_list_leads_to_its_place_on_the_page_of_the_case(
    open_page: OpenPage, real: tuple[str, FixedClock], js: bool
) -> None:
    real[1].set(MONDAY.astimezone(UTC))
    anna = Story(open_page(js=js), *real)
    anna.come_in("Anna Demosson")
    name, number = ("Vera Väg", "19850404-2386") if js else ("Stig Stig", "19850405-2385")
    anna.apply(name, number)
    anna.click("link", "Mina uppgifter")
    anna.page.get_by_role("row", name=name).get_by_role("link", name="Utredningssamtal").click()
    anna.sees(name)
    step = anna.page.get_by_role("heading", name="Utredningssamtal", level=3)
    expect(step).to_be_in_viewport()
    if js:
        expect(step).to_be_focused()
    else:
        assert anna.page.url.endswith(f"#{step.get_attribute('id')}")
