"""Text messages against a gateway that follows the contract of the plugin's README, in the plugin's own process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from core.errors import PluginError
from core.model.plugin_calls import Delivery, NotSent, SendAnswer, Sent
from core.plugin_api import Hosts, ProcessLimits, build_manager
from core.testing import Conformance
from plugins.sms import plugin
from plugins.sms.gateway import number
from tests.contract.plugins.conformance import use

MAY = frozenset({"personal_data", "network"})
ANSWERS: type[SendAnswer] = Sent | NotSent  # type: ignore[assignment]


class Gateway(ThreadingHTTPServer):
    """Answers as it is told, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[tuple[dict[str, Any], dict[str, str]]] = []
        self.answer = (201, b'{"id": "m-17"}')
        self.elsewhere = ""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: Gateway

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((json.loads(body), {name.lower(): text for name, text in self.headers.items()}))
        status, answer = self.server.answer
        self.send_response(status)
        if self.server.elsewhere:
            self.send_header("Location", self.server.elsewhere)
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self) -> None:
        self.server.asked.append(({}, {name.lower(): text for name, text in self.headers.items()}))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - as it is declared
        """Says nothing."""


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    with Gateway() as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def send(gateway: Gateway, to: str = "070-174 06 05", text: str = "Hej Kim!", **settings: object) -> SendAnswer:
    hosts = Hosts(
        build_manager([use("sms", {"adress": gateway.url, **settings}, may=MAY)]).loaded, ProcessLimits(seconds=10)
    )
    try:
        delivery = Delivery("k1", to, "Kallelse", text, sender=("Småstad",))
        return hosts.call("sms", "rutin_channels", "sms", delivery, ANSWERS)
    finally:
        hosts.close()


def test_the_suite_that_tries_it_without_a_network_reaches_no_gateway(gateway: Gateway) -> None:
    made = type("Suite", (Conformance,), {"module": plugin, "settings": {"adress": gateway.url}})()
    assert isinstance(made, Conformance)
    made.test_its_channels_answer()
    assert gateway.asked == []


def test_the_gateway_gets_what_the_contract_says(gateway: Gateway, tmp_path: Path) -> None:
    (tmp_path / "nyckel").write_text("abc\n", encoding="utf-8")
    assert send(gateway, avsandare="Småstad", nyckelfil=str(tmp_path / "nyckel")) == Sent("m-17")
    ((body, headers),) = gateway.asked
    assert body == {"to": "+46701740605", "from": "Småstad", "text": "Hej Kim!\n\nSmåstad"}
    assert (headers["idempotency-key"], headers["authorization"]) == ("k1", "Bearer abc")
    assert headers["content-type"] == "application/json"


@pytest.mark.parametrize("answer", [b"", b"ok", b"[]", b"{}"])
def test_a_gateway_that_gives_no_number_has_still_taken_it(gateway: Gateway, answer: bytes) -> None:
    gateway.answer = (200, answer)
    assert send(gateway) == Sent("")


@pytest.mark.parametrize("status", [400, 404, 422])
def test_a_no_for_good_is_told(gateway: Gateway, status: int) -> None:
    gateway.answer = (status, b"")
    assert send(gateway) == NotSent(f"Sms-tjänsten tog inte emot meddelandet (svar {status}).")


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_a_no_for_now_is_tried_again(gateway: Gateway, status: int) -> None:
    gateway.answer = (status, b"")
    with pytest.raises(PluginError) as later:
        send(gateway)
    assert later.value.details["error"] == "HTTPError"


@pytest.mark.parametrize("status", [401, 403, 407])
def test_a_gateway_that_does_not_let_us_in_is_no_fault_of_the_message(gateway: Gateway, status: int) -> None:
    gateway.answer = (status, b"")
    with pytest.raises(PluginError) as later:
        send(gateway)
    assert later.value.details["error"] == "HTTPError"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_nothing_goes_to_another_address_than_that_of_the_settings(
    gateway: Gateway, status: int, tmp_path: Path
) -> None:
    (tmp_path / "nyckel").write_text("abc\n", encoding="utf-8")
    gateway.answer, gateway.elsewhere = (status, b""), f"http://localhost:{gateway.server_port}/annan"
    with pytest.raises(PluginError) as wrong:
        send(gateway, nyckelfil=str(tmp_path / "nyckel"))
    assert wrong.value.details["error"] == "HTTPError"
    assert len(gateway.asked) == 1, "the other address was asked"


def test_what_is_too_long_or_goes_nowhere_is_never_sent(gateway: Gateway) -> None:
    long = "å" * 70
    assert send(gateway, text=long, hogst_tecken="70") == NotSent(
        "Brevet är för långt för ett sms (79 tecken, högst 70)."
    )
    assert send(gateway, to="ring mig") == NotSent("Numret är inget telefonnummer.")
    assert gateway.asked == []


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("070-174 06 05", "+46701740605"),
        ("+46 70 174 06 05", "+46701740605"),
        ("0046701740605", "+46701740605"),
        ("(0532) 66 00 00", "+46532660000"),
        ("+46 (0)70-174 06 05", "+46701740605"),
        ("+46 070 174 06 05", "+46701740605"),
        ("0046 (0)701740605", "+46701740605"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("+47 22 00 00 00", "+4722000000"),
    ],
)
def test_numbers_are_written_as_the_world_does(written: str, read: str) -> None:
    assert number(written) == read


@pytest.mark.parametrize("written", ["", "112", "abc", "+0701740605", "070-174 06 05 ankn 3", "²0701740605"])
def test_what_is_no_number_is_not_guessed_at(written: str) -> None:
    with pytest.raises(ValueError):
        number(written)
