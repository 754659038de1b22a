"""What is told and agreed: letters, channels, consents, information given."""

from __future__ import annotations

from msgspec import Struct

from core.model.values import Expression

OPEN = frozenset({"epost", "sms"})
"""The ways that others may read on the way or see on a screen: never used for whoever has protected identity."""


class Channel(Struct, frozen=True):
    """A way to reach somebody (``brev``, ``telefon``, ``sms``); only with `consent` when that is named."""

    id: str
    consent: str | None = None


class Send(Struct, frozen=True):
    """A letter that goes out when a step is booked (meetings) or completed (all others), by the first channel that may be used."""

    template: str
    to: str | None = None
    by: tuple[Channel, ...] = ()
    only_if: Expression | None = None


class LetterTemplate(Struct, frozen=True):
    """A letter in Markdown with ``{fact}``, ``{basis}``, ``{step.slot}`` and the like in it; checked at load."""

    id: str
    title: str
    text: str
    names: tuple[str, ...] = ()


class ConsentDef(Struct, frozen=True):
    """What a person may agree to: scope, receiver and channels. Can be withdrawn at any time."""

    id: str
    title: str
    scope: str | None = None
    receiver: str | None = None
    channels: tuple[str, ...] = ()
    until: str | None = None
    note: str | None = None
    covers: tuple[str, ...] = ()


class Inform(Struct, frozen=True):
    """Information that is given at a step and noted. `ways` are how; `all_ways`: each of them is needed."""

    id: str
    title: str
    to: str | None = None
    ways: tuple[str, ...] = ()
    all_ways: bool = False
