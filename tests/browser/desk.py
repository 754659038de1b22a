"""The hands of caseworkers at one desk: they sit down, open cases, fill in forms and press buttons, by label and never by address."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Error, Locator, Page, expect

from core.clock import FixedClock


def visit(page: Page, address: str) -> None:
    """Goes to an address, as a person does who types it in.

    A page that has just been swapped may still be putting its own address into the history. Once in some thousand times the browser
    lets that win and gives up the journey. Then one asks again, as a person would; a second refusal is a fault.
    """
    try:
        page.goto(address)
    except Error as error:
        if "net::ERR_ABORTED" not in error.message:
            raise
        page.goto(address)


class Desk:
    """One page in one municipality. Colleagues take turns at it."""

    def __init__(self, page: Page, address: str, clock: FixedClock, town: str) -> None:
        self.page, self.address, self.clock, self.town = page, address, clock, town

    def sit(self, name: str, person: str | None = None) -> None:
        """Somebody sits down, and opens a person's case from their worklist."""
        visit(self.page, f"{self.address}/{self.town}")
        self.page.get_by_role("button", name=name).click()
        self.sees("Mina uppgifter")
        if person is not None:
            self.page.get_by_role("link", name=person).first.click()
            self.sees(person)

    def later(self, moment: datetime, name: str, person: str) -> None:
        """Time passes, and somebody sits down at the case."""
        self.clock.set(moment)
        self.sit(name, person)

    def sees(self, heading: str) -> None:
        """Waits until the page has this heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)

    def begins(self, start: str, name: str, number: str, **more: str) -> None:
        """Opens a case about a person. `more`: what else is asked, a choice by its answer's label or a text, by the fact's id."""
        self.page.get_by_role("link", name="Nytt ärende").first.click()
        self.page.get_by_role("link", name=start).click()
        self.page.get_by_label("Personnummer").fill(number)
        self.page.get_by_label("Namn", exact=True).fill(name)
        for question, answer in more.items():
            field = self.page.locator(f'[name="f.{question}"]:not([type="hidden"])')
            if field.count() > 1:
                self.page.get_by_label(answer, exact=True).check()
            else:
                field.fill(answer)
        self.page.get_by_role("button", name="Öppna ärendet").click()
        self.sees(name)

    def form(self, name: str) -> Locator:
        """The form of a step."""
        return self.page.get_by_role("form", name=name, exact=True)

    def answer(self, form: str, question: str, answer: str) -> None:
        """Chooses an answer to a question."""
        self.form(form).get_by_role("group", name=question).get_by_label(answer, exact=True).check()

    def write(self, form: str, label: str, text: str) -> None:
        """Writes a text."""
        self.form(form).get_by_label(label).fill(text)

    def tick_all(self, form: str) -> None:
        """Ticks every box of the checklist and of the information that is given."""
        for box in self.form(form).get_by_role("checkbox").all():
            box.check()

    def press(self, form: str, button: str, said: str = "") -> None:
        """Sends the form, and waits until the page says that it was carried out."""
        self.form(form).get_by_role("button", name=button).click()
        expect(self.page.get_by_role("status")).to_contain_text(said or form)

    def done(self, step: str) -> None:
        """A step is done."""
        self.press(step, "Spara som klart")

    def no_to_all(self, step: str) -> None:
        """Every yes/no question that shows is answered no."""
        for no in self.form(step).locator("input[type=radio][value=no]").all():
            if no.is_visible():
                no.check()

    def book(self, step: str, day: str, clock: str) -> None:
        """Books a meeting on a day: one of the suggested, or a date."""
        form = self.form(f"Boka {step}")
        if day[:1].isdigit():
            if form.get_by_label("En annan dag").count():
                form.get_by_label("En annan dag").check()
            form.get_by_label("Datum").fill(day)
        else:
            form.get_by_label(day).check()
        form.get_by_label("Klockslag").fill(clock)
        form.get_by_role("button", name="Boka tiden").click()
        expect(self.page.get_by_role("status")).to_contain_text("Bokat till")

    def ended(self, how: str) -> None:
        """The case is over, and says how."""
        expect(self.page.get_by_role("heading", name="Ärendet är avslutat")).to_be_visible()
        expect(self.page.locator(".ending")).to_have_text(how)
