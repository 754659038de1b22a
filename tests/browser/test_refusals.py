"""Forms that come back, in a real browser: the input is there, and the focus is where it should be."""

from __future__ import annotations

from datetime import UTC

import pytest
from playwright.sync_api import Page, expect

from core.clock import FixedClock
from core.errors import StorageError
from tests.browser.conftest import OpenPage
from tests.browser.desk import visit
from tests.browser.story import MONDAY, Story
from tests.web.fake import CASE, FakeRutin

pytestmark = pytest.mark.browser
Real = tuple[str, FixedClock]


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "without javascript"])
def test_a_wrong_number_is_told_beside_the_field_and_in_a_summary(open_page: OpenPage, real: Real, js: bool) -> None:
    page = open_page(js=js)
    Story(page, *real).come_in("Anna Demosson")
    page.get_by_role("link", name="Nytt ärende").first.click()
    page.get_by_role("link", name="Ansökan om ekonomiskt bistånd").click()
    page.get_by_label("Personnummer").fill("19900101-0000")
    page.get_by_role("button", name="Öppna ärendet").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("Personnumret stämmer inte.")
    expect(page.get_by_label("Personnummer")).to_have_value("19900101-0000")
    expect(page.get_by_label("Personnummer")).to_have_attribute("aria-invalid", "true")
    if js:
        expect(summary).to_be_focused()
    summary.get_by_role("link").first.click()
    expect(page.get_by_label("Personnummer")).to_be_focused()


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "without javascript"])
def test_two_people_at_one_case_lose_nothing(open_page: OpenPage, real: Real, js: bool) -> None:
    real[1].set(MONDAY.astimezone(UTC))
    anna, eva = Story(open_page(js=js), *real), Story(open_page(js=js), *real)
    name, number = ("Mio Medhtmx", "19850401-2389") if js else ("Uno Utan", "19850402-2388")
    anna.come_in("Anna Demosson")
    anna.apply(name, number)
    eva.come_in("Eva Testfors")
    eva.open(name)
    anna.click("button", "Ta hand om steget")
    anna.said("Steget är nu ditt.")
    form = eva.page.get_by_role("form", name="Boka Utredningssamtal")
    form.get_by_label("Tisdag 14 april").check()
    form.get_by_label("Klockslag").fill("10:15")
    form.get_by_role("button", name="Boka tiden").click()
    expect(eva.page.get_by_role("heading", name="Det här har ändrats")).to_be_visible()
    expect(eva.page.get_by_text("Anna Demosson").first).to_be_visible()
    expect(form.get_by_label("Tisdag 14 april")).to_be_checked()
    expect(form.get_by_label("Klockslag")).to_have_value("10:15")
    form.get_by_role("button", name="Boka tiden").click()
    eva.said("Bokat till")


def test_notes_of_two_people_at_one_case_are_both_kept_and_hinder_nobody(open_page: OpenPage, real: Real) -> None:
    real[1].set(MONDAY.astimezone(UTC))
    anna, eva = Story(open_page(), *real), Story(open_page(), *real)
    anna.come_in("Anna Demosson")
    anna.apply("Nils Notis", "19850403-2387")
    eva.come_in("Eva Testfors")
    eva.open("Nils Notis")
    _note(anna.page, "Annas anteckning")
    anna.said("Anteckningen är sparad.")
    _note(eva.page, "Evas långa anteckning\nmed två rader")
    eva.said("Anteckningen är sparad.")
    expect(eva.page.get_by_text("med två rader").first).to_be_visible()
    expect(eva.page.get_by_text("Annas anteckning").first).to_be_visible()


def _note(page: Page, text: str) -> None:
    page.get_by_label("Anteckning", exact=True).fill(text)
    page.get_by_role("button", name="Spara anteckningen").click()


def test_a_full_disk_leaves_the_page_as_it_was(open_page: OpenPage, invented: tuple[str, FakeRutin]) -> None:
    address, rutin = invented
    page = open_page(faults=True)
    _anna(page, address)
    visit(page, f"{address}/bengtsfors/arenden/{CASE}")
    rutin.refuse = StorageError("storage_full")
    try:
        with page.expect_response(lambda answer: answer.status == 503):
            _note(page, "Min text")
        expect(page.get_by_role("alert")).to_contain_text("Disken är full")
        expect(page.get_by_label("Anteckning", exact=True)).to_have_value("Min text")
        expect(page.get_by_role("alert")).to_be_focused()
    finally:
        rutin.refuse = None


def test_a_server_that_does_not_answer_is_said_and_the_input_stays(
    open_page: OpenPage, invented: tuple[str, FakeRutin]
) -> None:
    page = open_page(faults=True)
    _anna(page, invented[0])
    visit(page, f"{invented[0]}/bengtsfors/arenden/{CASE}")
    page.route("**/anteckning", lambda route: route.abort())
    _note(page, "Min text")
    expect(page.get_by_role("alert")).to_contain_text("Rutin svarar inte just nu")
    expect(page.get_by_label("Anteckning", exact=True)).to_have_value("Min text")


def test_the_browsers_back_button_gives_the_page_before(open_page: OpenPage, real: Real) -> None:
    page = open_page()
    story = Story(page, *real)
    story.come_in("Anna Demosson")
    story.click("link", "Rutiner")
    story.sees("Rutiner")
    story.click("link", "Från ansökan till aktivitet")
    story.sees("Från ansökan till aktivitet")
    expect(page).to_have_url(f"{real[0]}/bengtsfors/rutiner/aktivitet")
    expect(page.get_by_role("navigation", name="Huvudmeny").locator("[aria-current]")).to_have_text("Rutiner")
    page.go_back()
    story.sees("Rutiner")
    page.go_back()
    story.sees("Mina uppgifter")


def _anna(page: Page, address: str) -> None:
    visit(page, f"{address}/bengtsfors")
    page.get_by_role("button", name="Anna Demosson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")
