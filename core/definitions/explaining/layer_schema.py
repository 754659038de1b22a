"""What an editor lets stand in a routine that builds on another: the same keys, none of them needed, and the words of layers.

A layer says only what differs, so nothing is required but what it builds on; names may be removed, keys taken away, lists added to.
"""

from __future__ import annotations

from collections.abc import Callable

from core.definitions.language.keys_process import PROCESS
from core.definitions.language.keys_steps import ANYTIME_KINDS, STEP_KINDS
from core.definitions.language.scalars import ID
from core.definitions.language.shapes import ByNode, ListOf, MapOf, Obj, Shape
from core.definitions.layers.merging import LISTS, SECTIONS

Json = dict[str, object]
Write = Callable[[Shape], Json]
"""Writes the schema of a shape as it stands in a routine that stands alone."""
_NAME: Json = {"type": "string", "pattern": f"^{ID.pattern}$"}
_NAMES: Json = {"anyOf": [_NAME, {"type": "array", "items": _NAME}]}
_REMOVED: Json = {
    "type": "object",
    "properties": {"remove": {"enum": ["yes", "true", True]}, "row": _NAME, "note": {}},
    "required": ["remove"],
    "additionalProperties": False,
}
_LIST: Json = {
    "type": "object",
    "description": "Det som läggs till och tas bort i en lista.",
    "properties": {"add": {"type": "array"}, "remove": {"type": "array"}},
    "minProperties": 1,
    "additionalProperties": False,
}
_OPERATIONS: Json = {
    "change": {"description": "Steget i grunden som ändras.", **_NAME},
    "remove": {"description": "Steget i grunden som tas bort.", **_NAME},
    "after": {"description": "Steget som det nya eller flyttade står efter.", **_NAME},
    "before": {"description": "Steget som det nya eller flyttade står före.", **_NAME},
    "in": {"description": "Fasen som det nya steget läggs sist i.", **_NAME},
}


def layer_schema(write: Write) -> Json:
    """The schema of such a routine."""
    keys = {name: key.shape for name, key in PROCESS.keys.items() if name not in (*LISTS, *SECTIONS)}
    properties: Json = {name: _either(shape, write) for name, shape in keys.items()}
    properties |= {
        name: _by_name(_entry(shape, write), settings=name == "settings") for name, shape in SECTIONS.items()
    }
    properties |= {name: {"type": "array", "items": {"$ref": "#/$defs/layer_step"}} for name in LISTS}
    required = ["process", "based_on"]
    return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}


def step_schema(write: Write) -> Json:
    """A line under ``steps`` or ``anytime`` in such a routine: a step of any kind, and what it does to the base's."""
    shapes: dict[str, list[Shape]] = {}
    for kind in (*STEP_KINDS.kinds.values(), *ANYTIME_KINDS.kinds.values()):
        for name, key in kind.keys.items():
            known = shapes.setdefault(name, [])
            if key.shape not in known:
                known.append(key.shape)
    properties: Json = {name: _any([_either(shape, write) for shape in found]) for name, found in shapes.items()}
    return {
        "type": "object",
        "properties": {**properties, **_OPERATIONS, "without": _NAMES},
        "additionalProperties": False,
    }


def _entry(shape: Obj, write: Write) -> Json:
    """An entry of a section, changed or new."""
    properties: Json = {name: _either(key.shape, write) for name, key in shape.keys.items()}
    return {"type": "object", "properties": {**properties, "without": _NAMES}, "additionalProperties": False}


def _either(shape: Shape, write: Write) -> Json:
    """A value as it stands alone, or what is changed in it."""
    found = [write(shape)]
    table = shape.table if isinstance(shape, ByNode) else shape
    if isinstance(shape, ListOf) or (isinstance(shape, ByNode) and shape.items is not None):
        found.append(_LIST)
    if isinstance(shape, ListOf):
        found.append({"type": "array", "items": {"type": "object"}})  # rows that change others by name
    if isinstance(table, MapOf):
        inner = table.value.table if isinstance(table.value, ByNode) else table.value
        found.append(_by_name(_entry(inner, write) if isinstance(inner, Obj) else write(table.value), settings=False))
    return _any(found)


def _by_name(entry: Json, *, settings: bool) -> Json:
    """A table of names, each changed, new or removed; a setting may be given its value alone."""
    alone: list[Json] = [{"type": ["string", "number", "boolean"]}] if settings else []
    return {"type": "object", "additionalProperties": _any([entry, _REMOVED, *alone])}


def _any(found: list[Json]) -> Json:
    unique = [each for n, each in enumerate(found) if each not in found[:n]]
    return unique[0] if len(unique) == 1 else {"anyOf": unique}
