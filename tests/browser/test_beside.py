"""What stands beside the plain steps, in Chromium: a decision with a table, a handover between two people, tracks, a letter to PDF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from core import bootstrap
from core.clock import FixedClock
from tests.browser.conftest import PHONE, WIDE, OpenPage
from tests.browser.desk import Desk, visit
from tests.browser.serving import served
from tests.browser.story import ZONE
from tests.browser.test_accessible import check, come_in
from tests.web.beside import beside_page
from tests.web.fake import CASE, FakeRutin
from web.app import create_app

pytestmark = pytest.mark.browser
CONFIGS = Path(__file__).parents[1] / "fixtures" / "municipalities"
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZONE).astimezone(UTC)
AFTER = datetime(2026, 3, 3, 11, 0, tzinfo=ZONE).astimezone(UTC)
Provstad = tuple[str, FixedClock]


@pytest.fixture(scope="module")
def provstad() -> Iterator[Provstad]:
    """The pages over the real application with Provstad's routine."""
    clock = FixedClock(MONDAY)
    rutin = bootstrap.open_rutin(CONFIGS, None, clock)
    with served(create_app(rutin, demo=True, clock=clock)) as address:
        yield address, clock
    bootstrap.close(rutin)


class Provdesk(Desk):
    """A desk in Provstad, where Anna works."""

    def __init__(self, page: Page, provstad: Provstad) -> None:
        super().__init__(page, *provstad, "provstad")
        self.person = ""

    def apply(self, name: str, number: str) -> None:
        self.clock.set(MONDAY)
        self.person = name
        self.sit("Anna Provsson")
        self.begins("Ansökan om stöd", name, number)
        expect(self.page.get_by_role("status")).to_contain_text("Ärendet är öppnat.")

    def fill_booking(self) -> None:
        form = self.form("Boka Samtal")
        form.get_by_label("En annan dag").check()
        form.get_by_label("Datum").fill("2026-03-03")
        form.get_by_label("Klockslag").fill("10:00")

    def meet(self) -> None:
        self.fill_booking()
        self.press("Boka Samtal", "Boka tiden", "Bokat till")
        self.clock.set(AFTER)
        self.sit("Anna Provsson", self.person)
        self.form("Samtal").get_by_label("Muntligt").check()
        self.form("Samtal").get_by_label("Skriftligt").check()
        self.answer("Samtal", "Samtycke: Påminnelser med sms", "Nej")
        self.answer("Samtal", "Resultat", "Mötet blev av")
        self.press("Samtal", "Spara hur det gick", "Samtal")

    def to_decision(self, name: str, number: str) -> None:
        self.apply(name, number)
        self.meet()
        self.form("Inkomster").get_by_label("Inkomst").fill("1200")
        self.press("Inkomster", "Spara som klart", "Inkomster")
        self.form("Hälsosamtal").get_by_label("Hälsa").fill("Trött")
        self.press("Hälsosamtal", "Spara som klart", "Hälsosamtal")
        self.page.get_by_text("Hoppa över steget").click()
        self.press("Hoppa över Hembesök", "Hoppa över", "”Hembesök” hoppades över.")

    def propose(self) -> None:
        form = "Beslut om stöd"
        self.form(form).get_by_label("Timmar i månaden").fill("30")
        self.answer(form, "Bor personen ensam", "Ja")
        self.answer(form, "Personen behöver hjälp varje vecka", "Ja")
        self.form(form).get_by_label("Motivering (behövs om svaret är ja)").fill("Ramlar ofta.")
        self.answer(form, "Förslag till beslut", "Beviljas")
        self.press(form, "Lägg fram förslaget", "Beslut om stöd")

    def decide(self, name: str) -> None:
        self.sit("Bo Provman", name)
        self.form("Beslut om stöd").get_by_label("Besluta enligt förslaget: Beviljas").check()
        self.press("Beslut om stöd", "Spara beslutet", "beslutat")


@pytest.mark.parametrize("js", [True, False])
def test_a_decision_goes_from_form_to_record(open_page: OpenPage, provstad: Provstad, js: bool) -> None:
    name, number = ("Kim Beslutsson", "19900101-2385") if js else ("Kim Skriptlös", "19850312-2395")
    desk = Provdesk(open_page(js=js), provstad)
    desk.to_decision(name, number)
    form = desk.form("Beslut om stöd")
    form.get_by_label("Timmar i månaden").fill("30")
    desk.answer("Beslut om stöd", "Bor personen ensam", "Ja")
    desk.answer("Beslut om stöd", "Personen behöver hjälp varje vecka", "Ja")
    desk.answer("Beslut om stöd", "Förslag till beslut", "Beviljas")
    form.get_by_role("button", name="Lägg fram förslaget").click()
    alert = desk.page.get_by_role("alert")
    alert.get_by_role("link", name="Skriv en motivering till svaret").click()
    expect(desk.page.get_by_label("Motivering (behövs om svaret är ja)")).to_be_focused()
    expect(form.get_by_label("Timmar i månaden")).to_have_value("30")
    desk.propose()
    expect(desk.page.get_by_text("Beslutet fattas av Enhetschef.")).to_be_visible()
    desk.decide(name)
    record = desk.page.get_by_role("article", name="Beslut om stöd: Beviljas")
    for said in (
        "4 kap. 1 § provlagen (2020:1)",
        "Behöver kontrolleras",
        "4.2: Stöd över 20 timmar",
        "Överklagas till förvaltningsrätten",
    ):
        expect(record).to_contain_text(said)
    row = record.get_by_role("row", name="Personen behöver hjälp varje vecka")
    expect(row).to_contain_text("Uppfyllt")
    expect(row).to_contain_text("Bedömt av Anna Provsson")
    expect(row).to_contain_text("Ramlar ofta.")


def test_parallel_tracks_stand_side_by_side(open_page: OpenPage, provstad: Provstad) -> None:
    desk = Provdesk(open_page(), provstad)
    desk.apply("Robin Spårvall", "19991224-2386")
    desk.meet()
    for track, step in (("Ekonomi", "Inkomster"), ("Hälsa", "Hälsosamtal")):
        region = desk.page.get_by_role("region", name=f"Parallellt spår: {track}")
        expect(region.get_by_role("heading", name=step)).to_be_visible()
    expect(desk.page.get_by_text("Klart senast").first).to_be_visible()
    desk.form("Hälsosamtal").get_by_label("Hälsa").fill("Trött")
    desk.press("Hälsosamtal", "Spara som klart", "Hälsosamtal")
    expect(desk.page.get_by_role("region", name="Parallellt spår: Hälsa")).to_have_count(0)
    expect(desk.form("Inkomster")).to_be_visible()


def test_a_letter_is_looked_at_first_and_opened_as_pdf(open_page: OpenPage, provstad: Provstad) -> None:
    desk = Provdesk(open_page(), provstad)
    desk.apply("Nova Brevlåda", "20010203-2380")
    desk.fill_booking()
    desk.form("Boka Samtal").get_by_role("button", name="Visa brevet först").click()
    letter = desk.page.get_by_role("region", name="Så här blir brevet: Kallelse")
    expect(letter).to_contain_text("tisdag 3 mars 2026 kl. 10.00")
    expect(desk.form("Boka Samtal").get_by_label("Klockslag")).to_have_value("10:00")
    desk.press("Boka Samtal", "Boka tiden", "Bokat till")
    link = desk.page.get_by_role("link", name="Kallelse (pdf)")
    address = link.get_attribute("href")
    assert address is not None
    assert address.endswith("/brev/1.pdf")
    answer = desk.page.request.get(desk.address + address)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")


def test_a_handover_goes_between_two_people(open_page: OpenPage, provstad: Provstad) -> None:
    name = "Mio Överlämning"
    desk = Provdesk(open_page(), provstad)
    desk.to_decision(name, "19780412-2385")
    desk.propose()
    desk.decide(name)
    desk.sit("Anna Provsson", name)
    desk.press("Underrätta om beslutet", "Skicka brevet", "Underrätta om beslutet")
    desk.form("Överlämning till utföraren").get_by_label("Genomförandeplanen är skriven").check()
    desk.press("Överlämning till utföraren", "Erbjud Utförarenheten", "erbjudet")
    expect(desk.page.get_by_text("Ärendet är erbjudet till Utförarenheten.")).to_be_visible()
    desk.sit("Cia Provlind")
    expect(desk.page.get_by_role("row", name=name)).to_contain_text(
        "Svara: ta emot ärendet, tacka nej eller skicka tillbaka"
    )
    desk.page.get_by_role("link", name=name).click()
    desk.answer("Överlämning till utföraren", "Ert svar", "Skicka tillbaka")
    desk.form("Överlämning till utföraren").get_by_label("Skäl (behövs för").fill("Planen saknas")
    desk.press("Överlämning till utföraren", "Spara svaret", "Skicka tillbaka")
    desk.sit("Anna Provsson", name)
    expect(desk.page.get_by_text("av Cia Provlind: Planen saknas").first).to_be_visible()
    desk.form("Överlämning till utföraren").get_by_label("Genomförandeplanen är skriven").check()
    desk.press("Överlämning till utföraren", "Erbjud Utförarenheten", "erbjudet")
    desk.sit("Cia Provlind", name)
    desk.answer("Överlämning till utföraren", "Ert svar", "Ta emot ärendet")
    desk.press("Överlämning till utföraren", "Spara svaret", "Ta emot ärendet")
    expect(desk.form("Stödet ges").get_by_role("button", name="Avsluta den här delen")).to_be_visible()


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_everything_beside_is_accessible_and_fits(
    open_page: OpenPage, invented: tuple[str, FakeRutin], size: str
) -> None:
    page = open_page(size=WIDE if size == "wide" else PHONE, axe=True)
    address, rutin = invented
    kept, rutin.case_page = rutin.case_page, beside_page()
    come_in(page, address)
    visit(page, f"{address}/bengtsfors/arenden/{CASE}")
    check(page, f"beside-{size}")
    rutin.case_page = kept


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_routine_page_is_accessible_and_fits(open_page: OpenPage, provstad: Provstad, size: str) -> None:
    page = open_page(size=WIDE if size == "wide" else PHONE, axe=True)
    desk = Provdesk(page, provstad)
    desk.sit("Anna Provsson")
    visit(page, f"{desk.address}/provstad/rutiner/stod")
    check(page, f"routine-rich-{size}")
