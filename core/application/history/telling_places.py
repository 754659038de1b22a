"""History in words for places in resources and for accounts: who asked, why this case got one, when it was given back, what was used."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from core.model import events as ev
from core.words import amount_words, days_words

if TYPE_CHECKING:
    from core.application.history.telling import Teller

Told = tuple[str, str] | None


def _asked(t: Teller, e: ev.PlaceAsked) -> Told:
    points = f" med {e.points:g} poäng".replace(".", ",") if e.points is not None else ""
    return "place", f"Ställdes i kö till {t.title(e.resource)}{points}"


def _how(e: ev.PlaceOffered | ev.PlaceGranted) -> str:
    """Why this case and no other."""
    of = f" av {e.among}" if e.among > 1 else ""
    said = {
        "order": f"först i kön{of}",
        "lot": f"drogs som nummer {e.drawn} av {e.among}",
        "points": f"flest poäng{of}",
        "hand": "någon sade att det fanns en plats",
        "free": "det fanns en ledig plats",
        "answer": "",
    }[e.how]
    return f" ({said})" if said else ""


def _offered(t: Teller, e: ev.PlaceOffered) -> Told:
    return "place", f"En plats i {t.title(e.resource)} erbjöds{_how(e)}"


def _granted(t: Teller, e: ev.PlaceGranted) -> Told:
    return "place", f"Fick en plats i {t.title(e.resource)}{_how(e)}"


_WHY: Mapping[str, str] = {
    "ended": "ärendet avslutades",
    "again": "en ny plats söks",
    "date": "sista dagen har varit",
    "refused": "mottagaren sade nej",
    "declined": "personen tackade nej",
    "timed_out": "svaret kom inte i tid",
    "left": "personen står inte längre i kö",
}


def _released(t: Teller, e: ev.PlaceReleased) -> Told:
    why = _WHY.get(e.why) or f"{t.named(e.why.partition('.')[0])} är klart"
    said = "är använd" if e.used else "lämnades tillbaka"
    return "place", f"Platsen i {t.title(e.resource)} {said} ({why})"


def _posted(t: Teller, e: ev.AccountPosted) -> Told:
    account = t.account(e.account)
    day = days_words(date.fromisoformat(e.day), date.fromisoformat(e.last or e.day))
    if e.opens:
        return "account", f"{account.title}: kontot börjar om {day}"
    amount = amount_words(abs(e.amount), account.unit.one, account.unit.many)
    return (
        "account",
        f"{account.title}: {amount} {'har dragits' if e.amount > 0 else 'har lämnats tillbaka'} för {day}",
    )


PLACES: dict[type[ev.Event], Callable[..., Told]] = {
    ev.PlaceAsked: _asked,
    ev.PlaceOffered: _offered,
    ev.PlaceGranted: _granted,
    ev.PlaceReleased: _released,
    ev.AccountPosted: _posted,
}
