"""Whether what a plugin has made is what its class declares: Python itself takes anything for a field of a dataclass."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints


def misfit(item: object) -> str | None:
    """The first field of `item` that is not of its declared type, in words; None when all are, or it declares none."""
    if not is_dataclass(item) or isinstance(item, type):
        return None
    for name, kind in _kinds(type(item)).items():
        value = getattr(item, name)
        if not _fits(value, kind):
            return f"{type(item).__name__}.{name} är {type(value).__name__} och ska vara {_said(kind)}."
    return None


@lru_cache(maxsize=64)
def _kinds(kind: type) -> Mapping[str, object]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


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


def _said(kind: object) -> str:
    return kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind).replace("collections.abc.", "")
