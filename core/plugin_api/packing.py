"""What a kind of step takes and gives, as plain data that can cross from one process to another.

A text of the routine knows where it was written. It crosses with a number, and what the plugin passes on comes back with the same one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from typing import cast

from core.model.plugins import Expansion, Misused, StepKindDef, StepUse
from core.plugin_api.declared import misfit

_NUMBERED = "\0"
"""The one key of a text that crosses with its number; no key of a routine is so called."""


class _Numbered(str):
    number: int


def packed_kind(kind: StepKindDef) -> Callable[[object, object], object]:
    """`expand` as it is called from another process; gives None when it answers with something else than it should."""

    def expand(name: object, keys: object) -> object:
        answer = kind.expand(StepUse(cast("str", _opened(name)), cast("Mapping[str, object]", _opened(keys))))
        if isinstance(answer, Misused) and misfit(answer) is None:
            return {"problems": [[str(told), list(map(str, words)), str(key)] for told, words, key in answer.problems]}
        if isinstance(answer, Expansion) and _is_right(answer.steps, answer.sections):
            return {"steps": _closed(answer.steps), "sections": _closed(answer.sections)}
        return None

    return expand


def _is_right(steps: object, sections: object) -> bool:
    """Whether a plugin's expansion is what it should be: Python itself takes anything."""
    listed = steps if isinstance(steps, list | tuple) else (None,)
    return all(isinstance(each, Mapping) and _is_plain(each) for each in (*listed, sections))


def _is_plain(value: object) -> bool:
    """Whether it can be written in a file, as it is or as the text that it would be there."""
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _is_plain(each) for key, each in value.items())
    if isinstance(value, list | tuple):
        return all(map(_is_plain, value))
    return isinstance(value, str | bool | int | float | date | time)


def packed_use(use: StepUse) -> tuple[tuple[object, object], Callable[[object], Expansion | Misused]]:
    """What `packed_kind` takes of a step, and what opens its answer."""
    texts: list[str] = []
    return (_packed(use.name, texts), _packed(use.keys, texts)), lambda answer: _unpacked(answer, texts)


def _packed(value: object, texts: list[str]) -> object:
    if isinstance(value, str) and type(value) is not str:
        texts.append(value)
        return {_NUMBERED: [len(texts) - 1, str(value)]}
    if isinstance(value, Mapping):
        return {str(key): _packed(each, texts) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_packed(each, texts) for each in value]
    return value


def _opened(value: object) -> object:
    if isinstance(value, Mapping):
        if _NUMBERED in value:
            number, text = cast("Sequence[object]", value[_NUMBERED])
            made = _Numbered(text)
            made.number = cast("int", number)
            return made
        return {key: _opened(each) for key, each in value.items()}
    return [_opened(each) for each in value] if isinstance(value, list | tuple) else value


def _closed(value: object) -> object:
    """What the plugin wrote as plain data; whatever else it put there becomes the text that it would be in a file."""
    if isinstance(value, _Numbered):
        return {_NUMBERED: [value.number, str(value)]}
    if isinstance(value, Mapping):
        return {str(key): _closed(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_closed(each) for each in value]
    return value if isinstance(value, bool) else str(value)


def _unpacked(answer: object, texts: Sequence[str]) -> Expansion | Misused:
    found = cast("Mapping[str, object]", _replaced(answer, texts))
    if "problems" in found:
        told = cast("Sequence[tuple[str, Sequence[str], str]]", found["problems"])
        return Misused(tuple((text, tuple(allowed), key) for text, allowed, key in told))
    return Expansion(
        cast("Sequence[Mapping[str, object]]", found["steps"]),
        cast("Mapping[str, Mapping[str, object]]", found["sections"]),
    )


def _replaced(value: object, texts: Sequence[str]) -> object:
    if isinstance(value, Mapping):
        if _NUMBERED in value:
            return texts[cast("Sequence[int]", value[_NUMBERED])[0]]
        return {key: _replaced(each, texts) for key, each in value.items()}
    return [_replaced(each, texts) for each in value] if isinstance(value, list | tuple) else value
