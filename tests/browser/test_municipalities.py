"""Whole cases of Malmö, Eda and Stockholm, from start to an ending, the way caseworkers work them; pages on the way are accessible."""

from __future__ import annotations

from datetime import datetime

import pytest
from playwright.sync_api import expect

from core.clock import FixedClock
from tests.browser.conftest import OpenPage
from tests.browser.desk import Desk
from tests.browser.story import at
from tests.browser.test_accessible import check

pytestmark = pytest.mark.browser
Real = tuple[str, FixedClock]


def desk_in(town: str, open_page: OpenPage, real: Real, moment: datetime) -> Desk:
    """A desk in a municipality, with axe at hand."""
    real[1].set(moment)
    return Desk(open_page(axe=True), *real, town)


def test_malmo_from_first_contact_to_planning(open_page: OpenPage, real: Real) -> None:
    name, sara, way_in = "Vera Vardag", "Sara Exempelsson", "Inskrivningsmöte eller trepartssamtal"
    desk = desk_in("malmo", open_page, real, at(13, 9))
    desk.sit("Maja Demolund")
    desk.begins("Personen kontaktar mottaget", name, "19850312-2395", omrade="Norr")
    desk.book("Nybesök", "2026-04-14", "10:00")
    desk.later(at(14, 11), sara, name)
    desk.answer("Nybesök", "Resultat", "Mötet blev av")
    desk.press("Nybesök", "Spara hur det gick")
    desk.answer("Beslut om ekonomiskt bistånd", "Beslut", "Beviljas")
    desk.press("Beslut om ekonomiskt bistånd", "Fatta beslutet")
    expect(desk.form("Gäller något undantag?").get_by_text("Är personen i övrigt självförsörjande")).to_be_hidden()
    desk.no_to_all("Gäller något undantag?")
    desk.done("Gäller något undantag?")
    reason = desk.form(way_in).get_by_label("Motivering (behövs om svaret är ja)").first
    expect(reason).to_be_hidden()
    desk.no_to_all(way_in)
    desk.answer(way_in, "Olämpligt med grupp", "Ja")
    reason.fill("Vågar inte vara i grupp.")
    desk.done(way_in)
    desk.answer("Förbered trepartssamtalet", "Behövs tolk", "Nej")
    desk.answer("Förbered trepartssamtalet", "Samtycke", "Nej")
    desk.done("Förbered trepartssamtalet")
    expect(desk.form("Boka Trepartssamtal").get_by_text("Sms kan inte väljas")).to_be_visible()
    desk.book("Trepartssamtal", "2026-04-16", "09:00")
    desk.later(at(16, 10), sara, name)
    desk.tick_all("Trepartssamtal")
    desk.answer("Trepartssamtal", "Resultat", "Mötet blev av")
    desk.press("Trepartssamtal", "Spara hur det gick")
    desk.done("Skriv in personen")
    desk.sit("Amir Provberg", name)
    desk.press("Arbetsmarknadsplanering", "Avsluta den här delen")
    desk.ended("Inskriven och planeringen har börjat")
    check(desk.page, "malmo-slut")


def test_eda_from_need_to_work(open_page: OpenPage, real: Real) -> None:
    name, ingrid, ali = "Nils Närvaro", "Ingrid Demoberg", "Ali Exempelsson"
    handover, first, assignment = (
        "Nytt ärende lämnas till AME på samverkansmötet",
        "Första trepartssamtalet",
        "AME får uppdraget att verkställa insatsen",
    )
    desk = desk_in("eda", open_page, real, at(1, 9))
    desk.sit(ingrid)
    desk.begins("En person bedöms behöva stöd", name, "19900101-2385", behov="Behov av försörjningsstöd")
    for track in ("Beslut om försörjningsstöd", "Gör klart kartläggningen", "Informera klienten"):
        expect(desk.form(track)).to_be_visible()
    desk.answer("Beslut om försörjningsstöd", "Beslut", "Beviljas")
    desk.press("Beslut om försörjningsstöd", "Fatta beslutet")
    desk.no_to_all("Överväg kompetenshöjande insats")
    desk.done("Överväg kompetenshöjande insats")
    desk.write("Gör klart kartläggningen", "Kartläggning av klienten", "Dnr 2026-1")
    desk.done("Gör klart kartläggningen")
    desk.tick_all("Informera klienten")
    desk.done("Informera klienten")
    desk.answer(handover, "Anvisas efter beslut om", "Försörjningsstöd")
    desk.press(handover, "Erbjud")
    desk.sit(ali, name)
    desk.answer(handover, "Ert svar", "Tas emot")
    desk.press(handover, "Spara svaret")
    desk.done("Återkoppla till handläggaren på IFO om ett trepartssamtal")
    desk.later(at(2, 9), ingrid, name)
    desk.answer("Förbered det första trepartssamtalet", "Behövs tolk", "Nej")
    desk.done("Förbered det första trepartssamtalet")
    desk.book(first, "2026-04-09", "13:00")
    desk.later(at(9, 14), ingrid, name)
    desk.write(first, "Överenskommelse", "Dnr 2026-2")
    desk.write(first, "Beslutet gäller från", "2026-04-10")
    desk.write(first, "Beslutet gäller till", "2026-09-30")
    desk.write(first, "Dag och tid för inskrivningssamtalet", "Tisdag den 14 april klockan 9")
    desk.answer(first, "Samtycke", "Ja")
    desk.tick_all(first)
    desk.answer(first, "Resultat", "Mötet blev av")
    desk.press(first, "Spara hur det gick")
    desk.press(assignment, "Erbjud")
    desk.sit(ali, name)
    desk.answer(assignment, "Ert svar", "Tas emot")
    desk.press(assignment, "Spara svaret")
    desk.book("Inskrivningssamtal på AME", "2026-04-14", "09:00")
    desk.later(at(14, 10), ali, name)
    desk.write("Inskrivningssamtal på AME", "Fördjupad kartläggning", "Dnr 2026-3")
    desk.write("Inskrivningssamtal på AME", "Individuell plan", "Dnr 2026-4")
    desk.answer("Inskrivningssamtal på AME", "Är personen i försörjningsstödspraktik", "Nej")
    desk.tick_all("Inskrivningssamtal på AME")
    desk.answer("Inskrivningssamtal på AME", "Resultat", "Mötet blev av")
    desk.press("Inskrivningssamtal på AME", "Spara hur det gick")
    check(desk.page, "eda-stod")
    desk.sit(ali, name)
    desk.done("Stöd och planering efter överenskommelsen")
    desk.answer("Avsluta uppdraget i samråd", "Resultat", "Arbete")
    desk.done("Avsluta uppdraget i samråd")
    desk.ended("Arbete")


def test_stockholm_from_application_to_two_decisions(open_page: OpenPage, real: Real) -> None:
    name, step = "Ebba Enskild", "Utred behov, syfte och mål tillsammans med personen"
    right, beyond = "Prövning av rätten till insatsen", "Prövning av insatsen utöver rätten"
    desk = desk_in("stockholm", open_page, real, at(13, 9))
    desk.sit("Hanna Demoström")
    desk.begins("Ansökan kommer in", name, "20010203-2380", malgrupp="Unga som varken arbetar eller studerar")
    desk.no_to_all(step)
    for question in ("folkbokförd", "jobbcoachning", "lämplig åtgärd", "kompletterande stöd"):
        desk.form(step).get_by_role("group", name=question).get_by_label("Ja", exact=True).check()
    for box in desk.form(step).get_by_role("textbox").all():
        if box.is_visible():
            box.fill("Se utredningen.")
    desk.tick_all(step)
    desk.done(step)
    desk.form(right).get_by_label("Ja, fatta beslutet: Avslag").check()
    desk.press(right, "Fatta beslutet: Avslag")
    suggestion = desk.form(beyond).get_by_text("Förslag:")
    expect(suggestion).to_contain_text("Insatsen beviljas")
    desk.answer(beyond, "Beslut", "Insatsen beviljas Förslag")
    desk.write(beyond, "Insatsen beviljas från och med", "2026-04-20")
    check(desk.page, "stockholm-beslut")
    desk.sit("Hanna Demoström", name)
    desk.answer(beyond, "Beslut", "Insatsen beviljas Förslag")
    desk.write(beyond, "Insatsen beviljas från och med", "2026-04-20")
    desk.press(beyond, "Fatta beslutet")
    record = desk.page.get_by_role("article", name=f"{beyond}: Insatsen beviljas")
    expect(record.get_by_role("row", name="19–29 år")).to_contain_text("Uppfyllt")
    desk.press("Underrätta personen om besluten", "Skicka brevet")
    desk.ended("Beviljad")
    expect(desk.page.get_by_role("link", name="(pdf)")).to_be_visible()
    check(desk.page, "stockholm-slut")
