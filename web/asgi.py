"""What stands around every request, in bare ASGI since it is on the path of every page: headers, origin check, log, last resort.

The log names the route, never the address: nothing a person typed and no case can be found in it.
"""

from __future__ import annotations

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.errors.tracing import frames

POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
SECURITY: tuple[tuple[bytes, bytes], ...] = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    (b"x-frame-options", b"DENY"),
)
NO_STORE = (b"cache-control", b"no-store")
ENCRYPTED_ONLY = (b"strict-transport-security", b"max-age=31536000")
"""Said over https: for a year the browser asks no other way, whoever on the network answers an address written without s."""


class Surroundings:
    """Adds the headers, refuses forms from elsewhere, logs, and answers when something broke."""

    def __init__(self, app: ASGIApp, *, refused: bytes, broken: bytes, broken_beside: bytes) -> None:
        """`refused`, `broken`: whole pages; `broken_beside`: the notice htmx puts beside a form that it leaves untouched."""
        self._app = app
        self._refused = refused
        self._broken = broken
        self._beside = broken_beside
        self._log = structlog.get_logger("rutin.web")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = perf_counter()
        status = 0
        encrypted = (ENCRYPTED_ONLY,) if scope["scheme"] == "https" else ()

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*_completed(message.get("headers", ())), *SECURITY, *encrypted]
            await send(message)

        try:
            if scope["method"] not in ("GET", "HEAD") and not same_origin(scope):
                await _answer(send_on, 403, self._refused)
            else:
                await self._app(scope, receive, send_on)
        except Exception as error:
            self._log.error("page_failed", **_where(scope), error=type(error).__name__, at=frames(error))
            if not status:
                await self._answer_broken(scope, send_on)
        self._log.info("page", **_where(scope), status=status, ms=round((perf_counter() - started) * 1000, 1))

    async def _answer_broken(self, scope: Scope, send: Send) -> None:
        if scope["method"] == "POST" and header(scope, b"hx-request") == b"true":
            extra = [(b"hx-retarget", b"#notis"), (b"hx-reswap", b"innerHTML"), (b"hx-push-url", b"false")]
            await _answer(send, 500, self._beside, extra)
        else:
            await _answer(send, 500, self._broken)


def same_origin(scope: Scope) -> bool:
    """Whether a form was sent from one of our own pages, by Sec-Fetch-Site or else by Origin (OWASP's fetch metadata rule)."""
    site = header(scope, b"sec-fetch-site")
    if site is not None:
        return site in (b"same-origin", b"none")
    host = header(scope, b"host")
    return host is not None and header(scope, b"origin") in (b"http://" + host, b"https://" + host)


def header(scope: Scope, name: bytes) -> bytes | None:
    """The request header `name` (lower case), or None."""
    for key, value in scope["headers"]:
        if key == name:
            return bytes(value)
    return None


def _completed(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    if any(name == b"cache-control" for name, _ in headers):
        return list(headers)
    return [*headers, NO_STORE]


def _where(scope: Scope) -> dict[str, str]:
    """The route as it is written in the code, with its parameters' names and not their values."""
    return {"method": scope["method"], "route": getattr(scope.get("route"), "path", "-")}


async def _answer(send: Send, status: int, body: bytes, extra: list[tuple[bytes, bytes]] | None = None) -> None:
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(body)).encode()),
        *(extra or []),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
