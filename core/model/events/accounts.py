"""Accounts: what was used, given back, or begun anew."""

from __future__ import annotations

from core.model.events.envelope import Event


class AccountPosted(Event, frozen=True, kw_only=True):
    """An account was drawn on (`amount` above 0), given back to (below 0), or begun anew (`opens`). `day`: the local day it is for, ISO.

    `last`: the last of its days, ISO, where the routine says one; ``""`` otherwise.
    `line` is its number on the account, from 1, and `origin` the case that the account of a person began in (``""`` for a case's own).
    `instance` is the step instance, or the event and its number, that it came from.
    """

    account: str
    day: str
    last: str = ""
    instance: str
    amount: float = 0.0
    opens: bool = False
    line: int = 1
    origin: str = ""
