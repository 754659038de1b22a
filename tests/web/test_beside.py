"""What stands beside the plain steps, on the page and in what is sent."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from starlette.testclient import TestClient

from core.application.case import record_views as r
from core.application.case.views import StepCard
from core.application.step import actions as act
from core.application.step.actions import InvalidInput
from core.errors import NotFound, Refused
from tests.web import beside as b
from tests.web.fake import CASE, NASTY, FakeRutin, form_of

ADDRESS = f"/bengtsfors/arenden/{CASE}"


@pytest.fixture
def rutin() -> FakeRutin:
    """The application, with everything beside the plain steps on its case page."""
    return FakeRutin(case_page=b.beside_page())


def html_of(browser: TestClient) -> str:
    answer = browser.get(ADDRESS)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    "said",
    [
        "Huvudspåret",
        "Parallellt spår: Ekonomi",
        "Parallellt spår: Hälsa",
        "Vid sidan av: Månadsrapport",
        "Pågår under tiden",
        "mars 2026",
        "Gör när det behövs",
        "Det har hänt något",
        "Öppna steget",
        "Ärendet ska avslutas (Klart). Det väntar på ”Månadsrapport”.",
        "Hoppa över steget",
        "Erbjud Utförarenheten",
        "Ert svar",
        "Ta emot ärendet",
        "Lägg fram förslaget",
        "Förslag till beslut: Beviljas",
        "lades fram av Anna Demosson",
        "Besluta enligt förslaget: Beviljas",
        "Förslag: Beviljas, eftersom timmar högst 20.",
        "<legend>Villkor för stöd</legend>",
        "Motivering (behövs om svaret är ja)",
        "Utredningstid",
        "Tiden kan bli högst 8 veckor längre. Grund: särskilda skäl.",
        "Antal veckor som läggs till",
        "Ett helt tal, från 1 till 8.",
        "Genast.",
        "Sms kan inte väljas. Samtycke saknas: Påminnelser med sms.",
        "Visa brevet först",
        "Begärs in",
        "Följer med",
        "Tidigast 2 veckor efter startdag.",
        "Avsluta den här delen",
        "Det enda som skiljde",
        "Behöver kontrolleras",
        "Bedömt av Anna Demosson",
        "Inte prövat",
        "4.2: Stöd över 20 timmar",
        "Överklagas till förvaltningsrätten, inom 3 veckor",
        "Beslutet avviker från det som rutinen föreslog.",
        "Notera när beslutet togs emot av personen",
        "gäller till och med 1 maj 2026",
        "Återkalla samtycket",
        "Spara samtycket",
        "Information som getts",
        "Flytta ärendet till ett annat steg",
        f'href="{ADDRESS}/brev/1.pdf"',
    ],
)
def test_the_case_page_says_it(browser: TestClient, said: str) -> None:
    assert said in html_of(browser)


def test_every_id_on_the_page_is_used_once(browser: TestClient) -> None:
    ids = re.findall(r'\sid="([^"]+)"', html_of(browser))
    assert sorted(ids) == sorted(set(ids))


def test_every_label_and_description_leads_to_something(browser: TestClient) -> None:
    html = html_of(browser)
    ids = set(re.findall(r'\sid="([^"]+)"', html))
    led = re.findall(r'\s(?:for|aria-labelledby|aria-describedby)="([^"]+)"', html)
    assert [each for text in led for each in text.split() if each not in ids] == []


ENVELOPE: Any = {"command": "c" * 32, "case": CASE, "seen": 7}
SENT = [
    ("hoppa", {"instance": "hembesok#1", "reason": "Behövs inte"}, act.PassAction(**ENVELOPE, instance="hembesok#1", reason="Behövs inte")),
    ("erbjud", {"instance": "overlamning#1", "tick": "0", "f.plan": "x", "skal.plan": "y"},
     act.OfferAction(**ENVELOPE, instance="overlamning#1", values={"plan": "x"}, ticks=frozenset({0}), motivations={"plan": "y"})),
    ("besluta", {"instance": "beslut#2", "svar": ["", "no"], "reason": "Utred mer"},
     act.ApproveAction(**ENVELOPE, instance="beslut#2", answer="no", reason="Utred mer", unfilled=False)),
    ("besluta", {"instance": "beslut#2", "svar": ["", "yes"], "luckor": "ja"},
     act.ApproveAction(**ENVELOPE, instance="beslut#2", answer="yes", unfilled=True)),
    ("samtycke", {"samtycke": "skola", "given": "yes", "until": "2026-05-01"},
     act.ConsentAction(**ENVELOPE, consent="skola", given=True, until="2026-05-01")),
    ("samtycke", {"samtycke": "sms"}, act.ConsentAction(**ENVELOPE, consent="sms", given=False)),
    ("noteratid", {"step": "beslut", "moment": "received", "day": "2026-04-06", "clock": "09:00"},
     act.MomentAction(**ENVELOPE, step="beslut", moment="received", day="2026-04-06", clock="09:00", just_now=False)),
    ("forlang", {"deadline": "beslut#1/1", "reason": "Sjukdom"}, act.LengthenAction(**ENVELOPE, deadline="beslut#1/1", reason="Sjukdom")),
    ("forlang", {"deadline": "beslut#1/1", "reason": "Sjukdom", "added": "4"},
     act.LengthenAction(**ENVELOPE, deadline="beslut#1/1", reason="Sjukdom", added="4")),
    ("bedom", {"step": "samtal", "reason": "Det är rätt ändå"}, act.JudgeAction(**ENVELOPE, step="samtal", reason="Det är rätt ändå")),
    ("flytta", {"to": "samtal", "reason": "Fel"}, act.RedirectAction(**ENVELOPE, to="samtal", reason="Fel")),
    ("steg", {"instance": "beslut#1", "outcome": ["", "bifall"], "f.kriterier.behov": ["", "yes"], "skal.kriterier.behov": "Ramlar ofta",
              "info": ["a", "b.skriftligt"], "consent.sms": ["", "no"], "channel": ["", "brev"]},
     act.CompleteAction(
         **ENVELOPE, instance="beslut#1", outcome="bifall", values={"kriterier.behov": "yes"},
         motivations={"kriterier.behov": "Ramlar ofta"},
         informed=frozenset({"a", "b.skriftligt"}), consents={"sms": "no"}, channel="brev", confirmed=False, unfilled=False,
     )),
]  # fmt: skip


@pytest.mark.parametrize(("verb", "data", "sent"), SENT)
def test_a_form_becomes_its_action(
    browser: TestClient, rutin: FakeRutin, verb: str, data: dict[str, str], sent: act.CaseAction
) -> None:
    answer = browser.post(f"{ADDRESS}/{verb}", data=form_of(data))
    assert (answer.status_code, answer.headers["location"]) == (303, ADDRESS)
    assert rutin.sent == [sent]


@pytest.mark.parametrize(
    ("form", "verb", "error", "sentence"),
    [
        ("steg-beslut-1", "steg", {"skal.kriterier.behov": "Skriv en motivering."}, "Skriv en motivering."),
        ("steg-samtycken-1", "steg", {"consent.sms": "Svara ja eller nej."}, "Svara ja eller nej."),
        ("steg-samtycken-1", "steg", {"inform.rattigheter": "Notera informationen."}, "Notera informationen."),
        ("besluta-beslut-2", "besluta", {"svar": "Välj om du beslutar."}, "Välj om du beslutar."),
        ("besluta-beslut-2", "besluta", {"luckor": "Brevet har tomma platser."}, "Brevet har tomma platser."),
        ("forlang-beslut-1-1", "forlang", {"reason": "Skriv varför."}, "Skriv varför."),
        ("forlang-beslut-1-1", "forlang", {"added": "Skriv hur många."}, "Skriv hur många."),
        ("hoppa-hembesok-1", "hoppa", {"reason": "Skriv varför."}, "Skriv varför."),
        ("erbjud-overlamning-1", "erbjud", {"ticks": "Bocka av."}, "Bocka av."),
        ("samtycke-skola", "samtycke", {"until": "Dagen har redan varit."}, "Dagen har redan varit."),
        ("noteratid-1-received", "noteratid", {"day": "Skriv datumet."}, "Skriv datumet."),
        ("flytta", "flytta", {"to": "Välj steg."}, "Välj steg."),
        ("steg-brev-1", "steg", {"channel": "Det saknas samtycke."}, "Det saknas samtycke."),
    ],
)
def test_an_error_stands_at_its_field_and_the_summary_leads_there(
    browser: TestClient, rutin: FakeRutin, form: str, verb: str, error: dict[str, str], sentence: str
) -> None:
    rutin.refuse = InvalidInput(error)
    name = next(iter(error))
    names = {"day": "day", "ticks": "tick"}
    answer = browser.post(f"{ADDRESS}/{verb}", data=form_of({"formular": form, names.get(name, name): ""}))
    assert answer.status_code == 422
    html = answer.text
    assert f'id="{form}"' in html
    assert f'id="{form}-{name}-fel"' in html
    link = re.search(rf'<a href="#({form}[^"]*)" hx-boost="false">{re.escape(sentence)}', html)
    assert link is not None
    assert f'id="{link[1]}"' in html


def test_a_preview_shows_the_letter_and_keeps_the_form(
    browser: TestClient, rutin: FakeRutin, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[act.CaseAction] = []
    letter = r.LetterPreview("Kallelse", "klienten", "<p>Välkommen</p>", ("Belopp",))

    def preview(_municipality: str, _actor: object, action: act.CaseAction) -> tuple[r.LetterPreview, ...]:
        seen.append(action)
        return (letter,)

    monkeypatch.setattr(rutin, "preview", preview)
    data = form_of({"formular": "steg-brev-1", "instance": "brev#1", "channel": "brev", "outcome": ""})
    answer = browser.post(f"{ADDRESS}/forhandsgranska", data=data)
    assert answer.status_code == 200
    assert "Så här blir brevet: Kallelse" in answer.text
    assert ">Till klienten<" in answer.text
    assert "<p>Välkommen</p>" in answer.text
    assert "Det här saknas i brevet: Belopp." in answer.text
    assert rutin.sent == []
    assert [type(each) for each in seen] == [act.CompleteAction]


def test_a_preview_of_what_cannot_be_read_says_so(
    browser: TestClient, rutin: FakeRutin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def preview(*_: object) -> tuple[r.LetterPreview, ...]:
        raise InvalidInput({"timmar": "Skriv ett heltal."})

    monkeypatch.setattr(rutin, "preview", preview)
    data = form_of({"formular": "steg-beslut-1", "instance": "beslut#1", "f.timmar": "många"})
    answer = browser.post(f"{ADDRESS}/forhandsgranska", data=data)
    assert answer.status_code == 422
    assert "Skriv ett heltal." in answer.text
    assert 'value="många"' in answer.text


def test_a_sent_letter_is_a_pdf_that_nobody_keeps(
    browser: TestClient, rutin: FakeRutin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rutin, "letter", lambda *_: b"%PDF-1.7")
    answer = browser.get(f"{ADDRESS}/brev/1.pdf")
    assert (answer.status_code, answer.content) == (200, b"%PDF-1.7")
    assert answer.headers["content-type"] == "application/pdf"
    assert "no-store" in answer.headers["cache-control"]
    assert answer.headers["content-disposition"] == 'inline; filename="brev-1.pdf"'


@pytest.mark.parametrize("error", [NotFound("no_letter"), NotFound("no_case", municipality="Bengtsfors")])
def test_a_letter_that_is_not_there_is_said(
    browser: TestClient, rutin: FakeRutin, monkeypatch: pytest.MonkeyPatch, error: NotFound
) -> None:
    def letter(*_: object) -> bytes:
        raise error

    monkeypatch.setattr(rutin, "letter", letter)
    answer = browser.get(f"{ADDRESS}/brev/7.pdf")
    assert answer.status_code == 404
    assert error.text in answer.text


def test_what_people_write_is_never_markup(browser: TestClient, rutin: FakeRutin) -> None:
    decision = replace(b.DECISION, title=NASTY, outcome=NASTY, reasons=(NASTY,), law=NASTY, others=(NASTY,))
    card = replace(
        b.DECIDE,
        title=NASTY,
        to=NASTY,
        place=NASTY,
        documents=(NASTY,),
        suggestion=NASTY,
        group=NASTY,
        group_kind="track",
    )
    rutin.case_page = replace(rutin.case_page, cards=(card,), decisions=(decision,))
    html = html_of(browser)
    assert "<script>alert" not in html
    assert "<img src=x" not in html


def test_one_main_road_needs_no_headings(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.case_page = replace(rutin.case_page, cards=(b.OFFER,))
    assert "Huvudspåret" not in html_of(browser)


@pytest.mark.parametrize("card", b.CARDS)
def test_who_may_not_do_it_is_told_who_does(browser: TestClient, rutin: FakeRutin, card: StepCard) -> None:
    rutin.case_page = replace(rutin.case_page, cards=(replace(card, allowed=False, may_pass=False),))
    html = html_of(browser)
    assert card.who.lower() in html.lower()
    assert f'id="steg-{card.instance.replace("#", "-")}"' not in html


def test_a_deviation_without_reason_comes_back_at_the_reason(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = Refused("deviates", field="reason", title="”Beviljas”")
    data = form_of({"formular": "steg-beslut-1", "instance": "beslut#1", "outcome": "avslag", "reason": ""})
    answer = browser.post(f"{ADDRESS}/steg", data=data)
    assert answer.status_code == 422
    assert "Rutinen föreslår ”Beviljas”" in answer.text
    assert 'id="steg-beslut-1-reason-fel"' in answer.text


def test_whoever_decides_may_look_at_the_letter_whatever_is_answered_so_far(
    browser: TestClient, rutin: FakeRutin, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[act.CaseAction] = []

    def preview(_municipality: str, _actor: object, action: act.CaseAction) -> tuple[r.LetterPreview, ...]:
        looked.append(action)
        return ()

    monkeypatch.setattr(rutin, "preview", preview)
    fields = {"formular": "besluta-beslut-2", "command": "0" * 32, "seen": "7", "instance": "beslut#2", "svar": "no"}
    answer = browser.post(f"{ADDRESS}/forhandsgranska", data=fields)
    assert answer.status_code == 200
    (action,) = looked
    assert isinstance(action, act.ApproveAction)
    assert action.answer == "yes"
    assert re.search(r'name="svar" value="no" checked', answer.text), "what was answered stays as it was"
