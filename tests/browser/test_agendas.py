"""A standing meeting in Chromium: cases taken up, questions that go on, two who write at once; cases given away; a session called off."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core import bootstrap
from core.application.service import Rutin
from core.clock import FixedClock
from core.scenarios.demo import fill
from tests.acceptance.beside.town_of_forums import SLUG, Town, opened
from tests.acceptance.playing import local, office
from tests.browser.conftest import OpenPage, picture
from tests.browser.desk import Desk
from tests.browser.serving import served
from tests.browser.test_accessible import check
from web.app import create_app

pytestmark = pytest.mark.browser
MARCH, APRIL = "2026-03-03", "2026-04-01"
JS = pytest.mark.parametrize("js", [True, False], ids=["js", "plain"])


@pytest.fixture
def motesby(tmp_path: Path) -> Iterator[tuple[str, Town]]:
    """The pages over Mötesby: three cases ready for the meeting of March, one that lacks something."""
    town = Town(opened(tmp_path))
    town.plan(MARCH)
    town.plan(APRIL)
    town.ready("kim", "robin", "nova")
    town.start("charlie")
    town.at(f"{MARCH} 13:00")
    with served(create_app(town.rutin, demo=True, clock=town.clock)) as address:
        yield address, town


def at_the_meeting(page: Page, motesby: tuple[str, Town], who: str, day: str = "I dag") -> Desk:
    """Somebody goes from the menu to the agenda."""
    address, town = motesby
    desk = Desk(page, address, town.clock, SLUG)
    desk.sit(who)
    page.get_by_role("link", name="Samverkan", exact=True).click()
    desk.sees("Samverkan")
    page.get_by_role("link", name="Samverkansmöte").click()
    page.get_by_role("main").get_by_role("link", name=day).first.click()
    expect(page.get_by_role("heading", name="Dagordning och anteckningar")).to_be_visible()
    return desk


def choose(page: Page, *people: str) -> None:
    for person in people:
        page.get_by_role("row", name=person).get_by_role("checkbox").check()
    page.get_by_role("button", name="Ta upp de valda").click()


@JS
def test_cases_are_handed_over_together_and_what_is_skipped_is_listed_with_its_reason(
    motesby: tuple[str, Town], open_page: OpenPage, js: bool
) -> None:
    page = open_page(js=js, axe=js)
    at_the_meeting(page, motesby, "Anna")
    expect(page.get_by_role("heading", name="Ärenden att ta upp (3)")).to_be_visible()
    expect(page.get_by_role("row", name="Charlie")).to_contain_text("Fatta beslut, Kartlägg")
    choose(page, "Kim", "Robin")
    expect(page.get_by_role("status")).to_contain_text("2 ärenden är klara.")
    at_the_meeting(page, motesby, "Bo")
    choose(page, "Kim", "Robin", "Nova")
    skipped = page.get_by_role("alert").filter(has_text="hoppades över")
    expect(skipped).to_contain_text("2 ärenden är klara. 1 hoppades över.")
    expect(skipped.get_by_role("listitem")).to_have_count(1)
    expect(skipped.get_by_role("listitem")).to_contain_text("Nova: Det här steget görs av")
    assert motesby[1].open("kim") == ["uppfoljning"] and motesby[1].open("nova") == ["overlamning"]
    if js:
        check(page, "an agenda with cases that were skipped")


@JS
def test_a_question_without_an_answer_goes_on_to_the_next_meeting(
    motesby: tuple[str, Town], open_page: OpenPage, js: bool
) -> None:
    page = open_page(js=js, axe=js)
    desk = at_the_meeting(page, motesby, "Anna")
    page.get_by_label("Ny fråga").fill("När börjar kursen?")
    page.get_by_label("Nya ärenden").fill("Tre nya")
    page.get_by_role("button", name="Spara dagordningen").click()
    expect(page.get_by_role("status")).to_contain_text("Dagordningen är sparad.")
    at_the_meeting(page, motesby, "Bo", "1 april")
    question = page.get_by_role("group", name="Fråga: När börjar kursen?")
    question.get_by_label("Svar på frågan").fill("I maj")
    question.get_by_role("checkbox").check()
    page.get_by_role("button", name="Spara dagordningen").click()
    expect(page.get_by_role("status")).to_contain_text("Dagordningen är sparad.")
    expect(page.get_by_label("Svar på frågan")).to_have_value("I maj")
    desk.sees("Samverkansmöte")


@JS
def test_what_is_to_be_confirmed_leads_to_the_box_to_tick(
    motesby: tuple[str, Town], open_page: OpenPage, js: bool
) -> None:
    page = open_page(js=js)
    at_the_meeting(page, motesby, "Anna")
    page.get_by_role("button", name="Spara och avsluta mötet").click()
    asked = page.get_by_role("alert").filter(has_text="Bekräfta för att gå vidare")
    asked.get_by_role("link").click()
    expect(page.get_by_label("Ja, avsluta mötet")).to_be_focused()


@JS
def test_two_who_write_in_one_agenda_keep_both_texts_and_are_told_when_they_meet(
    motesby: tuple[str, Town], open_page: OpenPage, js: bool
) -> None:
    annas, bos = open_page(js=js), open_page(js=js)
    at_the_meeting(annas, motesby, "Anna")
    at_the_meeting(bos, motesby, "Bo")
    bos.get_by_label("Nya ärenden").fill("Från Bo")
    bos.get_by_role("button", name="Spara dagordningen").click()
    expect(bos.get_by_role("status")).to_contain_text("Dagordningen är sparad.")
    annas.get_by_label("Planering").fill("Från Anna")
    annas.get_by_label("Nya ärenden").fill("Annas ord")
    annas.get_by_role("button", name="Spara dagordningen").click()
    expect(annas.get_by_role("heading", name="Så står det nu")).to_be_visible()
    expect(annas.get_by_role("region", name="Så står det nu").get_by_text("Från Bo")).to_be_visible()
    expect(annas.get_by_label("Nya ärenden")).to_have_value("Annas ord")
    annas.get_by_label("Nya ärenden").fill("Från Bo, och Annas ord")
    annas.get_by_role("button", name="Spara dagordningen").click()
    expect(annas.get_by_role("status")).to_contain_text("Dagordningen är sparad.")
    expect(annas.get_by_label("Planering")).to_have_value("Från Anna")
    bos.get_by_label("Övrigt").fill("Fika")
    bos.get_by_role("button", name="Spara dagordningen").click()
    expect(bos.get_by_role("status")).to_contain_text("Dagordningen är sparad.")
    assert [text for _, text in motesby[1].agenda(MARCH).items] == ["Från Bo, och Annas ord", "Från Anna"]


def test_the_agenda_on_paper_has_the_cases_and_what_is_written_and_nothing_to_press(
    motesby: tuple[str, Town], open_page: OpenPage
) -> None:
    page = open_page()
    at_the_meeting(page, motesby, "Anna")
    page.get_by_label("Nya ärenden").fill("Tre nya")
    page.get_by_label("Ny fråga").fill("När börjar kursen?")
    page.get_by_role("button", name="Spara dagordningen").click()
    expect(page.get_by_role("status")).to_contain_text("Dagordningen är sparad.")
    page.emulate_media(media="print")
    expect(page.get_by_role("row", name="Kim")).to_be_visible()
    expect(page.locator(".lead")).to_contain_text("Tisdag 3 mars 2026")
    written = page.locator(".on-paper")
    for text in ("Tre nya", "Planering", "Fråga: När börjar kursen?", "Med på mötet"):
        expect(written).to_contain_text(text)
    for unseen in ("textarea", "button", "summary"):
        assert [each.inner_text() for each in page.locator(f"main {unseen}").all() if each.is_visible()] == [], unseen
    picture(page, "agenda-on-paper")


def served_demo(slug: str, moment: str) -> Iterator[tuple[str, FixedClock]]:
    """The pages over a municipality's demo."""
    clock = FixedClock(local(moment))
    rutin = Rutin({slug: office(slug=slug)}, clock)
    fill(rutin, bootstrap.CONFIGS, local(moment))
    with served(create_app(rutin, demo=True, clock=clock)) as address:
        yield address, clock


@pytest.fixture
def sundbyberg() -> Iterator[tuple[str, FixedClock]]:
    yield from served_demo("sundbyberg", "2026-11-23 08:00")


@pytest.fixture
def malmo() -> Iterator[tuple[str, FixedClock]]:
    yield from served_demo("malmo", "2026-11-23 08:00")


@JS
def test_the_coordinator_gives_several_cases_to_a_colleague(
    sundbyberg: tuple[str, FixedClock], open_page: OpenPage, js: bool
) -> None:
    page = open_page(js=js, axe=js)
    desk = Desk(page, *sundbyberg, "sundbyberg")
    desk.sit("Sonja Exempelström")
    page.get_by_role("link", name="Att fördela i mottagningsgruppen").click()
    desk.sees("Att fördela i mottagningsgruppen")
    page.emulate_media(media="print")
    expect(page.get_by_role("row", name="Kim Demoås")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Fördela de valda").click()
    expect(page.get_by_role("alert")).to_contain_text("Välj minst ett ärende.")
    for person in ("Kim Demoås", "Sten Fejkman"):
        page.get_by_role("row", name=person).get_by_role("checkbox").check()
    page.get_by_label("Handläggare", exact=True).select_option("Mona Låtsaslund")
    page.get_by_role("button", name="Fördela de valda").click()
    expect(page.get_by_role("status")).to_contain_text("2 ärenden är fördelade.")
    expect(page.get_by_role("row", name="Kim Demoås")).to_have_count(0)
    if js:
        check(page, "the list to allocate")
    desk.sit("Mona Låtsaslund", "Kim Demoås")


@JS
def test_a_session_is_called_off_and_a_wrong_mark_is_put_right(
    malmo: tuple[str, FixedClock], open_page: OpenPage, js: bool
) -> None:
    page = open_page(js=js, axe=js)
    desk = Desk(page, *malmo, "malmo")
    desk.sit("Amir Provberg")
    page.get_by_role("link", name="Grupper", exact=True).click()
    page.get_by_role("link", name="Inskrivningsgruppen, allmän").click()
    page.get_by_role("link", name="10 november").click()
    page.get_by_role("group", name="Närvaro för Fatima Testgren").get_by_role(
        "radio", name="Kom inte", exact=True
    ).check()
    desk.press("Närvaro", "Spara närvaron", "1 person är noterad.")
    page.get_by_role("link", name="Rätta närvaron för Fatima Testgren").click()
    desk.sees("Rätta närvaron")
    page.get_by_role("radio", name="Kom", exact=True).check()
    page.get_by_role("button", name="Rätta närvaron").click()
    expect(page.get_by_role("alert")).to_contain_text("Skriv varför")
    page.get_by_label("Varför närvaron rättas").fill("Fel person")
    page.get_by_role("button", name="Rätta närvaron").click()
    expect(page.get_by_role("row", name="Fatima Testgren").locator(".badge")).to_have_text("Kom")
    page.get_by_role("link", name="Inskrivningsgruppen, allmän").click()
    page.get_by_role("main").get_by_role("link", name="I morgon").click()
    page.get_by_text("Ställ in träffen").first.click()
    desk.write("Ställ in träffen", "Varför träffen ställs in", "Ledaren är sjuk")
    desk.press("Ställ in träffen", "Ställ in träffen", "Träffen är inställd.")
    expect(page.get_by_text("Ledaren är sjuk")).to_be_visible()
    if js:
        check(page, "a session that is called off")
