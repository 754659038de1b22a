"""Each page as a whole page, as a fragment for htmx, and in its rare states."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from starlette.testclient import TestClient

from core.application.case import views as v
from core.application.form import views as w
from core.application.forums.records import Skipped, TakenUp
from core.application.lists import views as lists
from core.application.reading.identity import twelve_digits
from core.application.step.actions import AssignAction
from core.clock import FixedClock
from core.errors import StorageError
from core.model.people import SYSTEM
from core.words import date_words
from tests.web.conftest import HTMX, SAME
from tests.web.fake import BOOK, CASE, EARLIER, NASTY, NOW, FakeRutin, item, page
from web.app import create_app
from web.sessions import MemorySessions
from web.times import ZONE

PAGES = [
    ("/", "Välj kommun"),
    ("/bengtsfors", "Vem vill du vara?"),
    ("/tillganglighet", "Tillgänglighet"),
    ("/bengtsfors/uppgifter", "Mina uppgifter"),
    ("/bengtsfors/uppgifter/enheten", "Enhetens uppgifter"),
    ("/bengtsfors/nytt", "Nytt ärende"),
    ("/bengtsfors/nytt/aktivitet/ansokan", "Ansökan om bistånd"),
    (f"/bengtsfors/arenden/{CASE}", "Kim Påhittad"),
    ("/bengtsfors/sok", "Sök ärende"),
    ("/bengtsfors/register/kaa", "KAA-registret"),
    ("/bengtsfors/platser", "Platser"),
    ("/bengtsfors/platser/vantorp", "Väntorp"),
    ("/bengtsfors/grupper", "Grupper"),
    ("/bengtsfors/grupper/allman", "Inskrivningsgruppen, allmän"),
    ("/bengtsfors/grupper/allman/2026-04-07T0900", "Inskrivningsgruppen, allmän"),
    ("/bengtsfors/jour", "Jour"),
    ("/bengtsfors/rapporter", "Rapporter"),
    ("/bengtsfors/rapporter/manad", "Månadsrapport från AME till IFO"),
    ("/bengtsfors/rapporter/manad/arenden?period=2026-03&figur=nya", "Avslutade"),
    ("/bengtsfors/driftstorningar", "Driftstörningar"),
    ("/bengtsfors/samverkan", "Samverkan"),
    ("/bengtsfors/samverkan/samverkan", "Samverkansmöte IFO och AME"),
    ("/bengtsfors/samverkan/samverkan/2026-04-07", "Samverkansmöte IFO och AME"),
    ("/bengtsfors/samverkan/samverkan/2026-04-02", "Samverkansmöte IFO och AME"),
    ("/bengtsfors/kalender", "Min kalender"),
    ("/bengtsfors/tillagg/bengtsfors_kaa/listor", "Skolornas listor"),
    ("/bengtsfors/rutiner", "Rutiner"),
    ("/bengtsfors/rutiner/aktivitet", "Från ansökan till aktivitet"),
    ("/bengtsfors/rutiner/aktivitet/varden", "Varje värde med fil och rad"),
    ("/bengtsfors/kommunen", "Kommunen"),
    ("/bengtsfors/kommunen/kontor", "Kontoret"),
    ("/bengtsfors/kommunen/stod", "Stödet"),
    ("/bengtsfors/kommunen/spar", "SPAR"),
]
LOST = [
    "/ingenkommun",
    "/ingenkommun/uppgifter",
    "/bengtsfors/finns-inte",
    "/bengtsfors/arenden/okant",
    f"/bengtsfors/arenden/{CASE}/okant",
    "/bengtsfors/rutiner/okand",
    "/bengtsfors/rutiner/okand/varden",
    "/bengtsfors/register/okant",
    "/bengtsfors/kommunen/okand",
    "/bengtsfors/platser/okand",
    "/bengtsfors/tillagg/bengtsfors_kaa/okand",
    "/bengtsfors/tillagg/okand/listor",
    f"/bengtsfors/arenden/{CASE}/ruta/bengtsfors_kaa/okand",
    "/bengtsfors/grupper/okand",
    "/bengtsfors/samverkan/okand",
    "/bengtsfors/samverkan/samverkan/sedan",
    "/bengtsfors/grupper/allman/sedan",
    "/bengtsfors/rapporter/okand",
    "/bengtsfors/nytt/aktivitet/okand",
    "/a/b/c/d/e",
]


def heading(html: str) -> str:
    """The text of the page's only h1."""
    found = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.DOTALL)
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize(("path", "title"), PAGES)
def test_a_page_is_whole_and_says_what_it_is(browser: TestClient, path: str, title: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 200
    html = answer.text
    assert html.startswith('<!doctype html>\n<html lang="sv"')
    assert heading(html) == title
    assert html.count("<main") == 1
    assert "Hoppa till innehållet" in html
    assert "påhittade personer" in html


@pytest.mark.parametrize(("path", "title"), PAGES)
def test_the_same_address_gives_htmx_the_part_inside_main_and_the_menu(
    browser: TestClient, path: str, title: str
) -> None:
    answer = browser.get(path, headers=HTMX)
    assert answer.status_code == 200
    html = answer.text
    assert heading(html) == title
    assert "<html" not in html
    assert "<main" not in html
    assert html.startswith("<title>")
    assert '<nav id="meny"' in html
    assert 'hx-swap-oob="true"' in html


@pytest.mark.parametrize(("path", "_title"), PAGES)
def test_a_fragment_holds_what_the_page_holds(browser: TestClient, path: str, _title: str) -> None:
    whole = re.search(r"<main[^>]*>(.*)</main>", browser.get(path).text, re.DOTALL)
    assert whole is not None
    fragment = browser.get(path, headers=HTMX).text
    inside = fragment[fragment.index("</title>") + len("</title>") : fragment.index('<nav id="meny"')]
    assert without_ids(inside) == without_ids(whole[1])


def without_ids(html: str) -> str:
    """HTML without the ids that are new in each form, and without space that does not show."""
    return re.sub(r"\s+", " ", re.sub(r'name="command" value="[0-9a-f]{32}"', "", html)).strip()


@pytest.mark.parametrize("path", LOST)
def test_what_does_not_exist_is_said_in_swedish_with_somewhere_to_go(browser: TestClient, path: str) -> None:
    answer = browser.get(path)
    assert answer.status_code == 404
    assert heading(answer.text) == "Det du söker finns inte här"
    assert 'class="links"' in answer.text


def test_a_wrong_method_is_answered_like_a_missing_page(browser: TestClient) -> None:
    assert browser.delete("/bengtsfors/uppgifter").status_code == 404


def test_the_health_check_answers(outside: TestClient) -> None:
    answer = outside.get("/halsa")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_without_a_chosen_person_every_page_of_a_municipality_leads_to_the_choice(outside: TestClient) -> None:
    answer = outside.get("/bengtsfors/uppgifter")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bengtsfors")
    answer = outside.get("/bengtsfors/uppgifter", headers=HTMX | {"HX-Boosted": "true"})
    assert answer.headers["hx-redirect"] == "/bengtsfors"


def test_a_person_of_one_municipality_is_nobody_in_another(browser: TestClient) -> None:
    answer = browser.get("/eda/uppgifter")
    assert (answer.status_code, answer.headers["location"]) == (303, "/eda")


def test_choosing_a_person_needs_one_of_the_list(outside: TestClient) -> None:
    answer = outside.post("/bengtsfors/person", data={"person": "ingen"})
    assert answer.status_code == 422
    assert "Välj en av personerna i listan." in answer.text


def test_changing_person_ends_the_session(browser: TestClient) -> None:
    answer = browser.post("/byt")
    assert (answer.status_code, answer.headers["location"]) == (303, "/bengtsfors")
    assert browser.get("/bengtsfors/uppgifter").status_code == 303
    assert browser.post("/byt", data={"till": "start"}).headers["location"] == "/"


def test_changing_person_with_htmx_loads_a_whole_page(browser: TestClient) -> None:
    assert browser.post("/byt", headers=HTMX).headers["hx-redirect"] == "/bengtsfors"


def test_the_menu_offers_no_register_that_the_reader_may_not_open(outside: TestClient, rutin: FakeRutin) -> None:
    rutin.closed_registers = True
    outside.post("/bengtsfors/person", data={"person": "anna"})
    assert "KAA-registret" not in outside.get("/bengtsfors/uppgifter").text
    answer = outside.get("/bengtsfors/register/kaa")
    assert answer.status_code == 403
    assert "KAA-ansvarig" in answer.text


# ---- the worklist --------------------------------------------------------------------------------------------------


def test_late_rows_say_so_in_words_and_stand_first(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/uppgifter").text
    rows = re.findall(r"<tr[ >].*?</tr>", html[html.index("<tbody>") :], re.DOTALL)
    assert len([row for row in rows if 'class="part"' not in row]) == 50
    assert "Försenat" in rows[0]
    assert "Försenad sedan i går kl. 19.00" in rows[1]
    assert "3 försenade" in html


def test_a_decision_and_a_letter_are_named_by_what_is_done_with_them(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.items = (
        item(1, person="Ett", action="do", kind="decision", slot=None),
        item(2, person="Två", action="do", kind="letter", slot=None),
        item(3, person="Tre", action="do", kind="task", slot=None),
    )
    html = browser.get("/bengtsfors/uppgifter").text
    places = [html.index(f">{text}<") for text in ("Fatta beslut", "Skicka brev", "Utför")]
    assert places == sorted(places)


def test_whoever_books_sees_who_else_the_time_has_to_suit(browser: TestClient, rutin: FakeRutin) -> None:
    held = replace(
        BOOK, held_by="Arbetsmarknadssekreterare och Socialsekreterare", participants=("Klienten", "God man")
    )
    rutin.case_page = page((held,))
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert "hålls av Arbetsmarknadssekreterare och Socialsekreterare · tillsammans med klienten och god man" in html


def test_a_reason_for_another_time_is_asked_only_where_the_routine_says_a_time(
    browser: TestClient, rutin: FakeRutin
) -> None:
    asked = "Skäl, om tiden ligger utanför det som rutinen säger"
    rutin.case_page = page((BOOK,))
    assert asked in browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert BOOK.advice is not None
    rutin.case_page = page((replace(BOOK, deadlines=(), advice=replace(BOOK.advice, window="")),))
    assert asked not in browser.get(f"/bengtsfors/arenden/{CASE}").text


def test_the_list_is_cut_into_late_today_later_and_untimed(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.items = (
        item(1, person="Sen"),
        item(20, person="Senare"),
        item(21, person="Bokad", slot=NOW + timedelta(hours=2)),
        item(23, person="Hållen", due=None, slot=NOW - timedelta(days=9), action="hold"),
        item(5, person="Dagens", due=NOW + timedelta(hours=3), slot=None, whole_day=False),
        item(22, person="Tidlös", due=None, slot=None, late=False),
    )
    html = browser.get("/bengtsfors/uppgifter").text
    order = [
        "Försenat<",
        "Sen<",
        "Möten som har varit<",
        "Hållen<",
        "I dag<",
        "Bokad<",
        "Dagens<",
        "Senare<",
        "Utan frist<",
        "Tidlös<",
    ]
    places = [html.index(f">{text}") for text in order]
    assert places == sorted(places)
    assert html.count("Skriv in hur mötet gick") == 1
    rutin.items = (item(20, person="Ensam"),)
    assert 'class="part"' not in browser.get("/bengtsfors/uppgifter").text


def test_namesakes_are_told_apart_by_their_cases_numbers(browser: TestClient, rutin: FakeRutin) -> None:
    first, second, third = f"{0xAB:08x}{1:024x}", f"{0xCD:08x}{2:024x}", f"{0xEF:08x}{3:024x}"
    rutin.items = (
        item(1, person="Test Person", case=first),
        item(2, person="Test Person", case=second),
        item(3, person="Kim Ensam", case=third),
        item(4, person="Kim Ensam", case=third, step_title="Annat steg"),
    )
    html = browser.get("/bengtsfors/uppgifter").text
    assert ">Test Person, ärende 000000AB</a>" in html and ">Test Person, ärende 000000CD</a>" in html
    assert html.count(">Kim Ensam</a>") == 2, "two steps of one case are about the same person"


def test_a_step_that_is_ones_own_is_given_back_with_one_press(browser: TestClient, rutin: FakeRutin) -> None:
    card = rutin.case_page.cards[0]
    rutin.case_page = replace(rutin.case_page, cards=(replace(card, assigned="anna", yours=True),))
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert "Lämna tillbaka steget" in html and "Ta hand om steget" not in html and "Ta över steget" not in html
    assert re.search(r'Lämna tillbaka steget<span class="sr">: [^<]+</span></button>', html)
    browser.post(f"/bengtsfors/arenden/{CASE}/tilldela", data={"instance": card.instance, "person": "", "seen": "7"})
    (sent,) = rutin.sent
    assert isinstance(sent, AssignAction) and (sent.instance, sent.person) == (card.instance, "")


def test_the_hint_about_leaving_empty_stands_only_where_it_is_empty(browser: TestClient, rutin: FakeRutin) -> None:
    (card,) = (each for each in rutin.case_page.cards if each.asks_when)
    assert card.booking is not None
    for slot, hinted in ((NOW - timedelta(hours=1), False), (NOW + timedelta(hours=1), True)):
        rutin.case_page = replace(rutin.case_page, cards=(replace(card, booking=replace(card.booking, slot=slot)),))
        html = browser.get(f"/bengtsfors/arenden/{CASE}").text
        assert "När mötet hölls" in html
        assert ("Lämna tomt om det var nyss" in html) is hinted


@pytest.mark.parametrize("earlier", [False, True])
def test_a_task_may_say_when_it_was_done_and_is_asked_when_that_matters(
    browser: TestClient, rutin: FakeRutin, earlier: bool
) -> None:
    (held,) = (each for each in rutin.case_page.cards if each.asks_when)
    card = replace(held, kind="task", asks_when="När det gjordes", booking=None, earlier=earlier)
    rutin.case_page = replace(rutin.case_page, cards=(card,))
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert "När det gjordes" in html and "När mötet hölls" not in html
    assert ("<summary>Gjordes det tidigare?</summary>" in html) is not earlier


def test_rows_that_would_look_alike_are_told_apart(browser: TestClient, rutin: FakeRutin) -> None:
    first, second = NOW - timedelta(days=9), NOW - timedelta(days=3)
    rutin.items = (
        item(7, step_title="Följ upp", instance="folj#1", opened=first),
        item(7, step_title="Följ upp", instance="folj#2", opened=second),
        item(8, step_title="Följ upp", person=""),
    )
    html = browser.get("/bengtsfors/uppgifter").text
    days = [date_words(each.astimezone(ZONE).date()) for each in (first, second)]
    assert all(f">Följ upp · sedan {day}<" in html for day in days)
    assert ">Namn saknas, ärende 00000000<" in html and ">Följ upp<" in html


def test_two_steps_that_come_back_have_forms_of_different_names(browser: TestClient, rutin: FakeRutin) -> None:
    due = v.DeadlineView("running", NOW, True, "4 dagar", id="intyg#1/frist", longer="2 veckor")
    step = replace(BOOK, action="do", title="Insatsintyg", may_pass=True)
    cards = tuple(
        replace(step, instance=f"intyg#{n}", period=period, deadlines=(replace(due, id=f"intyg#{n}/frist"),))
        for n, period in ((1, "oktober 2026"), (2, "november 2026"))
    )
    rutin.case_page = page(cards)
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    names = re.findall(r'<form[^>]* aria-label="([^"]+)"', html)
    assert [name for name in names if names.count(name) > 1] == []
    assert "Insatsintyg, oktober 2026" in names and "Förläng tiden: Insatsintyg, november 2026" in names
    assert 'Förläng tiden<span class="sr">: Insatsintyg, november 2026</span></summary>' in html


def test_a_row_says_which_period_a_step_that_comes_back_is_about(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.items = (item(1, step_title="Insatsintyg", period="oktober 2026"), item(2, step_title="Samtal"))
    html = browser.get("/bengtsfors/uppgifter").text
    assert ">Insatsintyg · oktober 2026<" in html
    assert ">Samtal<" in html


def test_the_next_page_is_a_link_that_carries_the_cursor_safely(browser: TestClient) -> None:
    html = browser.get("/bengtsfors/uppgifter/enheten").text
    assert 'href="/bengtsfors/uppgifter/enheten?efter=2026%2004/07%2Ba"' in html
    last = browser.get("/bengtsfors/uppgifter?efter=x").text
    assert "Nästa 50" not in last
    assert "Till första sidan" in last


def test_an_empty_list_says_what_to_do_instead(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.items = ()
    assert "Du har inga uppgifter just nu" in browser.get("/bengtsfors/uppgifter").text
    unit = browser.get("/bengtsfors/uppgifter/enheten").text
    assert "Enheten har inga uppgifter just nu" in unit
    assert "Här visas steg som kan göras av socialsekreterare och chef, med det som är försenat överst." in unit


def test_a_step_is_taken_from_the_list_only_by_those_whose_turn_it_is(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.items = (item(8, may_take=False),)
    assert 'name="steg"' not in browser.get("/bengtsfors/uppgifter/enheten").text
    rutin.items = (item(8),)
    assert 'name="steg"' in browser.get("/bengtsfors/uppgifter/enheten").text


def test_a_fact_that_a_correction_has_made_asked_is_filled_in_under_the_facts(
    browser: TestClient, rutin: FakeRutin
) -> None:
    asked = v.FactView(
        "storlek", "Portioner", "Inte ifyllt", field=w.Field("storlek", "Portioner", "whole_number"), missing=True
    )
    rutin.case_page = replace(page(), facts=(asked,))
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert '<summary>Fyll i<span class="sr"> Portioner</span></summary>' in html
    assert "Varför uppgiften fylls i nu" in html and "Skrevs av" not in html


def test_the_card_says_why_what_is_to_be_offered_came_back(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.case_page = page((replace(BOOK, returned="Lämnades tillbaka måndag av Ali: Planen saknas"),))
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert '<p class="notice">Lämnades tillbaka måndag av Ali: Planen saknas</p>' in html


def test_rows_without_name_due_or_slot_are_shown_too(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.items = (item(9, person="", due=None, slot=None, yours=True, action="wait"), item(8, late=False, yours=True))
    rutin.next = None
    html = browser.get("/bengtsfors/uppgifter").text
    assert "Namn saknas" in html
    assert "Ingen frist" in html
    assert "Inget är försenat." in html
    assert "Ta över" not in html


def test_a_hundred_late_rows_are_not_counted_further(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.items = tuple(item(n, late=True) for n in range(100))
    assert "Minst 100 försenade" in browser.get("/bengtsfors/uppgifter").text


def test_taking_over_from_the_list_assigns_the_step_to_oneself(browser: TestClient, rutin: FakeRutin) -> None:
    answer = browser.post("/bengtsfors/uppgifter/ta-over", data={"steg": f"{CASE} samtal#1 ", "lista": "unit"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/bengtsfors/uppgifter/enheten")
    (action,) = rutin.sent
    assert (getattr(action, "instance", ""), getattr(action, "person", ""), getattr(action, "seen", 0)) == (
        "samtal#1",
        "anna",
        7,
    )
    assert "Utredningssamtal: Sparat." in browser.get("/bengtsfors/uppgifter").text
    assert "Utredningssamtal: Sparat." not in browser.get("/bengtsfors/uppgifter").text


def test_a_step_that_somebody_else_has_taken_meanwhile_is_left_alone(browser: TestClient, rutin: FakeRutin) -> None:
    browser.post("/bengtsfors/uppgifter/ta-over", data={"steg": f"{CASE} samtal#1 bo"})
    assert rutin.sent == []
    assert "Någon annan har ändrat vem som har steget" in browser.get("/bengtsfors/uppgifter").text


# ---- the case ------------------------------------------------------------------------------------------------------


def test_the_case_page_shows_every_state_of_a_deadline(browser: TestClient) -> None:
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    for said in (
        "Skulle ha varit klart i går kl. 10.00",
        "Skulle ha bokats",
        "Hålls senast <strong>i morgon kl. 10.00</strong>",
        "Så snart som möjligt",
        "Fristen är pausad",
        "Den börjar räknas längre fram",
        "Frist: 24 timmar på arbetsdagar.</strong> Den räknas från bokningen.",
        "Ingen frist.",
        "Så räknades tiden",
        "Räknas från torsdag 2 april kl. 10.00.",
    ):
        assert said in html


def test_the_case_page_shows_what_the_reader_may_not_do_and_who_may(browser: TestClient) -> None:
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert "Steget görs av Chef." in html
    assert "Bo Exempelgren har steget" in html


def test_an_ended_case_says_how_and_can_still_be_corrected(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.case_page = replace(
        page(()), status="ended", ended=NOW - timedelta(days=1), ended_title="Sysselsättning har erbjudits", events=(),
        may_annul=False,
    )  # fmt: skip
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert "<span>Avslutat i går</span>" in html
    assert "Ärendet är avslutat" in html
    assert "Sysselsättning har erbjudits" in html
    assert f'action="/bengtsfors/arenden/{CASE}/ratta"' in html
    assert f'action="/bengtsfors/arenden/{CASE}/anteckning"' in html
    assert "Avsluta ärendet i förtid" not in html
    assert '<div class="picture low">' in html, "what comes after the picture is not pushed far down"
    assert 'aria-label="Rutinen som bild, med det som har gjorts, går att rulla"' in html
    assert "Visa var ärendet är" not in html


def test_the_earlier_case_that_an_answer_comes_from_is_a_link(browser: TestClient) -> None:
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert re.search(rf'Ja <a href="/bengtsfors/arenden/{EARLIER}">Ärende B2C3D4E5</a></dd>', html)


def test_a_case_where_nothing_is_known_or_open_is_shown_too(browser: TestClient, rutin: FakeRutin) -> None:
    empty = replace(page(()), facts=(), history=(), events=(), waiting=(), questioned=(), person_number=None)
    rutin.case_page = empty
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert "Inget steg väntar på någon just nu." in html
    assert "Inga uppgifter än." in html


def test_others_book_and_others_wait(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.case_page = page(
        (replace(BOOK, allowed=False), replace(BOOK, instance="v#1", action="wait", allowed=False, advice=None))
    )
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert "Mötet bokas av Socialsekreterare." in html
    assert "Här väntar ärendet." in html


def test_the_title_of_a_case_page_holds_nothing_personal(browser: TestClient) -> None:
    title = re.search(r"<title>(.*?)</title>", browser.get(f"/bengtsfors/arenden/{CASE}").text)
    assert title is not None
    assert title[1] == "Ärende A1B2C3D4 – Rutin"


def test_somebody_who_reloads_a_forms_address_gets_the_case(browser: TestClient) -> None:
    answer = browser.get(f"/bengtsfors/arenden/{CASE}/steg")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/bengtsfors/arenden/{CASE}")


def test_a_register_shows_its_own_columns(browser: TestClient) -> None:
    page = browser.get("/bengtsfors/register/kaa").text
    assert '<th scope="col">Fyller 20 år</th>' in page
    assert '<td data-label="Personnummer">20080615-9810</td>' in page


def test_in_the_demo_a_form_that_asks_for_a_person_number_gives_some_that_nobody_has(
    browser: TestClient, rutin: FakeRutin, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = "/bengtsfors/nytt/aktivitet/ansokan"
    page = browser.get(address).text
    ages = re.findall(r"(\d+) år: <span class=\"number\">(\d{8}-\d{4})</span>", page)
    assert [int(age) for age, _ in ages] == [17, 35, 70]
    for age, number in ages:
        assert twelve_digits(number) == number.replace("-", "")
        assert int(number[6:8]) > 60, "a coordination number"
        assert NOW.year - int(number[:4]) - int(age) in (0, 1)
    clock.set(NOW + timedelta(seconds=1))
    assert re.findall(r"<span class=\"number\">(.+?)<", browser.get(address).text) != [number for _, number in ages]
    (asking,) = rutin.starts("bengtsfors", SYSTEM)
    monkeypatch.setattr(
        rutin,
        "starts",
        lambda *_: (replace(asking, fields=tuple(f for f in asking.fields if f.kind != "person_number")),),
    )
    assert "personnummer som ingen har" not in browser.get(address).text


def test_outside_the_demo_nobody_is_given_a_person_number(rutin: FakeRutin, clock: FixedClock) -> None:
    sessions, address = MemorySessions(), "/bengtsfors/nytt/aktivitet/ansokan"
    demo, real = (
        TestClient(create_app(rutin, demo=d, clock=clock, sessions=sessions), headers=SAME) for d in (True, False)
    )
    demo.post("/bengtsfors/person", data={"person": "anna"})
    real.cookies.update(demo.cookies)
    assert "personnummer som ingen har" in demo.get(address).text
    page = real.get(address).text
    assert 'name="f.personnummer"' in page
    assert "personnummer som ingen har" not in page


def test_nothing_to_start_and_faulty_routines_are_said(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.no_starts = True
    assert "Dina roller öppnar inga ärenden" in browser.get("/bengtsfors/nytt").text
    rutin.problems = 3
    assert "Inga nya ärenden kan öppnas just nu" in browser.get("/bengtsfors/nytt").text
    assert "Kommunens rutiner har 3 fel" in browser.get("/bengtsfors").text
    assert "rutinerna har 3 fel" in browser.get("/").text


# ---- search, register ----------------------------------------------------------------------------------------------


def test_a_search_is_posted_and_its_words_stand_in_no_address(browser: TestClient) -> None:
    answer = browser.post("/bengtsfors/sok", data={"formular": "sok", "text": "Kim Påhittad"}, headers=HTMX)
    assert answer.status_code == 200
    assert "1 ärende" in answer.text
    assert answer.headers["hx-push-url"] == "/bengtsfors/sok"
    assert "<form" in answer.text
    assert re.search(r'<form[^>]*action="/bengtsfors/sok"[^>]*>', answer.text)
    assert re.search(r'<form[^>]*method="post"', answer.text)


def test_a_search_without_hits_says_how_it_searches(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.found = ()
    assert "Inga ärenden hittades" in browser.post("/bengtsfors/sok", data={"formular": "sok", "text": "Okänd"}).text
    assert "Ingen står i registret just nu" in browser.get("/bengtsfors/register/kaa").text


def test_no_form_on_any_page_sends_by_get(browser: TestClient) -> None:
    for path, _ in PAGES:
        forms = re.findall(r"<form[^>]*>", browser.get(path).text)
        assert all('method="post"' in form for form in forms), path


# ---- texts of people -----------------------------------------------------------------------------------------------


def test_no_text_of_a_person_becomes_markup(browser: TestClient, rutin: FakeRutin) -> None:
    full = page()
    rutin.case_page = replace(
        full,
        person=NASTY,
        person_number=NASTY,
        process_title=NASTY,
        waiting=(NASTY,),
        questioned=(v.Questioned("kartlaggning", NASTY),),
        diagram_text=(NASTY,),
        cards=tuple(
            replace(
                c,
                title=NASTY,
                who=NASTY,
                help=NASTY,
                participants=(NASTY,),
                checklist=(NASTY,),
                expected=NASTY,
            )
            for c in full.cards
        ),
        facts=tuple(replace(f, title=NASTY, text=NASTY, by=NASTY) for f in full.facts),
        history=tuple(replace(h, text=NASTY, by=NASTY, details=(NASTY,)) for h in full.history),
        events=tuple(replace(e, title=NASTY, help=NASTY) for e in full.events),
    )
    rutin.items = tuple(
        item(n, person=NASTY, step_title=NASTY, process_title=NASTY, assigned_name=NASTY) for n in range(3)
    )
    rutin.found = tuple(replace(f, person=NASTY, process_title=NASTY) for f in rutin.found)
    rutin.fields = tuple(
        replace(f, title=NASTY, help=NASTY, value=NASTY if f.kind != "moment" else "") for f in rutin.fields
    )
    for path, _ in PAGES:
        html = browser.get(path).text
        assert "<script>alert" not in html, path
        assert "<img src=x" not in html, path
    searched = browser.post("/bengtsfors/sok", data={"text": NASTY}).text
    assert "<script>alert" not in searched
    assert "<img src=x" not in searched


def test_a_broken_store_while_reading_is_a_plain_page(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.fail = StorageError("storage_locked")
    answer = browser.get(f"/bengtsfors/arenden/{CASE}")
    assert answer.status_code == 503
    assert "Databasen är upptagen" in answer.text


# ---- the organisation ----------------------------------------------------------------------------------------------


def test_a_unit_says_what_is_missing_whom_it_refers_to_and_by_what_way(browser: TestClient) -> None:
    html = re.sub(r"<[^>]+>", " ", browser.get("/bengtsfors/kommunen/kontor").text)
    said = re.sub(r"\s+", " ", html)
    assert "Telefon uppgift saknas" in said
    assert "måndag–onsdag; uppgift saknas" in said
    assert "Kliniken Vård Av chef, genom chef, Sällan" in said
    assert "0,5 tjänster" in said
    assert "Öppen fråga: Vem ersätter?" in said


def test_a_system_says_who_uses_it_and_a_party_whom_to_ask_for(browser: TestClient) -> None:
    assert "Används av" in browser.get("/bengtsfors/kommunen/spar").text
    assert "Där: Kuratorn" in browser.get("/bengtsfors/kommunen/klinik").text


def test_a_list_gives_its_cases_to_a_colleague_several_at_once(rutin: FakeRutin, browser: TestClient) -> None:
    path = "/bengtsfors/register/kaa"
    assert "Fördela de valda" not in browser.get(path).text
    who = w.Field("utredare", "Utredare", "colleague", options=(w.Option("bo", "Bo"), w.Option("eva", "Eva")))
    rutin.gives = lists.Allocation("Fördela ärendet", (who,))
    html = browser.get(path).text
    assert "Fördela de valda" in html and 'name="f.utredare"' in html and "Välj<span" in html
    sent = {"formular": "fordela", "command": "c" * 32, "f.utredare": "bo"}
    answer = browser.post(path, data=sent)
    assert answer.status_code == 422 and "Välj minst ett ärende." in answer.text
    answer = browser.post(path, data={**sent, "rad": CASE}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    assert [(g.cases, g.values) for g in rutin.given] == [(frozenset({CASE}), {"utredare": "bo"})]
    rutin.give_answer = TakenUp(
        1, "1 ärende är fördelat. 1 hoppades över.", (Skipped(CASE, "Kim Påhittad", "Steget är redan klart."),)
    )
    answer = browser.post(path, data={**sent, "rad": CASE})
    assert answer.status_code == 422 and "1 hoppades över" in answer.text and "Steget är redan klart." in answer.text
