"""The way in to a municipality's pages, and back to the page that was asked for before anybody was chosen."""

from __future__ import annotations

from urllib.parse import urlencode

BACK = "till"
"""The name of the address to come back to, in the entrance's own address and in its form."""
LONGEST = 500


def entrance(slug: str, back: str = "") -> str:
    """The address where a person is chosen; `back` goes along when it is one of the municipality's pages other than the first."""
    kept = way_back(slug, back)
    return f"/{slug}?{urlencode({BACK: kept}, safe='/')}" if kept not in ("", first(slug)) else f"/{slug}"


def first(slug: str) -> str:
    """The page one comes to when none was asked for."""
    return f"/{slug}/uppgifter"


def way_back(slug: str, address: str) -> str:
    """`address` when it is a page of the municipality `slug`, else "": nobody is sent to another site or another municipality."""
    plain = address.isascii() and address.isprintable() and not set(address) & set(" \\#")
    path = address.partition("?")[0].lower().replace("%2e", ".")
    inside = address.startswith(f"/{slug}/") and not {".", ".."} & set(path.split("/"))
    return address if slug and plain and inside and len(address) <= LONGEST else ""
