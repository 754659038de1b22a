"""Bengtsfors' routine, worked in a real browser the way caseworkers do: with labels and buttons, never with addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

from core.clock import FixedClock
from tests.browser.desk import visit

ZONE = ZoneInfo("Europe/Stockholm")
MONDAY = datetime(2026, 4, 13, 9, 0, tzinfo=ZONE)
"""An ordinary week without holidays, in which the routine's chain of weekdays fits."""


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in that week."""
    return datetime(2026, 4, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


class Story:
    """One page, and the hands on it."""

    def __init__(self, page: Page, address: str, clock: FixedClock) -> None:
        self.page, self.address, self.clock = page, address, clock
        self.clicks = 0

    def come_in(self, name: str) -> None:
        """From the front page to somebody's worklist."""
        visit(self.page, f"{self.address}/")
        self.click("link", "Bengtsfors kommun")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Vem vill du vara?")
        self.click("button", name)
        expect(self.page.get_by_role("heading", level=1)).to_have_text("Mina uppgifter")

    def change_to(self, name: str, moment: datetime) -> None:
        """Time passes and somebody else sits down."""
        self.clock.set(moment)
        self.come_in(name)

    def click(self, role: str, name: str) -> None:
        """One click on what is called `name`."""
        self.clicks += 1
        self.page.get_by_role(role, name=name).first.click()  # type: ignore[arg-type]

    def open(self, person: str) -> None:
        """Opens a person's case from the worklist."""
        self.click("link", person)
        self.sees(person)

    def sees(self, heading: str) -> None:
        """Waits until the page has this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def said(self, text: str) -> None:
        """Waits until the page says that something was carried out."""
        expect(self.page.get_by_role("status")).to_contain_text(text)

    def apply(self, name: str, number: str) -> None:
        """Registers an application."""
        self.page.get_by_role("link", name="Nytt ärende").first.click()
        self.sees("Nytt ärende")
        self.click("link", "Ansökan om ekonomiskt bistånd")
        self.page.get_by_label("Personnummer").fill(number)
        self.page.get_by_label("Namn", exact=True).fill(name)
        self.click("button", "Öppna ärendet")
        self.sees(name)
        self.said("Ärendet är öppnat.")

    def book(self, step: str, day: str, clock: str) -> None:
        """Books a suggested day."""
        form = self.page.get_by_role("form", name=f"Boka {step}")
        form.get_by_label(day).check()
        form.get_by_label("Klockslag").fill(clock)
        form.get_by_role("button", name="Boka tiden").click()
        self.said("Bokat till")

    def hold(self, step: str, answers: dict[str, str]) -> None:
        """Notes that a meeting was held, by everybody who was called where that is asked."""
        form = self.page.get_by_role("form", name=step, exact=True)
        for question, answer in answers.items():
            form.get_by_role("group", name=question).get_by_label(answer).check()
        for each in form.get_by_role("group", name="Med på mötet").get_by_role("checkbox").all():
            each.check()
        radios = form.get_by_role("group", name="Resultat")
        if radios.count():
            radios.get_by_label("Mötet blev av").check()
        form.get_by_role("button", name="Spara hur det gick").click()
        self.said(step)

    def whole_case(self, name: str, number: str) -> None:
        """From application to activity."""
        self.clock.set(MONDAY.astimezone(UTC))
        self.come_in("Anna Demosson")
        self.apply(name, number)
        self.book("Utredningssamtal", "Tisdag 14 april", "10:00")
        self.change_to("Anna Demosson", at(14, 10, 30))
        self.open(name)
        answers = {"Är personen arbetslös": "Ja", "Har personen rätt": "Ja", "Har personen redan": "Nej"}
        self.hold("Utredningssamtal", answers)
        self.book("Kartläggningssamtal", "Onsdag 15 april", "09:00")
        self.change_to("Bo Exempelgren", at(15, 9, 30))
        self.open(name)
        self.hold("Kartläggningssamtal", {"Är det oklart": "Nej"})
        self.book("Trepartssamtal", "Torsdag 16 april", "09:00")
        self.change_to("Bo Exempelgren", at(16, 9, 30))
        self.open(name)
        self.hold("Trepartssamtal", {})
        self.change_to("Bo Exempelgren", at(17, 10, 0))
        self.open(name)
        form = self.page.get_by_role("form", name="Aktivitet", exact=True)
        form.get_by_label("Sysselsättning som erbjuds").fill("Praktik på biblioteket")
        form.get_by_label("Första dagen i aktiviteten").fill("2026-04-17")
        form.get_by_role("button", name="Spara som klart").click()
        expect(self.page.get_by_role("heading", name="Ärendet är avslutat")).to_be_visible()
        expect(self.page.get_by_text("Sysselsättning har erbjudits").first).to_be_visible()
