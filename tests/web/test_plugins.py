"""What has stopped: told with plugin, part and case, tried again or left; and the plugins with how they fare."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from core.application.plugins.views import Sent, StoppedPage
from core.errors import Refused, StorageError
from tests.web.conftest import HTMX
from tests.web.fake import CASE, FakeRutin
from tests.web.plugin_samples import KEY
from web.forms import Posted, parse_parts

PAGE = "/bengtsfors/driftstorningar"


def card(html: str, number: int, part: str = "stopp") -> str:
    """A card's text: the one of that number, from 0, in a part of the page."""
    found = re.findall(rf'<article class="card" aria-labelledby="{part}-\d+">.*?</article>', html, re.DOTALL)[number]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found)).strip()


def test_what_has_stopped_says_what_why_where_and_since_when(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    said = card(html, 0)
    for text in ("Skicka ett brev (e-post)", "svarade inte i tid", "A1B2C3D4", "rutin_channels.epost", "5 försök"):
        assert text in said
    assert f'href="/bengtsfors/arenden/{CASE}"' in html
    assert "Ytterligare 3 har stannat" in html


def test_only_those_who_work_in_the_routine_may_do_something_about_it(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    assert "Försök igen" in card(html, 0)
    assert "Försök igen" not in card(html, 1)
    assert "De som arbetar i rutinen" in card(html, 1)


@pytest.mark.parametrize("part", ["stopp", "vantar"])
def test_a_case_that_the_reader_may_not_open_is_told_by_its_number_and_leads_nowhere(
    browser: TestClient, part: str
) -> None:
    html = browser.get(PAGE).text
    may, may_not = (html.split(f'<h3 id="{part}-{number}">')[1].split("</article>")[0] for number in (1, 2))
    assert f'/arenden/{CASE}">A1B2C3D4</a>' in may
    assert "/arenden/" not in may_not
    assert "A1B2C3D4 Från ansökan till aktivitet" in card(html, 1, part)


def test_it_is_tried_again_or_left_and_said_once(rutin: FakeRutin, browser: TestClient) -> None:
    for verb in ("igen", "lamna"):
        answer = browser.post(f"{PAGE}/{verb}", data={"nyckel": KEY})
        assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
        assert "Det är gjort." in browser.get(PAGE).text
    assert rutin.plugins.done == [("again", KEY), ("leave", KEY)]


def test_what_is_not_there_or_may_not_be_done_is_said(rutin: FakeRutin, browser: TestClient) -> None:
    assert browser.post(f"{PAGE}/igen", data={"nyckel": "okänd"}).status_code == 404
    assert browser.post(f"{PAGE}/annat", data={"nyckel": KEY}).status_code == 404
    rutin.plugins.refuse = Refused("role", roles="Handläggare")
    refused = browser.post(f"{PAGE}/igen", data={"nyckel": KEY})
    assert refused.status_code in (403, 422)
    assert "Handläggare" in refused.text
    rutin.plugins.refuse = StorageError()
    assert browser.post(f"{PAGE}/igen", data={"nyckel": KEY}).status_code == 503


def test_what_is_tried_again_by_itself_says_when_and_can_be_tried_now_or_left(browser: TestClient) -> None:
    said = card(browser.get(PAGE).text, 0, "forsok")
    for text in (
        "Det som skulle stå i ”Hyra” kan inte stå där.",
        "2 försök",
        "Nästa försök",
        "10.15",
        "Försök igen nu",
        "Lämna det",
    ):
        assert text in said
    assert "Nästa försök" not in card(browser.get(PAGE).text, 0, "stopp")


def test_the_plugins_stand_with_what_they_give_may_and_have_done_wrong(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    assert "5 av 14 anrop gick fel" in html
    assert "3 anrop, inga fel" in html
    assert "Inget anrop än" in html
    assert "Nätverket, personuppgifter" in html


def test_a_case_that_waits_for_a_plugin_says_so_first_and_may_be_answered_for(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    said = card(html, 0, "vantar")
    for text in (
        "Är hyran en stor del",
        "Tillägget Hyreskollen svarar inte.",
        "A1B2C3D4 Hyresbidrag",
        "svara i stället",
    ):
        assert text in said
    assert said.endswith("hyreskollen rutin_expression_functions.hyra_andel"), "the plugin's own words come last"
    assert "Tillägget är avstängt." in card(html, 1, "vantar")
    assert "svara i stället" not in card(html, 1, "vantar")


def test_what_a_plugin_did_wrong_is_told_in_plain_words_and_its_own_come_last(browser: TestClient) -> None:
    html = browser.get(PAGE).text
    panel, page = card(html, 0, "fel"), card(html, 1, "fel")
    assert "Rutan ”Läget i KAA” kunde inte visas" in panel
    assert "3 gånger" in panel
    assert f'arenden/{"a" * 32}">AAAAAAAA</a>' in html
    assert "Ärende" not in page, "it was about no case"
    assert page.endswith("För den som sköter tillägget: epost rutin_pages.listor ValueError rules.py:41")
    assert "Inga driftstörningar" not in html


def test_where_nothing_has_stopped_and_there_are_no_plugins_the_menu_offers_nothing(
    rutin: FakeRutin, outside: TestClient
) -> None:
    rutin.plugins.now = StoppedPage((), ())
    outside.post("/bengtsfors/person", data={"person": "anna"})
    html = outside.get(PAGE).text
    assert "Inga driftstörningar" in html
    assert f'href="{PAGE}"' not in html


CASE_PANEL = f"/bengtsfors/arenden/{CASE}/ruta/bengtsfors_kaa/laget"
LISTS = "/bengtsfors/tillagg/bengtsfors_kaa/listor"


def test_the_case_page_has_a_place_for_each_panel_that_works_without_script(browser: TestClient) -> None:
    html = browser.get(f"/bengtsfors/arenden/{CASE}").text
    assert f'hx-get="{CASE_PANEL}" hx-trigger="load"' in html
    assert f'<a href="{CASE_PANEL}">Visa läget i KAA</a>' in html


def test_a_panel_is_only_what_stands_in_it_for_the_page_and_a_page_of_its_own_for_others(browser: TestClient) -> None:
    part = browser.get(CASE_PANEL, headers=HTMX).text
    assert "<h1" not in part and "<title" not in part and 'id="meny"' not in part
    assert "Ansvaret upphör om 12 dagar." in part
    assert re.search(r"<dt>Ålder</dt><dd>19 år</dd>", part)
    whole = browser.get(CASE_PANEL).text
    assert "<h1>Läget i KAA</h1>" in whole
    assert f'href="/bengtsfors/arenden/{CASE}"' in whole
    assert part.strip() in whole


def test_what_a_plugin_gives_is_shown_as_text_and_its_addresses_are_rutins(browser: TestClient) -> None:
    html = browser.get(LISTS).text
    assert "&lt;b&gt;Inte fet&lt;/b&gt;" in html
    assert f'<a href="/bengtsfors/arenden/{CASE}">Kim Påhittad</a>' in html
    assert f'action="{LISTS}"' in html
    assert f'href="{LISTS}?fil=lista.csv"' in html


def test_a_table_of_two_columns_stays_a_table_on_a_phone_and_days_are_not_broken(
    rutin: FakeRutin, browser: TestClient
) -> None:
    html = browser.get(LISTS).text
    assert '<table class="work two-columns">' in html
    assert 'från <span class="day">2026-11-16</span> &lt;b&gt;' in html


def test_a_form_comes_back_with_what_was_written_and_what_to_mend(rutin: FakeRutin, browser: TestClient) -> None:
    sent = {"formular": "granska", "command": "c" * 32, "p.lista": "Kim;<x>", "p.skola": "Ågymnasiet", "f.annat": "nej"}
    answer = browser.post(LISTS, data=sent)
    assert answer.status_code == 422
    assert "Kim;&lt;x&gt;" in answer.text and 'value="Ågymnasiet"' in answer.text
    assert '<a href="#granska-p.lista" hx-boost="false">Klistra in listan.</a>' in answer.text
    assert rutin.plugins.sent[-1] == Sent("granska", (("lista", "Kim;<x>"), ("skola", "Ågymnasiet")), "c" * 32)


def test_a_form_that_the_plugin_does_not_answer_keeps_what_was_written(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.plugins.failed = "Sidan kan inte visas just nu. Inget har ändrats."
    sent = {"formular": "granska", "command": "c" * 32, "p.lista": "Kim;<x>"}
    answer = browser.post(LISTS, data=sent)
    assert answer.status_code == 503
    assert "Det gick inte att skicka" in answer.text
    assert re.search(r"<dt>Svar</dt><dd>.*Kim;&lt;x&gt;", answer.text)
    beside = browser.post(LISTS, data=sent, headers=HTMX)
    assert "Det du skrev finns kvar på sidan." in beside.text
    assert "<h1" not in beside.text


LIST = "Personnummer;Namn\r\n200806159810;Åsa Övning\r\n"


@pytest.mark.parametrize("coded", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_file_comes_to_the_plugin_as_text_however_the_spreadsheet_wrote_it(
    rutin: FakeRutin, browser: TestClient, coded: str
) -> None:
    sent = {"formular": "granska", "command": "c" * 32, "p.lista": "", "p.skola": "Ågymnasiet"}
    browser.post(LISTS, data=sent, files={"p.fil": ("lista.csv", LIST.encode(coded), "text/csv")})
    values = (("lista", ""), ("skola", "Ågymnasiet"), ("fil", LIST.replace("\r\n", "\n").strip()))
    assert rutin.plugins.sent[-1] == Sent("granska", values, "c" * 32)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04\x00\x01", "Filen är ett kalkylark. Spara den som CSV"),
        (b"\xd0\xcf\x11\xe0\xa1", "Filen är ett kalkylark. Spara den som CSV"),
        (b"a\x00b\x00", "Filen är ingen textfil. Välj en CSV-fil"),
        (b"\x81\x8d", "Filen är ingen textfil. Välj en CSV-fil"),
    ],
)
def test_a_file_that_is_no_text_is_told_at_its_field_and_never_reaches_the_plugin(
    rutin: FakeRutin, browser: TestClient, content: bytes, said: str
) -> None:
    sent = {"formular": "granska", "command": "c" * 32, "p.lista": "Kim", "p.skola": "Ågymnasiet"}
    answer = browser.post(LISTS, data=sent, files={"p.fil": ("lista.xlsx", content, "text/csv")})
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Ågymnasiet"' in answer.text, "what was written stays"
    assert rutin.plugins.sent[-1] == Sent()


def test_a_file_that_is_too_large_is_refused_before_it_is_read(rutin: FakeRutin, browser: TestClient) -> None:
    before = list(rutin.plugins.sent)
    answer = browser.post(LISTS, data={"formular": "granska"}, files={"p.fil": ("a.csv", b"a" * 2_000_000, "text/csv")})
    assert answer.status_code == 413
    assert "Filen är större än 1 MB, och inget är inläst." in answer.text
    assert rutin.plugins.sent == before


@given(st.binary(max_size=300), st.sampled_from(["g", "----x"]))
def test_whatever_is_sent_as_parts_is_read_in_some_way(body: bytes, boundary: str) -> None:
    assert isinstance(parse_parts(body, boundary.encode()), Posted)


def test_a_pasted_list_keeps_its_empty_cells_and_other_texts_nothing_around_them(
    rutin: FakeRutin, browser: TestClient
) -> None:
    browser.post(
        LISTS, data={"formular": "granska", "p.lista": "\n \tNamn\tSkola\r\nx\tKim\t\r\n", "p.namn": "\tKim\t\n"}
    )
    assert rutin.plugins.sent[-1].values == (("lista", "\tNamn\tSkola\nx\tKim\t"), ("namn", "Kim"))


def test_what_was_done_is_said_once_and_what_could_not_be_done_stays_on_the_page(
    rutin: FakeRutin, browser: TestClient
) -> None:
    sent = {"formular": "oppna", "command": "c" * 32, "p.lista": "a;b"}
    assert browser.post(LISTS, data=sent).headers["location"] == LISTS
    assert "2 ärenden är öppnade." in browser.get(LISTS).text
    rutin.plugins.told = ("Rad 3: Personen har redan ett öppet ärende.",)
    answer = browser.post(LISTS, data=sent)
    assert answer.status_code == 422
    assert "1 gick inte att göra" in answer.text and "Rad 3" in answer.text
    assert "De andra 2 ärendena öppnades." in answer.text


def test_a_file_is_sent_to_be_kept_with_its_mark(browser: TestClient) -> None:
    answer = browser.get(f"{LISTS}?fil=lista.csv")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''lista.csv"
    assert answer.content.decode("utf-8-sig") == "a;b\r\n<1>;å\r\n"
    assert answer.content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["../../x.csv", "C:\\x.csv", "x\r\n.csv", "x\u202evsc.exe", ".."])
def test_what_is_no_files_name_is_not_asked_of_the_plugin(browser: TestClient, name: str) -> None:
    assert browser.get(LISTS, params={"fil": name}).status_code == 404


def test_a_page_that_is_not_for_the_reader_says_whose_it_is(rutin: FakeRutin, browser: TestClient) -> None:
    rutin.plugins.refuse = Refused("role", roles="KAA-ansvarig")
    answer = browser.get(LISTS)
    assert answer.status_code in (403, 422)
    assert "KAA-ansvarig" in answer.text
