"""Events to case, for what people share and use up: places and accounts. Part of `core.engine.evolving.evolve`, which knows the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from core.engine.command.draft import Draft
from core.model import events as ev
from core.model.accounts import AccountEntry
from core.model.case import PlaceState, step_of
from core.model.events import Recorded


def _place_asked(d: Draft, e: ev.PlaceAsked, r: Recorded) -> None:
    d.places[e.instance] = PlaceState(e.instance, e.resource, "waiting", r.at, e.per, e.by_hand, points=e.points)


def _place_offered(d: Draft, e: ev.PlaceOffered, r: Recorded) -> None:
    d.places[e.instance] = replace(d.places[e.instance], state="offered", since=r.at, period=e.period)
    d.instances[e.instance] = replace(d.instances[e.instance], offered=True)
    d.moments[f"{step_of(e.instance)}.offered"] = r.at


def _place_granted(d: Draft, e: ev.PlaceGranted, r: Recorded) -> None:
    d.places[e.instance] = replace(d.places[e.instance], state="held", since=r.at, period=e.period)
    d.moments[f"{step_of(e.instance)}.granted"] = r.at


def _place_released(d: Draft, e: ev.PlaceReleased, r: Recorded) -> None:
    if e.used:
        d.places[e.instance] = replace(d.places[e.instance], state="used")
    else:
        del d.places[e.instance]
    d.moments[f"{step_of(e.instance)}.released"] = r.at


def _account_posted(d: Draft, e: ev.AccountPosted, r: Recorded) -> None:
    line = AccountEntry(e.account, e.day, e.amount, r.at, r.by, e.instance, e.opens, e.last)
    d.accounts[e.account] = (*d.accounts.get(e.account, ()), line)


# The table's values take differing event types; each key is the type its function takes.
HANDLERS: dict[type[ev.Event], Callable[[Draft, Any, Recorded], None]] = {
    ev.PlaceAsked: _place_asked,
    ev.PlaceOffered: _place_offered,
    ev.PlaceGranted: _place_granted,
    ev.PlaceReleased: _place_released,
    ev.AccountPosted: _account_posted,
}
