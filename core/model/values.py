"""Facts' values as they are kept: plain JSON scalars, told apart by the fact's declared type.

Dates are ISO text (2026-03-02), months 2026-03, times 08:30, moments ISO text in UTC; money is a number of kronor.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from msgspec import Struct

Value = str | int | float | bool
"""A fact's value as it is kept."""

FactType = Literal[
    "text", "long_text", "yes_no", "choice", "choices", "whole_number", "number", "money", "date", "time", "moment",
    "month", "duration", "person_number", "org_number", "name", "phone", "email", "address", "judgement", "colleague",
    "document", "person", "unit", "decision", "earlier_case",
]  # fmt: skip
"""The types that facts have, and what functions and assessors take and give."""
LONGEST: Mapping[FactType, int] = {
    "text": 500, "name": 200, "person": 200, "document": 500, "long_text": 20_000, "address": 500,
    "email": 254, "phone": 40,
}  # fmt: skip
"""Most characters of a text; more is a paste in the wrong field."""
BEYOND = 10**15
"""Numbers are smaller than this on both sides of nought: of at most fifteen digits, which a float still tells apart."""


def is_number(value: object) -> bool:
    """Whether `value` is a number that can be kept and read again. True is no number, although Python thinks so; neither is NaN or inf."""
    return isinstance(value, int | float) and not isinstance(value, bool) and -BEYOND < value < BEYOND


class Missing(Struct, gc=False, frozen=True):
    """What an expression gives when it needs a fact that nobody has stated; never the same as no."""

    name: str


class Expression(Protocol):
    """A condition or a derived value, compiled and type-checked at load; evaluating it has no side effects.

    Attributes:
        text: the expression as it was written.
        names: every name it reads: facts, ``settings.x``, counters, ``step.outcome``, ``step.moment``, ``today``, ``case.start``.
    """

    @property
    def text(self) -> str:
        """The expression as written in the file."""
        ...

    @property
    def names(self) -> frozenset[str]:
        """Every name the expression reads."""
        ...

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        """Its value over `values`, or the first missing name its result depends on.

        `values` maps each known name to a Python value: str, int, float, bool, or an aware datetime (dates are local
        midnight). A name that is absent is unknown.
        """
        ...


class Unread(Struct, frozen=True):
    """An expression that is written and could not be compiled. No case ever reads it; whoever follows the roads takes it as anything.

    `text` is a name that nothing else has.
    """

    text: str
    names: frozenset[str] = frozenset()

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:  # noqa: ARG002 - nobody knows
        """Nothing is known of it."""
        return Missing(self.text)
