"""A delivery as an e-mail, and the way it goes. Nothing here knows of Rutin but the delivery itself."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr
from hashlib import blake2b
from pathlib import Path
from typing import Literal

from core.plugin_api import Delivery, NotSent, SendAnswer, Sent

Encryption = Literal["starttls", "tls", "none"]
NEVER = range(500, 600)
"""Answers with which a mail server says that it will never take the message (RFC 5321, 4.2.1)."""
LOGIN = frozenset({530, 534, 535, 538})
"""Those of them that are about how we log in, whatever they answer (RFC 4954, 6)."""
GOODBYE = 1.0
"""Seconds to wait for the answer to a goodbye. Longer, and Rutin could stop the plugin and send again what is sent."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over. `tls`: ``starttls``, ``tls`` from the first byte, or ``none`` (only within the same machine)."""

    host: str
    port: int
    tls: Encryption = "starttls"
    user: str = ""
    password_file: str = ""
    seconds: float = 8.0


def written(delivery: Delivery, sender: str, content: str) -> EmailMessage:
    """The e-mail. `content` ``brev`` has the letter in it and as PDF, ``besked`` only says that there is one.

    The id is the same each time the same delivery is tried, so that the receiver's mail program can tell.

    Raises:
        ValueError: the address is none, or a heading holds a line end.
    """
    address = parseaddr(delivery.to)[1]
    if address != delivery.to.strip() or address.count("@") != 1 or not address.isascii():
        raise ValueError("not an address")
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, address
    domain = parseaddr(sender)[1].partition("@")[2] or "rutin.invalid"
    mail["Message-ID"] = f"<{blake2b(delivery.key.encode(), digest_size=16).hexdigest()}@{domain}>"
    mail["Auto-Submitted"] = "auto-generated"
    who = "\n".join(delivery.sender)
    if content == "besked" and delivery.document:
        mail["Subject"] = f"Brev från {delivery.sender[0]}" if delivery.sender else "Du har fått ett brev"
        mail.set_content(f"Hej!\n\nDu har fått ett brev från oss. Hör av dig om du inte har sett det.\n\n{who}\n")
        return mail
    mail["Subject"] = delivery.subject
    mail.set_content(f"{delivery.text}\n\n{who}\n")
    if delivery.document:
        mail.add_attachment(delivery.document, maintype="application", subtype="pdf", filename="brev.pdf")
    return mail


def hand_over(server: Server, mail: EmailMessage) -> SendAnswer:
    """Gives the mail to the server. Raises OSError or SMTPException when it may go later, or when the settings are what is wrong."""
    secure = ssl.create_default_context()
    if server.tls == "tls":
        link: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=server.seconds, context=secure)
    else:
        link = smtplib.SMTP(server.host, server.port, timeout=server.seconds)
    try:
        if server.tls == "starttls":
            link.starttls(context=secure)
        if server.user:
            link.login(server.user, Path(server.password_file).read_text(encoding="utf-8").strip())
        return _given(link, mail)
    finally:
        _leave(link)


def _given(link: smtplib.SMTP, mail: EmailMessage) -> SendAnswer:
    """Only a no to the receiver or to the letter is for good: a no to the sender says that our settings are wrong, as for every letter."""
    try:
        link.send_message(mail)
    except smtplib.SMTPRecipientsRefused as refused:
        return _refused(next(iter(refused.recipients.values()))[0], " Kontrollera adressen.")
    except smtplib.SMTPDataError as refused:
        return _refused(refused.smtp_code)
    except smtplib.SMTPSenderRefused as refused:
        _refused_login(refused.smtp_code)
        raise
    return Sent(str(mail["Message-ID"]))


def _leave(link: smtplib.SMTP) -> None:
    """Says goodbye. What has been sent is sent, whatever the server answers to that, and however long it takes."""
    with suppress(smtplib.SMTPException, OSError):
        if link.sock is not None:
            link.sock.settimeout(GOODBYE)
        link.quit()
    link.close()


def _refused(code: int, hint: str = "") -> NotSent:
    """What a server's no means. Raises SMTPException when it may change its mind, or does not know us."""
    _refused_login(code)
    if code in NEVER:
        return NotSent(f"Mejlservern tog inte emot brevet (svar {code}).{hint}")
    raise smtplib.SMTPException(f"try again ({code})")


def _refused_login(code: int) -> None:
    if code in LOGIN:
        raise smtplib.SMTPAuthenticationError(code, "the server wants us to log in")
