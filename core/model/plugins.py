"""What a plugin contributes, as data that the rooms below the plugin API may know."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from core.model.values import FactType


@dataclass(frozen=True, slots=True)
class ExpressionFunction:
    """A pure function that expressions may call, with declared types so that a wrong call is refused at load.

    Attributes:
        name: what is written in the expression, lower-case letters, digits and ``_``.
        parameters: the type of each argument, in order.
        returns: the type of the result.
        call: takes str, int, float, bool or an aware datetime (dates are local midnight) according to `parameters`, and
            returns the same for `returns`. Same arguments, same answer; an exception makes the expression's value missing.
    """

    name: str
    parameters: tuple[FactType, ...]
    returns: FactType
    call: Callable[..., object]
