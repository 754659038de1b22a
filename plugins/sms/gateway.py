"""A delivery as a text message, and the contract with the gateway (README.md). Nothing here knows of Rutin but the delivery itself."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from core.plugin_api import Delivery, NotSent, SendAnswer, Sent

LATER = frozenset({408, 425, 429})
"""Answers of the kind 4xx that mean: try again."""
UNKNOWN = frozenset({401, 403, 407})
"""Those that mean that it does not let us in: the settings are wrong, and no message is."""
_MOST = 64 * 1024


@dataclass(frozen=True, slots=True)
class Gateway:
    """Where messages are handed over. `token_file` holds what the gateway knows us by, alone in a file."""

    url: str
    sender: str
    token_file: str = ""
    longest: int = 640
    seconds: float = 8.0


class _NoOtherWay(urllib.request.HTTPRedirectHandler):
    """Goes nowhere but to the address in the settings: a redirect would take the message and our key to another computer."""

    def redirect_request(self, *_args: object) -> None:
        """Refuses, so that the answer 3xx is told as a failure."""


def number(text: str, country: str = "46") -> str:
    """A phone number as the world writes it: ``070-123 45 67`` -> ``+46701234567``. Raises ValueError.

    The 0 that is dialled within a country only is left out also after the country's own number: ``+46 (0)70``.
    """
    abroad = text.strip().startswith(("+", "00"))
    digits = re.sub(r"[\s()-]", "", text.replace("(0)", "") if abroad else text)
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    elif digits.startswith("0"):
        digits = f"+{country}{digits[1:]}"
    if digits.startswith(f"+{country}0"):
        digits = f"+{country}{digits[len(country) + 2 :]}"
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}", digits):  # ITU-T E.164
        raise ValueError("not a phone number")
    return digits


def hand_over(gateway: Gateway, delivery: Delivery) -> SendAnswer:
    """Gives the message to the gateway. Raises OSError or ValueError when it may go later, or when the settings are what is wrong."""
    try:
        to = number(delivery.to)
    except ValueError:
        return NotSent("Numret är inget telefonnummer.")
    text = f"{delivery.text}\n\n{delivery.sender[0]}" if delivery.sender else delivery.text
    if len(text) > gateway.longest:
        return NotSent(f"Brevet är för långt för ett sms ({len(text)} tecken, högst {gateway.longest}).")
    headers = {"Content-Type": "application/json", "Idempotency-Key": delivery.key}
    if gateway.token_file:
        headers["Authorization"] = f"Bearer {Path(gateway.token_file).read_text(encoding='utf-8').strip()}"
    body = json.dumps({"to": to, "from": gateway.sender, "text": text}).encode()
    request = urllib.request.Request(gateway.url, body, headers, method="POST")  # noqa: S310 - the schema allows http(s) only
    try:
        with urllib.request.build_opener(_NoOtherWay).open(request, timeout=gateway.seconds) as answer:
            return Sent(_reference(answer.read(_MOST)))
    except urllib.error.HTTPError as refused:
        if 400 <= refused.code < 500 and refused.code not in LATER | UNKNOWN:
            return NotSent(f"Sms-tjänsten tog inte emot meddelandet (svar {refused.code}).")
        raise


def _reference(body: bytes) -> str:
    """The gateway's own number for the message; "" when it gives none."""
    try:
        found = json.loads(body or b"{}")
    except ValueError:
        return ""
    return str(found.get("id", ""))[:100] if isinstance(found, dict) else ""
