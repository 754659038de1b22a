"""Whether what a plugin has made is what its class declares: Python itself takes anything for a field of a dataclass."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Literal, Union, cast, get_args, get_origin, get_type_hints
from unicodedata import category

_READ = ("title", "version", "message")
"""Texts that people read."""
_NAMES = ("title", "version")
"""Those of them that stand as a heading or in a list."""
_JOINERS = "\u200c\u200d"
"""Without which some scripts are not written right."""
LONGEST = 200
"""Characters that such a name may have."""


def misfit(item: object) -> str | None:
    """The first field of `item` that is not of its declared type, in words; None when all are, or it declares none."""
    if not is_dataclass(item) or isinstance(item, type):
        return None
    for name, (kind, said, empty) in _kinds(type(item)).items():
        value, where = getattr(item, name), f"{type(item).__name__}.{name}"
        if not _fits(value, kind):
            inside = (wrong for each in value if (wrong := misfit(each))) if isinstance(value, tuple) else iter(())
            return next(inside, f"{where} är {given(value)} och ska vara {said}.")
        if (wrong := _untold(value)) is not None:
            return f"{where} har tecknet {wrong}, som inte går att visa."
        if name in _NAMES and (wrong := _hidden(str(value))) is not None:
            return f"{where} har tecknet {wrong}, som inte syns på en rad."
        if (not empty or (value and name in _NAMES)) and not str(value).strip():
            return f"{where} är tom. Den läses av människor."
        if name in _NAMES and len(str(value)) > LONGEST:
            return f"{where} är {len(str(value))} tecken lång. Högst {LONGEST} går bra: den läses av människor."
        if get_origin(kind) is Callable and (takes := get_args(kind)[0]) is not ...:
            wrong = uncallable(value, tuple(str(getattr(each, "__name__", "värdet")) for each in takes))
            if wrong is not None:
                return f"{where} {wrong}"
    return None


def _untold(value: object) -> str | None:
    """The first character that no page can show and no file hold, as it is written in Python: of a text, or of those right in it."""
    if isinstance(value, str):
        return next(
            (ascii(each)[1:-1] for each in value if category(each) in ("Cc", "Cs") and each not in "\n\t"), None
        )
    inside = (*value, *value.values()) if isinstance(value, Mapping) else value if isinstance(value, tuple) else ()
    return next((wrong for each in inside if isinstance(each, str) and (wrong := _untold(each)) is not None), None)


def _hidden(text: str) -> str | None:
    """The first character that does not show in a text that is one line, or turns it around, as it is written in Python."""
    return next((ascii(each)[1:-1] for each in text if category(each) in ("Cc", "Cf") and each not in _JOINERS), None)


def given(value: object) -> str:
    """What a value is, to whoever wrote it: of a list also what is in it."""
    if value is None:
        return "None"
    name, inside = type(value).__name__, dict[str, None]()
    if isinstance(value, tuple | list | set | frozenset):
        inside = dict.fromkeys(type(each).__name__ for each in value)
    elif isinstance(value, Mapping):
        inside = dict.fromkeys(f"{type(key).__name__}: {type(each).__name__}" for key, each in value.items())
    return f"{name}[{', '.join(inside)}]" if inside else name


def uncallable(function: object, arguments: Sequence[str]) -> str | None:
    """Why `function` cannot be called with so many `arguments`, as the end of a sentence; None when it can, or nobody knows."""
    if (wrong := puts_off(function)) is not None:
        return f"{wrong[0]}, men anropas som en vanlig funktion. {wrong[1]}"
    try:
        written = inspect.signature(cast("Callable[..., object]", function))
    except (TypeError, ValueError):  # Python's own may not say
        return None
    try:
        written.bind(*arguments)
    except TypeError:
        return f"anropas med ({', '.join(arguments)}), men tar emot {written}."
    return None


def puts_off(function: object) -> tuple[str, str] | None:
    """What keeps `function` from answering when it is called, and what to do about it; None when it answers at once."""
    ways = (function, inspect.getattr_static(type(function), "__call__", None))
    if any(inspect.iscoroutinefunction(way) or inspect.isasyncgenfunction(way) for way in ways):
        return "är async", "Ta bort async."
    if any(map(inspect.isgeneratorfunction, ways)):
        return "svarar med yield", "Svara med return."
    return None


@lru_cache(maxsize=64)
def _kinds(kind: type) -> Mapping[str, tuple[object, str, bool]]:
    """Each field's type, how that is written, and whether it may be an empty text: one for people that has to be given may not."""
    hints = get_type_hints(kind)
    return {
        each.name: (hints[each.name], str(each.type), each.name not in _READ or each.default is not MISSING)
        for each in fields(kind)
    }


def _fits(value: object, kind: object) -> bool:
    """Whether `value` is of `kind`; a kind that cannot be looked into fits everything."""
    origin, inside = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return any(_fits(value, each) for each in inside)
    if origin is Literal:
        return isinstance(value, type(inside[0]))  # which words there are is told by whoever knows the nearest
    if origin is tuple:
        if not isinstance(value, tuple):
            return False
        each = inside[:1] * len(value) if inside[-1:] == (...,) else inside
        return len(each) == len(value) and all(map(_fits, value, each))
    if origin is frozenset:
        return isinstance(value, frozenset | set) and all(_fits(each, inside[0]) for each in value)
    if origin in (Mapping, dict):
        return isinstance(value, Mapping) and all(_fits(k, inside[0]) and _fits(v, inside[1]) for k, v in value.items())
    if origin is Callable:
        return callable(value)
    if kind is None or kind is NoneType:
        return value is None
    if kind in (int, float) and isinstance(value, bool):
        return False
    if kind is float:
        return isinstance(value, int | float)
    return not isinstance(kind, type) or (isinstance(value, kind) and misfit(value) is None)
