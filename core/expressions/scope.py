"""What an expression may read: every name with its type, and every function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct, field

from core.expressions.functions import built_in
from core.model.plugins import ExpressionFunction
from core.model.time import CalendarSpec
from core.model.values import FactType

NO_CLOSED_DAYS = CalendarSpec()
CelType = Literal["BOOL", "INT", "DOUBLE", "STRING", "TIMESTAMP", "LIST"]

_CEL_TYPES: dict[str, CelType] = {
    "yes_no": "BOOL",
    "judgement": "BOOL",
    "whole_number": "INT",
    "number": "DOUBLE",
    "money": "DOUBLE",
    "date": "TIMESTAMP",
    "moment": "TIMESTAMP",
    "earlier_case": "BOOL",
    "choices": "LIST",
}

_CEL_WORDS = "as bool break bytes const continue double dyn else false for function if import in int let list loop map"
_CEL_TYPES_TOO = "namespace null null_type package return string true type uint var void while"
_OUR_WORDS = "again and case consented known lasted next not or settings stay today"
RESERVED = frozenset(f"{_CEL_WORDS} {_CEL_TYPES_TOO} {_OUR_WORDS}".split())
"""Words that mean something in expressions or routes and so cannot name a fact, a step, a setting or a counter."""


def cel_type(kind: FactType) -> CelType:
    """The type that a fact of `kind` has in expressions. Texts, person numbers, months and a choice are texts; several choices a list."""
    return _CEL_TYPES.get(kind, "STRING")


class NameType(Struct, frozen=True):
    """What a name holds. `choices` are the only texts it can be, when that is known."""

    kind: FactType
    choices: tuple[str, ...] = ()


class Scope(Struct, frozen=True):
    """Everything an expression may use.

    Attributes:
        names: each name that may be read, such as ``alder``, ``settings.grans``, ``beslut.outcome``, ``today``.
        constants: values that are fixed for this definition (settings); a setting that is undecided is absent.
        functions: by name, the built-in ones and those of plugins.
        unreadable: names that exist but cannot be read here -> the Swedish reason.
        told: those of them whose own declaration is wrong, which is told there.
    """

    names: Mapping[str, NameType]
    constants: Mapping[str, object] = field(default_factory=dict)
    functions: Mapping[str, ExpressionFunction] = field(default_factory=dict)
    unreadable: Mapping[str, str] = field(default_factory=dict)
    told: frozenset[str] = frozenset()


def functions(
    timezone: str, extra: tuple[ExpressionFunction, ...] = (), calendar: CalendarSpec = NO_CLOSED_DAYS
) -> dict[str, ExpressionFunction]:
    """The built-in functions, reckoning days in `timezone` and working days by `calendar`, and `extra` ones from plugins.

    A built-in name always wins.
    """
    return {f.name: f for f in (*extra, *built_in(ZoneInfo(timezone), calendar))}
