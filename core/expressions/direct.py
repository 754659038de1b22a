"""Calls of plugins' functions with names as they are: what they are called with can be told before the expression is worked out.

An expression that is nothing but one such call is called as it is, without the library.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from core.expressions.ahead import Asked
from core.expressions.scope import CelType, Scope, cel_type
from core.expressions.tokens import Token, tokens
from core.model.values import FactType, Missing

_KINDS: Mapping[CelType, type] = {"STRING": str, "INT": int, "DOUBLE": float, "BOOL": bool, "TIMESTAMP": datetime}


class DirectCall(Struct, frozen=True):
    """The function, and what each of its arguments is called and must be. `alone`: it is the whole expression."""

    call: Asked
    names: tuple[tuple[str, type], ...]
    alone: bool

    def arguments(self, values: Mapping[str, object]) -> tuple[object, ...] | Missing | None:
        """What it is called with; the first name that is missing; None when a value must be made into another kind first."""
        found: list[object] = []
        for name, kind in self.names:
            try:
                value = values[name]
            except KeyError:
                return Missing(name)
            if type(value) is not kind:
                return None
            found.append(value.astimezone(UTC) if isinstance(value, datetime) else value)
        return tuple(found)


def direct_calls(text: str, calls: frozenset[str], scope: Scope) -> tuple[DirectCall, ...]:
    """The calls in `text`, which has been checked and calls the functions `calls`, that are nothing but a function and names."""
    if not any(isinstance(scope.functions[name].call, Asked) for name in calls):
        return ()
    return tuple(_found(tokens(text), scope))


def _found(words: tuple[Token, ...], scope: Scope) -> Iterator[DirectCall]:
    for at in range(len(words) - 3):
        function = scope.functions.get(words[at].text) if words[at + 1].text == "(" else None
        inside = words[at + 2 : next((n for n in range(at, len(words)) if words[n].text == ")"), at)]
        if function is None or not isinstance(function.call, Asked) or not _is_names(inside):
            continue
        names = _typed([word.text for word in inside[::2]], function.parameters, scope)
        if names is not None:
            yield DirectCall(function.call, names, alone=len(inside) + 3 == len(words))


def _is_names(inside: tuple[Token, ...]) -> bool:
    """Whether there are names and commas between them, and nothing else."""
    return len(inside) % 2 == 1 and all(
        word.text == "," if at % 2 else word.kind == "name" for at, word in enumerate(inside)
    )


def _typed(names: list[str], parameters: tuple[FactType, ...], scope: Scope) -> tuple[tuple[str, type], ...] | None:
    """Each name with the kind its value must have; None when one of them is something else first."""
    found: list[tuple[str, type]] = []
    for name, wanted in zip(names, map(cel_type, parameters), strict=True):
        declared, kind = scope.names.get(name), _KINDS.get(wanted)
        if declared is None or kind is None or name in scope.constants or cel_type(declared.kind) != wanted:
            return None
        found.append((name, kind))
    return tuple(found)
