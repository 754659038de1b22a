"""Plugins' panels and pages in a real browser, over the real application: a list becomes cases, with and without JavaScript."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import FilePayload, Page, expect

from core.clock import FixedClock
from core.scenarios.people import person_number
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.desk import visit
from tests.browser.test_accessible import check
from tests.web.fake import FakeRutin

pytestmark = pytest.mark.browser
Real = tuple[str, FixedClock]


def come_in(page: Page, address: str) -> None:
    """Cilla sits down."""
    visit(page, f"{address}/bengtsfors")
    page.get_by_role("button", name="Cilla Provlund").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")


def paste(page: Page, address: str, name: str, serial: int, *, as_file: bool = False) -> None:
    """Pastes a school's list with one person (or chooses the file it came as), looks it through and opens the case."""
    visit(page, f"{address}/bengtsfors/tillagg/bengtsfors_kaa/listor")
    page.get_by_label("Vilken lista").select_option("skola")
    page.get_by_label("Vem har skickat den").fill("Ågymnasiet")
    number = person_number(date(2008, 6, 15), serial)
    said = f"Personnummer;Namn\n{number};{name}"
    if as_file:
        file = FilePayload(name="lista.csv", mimeType="text/csv", buffer=said.encode("cp1252"))
        page.get_by_label("Fil med listan").set_input_files(file)
    else:
        page.get_by_role("textbox", name="Listan").fill(said)
    page.get_by_role("button", name="Granska listan").click()
    expect(page.get_by_text("Kan öppnas")).to_be_visible()
    page.get_by_role("button", name="Öppna 1 ärende").click()
    expect(page.get_by_role("status")).to_contain_text("1 ärende är öppnat.")


def open_case(page: Page, address: str, name: str) -> None:
    visit(page, f"{address}/bengtsfors/sok")
    page.get_by_label("Namn, personnummer").fill(name)
    page.get_by_role("button", name="Sök").click()
    page.get_by_role("link", name=name).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_a_list_becomes_a_case_and_its_panel_comes_by_itself(open_page: OpenPage, real: Real, size: str) -> None:
    page = open_page(size=WIDE if size == "wide" else PHONE, axe=True)
    come_in(page, real[0])
    name, serial = ("Kim Bredskärm", 1) if size == "wide" else ("Kim Smalskärm", 2)
    paste(page, real[0], name, serial, as_file=size == "phone")
    open_case(page, real[0], name)
    panel = page.get_by_role("region", name="Läget i KAA")
    expect(panel).to_contain_text("Fyller 20 år")
    expect(panel).to_contain_text("15 juni 2028")
    check(page, f"kaa-case-{size}")


def test_all_of_it_works_without_javascript(open_page: OpenPage, real: Real) -> None:
    page = open_page(js=False)
    come_in(page, real[0])
    paste(page, real[0], "Kim Utanskript", 3)
    open_case(page, real[0], "Kim Utanskript")
    page.get_by_role("link", name="Visa läget i KAA").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Läget i KAA")
    expect(page.get_by_role("main")).to_contain_text("15 juni 2028")


@pytest.mark.parametrize("js", [True, False], ids=["htmx", "without javascript"])
def test_a_form_that_the_plugin_does_not_answer_loses_nothing(
    open_page: OpenPage, invented: tuple[str, FakeRutin], js: bool
) -> None:
    address, rutin = invented
    page = open_page(js=js, faults=True)
    visit(page, f"{address}/bengtsfors")
    page.get_by_role("button", name="Anna Demosson").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")
    visit(page, f"{address}/bengtsfors/tillagg/bengtsfors_kaa/listor")
    page.get_by_role("textbox", name="Listan", exact=True).fill("Kim Påhittad")
    rutin.plugins.failed = "Sidan kan inte visas just nu. Inget har ändrats."
    try:
        page.get_by_role("button", name="Granska").click()
        told = page.get_by_role("alert") if js else page.get_by_role("main")
        expect(told).to_contain_text("Sidan kan inte visas just nu. Inget har ändrats.")
        if js:
            expect(told).to_contain_text("Det du skrev finns kvar på sidan.")
            expect(page.get_by_role("textbox", name="Listan", exact=True)).to_have_value("Kim Påhittad")
        else:
            expect(told).to_contain_text("Kim Påhittad")
    finally:
        rutin.plugins.failed = ""
