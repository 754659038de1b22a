"""What a plugin's way of sharing duty is asked and answers: the days of a month, and who has each. Plain data, about colleagues alone."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec


class RotaCall(msgspec.Struct, frozen=True):
    """Somebody asks for the rest of a month to be filled in.

    Attributes:
        role: the role that goes round.
        among: ids of the colleagues who share it, in the order of municipality.yaml.
        days: the days of the month to fill in or that are filled in already, local, ISO, in order: working days that have not been.
        named: day -> who has it already. Those days stay as they are.
        before: day -> who had it, for the days of the last three months that somebody was named for.
    """

    role: str
    among: tuple[str, ...]
    days: tuple[str, ...]
    named: Mapping[str, str] = {}
    before: Mapping[str, str] = {}


class RotaAnswer(msgspec.Struct, frozen=True):
    """Day -> the colleague who gets it, for `days` that nobody is `named` for. A day that is left out stays nobody's."""

    days: Mapping[str, str]
