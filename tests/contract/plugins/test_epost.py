"""E-mail against a mail server that really answers, in the plugin's own process."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from core.errors import PluginError
from core.model.plugin_calls import Delivery, NotSent, SendAnswer, Sent
from core.plugin_api import Hosts, ProcessLimits, build_manager
from plugins.epost import mail
from tests.acceptance.plugins.town_with_plugins import Town, named
from tests.contract.plugins.conformance import use

MAY = frozenset({"personal_data", "network"})
LETTER = Delivery("k1", "kim@example.com", "Kallelse", "Hej Kim!", "Sökanden", ("Tilläggsby kommun",), b"%PDF-1.7")
ANSWERS: type[SendAnswer] = Sent | NotSent  # type: ignore[assignment]


def _bytes(content: bytes | str | None) -> bytes:
    return content if isinstance(content, bytes) else (content or "").encode()


class Mailbox:
    """Keeps what comes, and says no to whom it is told to."""

    def __init__(self) -> None:
        self.mail: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.answers: dict[str, str] = {}
        self.slow = 0.0

    async def handle_MAIL(  # noqa: N802 - the server's name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_QUIT(self, _server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(self.slow)
        return self.answers.get("QUIT", "221 Bye")

    async def handle_RCPT(  # noqa: N802 - the server's name for it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if "DATA" in self.answers:
            return self.answers["DATA"]
        found = message_from_bytes(_bytes(envelope.content), policy=policy.default)
        assert isinstance(found, EmailMessage)
        self.mail.append(found)
        return "250 OK"


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, int]]:
    kept = Mailbox()
    server = Controller(kept, hostname="127.0.0.1", port=free_port())
    server.start()
    yield kept, server.port
    server.stop()


def hosted(port: int, seconds: float = 10, /, **settings: object) -> Hosts:
    given = {
        "server": "127.0.0.1",
        "port": str(port),
        "kryptering": "ingen",
        "avsandare": "afo@example.com",
        **settings,
    }
    return Hosts(build_manager([use("epost", given, may=MAY)]).loaded, ProcessLimits(seconds=seconds))


def send(hosts: Hosts, letter: Delivery = LETTER) -> SendAnswer:
    try:
        return hosts.call("epost", "rutin_channels", "epost", letter, ANSWERS)
    finally:
        hosts.close()


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_letter_is_mail_with_the_text_and_the_pdf(mailbox: tuple[Mailbox, int]) -> None:
    kept, port = mailbox
    answer = send(hosted(port))
    (got,) = kept.mail
    assert (got["To"], got["From"], got["Subject"]) == ("kim@example.com", "afo@example.com", "Kallelse")
    assert body(got) == "Hej Kim!\n\nTilläggsby kommun\n"
    assert [(a.get_filename(), a.get_content()) for a in got.iter_attachments()] == [("brev.pdf", b"%PDF-1.7")]
    assert answer == Sent(got["Message-ID"])


def test_the_same_delivery_has_the_same_id_each_time(mailbox: tuple[Mailbox, int]) -> None:
    kept, port = mailbox
    for _ in range(2):
        send(hosted(port))
    assert kept.mail[0]["Message-ID"] == kept.mail[1]["Message-ID"]
    assert kept.mail[0]["Message-ID"] != mail.written(Delivery("k2", "a@b.se", "", ""), "c@d.se", "brev")["Message-ID"]


def test_where_mail_is_not_safe_enough_it_only_says_that_there_is_a_letter(mailbox: tuple[Mailbox, int]) -> None:
    kept, port = mailbox
    send(hosted(port, innehall="besked"))
    (got,) = kept.mail
    assert got["Subject"] == "Brev från Tilläggsby kommun"
    assert "Kim" not in got.as_string()
    assert list(got.iter_attachments()) == []


@pytest.mark.parametrize("address", ["kim", "a@b@c.se", "kim@example.com\nBcc: alla@example.com", "", "Kim <kim@a.se>"])
def test_an_address_that_is_none_is_never_tried(address: str, mailbox: tuple[Mailbox, int]) -> None:
    kept, port = mailbox
    assert send(hosted(port), Delivery("k", address, "Hej", "Hej")) == NotSent("Adressen är ingen e-postadress.")
    assert kept.mail == []


def test_a_heading_with_a_line_end_cannot_add_others(mailbox: tuple[Mailbox, int]) -> None:
    kept, port = mailbox
    answer = send(hosted(port), Delivery("k", "kim@example.com", "Hej\nBcc: alla@example.com", "Hej"))
    assert isinstance(answer, NotSent)
    assert kept.mail == []


def test_a_no_for_good_is_told_and_a_no_for_now_is_tried_again(mailbox: tuple[Mailbox, int]) -> None:
    kept, port = mailbox
    kept.refuse = {"kim@example.com": "550 No such user"}
    assert send(hosted(port)) == NotSent("Mejlservern tog inte emot brevet (svar 550). Kontrollera adressen.")
    kept.refuse = {"kim@example.com": "451 Greylisted"}
    with pytest.raises(PluginError) as later:
        send(hosted(port))
    assert later.value.details["error"] == "SMTPException"


@pytest.mark.parametrize("answer", ["421 Closing", "500 What?", "250 Never mind"])
def test_what_the_server_has_taken_is_sent_whatever_it_says_to_the_goodbye(
    answer: str, mailbox: tuple[Mailbox, int]
) -> None:
    kept, port = mailbox
    kept.answers = {"QUIT": answer}
    assert isinstance(send(hosted(port)), Sent)
    assert len(kept.mail) == 1


def test_nobody_waits_long_for_the_answer_to_a_goodbye(mailbox: tuple[Mailbox, int]) -> None:
    kept, port = mailbox
    kept.slow = 20.0
    assert isinstance(send(hosted(port, 5)), Sent)  # a plugin that takes longer is stopped, and its letter sent again


@pytest.mark.parametrize(
    ("command", "answer", "error"),
    [
        ("MAIL", "530 5.7.0 Authentication required", "SMTPAuthenticationError"),
        ("MAIL", "550 5.7.1 Sender not allowed", "SMTPSenderRefused"),
        ("MAIL", "451 Later", "SMTPSenderRefused"),
        ("DATA", "451 Later", "SMTPException"),
    ],
)
def test_a_no_to_us_is_a_fault_of_the_settings_and_no_receivers(
    command: str, answer: str, error: str, mailbox: tuple[Mailbox, int]
) -> None:
    kept, port = mailbox
    kept.answers = {command: answer}
    with pytest.raises(PluginError) as later:
        send(hosted(port))
    assert later.value.details["error"] == error


def test_a_login_that_is_asked_for_at_the_receiver_is_no_fault_of_the_receiver(mailbox: tuple[Mailbox, int]) -> None:
    kept, port = mailbox
    kept.refuse = {"kim@example.com": "530 5.7.0 Authentication required"}
    with pytest.raises(PluginError) as later:
        send(hosted(port))
    assert later.value.details["error"] == "SMTPAuthenticationError"


def test_a_letter_that_is_refused_for_what_it_is_is_told_without_blaming_the_address(
    mailbox: tuple[Mailbox, int],
) -> None:
    kept, port = mailbox
    kept.answers = {"DATA": "554 Looks like spam"}
    assert send(hosted(port)) == NotSent("Mejlservern tog inte emot brevet (svar 554).")


def test_a_server_that_is_away_is_tried_again() -> None:
    with pytest.raises(PluginError) as later:
        send(hosted(free_port()))
    assert later.value.details["error"] == "ConnectionRefusedError"


def test_a_server_without_encryption_is_not_given_anything_unless_the_municipality_says_so(
    mailbox: tuple[Mailbox, int],
) -> None:
    kept, port = mailbox
    with pytest.raises(PluginError) as refused:
        send(hosted(port, kryptering="starttls"))
    assert refused.value.details["error"] == "SMTPNotSupportedError"
    assert kept.mail == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH")  # the server of the test has no certificate
def test_it_logs_in_with_the_password_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "losenord").write_text("hemligt\n", encoding="utf-8")
    kept = Mailbox()

    def known(_server: object, _session: object, _envelope: object, _how: str, data: object) -> AuthResult:
        assert isinstance(data, LoginPassword)
        return AuthResult(success=(data.login, data.password) == (b"rutin", b"hemligt"))

    server = Controller(
        kept, hostname="127.0.0.1", port=free_port(), authenticator=known, auth_require_tls=False, auth_required=True
    )
    server.start()
    try:
        login = {"anvandare": "rutin", "losenordsfil": str(tmp_path / "losenord")}
        assert isinstance(send(hosted(server.port, **login)), Sent)
        (tmp_path / "losenord").write_text("fel", encoding="utf-8")
        with pytest.raises(PluginError) as refused:
            send(hosted(server.port, **login))
        assert refused.value.details["error"] in {"SMTPAuthenticationError", "SMTPServerDisconnected"}
    finally:
        server.stop()
    assert len(kept.mail) == 1


def test_a_case_sends_its_letter_and_tells_the_unit_when_a_deadline_has_passed(
    tmp_path: Path, mailbox: tuple[Mailbox, int]
) -> None:
    kept, port = mailbox
    server = {"server": "127.0.0.1", "port": str(port), "kryptering": "ingen", "adresser": {"sokande": "epost"}}
    to_unit = {"till": "enheten@example.com", "rutins_adress": "https://rutin.example"}
    town = Town(tmp_path, [named("epost", server, "personal_data network"), named("avisering", to_unit)])
    try:
        assert town.problems == ()
        town.start(epost="kim@example.com")
        town.do("kallelse", channel="epost")
        town.work("2026-03-09 09:00")
    finally:
        town.office.beside.close()
    letter, told = sorted(kept.mail, key=lambda m: str(m["To"]), reverse=True)
    assert "Hej Kim Påhittad!\n\n- Ta med legitimation\n- Kom i tid" in body(letter)
    assert (told["To"], told["Subject"]) == ("enheten@example.com", "En frist har gått ut (Provet)")
    assert body(told).splitlines()[:4] == [
        "En frist har gått ut: Samtal.", "Rutin: Provet.", "", f"https://rutin.example/tillaggsby/arenden/{town.case}",
    ]  # fmt: skip
    assert "Kim" not in body(told)
    assert town.page().letters[0].fate == "Lämnat till mottagaren"
