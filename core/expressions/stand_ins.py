"""What people answer in place of a plugin: an expression whose function gives no answer, though all that it needs is known.

Each call of a plugin's function has a fact of its own, its stand-in, which a person may state when the function is silent. What has been
stated stands: the function is not asked again, since a case must not change because a plugin did.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol
from zlib import crc32

from msgspec import Struct

from core.expressions.ahead import Asked, is_asked_by_row
from core.expressions.scope import Scope
from core.expressions.tokens import Token, tokens
from core.model.plugins import ExpressionFunction
from core.model.values import FactType, Missing, Value


class PluginCall(Struct, frozen=True):
    """A call of a plugin's function, as written from `start` to `end` of an expression; `stand_in` is the fact that a person may state."""

    function: ExpressionFunction
    text: str
    start: int
    end: int
    stand_in: str


class Evaluated(Protocol):
    """A part of an expression, compiled."""

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        """Its value, or what is missing."""
        ...


Compile = Callable[[str, FactType | None, Mapping[str, FactType]], Evaluated]
"""Compiles a part of an expression: its text, what it gives (None: what the whole gives), and names that it may read besides."""


def calls_of(text: str, scope: Scope) -> tuple[PluginCall, ...]:
    """The calls of plugins' functions in an expression that has been checked; of calls within calls the outer ones.

    None in what an assessor judges: there people judge the row.
    """
    if not any(isinstance(function.call, Asked) for name, function in scope.functions.items() if name in text):
        return ()
    found = tuple(_calls(text, tokens(text), scope))
    return () if any(is_asked_by_row(each.function.call) for each in found) else found


def _calls(text: str, words: Sequence[Token], scope: Scope) -> Iterator[PluginCall]:
    at = 0
    while at + 1 < len(words):
        function = scope.functions.get(words[at].text) if words[at].kind == "name" else None
        if function is None or words[at + 1].text != "(" or not isinstance(function.call, Asked):
            at += 1
            continue
        end = _closing(words, at + 1)
        said = "".join(word.text for word in words[at : end + 1])
        start, stop = words[at].start, words[end].end
        stand_in = f"{function.name}_{crc32(said.encode()):08x}"
        yield PluginCall(function, text[start:stop], start, stop, stand_in)
        at = end + 1


def _closing(words: Sequence[Token], opening: int) -> int:
    depth = 0
    for at in range(opening, len(words)):
        depth += {"(": 1, ")": -1}.get(words[at].text, 0) if words[at].kind == "mark" else 0
        if depth == 0:
            return at
    return len(words) - 1


def function_of(stand_in: str) -> str:
    """The function that a stand-in stands in for."""
    return stand_in.rpartition("_")[0]


def stand_ins_of(expression: object) -> tuple[str, ...]:
    """The facts that stand in for the plugins' functions that an expression calls."""
    return tuple(call.stand_in for call in getattr(expression, "calls", ()))


class StandIns:
    """An expression with stand-ins where its calls of plugins are. Nothing is compiled until a plugin has been silent."""

    def __init__(self, text: str, calls: Sequence[PluginCall], compiled: Compile) -> None:
        self._text, self._calls, self._compiled = text, calls, compiled

    def are_stated(self, values: Mapping[str, object]) -> bool:
        """Whether a person has stated any of them."""
        return any(call.stand_in in values for call in self._calls)

    def evaluate(self, values: Mapping[str, object]) -> Value | Missing:
        """The value with what has been stated; Missing with the stand-in that a person is to state."""
        if len(self._calls) == 1 and not self.are_stated(values):
            return Missing(self._calls[0].stand_in)
        found: dict[str, object] = {}
        lacking: dict[str, Missing] = {}
        for call in self._calls:
            if call.stand_in in values:
                continue
            value = self._alone[call.stand_in].evaluate(values)
            if not isinstance(value, Missing):
                found[call.stand_in] = value
            else:
                lacking[call.stand_in] = value if value.name and value.name not in values else Missing(call.stand_in)
        whole = self._whole.evaluate(ChainMap(found, values))  # type: ignore[arg-type]
        return lacking.get(whole.name, whole) if isinstance(whole, Missing) else whole

    @cached_property
    def _alone(self) -> Mapping[str, Evaluated]:
        return {call.stand_in: self._compiled(call.text, call.function.returns, {}) for call in self._calls}

    @cached_property
    def _whole(self) -> Evaluated:
        text = self._text
        for call in reversed(self._calls):
            text = f"{text[: call.start]}{call.stand_in}{text[call.end :]}"
        return self._compiled(text, None, {call.stand_in: call.function.returns for call in self._calls})
