"""Headers, forms from elsewhere, sessions, and that nothing personal leaks into addresses or logs."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import structlog
from fastapi.routing import APIRoute
from starlette.testclient import TestClient
from structlog.testing import capture_logs

from core.application.step.actions import StartAction
from core.clock import FixedClock
from core.errors import Refused
from tests.web.conftest import HTMX
from tests.web.fake import CASE, NOW, FakeRutin, form_of
from web.app import create_app
from web.sessions import MemorySessions, Session

ADDRESS = f"/bengtsfors/arenden/{CASE}"


@pytest.mark.parametrize("path", ["/", "/bengtsfors/uppgifter", ADDRESS, "/halsa", "/finns/inte/alls"])
def test_every_answer_carries_the_headers(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"


def test_pages_differ_with_the_htmx_header_and_say_so(browser: TestClient) -> None:
    for headers in ({}, HTMX):
        assert browser.get("/bengtsfors/uppgifter", headers=headers).headers["vary"] == "HX-Request"


def test_no_page_holds_inline_script_or_style(browser: TestClient) -> None:
    for path in ("/", "/bengtsfors/uppgifter", ADDRESS, "/bengtsfors/sok"):
        html = browser.get(path).text
        assert not re.search(r"<script(?![^>]*src=)", html)
        assert "<style" not in html
        assert not re.search(r"\s(style|on[a-z]+)=\"", html)
        assert "hx-on" not in html
        assert not re.search(r'(src|href)="(https?:)?//', html)


def test_styles_and_scripts_may_be_kept_for_a_year_since_their_address_changes(browser: TestClient) -> None:
    html = browser.get("/").text
    for path in re.findall(r'(?:href|src)="(/static/[^"]+)"', html):
        answer = browser.get(path)
        assert answer.status_code == 200, path
        assert "immutable" in answer.headers["cache-control"]
    assert browser.get("/static/000000000000/css/base.css").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/bengtsfors/rutiner/%E2%82%AC",
        "/bengtsfors/rutiner/bost%C3%B6d",
        "/%E2%82%AC",
        "/bengtsfors/x%0d%0aSet-Cookie:a=b",
        "/bengtsfors/arenden/x%0d%0aSet-Cookie:%20a=b/steg",
        "/bengtsfors/uppgifter?efter=%0d%0aX:1",
    ],
)
def test_no_address_breaks_a_header(browser: TestClient, path: str) -> None:
    """Somebody writes or guesses an address; with htmx the answer's headers name it."""
    for headers in ({}, HTMX):
        answer = browser.get(path, headers=headers)
        assert answer.status_code in (200, 303, 404), (path, headers)
        assert "set-cookie" not in answer.headers and "x" not in answer.headers
        told = [answer.headers.get(name, "") for name in ("hx-push-url", "hx-replace-url", "location")]
        assert all(each.isascii() and each.isprintable() for each in told)


@pytest.mark.parametrize("verb", ["steg", "erbjud", "forhandsgranska"])
def test_a_line_of_a_checklist_that_nobody_could_write_is_none(
    browser: TestClient, rutin: FakeRutin, verb: str
) -> None:
    answer = browser.post(
        f"{ADDRESS}/{verb}", data={**form_of({"instance": "samtal#1"}), "tick": ["9" * 5000, "1", "x"]}
    )
    assert answer.status_code < 500
    assert all(getattr(each, "ticks", {1}) == {1} for each in rutin.sent)


# ---- forms from elsewhere --------------------------------------------------------------------------------------------


def every_form_address() -> list[str]:
    """An address for every route that takes a form."""
    app = create_app(FakeRutin(), demo=True, clock=FixedClock(NOW))
    routes = [r for r in app.routes if isinstance(r, APIRoute)] or [
        c.original_route for r in app.routes for c in getattr(r, "effective_candidates", lambda: ())()
    ]
    names = {
        "kommun": "bengtsfors",
        "case": CASE,
        "verb": "anteckning",
        "process": "aktivitet",
        "start": "ansokan",
        "resurs": "vantorp",
        "roll": "jour",
        "serie": "allman",
        "traff": "2026-04-07T0900",
        "rad": "0",
        "forum": "samverkan",
        "mote": "2026-04-07",
        "tillagg": "bengtsfors_kaa",
        "sida": "listor",
        "register": "kaa",
    }
    return [r.path.format(**names) for r in routes if "POST" in (r.methods or set())]


FROM_ELSEWHERE: list[dict[str, str]] = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {},
]


def test_over_https_the_browser_is_told_to_ask_no_other_way(rutin: FakeRutin, clock: FixedClock) -> None:
    app = create_app(rutin, demo=True, clock=clock)
    for base, told in (("https://testserver", "max-age=31536000"), ("http://testserver", None)):
        client = TestClient(app, base_url=base, follow_redirects=False)
        for answer in (client.get("/"), client.get("/finns/inte"), client.post("/byt")):
            assert answer.headers.get("strict-transport-security") == told


@pytest.mark.parametrize("name", ["HX-Current-URL", "Referer", "Origin"])
def test_what_is_no_address_breaks_nothing(browser: TestClient, name: str) -> None:
    wrong = {name: "http://["}
    assert browser.get("/bengtsfors/uppgifter", headers={**HTMX, **wrong}).status_code == 200
    browser.cookies.clear()
    assert "Inget är sparat" in browser.post("/bengtsfors/sok", headers=wrong).text
    del browser.headers["Sec-Fetch-Site"]
    assert "kom inte härifrån" in browser.post("/bengtsfors/sok", headers=wrong).text


def test_there_are_forms_to_protect() -> None:
    assert len(every_form_address()) >= 6


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_from_elsewhere_is_refused_at_every_address(
    rutin: FakeRutin, clock: FixedClock, headers: dict[str, str]
) -> None:
    client = TestClient(create_app(rutin, demo=True, clock=clock), follow_redirects=False)
    for address in every_form_address():
        answer = client.post(address, data={"person": "anna"}, headers=headers)
        assert answer.status_code == 403, address
        assert "Formuläret kom inte härifrån" in answer.text
        assert "content-security-policy" in answer.headers
    assert rutin.sent == []


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}, {"Origin": "http://testserver"}]
)
def test_a_form_of_our_own_is_taken(rutin: FakeRutin, clock: FixedClock, headers: dict[str, str]) -> None:
    client = TestClient(create_app(rutin, demo=True, clock=clock), follow_redirects=False)
    assert client.post("/bengtsfors/person", data={"person": "anna"}, headers=headers).status_code == 303


# ---- sessions --------------------------------------------------------------------------------------------------------


def test_the_cookie_holds_an_id_only_and_scripts_cannot_read_it(outside: TestClient) -> None:
    cookie = outside.post("/bengtsfors/person", data={"person": "anna"}).headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert "anna" not in cookie
    assert "Secure" not in cookie
    assert re.match(r"rutin=[\w-]{40,};", cookie)


def test_over_https_the_cookie_is_for_https_only(rutin: FakeRutin, clock: FixedClock) -> None:
    app = create_app(rutin, demo=True, clock=clock)
    client = TestClient(app, base_url="https://testserver", follow_redirects=False)
    answer = client.post("/bengtsfors/person", data={"person": "anna"}, headers={"Sec-Fetch-Site": "same-origin"})
    assert "Secure" in answer.headers["set-cookie"]


def test_over_https_no_site_beside_ours_can_choose_the_session(rutin: FakeRutin, clock: FixedClock) -> None:
    """A cookie that a neighbour in the domain has set has another name; only this host may set one with the prefix."""
    sessions = MemorySessions()
    app = create_app(rutin, demo=True, clock=clock, sessions=sessions)
    headers = {"Sec-Fetch-Site": "same-origin"}
    client = TestClient(app, base_url="https://testserver", follow_redirects=False, headers=headers)
    client.cookies.set("rutin", sessions.open(session()))
    assert client.get("/bengtsfors/uppgifter").status_code == 303
    chosen = client.post("/bengtsfors/person", data={"person": "anna"}).headers["set-cookie"]
    assert chosen.startswith("__Host-rutin=") and "Path=/" in chosen and "Domain" not in chosen
    assert client.get("/bengtsfors/uppgifter").status_code == 200
    left = client.post("/byt").headers["set-cookie"]
    assert left.startswith('__Host-rutin="";') and "Max-Age=0" in left and "Secure" in left, "else it is not taken away"
    assert client.get("/bengtsfors/uppgifter").status_code == 303


def test_a_session_left_alone_for_a_working_day_is_over(browser: TestClient, clock: FixedClock) -> None:
    clock.advance(timedelta(hours=7, minutes=59))
    assert browser.get("/bengtsfors/uppgifter").status_code == 200
    clock.advance(timedelta(hours=7, minutes=59))
    assert browser.get("/bengtsfors/uppgifter").status_code == 200, "using it kept it alive"
    clock.advance(timedelta(hours=8, minutes=1))
    assert browser.get("/bengtsfors/uppgifter").status_code == 303


def session() -> Session:
    return Session("bengtsfors", "Bengtsfors kommun", "anna", "Anna", (), "", (), NOW)


def test_the_number_of_sessions_is_bounded_and_the_one_longest_unused_goes() -> None:
    kept = MemorySessions(most=2)
    first, second = kept.open(session()), kept.open(session())
    assert kept.read(first, NOW) is not None
    third = kept.open(session())
    assert kept.read(second, NOW) is None
    assert kept.read(first, NOW) is not None
    assert kept.read(third, NOW) is not None


def test_a_message_is_shown_once_and_a_closed_session_has_none() -> None:
    kept = MemorySessions()
    key = kept.open(session())
    kept.say(key, "Hej")
    assert (kept.take_message(key), kept.take_message(key)) == ("Hej", None)
    kept.close(key)
    kept.say(key, "Hej")
    assert kept.take_message(key) is None
    assert kept.read(key, NOW) is None


def test_outside_the_demo_nobody_can_be_chosen(rutin: FakeRutin, clock: FixedClock) -> None:
    client = TestClient(
        create_app(rutin, demo=False, clock=clock), follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"}
    )
    assert client.post("/bengtsfors/person", data={"person": "anna"}).status_code == 404
    town = client.get("/bengtsfors").text
    assert "Anna Demosson" not in town
    assert "Inloggning ingår inte" in town and "inga medarbetare" not in town
    assert "Inloggning ingår inte" in client.get("/").text
    assert "påhittade personer och ärenden. Skriv" not in client.get("/").text


# ---- leaks -----------------------------------------------------------------------------------------------------------

SECRETS = ("Kim Påhittad", "Kim", "19900101", "0017", "hemlig", CASE)


def test_nothing_personal_is_written_in_the_log_while_a_case_is_worked(browser: TestClient, rutin: FakeRutin) -> None:
    structlog.reset_defaults()
    with capture_logs() as logs:
        browser.get(ADDRESS)
        browser.post("/bengtsfors/sok", data={"text": "Kim Påhittad"})
        browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "En hemlig anteckning om Kim"}))
        rutin.refuse = Refused("stale")
        browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "En hemlig anteckning"}))
        rutin.refuse = ValueError("hemlig 19900101-0017")
        browser.post(f"{ADDRESS}/anteckning", data=form_of({"text": "En hemlig anteckning"}))
        browser.get(f"/bengtsfors/{CASE}/Kim?hemlig=1")
    text = repr(logs)
    assert len([line for line in logs if line["event"] == "page"]) == 6
    assert "/{kommun}/arenden/{case}" in text
    assert "ValueError" in text
    for secret in SECRETS:
        assert secret not in text, secret


def test_no_address_on_any_page_holds_a_name_or_number(browser: TestClient) -> None:
    pages = ["/bengtsfors/uppgifter", ADDRESS, "/bengtsfors/register/kaa", "/bengtsfors/nytt"]
    html = (
        "".join(browser.get(path).text for path in pages) + browser.post("/bengtsfors/sok", data={"text": "Kim"}).text
    )
    for address in re.findall(r'(?:href|action)="([^"]+)"', html):
        assert "Kim" not in address
        assert not re.search(r"(19|20)\d{6}|\d{4}-\d{2}-\d{2}", address.replace(CASE, "")), address


@pytest.mark.parametrize("text", ["\u200b", "\x00", "\u2060 \ufeff", "\u3164"])
def test_a_text_with_nothing_to_see_is_sent_as_empty(browser: TestClient, rutin: FakeRutin, text: str) -> None:
    browser.post("/bengtsfors/nytt/aktivitet/ansokan", data={"formular": "nytt", "command": "d" * 32, "f.namn": text})
    (sent,) = rutin.sent
    assert isinstance(sent, StartAction) and sent.values == {"namn": ""}


@pytest.mark.parametrize("mark", "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_marks_that_turn_a_name_around_are_dropped_and_letters_of_every_script_kept(
    browser: TestClient, rutin: FakeRutin, mark: str
) -> None:
    data = {"formular": "nytt", "command": "d" * 32, "f.namn": f"Kim {mark}dattihåP{mark} علي 👩‍🏫"}
    browser.post("/bengtsfors/nytt/aktivitet/ansokan", data=data)
    (sent,) = rutin.sent
    assert isinstance(sent, StartAction) and sent.values == {"namn": "Kim dattihåP علي 👩‍🏫"}


@pytest.mark.parametrize("address", every_form_address())
def test_whoever_asks_for_the_address_of_a_form_comes_to_a_page(browser: TestClient, address: str) -> None:
    """Without script a form that is sent back stands there, and the page may be loaded anew."""
    assert browser.get(address, follow_redirects=False).status_code in (200, 303)


@pytest.mark.parametrize(
    ("asked", "led"),
    [
        ("samverkan/samverkan/2026-04-07/arenden", "samverkan/samverkan/2026-04-07"),
        ("samverkan/samverkan/2026-04-07/stryk", "samverkan/samverkan"),
        ("uppgifter/ta-over", "uppgifter"),
        ("driftstorningar/igen", "driftstorningar"),
    ],
)
def test_the_page_is_the_one_where_the_form_stands(browser: TestClient, asked: str, led: str) -> None:
    answer = browser.get(f"/bengtsfors/{asked}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/bengtsfors/{led}")
