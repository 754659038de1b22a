"""JSON Schema (2020-12) for editors, made from the same table of keys that checks and builds.

``python -m core.definitions.explaining.schema`` writes those of routines and municipalities to docs/reference/schema; a test keeps them
fresh. With ``# yaml-language-server: $schema=…`` on a file's first line an editor completes keys and shows what they mean.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from core.definitions.explaining.layer_schema import layer_schema, step_schema
from core.definitions.language.keys_municipality import MUNICIPALITY
from core.definitions.language.keys_process import PROCESS
from core.definitions.language.scalars import ID, Scalar
from core.definitions.language.shapes import ByNode, Free, Kinds, Lazy, ListOf, MapOf, Obj, Shape

Json = dict[str, object]
FOLDER = Path(__file__).parents[3] / "docs" / "reference" / "schema"
_SETTING = r"settings\.[a-z][a-z0-9_]*"
_PLAIN = ["string", "number", "boolean"]
"""Editors read an unquoted 0180 or true as a number or a boolean; Rutin reads text."""


def schemas() -> dict[str, Json]:
    """File name -> schema."""
    return {
        "process.schema.json": _Writer().routine("Rutin: en rutin"),
        "municipality.schema.json": schema_of(MUNICIPALITY, "Rutin: en kommun"),
    }


def schema_of(root: Obj | ListOf, title: str) -> Json:
    """The schema of files that hold a `root`."""
    return _Writer().whole(root, title)


def write(schemas: Mapping[str, Json], folder: Path = FOLDER) -> None:
    """Writes the schemas, by file name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in schemas.items():
        (folder / name).write_text(text(schema), encoding="utf-8")


def text(schema: Json) -> str:
    """The schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=1) + "\n"


class _Writer:
    """Collects named shapes as definitions, so that steps may hold steps."""

    def __init__(self) -> None:
        self._defs: dict[str, Json] = {}

    def whole(self, root: Obj | ListOf, title: str) -> Json:
        head: Json = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": title}
        return {**head, **self._shape(root), "$defs": self._defs}

    def routine(self, title: str) -> Json:
        """A routine: one that stands alone, or one that builds on another and says only what differs."""
        whole = self.whole(PROCESS, title)
        alone = whole.pop("$ref")
        layer = self._named("layer", lambda: layer_schema(self._shape))
        self._named("layer_step", lambda: step_schema(self._shape))
        return {**whole, "if": {"required": ["based_on"]}, "then": layer, "else": {"$ref": alone}, "$defs": self._defs}

    def _shape(self, shape: Shape) -> Json:
        if isinstance(shape, Scalar):
            return self._named(shape.name, lambda: _scalar(shape))
        if isinstance(shape, ListOf):
            return {"type": "array", "minItems": 1, "items": self._shape(shape.item)}
        if isinstance(shape, MapOf):
            names: Json = {} if shape.any_key else {"propertyNames": {"pattern": f"^{ID.pattern}$"}}
            return {"type": "object", **names, "additionalProperties": self._shape(shape.value)}
        if isinstance(shape, Free):
            return {}
        if isinstance(shape, Lazy):
            return self._named(f"list_{shape.name}", lambda: self._shape(shape.get()))
        if isinstance(shape, ByNode):
            return self._named(_name_of(shape), lambda: self._by_node(shape))
        return self._named(shape.name, lambda: self._kinds(shape) if isinstance(shape, Kinds) else self._obj(shape))

    def _named(self, name: str, make: object) -> Json:
        if name not in self._defs:
            self._defs[name] = {}
            self._defs[name] = make() if callable(make) else {}
        return {"$ref": f"#/$defs/{name}"}

    def _by_node(self, shape: ByNode) -> Json:
        """One sub-schema per kind of node, chosen by the node's type: an editor then explains the right one."""
        parts: list[Json] = []
        kinds: list[str] = []
        for types, part in ((_PLAIN, shape.text), (["array"], shape.items), (["object"], shape.table)):
            if part is not None:
                kinds += types
                parts.append({"if": {"type": types}, "then": self._shape(part)})
        return {"type": kinds, "allOf": parts}

    def _kinds(self, shape: Kinds) -> Json:
        chosen: list[Json] = []
        for kind, obj in shape.kinds.items():
            others = [{"required": [other]} for other in shape.kinds if other != "end" and kind == "end"]
            present: Json = {"required": [kind]}
            test: Json = {"allOf": [present, {"not": {"anyOf": others}}]} if others else present
            chosen.append({"if": test, "then": self._shape(obj)})
        return {"type": "object", "anyOf": [{"required": [kind]} for kind in shape.kinds], "allOf": chosen}

    def _obj(self, shape: Obj) -> Json:
        properties = {name: {"description": key.doc, **self._shape(key.shape)} for name, key in shape.keys.items()}
        return {
            "type": "object",
            "description": f"{shape.said.capitalize()}.",
            "properties": properties,
            "required": list(shape.required),
            "additionalProperties": False,
        }


def _name_of(shape: ByNode) -> str:
    """A name for what may be written in several ways, made of the ways."""
    items = shape.items.item if shape.items is not None else None
    parts = [shape.text.name if shape.text else "", _short(items), _short(shape.table)]
    return "_or_".join(part for part in parts if part)


def _short(shape: Shape | None) -> str:
    if shape is None:
        return ""
    if isinstance(shape, ByNode):
        return f"list_of_{_name_of(shape)}"
    return f"map_of_{_short(shape.value)}" if isinstance(shape, MapOf) else f"{getattr(shape, 'name', 'list')}"


def _scalar(shape: Scalar) -> Json:
    said: Json = {"description": f"Skriv {shape.what}."}
    if shape.more:
        return {**said, "anyOf": [{"enum": [*shape.words]}, {"type": "string", "pattern": f"^({shape.pattern})$"}]}
    if shape.words:
        words: Json = {"enum": [*shape.words, *((True, False) if "true" in shape.words else ())]}
        either = [words, {"type": "string", "pattern": f"^{_SETTING}$"}]
        return {**said, "anyOf": either} if shape.setting else {**said, **words}
    if shape.pattern is None:
        return {**said, "type": _PLAIN, "minLength": 1}
    pattern = f"^({shape.pattern}|{_SETTING})$" if shape.setting else f"^({shape.pattern})$"
    return {**said, "type": _PLAIN, "pattern": pattern}


if __name__ == "__main__":
    write(schemas())
