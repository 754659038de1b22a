"""The only file that knows the HX headers (htmx 4): what the browser tells us, and what we tell it.

The page's body boosts every link and form (`hx-boost:inherited` in base.html), so the same addresses serve pages and
fragments. Three things are decided here: is a fragment asked for, which address the browser shall show, and where an answer
goes that must not wipe out what somebody has written.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

VARY = "HX-Request"
"""The answer differs with this request header, and every cache has to know."""


def wants_fragment(headers: Mapping[str, str]) -> bool:
    """Whether htmx asks for the part inside ``main`` only."""
    return headers.get("hx-request") == "true" and headers.get("hx-history-restore-request") != "true"


def wants_part(headers: Mapping[str, str]) -> bool:
    """Whether htmx asks for something that stands on a page, such as a panel, and not for a page that somebody goes to."""
    return wants_fragment(headers) and headers.get("hx-boosted") != "true"


def address_headers(headers: Mapping[str, str], path: str, *, keep: bool) -> dict[str, str]:
    """Headers that leave the browser at the right address after a swap.

    With `keep` the address stays as it is: a form that was sent back, or a letter looked at beforehand, is drawn again where it was.
    Otherwise the address becomes `path` (with its query), as a new entry in the browser's history unless it is there already.
    """
    if keep:
        return {"HX-Push-Url": "false"}
    here = _place(headers.get("hx-current-url", ""))
    return {"HX-Replace-Url": path} if here == path else {"HX-Push-Url": path}


def sent_from(headers: Mapping[str, str]) -> str:
    """The path, with its query, of the page that a form was sent from; "" when the browser does not tell."""
    return _place(headers.get("hx-current-url") or headers.get("referer") or "")


def _place(address: str) -> str:
    """The path of an address with its query; "" of what is no address."""
    try:
        page = urlsplit(address)
    except ValueError:
        return ""
    return f"{page.path}?{page.query}" if page.query else page.path


def beside_the_page() -> dict[str, str]:
    """Headers that put the answer in the page's notice and leave everything else, filled-in forms included, untouched."""
    return {"HX-Retarget": "#notis", "HX-Reswap": "innerHTML", "HX-Push-Url": "false"}


def leave_to(path: str) -> dict[str, str]:
    """Headers that make the browser load `path` as a whole page: used when the session is over or begins."""
    return {"HX-Redirect": path}
