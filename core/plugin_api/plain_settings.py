"""Settings that plainly are what their schema says: seen without the library for JSON Schema, which takes a tenth of a second to import.

Only the plainest words of JSON Schema are known here. What is said with others, or is not plainly right, is for the library to judge and
to tell.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TypeGuard, cast

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_KINDS: Mapping[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float),
}  # fmt: skip
_LENGTHS = frozenset({"minLength", "maxLength", "minItems"})
_BOUNDS = frozenset({"minimum", "maximum"})


def plainly_fits(schema: object, value: object) -> bool:
    """Whether `schema` is surely a JSON Schema and `value` surely what it says. False says nothing: it has to be judged."""
    return isinstance(schema, dict) and _is_plain(schema) and _fits(schema, value)


def _is_plain(schema: object) -> bool:
    """Whether the schema uses nothing but words that are known here, each as it is to be used."""
    return isinstance(schema, dict) and all(_is_known(word, said) for word, said in schema.items())


def _is_known(word: object, said: object) -> bool:
    if word in ("description", "title"):
        return isinstance(said, str)
    if word == "$schema":
        return said == _DRAFT
    if word == "type":
        return isinstance(said, str) and said in _KINDS
    if word in ("enum", "required"):
        return _are_texts(said) and len(set(said)) == len(said) and bool(said)
    if word in _LENGTHS:
        return type(said) is int and said >= 0
    if word in _BOUNDS:
        return not isinstance(said, bool) and isinstance(said, int | float) and math.isfinite(said)
    if word == "properties":
        return isinstance(said, dict) and all(isinstance(k, str) and _is_plain(each) for k, each in said.items())
    if word == "items":
        return _is_plain(said)
    if word == "additionalProperties":
        return isinstance(said, bool) or _is_plain(said)
    return word == "default" or (word == "uniqueItems" and isinstance(said, bool))


def _are_texts(said: object) -> TypeGuard[list[str]]:
    return isinstance(said, list) and all(isinstance(each, str) for each in said)


def _fits(schema: dict[str, object], value: object) -> bool:
    kind, listed = schema.get("type"), schema.get("enum")
    if kind is not None and type(value) not in _KINDS[str(kind)]:
        return False
    if listed is not None and not (isinstance(value, str) and value in cast("list[str]", listed)):
        return False
    if isinstance(value, dict):
        return _has_fitting_keys(schema, value)
    if isinstance(value, list):
        return _has_fitting_items(schema, value)
    if isinstance(value, str):
        return _lies_between(schema, "minLength", len(value), "maxLength")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _lies_between(schema, "minimum", value, "maximum")
    return isinstance(value, bool)


def _lies_between(schema: dict[str, object], least: str, number: float, most: str) -> bool:
    return cast("float", schema.get(least, number)) <= number <= cast("float", schema.get(most, number))


def _has_fitting_keys(schema: dict[str, object], value: dict[object, object]) -> bool:
    declared = cast("dict[object, dict[str, object]]", schema.get("properties", {}))
    rest = cast("bool | dict[str, object]", schema.get("additionalProperties", True))
    if any(key not in value for key in cast("list[str]", schema.get("required", []))):
        return False
    for key, each in value.items():
        inner = declared.get(key, rest)
        if not isinstance(key, str) or inner is False or (inner is not True and not _fits(inner, each)):
            return False
    return True


def _has_fitting_items(schema: dict[str, object], value: list[object]) -> bool:
    if schema.get("uniqueItems") and not (_are_texts(value) and len(set(value)) == len(value)):
        return False
    items = cast("dict[str, object]", schema.get("items", {}))
    return len(value) >= cast("int", schema.get("minItems", 0)) and all(_fits(items, each) for each in value)
