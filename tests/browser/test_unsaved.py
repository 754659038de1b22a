"""What is written and not sent: it stays when another of the page's forms is sent, and is asked about before the page is left."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from core.clock import FixedClock
from tests.browser.conftest import PHONE, OpenPage
from tests.browser.desk import Desk
from tests.browser.story import MONDAY, Story
from tests.browser.test_agendas import served_demo
from web.sessions import COOKIE

pytestmark = pytest.mark.browser
Real = tuple[str, FixedClock]
TEXT = "Ringde klienten.\nInget svar."


def case(open_page: OpenPage, real: Real, name: str, number: str) -> Story:
    """Anna at a new case, with a note begun."""
    real[1].set(MONDAY.astimezone(UTC))
    story = Story(open_page(), *real)
    story.come_in("Anna Demosson")
    story.apply(name, number)
    note(story.page).fill(TEXT)
    return story


@pytest.fixture(scope="module")
def malmo() -> Iterator[Real]:
    yield from served_demo("malmo", "2026-11-23 08:00")


def note(page: Page) -> Locator:
    """The field of the note."""
    return page.get_by_label("Anteckning", exact=True)


def test_a_note_that_was_begun_stays_when_another_form_is_sent(open_page: OpenPage, real: Real) -> None:
    story = case(open_page, real, "Olle Osparad", "19850404-2386")
    story.click("button", "Ta hand om steget")
    story.said("Steget är nu ditt.")
    expect(note(story.page)).to_have_value(TEXT)
    story.page.get_by_role("form", name="Boka Utredningssamtal").get_by_role("button", name="Boka tiden").click()
    expect(story.page.get_by_role("alert")).to_contain_text("Det finns något att rätta")
    expect(note(story.page)).to_have_value(TEXT)
    story.click("button", "Spara anteckningen")
    story.said("Anteckningen är sparad.")
    expect(note(story.page)).to_have_value("")
    story.click("link", "Rutiner")
    story.sees("Rutiner")


def test_what_was_sent_back_stays_too(open_page: OpenPage, real: Real) -> None:
    story = case(open_page, real, "Rut Retur", "19850405-2385")
    note(story.page).fill("")
    form = story.page.get_by_role("form", name="Boka Utredningssamtal")
    form.get_by_label("Tisdag 14 april").check()
    form.get_by_label("Klockslag").fill("")
    form.get_by_role("button", name="Boka tiden").click()
    expect(story.page.get_by_role("alert")).to_contain_text("Det finns något att rätta")
    story.click("button", "Ta hand om steget")
    story.said("Steget är nu ditt.")
    expect(form.get_by_label("Tisdag 14 april")).to_be_checked()


@pytest.mark.parametrize("how", ["Rutiner", "Byt person"])
def test_before_the_page_is_left_it_is_asked_whether_what_is_written_may_go(
    open_page: OpenPage, real: Real, how: str
) -> None:
    story = case(open_page, real, f"Fia Fråga {how[0]}", "19850406-2384" if how == "Rutiner" else "19850407-2383")
    page, asked = story.page, []

    def no(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    page.once("dialog", no)
    role = "link" if how == "Rutiner" else "button"
    story.click(role, how)
    expect(note(page)).to_have_value(TEXT)
    assert len(asked) == 1 and "inte är sparat" in asked[0]
    page.once("dialog", lambda dialog: dialog.accept())
    story.click(role, how)
    story.sees("Rutiner" if how == "Rutiner" else "Vem vill du vara?")


def test_what_has_no_form_any_more_is_shown_for_copying(open_page: OpenPage, real: Real) -> None:
    story = case(open_page, real, "Bo Borta", "19850412-2386")
    note(story.page).fill("")
    story.book("Utredningssamtal", "Tisdag 14 april", "10:15")
    story.page.get_by_role("form", name="Utredningssamtal", exact=True).get_by_label("Klockslag").fill("10:20")
    story.page.get_by_text("Ändra eller avboka tiden").click()
    story.click("button", "Avboka tiden")
    story.said("Tiden är avbokad.")
    story.said("formuläret finns inte längre på sidan:10:20")


def test_the_browser_itself_asks_before_it_goes_elsewhere(open_page: OpenPage, real: Real) -> None:
    story = case(open_page, real, "Ludde Laddar", "19850408-2382")
    kinds: list[str] = []

    def answer(dialog: Dialog) -> None:
        kinds.append(dialog.type)
        dialog.accept()

    story.page.on("dialog", answer)
    story.page.reload()
    assert kinds == ["beforeunload"]
    expect(note(story.page)).to_have_value("")
    story.page.reload()
    assert kinds == ["beforeunload"], "nothing is written, so nothing is asked"


def test_a_note_never_comes_along_to_another_case(open_page: OpenPage, real: Real) -> None:
    story = case(open_page, real, "Ett Ettan", "19850409-2381")
    story.page.once("dialog", lambda dialog: dialog.accept())
    story.click("link", "Mina uppgifter")
    story.sees("Mina uppgifter")
    story.apply("Två Tvåan", "19850410-2388")
    expect(note(story.page)).to_have_value("")


def test_when_the_session_has_ended_the_note_is_sent_after_choosing_a_person_in_another_tab(
    open_page: OpenPage, real: Real
) -> None:
    story = case(open_page, real, "Sven Session", "19850411-2387")
    page = story.page
    page.context.clear_cookies(name=COOKIE)
    story.click("button", "Spara anteckningen")
    expect(page.get_by_role("alert")).to_contain_text("Ditt val av person gäller inte längre")
    expect(note(page)).to_have_value(TEXT)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Välj person i en ny flik").click()
    other = opened.value
    other.get_by_role("button", name="Anna Demosson").click()
    expect(other.get_by_role("heading", level=1)).to_have_text("Sven Session")
    story.click("button", "Spara anteckningen")
    story.said("Anteckningen är sparad.")


def test_a_letter_looked_at_beforehand_comes_into_sight_and_takes_nothing_along(
    open_page: OpenPage, malmo: Real
) -> None:
    """Its address was another one than the case's, so that the other forms of the page were taken for forms of another page."""
    page = open_page(size=PHONE)
    Desk(page, *malmo, "malmo").sit("Sara Exempelsson", "Mei Påhittad")
    form = page.get_by_role("form", name="Boka Inskrivningsmöte")
    form.get_by_role("radio").first.check()
    form.get_by_role("button", name="Visa brevet först").click()
    letter = page.get_by_role("region", name="Så här blir brevet: Kallelse till inskrivningsmöte")
    expect(letter).to_be_focused()
    expect(letter).to_be_in_viewport()
    note(page).fill(TEXT)
    page.get_by_role("button", name="Spara anteckningen").click()
    expect(page.get_by_role("status")).to_contain_text("Anteckningen är sparad.")
    expect(form.get_by_role("radio").first).to_be_checked()


def test_without_script_the_page_opens_at_the_letter(open_page: OpenPage, malmo: Real) -> None:
    page = open_page(js=False, size=PHONE)
    Desk(page, *malmo, "malmo").sit("Sara Exempelsson", "Mei Påhittad")
    form = page.get_by_role("form", name="Boka Inskrivningsmöte")
    form.get_by_role("radio").first.check()
    form.get_by_role("button", name="Visa brevet först").click()
    expect(page.get_by_role("region", name="Så här blir brevet: Kallelse till inskrivningsmöte")).to_be_in_viewport()
