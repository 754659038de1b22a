"""What happens to a form that is sent: carried out, or back with everything that was written still in it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from starlette.testclient import TestClient

from core.application.case.views import HistoryEntry
from core.application.step import actions as act
from core.errors import CorruptHistory, Refused, StorageError, VersionClash
from core.model.people import SYSTEM
from tests.web.conftest import HTMX
from tests.web.fake import BOOK, CASE, NASTY, NOW, FakeRutin, form_of, page

ADDRESS = f"/bengtsfors/arenden/{CASE}"
HOLD_FORM = {"formular": "steg-kartlaggning-2", "instance": "kartlaggning#2"}


def command_of(html: str, form: str) -> str:
    """The command id drawn in a form."""
    found = re.search(
        rf'name="formular" value="{form}"(?: data-unsaved)?>\s*<input type="hidden" name="command" value="([0-9a-f]{{32}})"',
        html,
    )
    assert found is not None
    return found[1]


def test_completing_a_step_sends_every_kind_of_answer(browser: TestClient, rutin: FakeRutin) -> None:
    data = {
        "f.namn": "Kim", "f.arbetslos": ["", "yes"], "m.flera": ["", "v0", "v2"], "f.nar__day": "2026-04-01", "f.nar__clock": "10:30",
        "outcome": ["", "held"], "tick": ["0", "1"], "day": "2026-04-07", "clock": "08:00", "reason": "Skäl", "f.lang": "rad\r\nrad",
    }  # fmt: skip
    answer = browser.post(f"{ADDRESS}/steg", data=form_of(HOLD_FORM) | data)
    assert (answer.status_code, answer.headers["location"]) == (303, ADDRESS)
    assert rutin.sent == [
        act.CompleteAction(
            command="c" * 32,
            case=CASE,
            seen=7,
            instance="kartlaggning#2",
            outcome="held",
            values={
                "namn": "Kim", "arbetslos": "yes", "flera": ("v0", "v2"), "nar": ("2026-04-01", "10:30"), "lang": "rad\nrad",
            },
            ticks=frozenset({0, 1}),
            day="2026-04-07",
            clock="08:00",
            reason="Skäl",
            confirmed=False, unfilled=False,
        )
    ]  # fmt: skip
    assert 'class="said"' in browser.get(ADDRESS).text


@pytest.mark.parametrize(
    ("verb", "data", "sent"),
    [
        (
            "boka",
            {
                "instance": "samtal#1",
                "suggested": "2026-04-08",
                "day": "",
                "clock": "09:00",
                "place": "Rum 1",
                "reason": "",
            },
            act.BookAction(
                command="c" * 32,
                case=CASE,
                seen=7,
                instance="samtal#1",
                day="2026-04-08",
                clock="09:00",
                place="Rum 1",
                confirmed=False,
                unfilled=False,
            ),
        ),
        (
            "boka",
            {"instance": "samtal#1", "suggested": "annan", "day": "2026-05-01", "clock": "9", "reason": "r"},
            act.BookAction(
                command="c" * 32,
                case=CASE,
                seen=7,
                instance="samtal#1",
                day="2026-05-01",
                clock="9",
                reason="r",
                confirmed=False,
                unfilled=False,
            ),
        ),
        (
            "boka",
            {"instance": "samtal#1", "suggested": "2026-04-14T13:00", "day": ""},
            act.BookAction(
                command="c" * 32,
                case=CASE,
                seen=7,
                instance="samtal#1",
                day="2026-04-14",
                clock="13:00",
                confirmed=False,
                unfilled=False,
            ),
        ),
        (
            "avboka",
            {"instance": "samtal#1", "reason": "Sjuk"},
            act.UnbookAction(command="c" * 32, case=CASE, seen=7, instance="samtal#1", reason="Sjuk"),
        ),
        (
            "handelse",
            {"event": "flytt", "f.flyttdag": "2026-04-01"},
            act.RaiseAction(
                command="c" * 32, case=CASE, seen=7, event="flytt", values={"flyttdag": "2026-04-01"}, unfilled=False
            ),
        ),
        (
            "handelse",
            {"event": "flytt", "f.flyttdag": "2026-04-01", "luckor": "ja"},
            act.RaiseAction(
                command="c" * 32, case=CASE, seen=7, event="flytt", values={"flyttdag": "2026-04-01"}, unfilled=True
            ),
        ),
        (
            "ratta",
            {"fact": "namn", "f.namn": "Rätt", "reason": "Fel"},
            act.CorrectAction(command="c" * 32, case=CASE, seen=7, fact="namn", value="Rätt", reason="Fel"),
        ),
        ("anteckning", {"text": "Hej"}, act.NoteAction(command="c" * 32, case=CASE, seen=7, text="Hej")),
        (
            "tilldela",
            {"instance": "samtal#1", "person": "eva"},
            act.AssignAction(command="c" * 32, case=CASE, seen=7, instance="samtal#1", person="eva"),
        ),
        ("avsluta", {"reason": "Misstag"}, act.AnnulAction(command="c" * 32, case=CASE, seen=7, reason="Misstag")),
    ],
)
def test_each_form_becomes_its_action(
    browser: TestClient, rutin: FakeRutin, verb: str, data: dict[str, str], sent: act.Action
) -> None:
    assert browser.post(f"{ADDRESS}/{verb}", data=form_of(data)).status_code == 303
    assert rutin.sent == [sent]


def test_opening_a_case_leads_to_it(browser: TestClient, rutin: FakeRutin) -> None:
    answer = browser.post(
        "/bengtsfors/nytt/aktivitet/ansokan", data={"formular": "nytt", "command": "d" * 32, "f.namn": "Kim"}
    )
    assert (answer.status_code, answer.headers["location"]) == (303, ADDRESS)
    assert rutin.sent == [
        act.StartAction(command="d" * 32, process="aktivitet", start="ansokan", values={"namn": "Kim"})
    ]


# ---- what cannot be read --------------------------------------------------------------------------------------------


def test_unreadable_input_stays_with_its_sentence_beside_it_and_in_the_summary(
    browser: TestClient, rutin: FakeRutin
) -> None:
    rutin.refuse = act.InvalidInput({"personnummer": "Personnumret stämmer inte.", "startdag": "Datumet finns inte."})
    data = {
        "formular": "nytt",
        "command": "d" * 32,
        "f.personnummer": "1234",
        "f.startdag": "2026-02-31",
        "f.namn": NASTY,
    }
    answer = browser.post("/bengtsfors/nytt/aktivitet/ansokan", data=data)
    html = answer.text
    assert answer.status_code == 422
    assert 'value="1234"' in html
    assert 'type="text" value="2026-02-31"' in html, "a date input would hide a date that does not exist"
    assert 'id="nytt-f.personnummer-fel"' in html
    assert 'aria-describedby="nytt-f.personnummer-tips nytt-f.personnummer-fel" aria-invalid="true"' in html
    assert '<a href="#nytt-f.personnummer" hx-boost="false">Personnumret stämmer inte.</a>' in html
    assert html.index("#nytt-f.personnummer") < html.index("#nytt-f.startdag")
    assert "<script>alert" not in html
    assert command_of(html, "nytt") != "d" * 32


def test_every_error_in_the_summary_leads_to_an_element_of_the_page(browser: TestClient, rutin: FakeRutin) -> None:
    names = ["namn", "arbetslos", "val", "langt_val", "flera", "nar", "lang", "adress", "kollega", "okand"]
    rutin.refuse = act.InvalidInput({name: f"Fel i {name}." for name in names})
    sent = {
        "f.namn": "",
        "f.arbetslos": "",
        "f.val": "",
        "f.langt_val": "",
        "m.flera": "",
        "f.nar__day": "",
        "f.nar__clock": "",
    }
    data = form_of(HOLD_FORM) | sent | {"f.lang": "", "f.adress": "", "f.kollega": ""}
    html = browser.post(f"{ADDRESS}/steg", data=data).text
    links = re.findall(r'<li><a href="#([^"]+)"', html)
    assert len(links) == len(names)
    for link in links:
        assert len(re.findall(rf'id="{re.escape(link)}(?:__day)?"', html)) >= 1, link


def test_the_checked_choices_stay_checked(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = act.InvalidInput({"namn": "Fyll i ”Namn”."})
    data = form_of(HOLD_FORM) | {
        "f.namn": "",
        "f.arbetslos": ["", "no"],
        "m.flera": ["", "v1"],
        "f.langt_val": "v7",
        "outcome": ["", "missed"],
    }
    html = browser.post(f"{ADDRESS}/steg", data=data | {"tick": "1"}).text
    assert re.search(r'name="f.arbetslos" value="no" checked', html)
    assert re.search(r'name="m.flera" value="v1" checked', html)
    assert not re.search(r'name="m.flera" value="v0"[^>]* checked', html)
    assert re.search(r'<option value="v7" selected>', html)
    assert re.search(r'name="outcome" value="missed" checked', html)
    assert re.search(r'name="tick" value="1" checked', html)


def test_a_choice_that_is_left_open_is_sent_as_no_answer(browser: TestClient, rutin: FakeRutin) -> None:
    for sent, outcome in (([""], ""), (["", "missed"], "missed"), ([], None)):
        browser.post(f"{ADDRESS}/steg", data=form_of(HOLD_FORM) | {"outcome": sent})
        action = rutin.sent[-1]
        assert isinstance(action, act.CompleteAction) and action.outcome == outcome


def test_what_is_only_to_be_confirmed_is_not_told_as_a_mistake(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = act.InvalidInput({"sakert": "Kryssa för om det ändå har varit."})
    told = browser.post(f"{ADDRESS}/steg", data=form_of(HOLD_FORM)).text
    assert "Bekräfta för att gå vidare" in told and "Det finns något att rätta" not in told
    assert 'href="#steg-kartlaggning-2-sakert"' in told and 'id="steg-kartlaggning-2-sakert"' in told
    rutin.refuse = act.InvalidInput({"sakert": "Kryssa för.", "outcome": "Välj hur det gick."})
    told = browser.post(f"{ADDRESS}/steg", data=form_of(HOLD_FORM)).text
    assert "Det finns något att rätta" in told and "Bekräfta för att gå vidare" not in told


def test_a_days_error_shows_whether_it_was_suggested_or_written(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = act.InvalidInput({"day": "Välj en dag.", "clock": "Skriv klockslaget."})
    book = form_of({"formular": "boka-samtal-1", "instance": "samtal#1", "day": "", "clock": "x"})
    for extra in ({}, {"suggested": "annan"}):
        html = browser.post(f"{ADDRESS}/boka", data=book | extra).text
        assert len(re.findall(r'id="boka-samtal-1-day"', html)) == 1
        assert html.count('id="boka-samtal-1-day-fel"') == 1
        assert 'type="text" value="x"' in html


# ---- what is refused ------------------------------------------------------------------------------------------------


def test_a_refusal_about_a_field_stands_beside_it(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = Refused("slot_past", field="day")
    data = form_of(
        {"formular": "boka-samtal-1", "instance": "samtal#1", "suggested": "2026-04-08", "day": "", "clock": "07:00"}
    )
    answer = browser.post(f"{ADDRESS}/boka", data=data)
    assert answer.status_code == 422
    assert answer.text.count("Tiden har redan varit. Välj en kommande tid.") == 2
    assert 'value="07:00"' in answer.text
    assert re.search(r'value="2026-04-08"[^>]* checked', answer.text)


def test_a_clash_keeps_the_input_says_what_changed_and_can_be_sent_again(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = Refused("stale")
    rutin.changed = (HistoryEntry(8, NOW, NOW, "Eva Testfors", "Anteckning", ("Ringde klienten",), "note"),)
    rutin.case_page = replace(page(), version=9)
    answer = browser.post(f"{ADDRESS}/anteckning", data=form_of({"formular": "anteckning", "text": "Min långa text"}))
    html = answer.text
    assert answer.status_code == 409
    assert "Det här har ändrats" in html
    assert "Ringde klienten" in html
    assert re.search(r"<textarea[^>]*>\s*Min långa text</textarea>", html)
    assert 'name="seen" value="9"' in html
    assert 'name="seen" value="7"' not in html
    rutin.refuse = None
    again = {"formular": "anteckning", "command": command_of(html, "anteckning"), "seen": "9", "text": "Min långa text"}
    assert browser.post(f"{ADDRESS}/anteckning", data=again).status_code == 303
    assert rutin.sent[-1] == act.NoteAction(command=again["command"], case=CASE, seen=9, text="Min långa text")


def test_a_clash_in_the_store_is_told_the_same_way(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = VersionClash()
    answer = browser.post(f"{ADDRESS}/anteckning", data=form_of({"formular": "anteckning", "text": "Min text"}))
    assert answer.status_code == 409
    assert "Min text" in answer.text


def test_a_time_that_is_moved_begins_as_it_is_booked(browser: TestClient) -> None:
    html = browser.get(ADDRESS).text
    form = html[html.index('id="boka-kartlaggning-2"') :].split("</form>")[0]
    assert re.search(r'name="clock" type="time" value="08:00"', form)
    assert re.search(r'name="place" type="text" value="Rum 3"', form)
    assert 'value="2026-04-07"' in form


def test_what_was_written_for_a_step_that_is_gone_is_given_back(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = Refused("not_open")
    rutin.case_page = page(())
    answer = browser.post(f"{ADDRESS}/steg", data=form_of(HOLD_FORM) | {"f.namn": "Viktig text", "reason": "Därför"})
    assert answer.status_code == 409
    assert "Det du skrev" in answer.text
    assert "Viktig text" in answer.text
    assert "<dt>Ruta reason</dt>" in answer.text
    assert "Inget är sparat" in answer.text
    assert "står kvar i formuläret" not in answer.text


def test_a_version_that_is_not_a_number_counts_as_an_old_one(browser: TestClient, rutin: FakeRutin) -> None:
    browser.post(f"{ADDRESS}/anteckning", data={"formular": "anteckning", "text": "x", "seen": "７", "command": ""})
    (action,) = rutin.sent
    assert isinstance(action, act.NoteAction)
    assert action.seen == 0
    assert re.fullmatch(r"[0-9a-f]{32}", action.command)


# ---- what breaks ----------------------------------------------------------------------------------------------------


def test_a_store_that_cannot_write_gives_the_texts_back(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = StorageError("storage_full")
    data = form_of({"formular": "anteckning", "text": "Min långa text"})
    answer = browser.post(f"{ADDRESS}/anteckning", data=data)
    assert answer.status_code == 503
    assert "Disken är full" in answer.text
    assert "Min långa text" in answer.text


def test_with_htmx_a_store_that_cannot_write_leaves_the_form_untouched(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = StorageError("storage_full")
    answer = browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "t"}), headers=HTMX)
    assert answer.status_code == 503
    assert answer.headers["hx-retarget"] == "#notis"
    assert answer.headers["hx-push-url"] == "false"
    assert "<form" not in answer.text


def test_the_unexpected_is_a_swedish_page(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = ValueError("hemligt")
    answer = browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "t"}))
    assert answer.status_code == 500
    assert "Något gick fel" in answer.text
    assert "hemligt" not in answer.text
    beside = browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "t"}), headers=HTMX)
    assert (beside.status_code, beside.headers["hx-retarget"]) == (500, "#notis")
    rutin.fail = CorruptHistory(reason="okänd händelse")
    assert browser.get(ADDRESS).status_code == 500


def test_a_form_with_more_text_than_any_of_ours_is_refused(browser: TestClient, rutin: FakeRutin) -> None:
    assert browser.post(f"{ADDRESS}/anteckning", data={"text": "x" * 300_000}).status_code == 413
    many = "&".join(f"a{n}=" for n in range(2000))
    answer = browser.post(f"{ADDRESS}/anteckning", content=many.encode())
    assert answer.status_code == 413
    assert rutin.sent == []


def test_bytes_that_are_no_text_do_no_harm(browser: TestClient, rutin: FakeRutin) -> None:
    answer = browser.post(f"{ADDRESS}/anteckning", content=b"text=%FF%00a%07b\xff&formular=anteckning")
    assert answer.status_code == 303
    (action,) = rutin.sent
    assert isinstance(action, act.NoteAction)
    assert "\x00" not in action.text
    assert action.text.startswith("�ab")


def test_a_search_for_nothing_is_told_beside_the_field(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.search_fail = act.InvalidInput({"text": "Skriv ett namn."})
    answer = browser.post("/bengtsfors/sok", data={"formular": "sok", "text": ""})
    assert answer.status_code == 422
    assert 'id="sok-text-fel"' in answer.text


# ---- where the browser ends up ---------------------------------------------------------------------------------------


def test_with_htmx_the_address_follows_a_success_and_stays_on_a_refusal(browser: TestClient, rutin: FakeRutin) -> None:
    here = HTMX | {"HX-Current-URL": f"http://testserver{ADDRESS}"}
    done = browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "t"}), headers=here, follow_redirects=True)
    assert done.headers["hx-replace-url"] == ADDRESS
    from_form = HTMX | {"HX-Current-URL": "http://testserver/bengtsfors/nytt/aktivitet/ansokan"}
    opened = browser.post("/bengtsfors/nytt/aktivitet/ansokan", data={}, headers=from_form, follow_redirects=True)
    assert opened.headers["hx-push-url"] == ADDRESS
    rutin.refuse = Refused("stale")
    refused = browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "t"}), headers=here)
    assert refused.headers["hx-push-url"] == "false"
    paged = browser.get("/bengtsfors/uppgifter?efter=a%20b", headers=HTMX)
    assert paged.headers["hx-push-url"] == "/bengtsfors/uppgifter?efter=a%20b"


def test_a_start_outside_its_window_says_when_it_opens_and_asks_why(
    rutin: FakeRutin, browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = "Enligt rutinen öppnas ärendet på måndag. Nästa gång är måndag 9 mars."
    (open_now,) = rutin.starts("bengtsfors", SYSTEM)
    monkeypatch.setattr(rutin, "starts", lambda *_: (replace(open_now, closed=closed),))
    assert closed in browser.get("/bengtsfors/nytt").text
    html = browser.get("/bengtsfors/nytt/aktivitet/ansokan").text
    assert closed in html and 'name="reason"' in html
    browser.post(
        "/bengtsfors/nytt/aktivitet/ansokan",
        data={"formular": "nytt", "command": "d" * 32, "f.namn": "Kim", "reason": "Akut"},
    )
    (sent,) = rutin.sent
    assert isinstance(sent, act.StartAction) and sent.reason == "Akut"


def test_a_refusal_beside_a_field_leads_to_the_case_that_stands_in_the_way_and_keeps_what_was_written(
    browser: TestClient, rutin: FakeRutin
) -> None:
    rutin.refuse = Refused("one_open_case", field="namn", case="x1")
    data = form_of({"formular": "ratta-namn", "fact": "namn"}) | {"f.namn": "Alex Annan", "reason": "Fel person"}
    answer = browser.post(f"{ADDRESS}/ratta", data=data)
    assert answer.status_code == 422
    assert 'href="/bengtsfors/arenden/x1">Öppna ärendet som pågår' in answer.text
    assert "redan ett öppet ärende" in answer.text and "Alex Annan" in answer.text


def test_a_booking_far_ahead_is_asked_about_and_sent_with_the_answer(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = act.InvalidInput({"sakert": "Tiden är måndag 1 december 2036. Kryssa för om det stämmer."})
    data = form_of({"formular": "boka-samtal-1", "instance": "samtal#1"}) | {"day": "2036-12-01", "clock": "13:00"}
    html = browser.post(f"{ADDRESS}/boka", data=data).text
    assert "Bekräfta för att gå vidare" in html and "Ja, året stämmer" in html and "2036-12-01" in html
    rutin.refuse = None
    browser.post(f"{ADDRESS}/boka", data=data | {"sakert": "ja"})
    sent = rutin.sent[-1]
    assert isinstance(sent, act.BookAction) and (sent.day, sent.confirmed) == ("2036-12-01", True)


def test_whoever_notes_what_has_happened_is_asked_about_a_letter_with_empty_places(
    browser: TestClient, rutin: FakeRutin
) -> None:
    assert 'name="luckor"' not in browser.get(ADDRESS).text
    rutin.refuse = act.InvalidInput({"luckor": "Brevet har tomma platser."})
    data = {"formular": "handelse-flytt", "event": "flytt", "f.flyttdag": "2026-04-01"}
    answer = browser.post(f"{ADDRESS}/handelse", data=form_of(data))
    assert answer.status_code == 422
    assert re.search(r'type="checkbox" name="luckor" value="ja" id="handelse-flytt-luckor"', answer.text)
    assert 'href="#handelse-flytt-luckor"' in answer.text
    assert 'value="2026-04-01"' in answer.text


def test_what_is_said_of_a_whole_form_leads_to_it_and_stands_at_it_too(browser: TestClient, rutin: FakeRutin) -> None:
    """The summary is at the top of a page of many forms: whoever reads it has to find the right one."""
    rutin.refuse = Refused("not_optional")
    answer = browser.post(f"{ADDRESS}/steg", data=form_of({"formular": "steg-kartlaggning-2", "f.skal": "x"}))
    assert '<a href="#steg-kartlaggning-2" hx-boost="false">Gå till formuläret</a>' in answer.text
    (form,) = re.findall(r'<form[^>]* id="steg-kartlaggning-2".*?</form>', answer.text, re.DOTALL)
    assert "Fel: </span>Steget ska göras och kan inte hoppas över." in form
    assert answer.text.count("Steget ska göras och kan inte hoppas över.") == 2


def test_what_is_said_of_what_the_form_does_not_ask_stands_at_the_form(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.refuse = Refused("given_back", field="dagar", title="Ledighet", used="3 dagar")
    answer = browser.post(f"{ADDRESS}/steg", data=form_of({"formular": "steg-kartlaggning-2", "f.skal": "x"}))
    assert 'href="#steg-kartlaggning-2" hx-boost="false">Ledighet' in answer.text
    (form,) = re.findall(r'<form[^>]* id="steg-kartlaggning-2".*?</form>', answer.text, re.DOTALL)
    assert form.count("Fel: </span>Ledighet") == 1


def test_a_step_that_was_just_opened_among_others_is_linked(browser: TestClient, rutin: FakeRutin) -> None:
    rutin.case_page = page((BOOK, replace(BOOK, instance="ring#1", title="Ring", fresh=True)))
    link = '<a href="#steg-rubrik-ring-1" hx-boost="false">Ring</a>'
    assert link not in browser.get(ADDRESS).text
    browser.post(f"{ADDRESS}/anteckning", data=form_of({"formular": "anteckning", "text": "Ringde."}))
    assert link in browser.get(ADDRESS).text
    assert link not in browser.get(ADDRESS).text, "it is told once"


@pytest.mark.parametrize("written", ["Kim Påhittad", "c" * 31, "C" * 32, f"{'c' * 32}\nKim", "c" * 5000])
def test_what_is_no_id_of_a_form_is_not_kept_as_one(browser: TestClient, rutin: FakeRutin, written: str) -> None:
    """An id is kept in clear, so nothing that somebody writes may stand there."""
    browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "Ring", "command": written}))
    (sent,) = rutin.sent
    assert re.fullmatch("[0-9a-f]{32}", sent.command)
