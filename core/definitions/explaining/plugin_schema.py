"""What a municipality's plugins add to the schema for editors: their kinds of steps, with the keys of each, and their types of facts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import cast

from core.definitions.language.scalars import ID
from core.model.plugins import Brought, StepKindDef

Json = dict[str, object]
_PLAIN = ["string", "number", "boolean"]
_WRITTEN: Mapping[str, Json] = {
    "string": {"type": _PLAIN},
    "boolean": {"enum": [True, False, "yes", "no", "true", "false", "ja", "nej"]},
    "integer": {"type": ["integer", "string"]},
    "number": {"type": ["number", "string"]},
}
"""What may stand in the file for each type that a plugin asks for: Rutin reads texts, and editors see what YAML makes of them."""
_LISTS = ("step", "anytime")


def with_plugins(schema: Json, brought: Brought) -> Json:
    """The schema of routines where these plugins are used."""
    made = deepcopy(schema)
    defs = cast("dict[str, Json]", made["$defs"])
    for kind in brought.step_kinds.values():
        name = f"plugin_{kind.name}"
        defs[name] = _step(kind)
        for place in _LISTS:
            cast("list[Json]", defs[place]["anyOf"]).append({"required": [kind.name]})
            chosen: Json = {"if": {"required": [kind.name]}, "then": {"$ref": f"#/$defs/{name}"}}
            cast("list[Json]", defs[place]["allOf"]).append(chosen)
        keys = cast("Json", defs["layer_step"]["properties"])
        for key, shape in cast("Json", defs[name]["properties"]).items():
            keys[key] = {"anyOf": [keys[key], shape]} if key in keys else shape
    _add_types(defs, brought.fact_types)
    return made


def _step(kind: StepKindDef) -> Json:
    """A step of the kind as it is written: its name, and the keys of the plugin's own schema."""
    said = {name: value for name, value in kind.schema.items() if name != "$schema"}
    written = cast("Json", _as_written(said))
    keys = cast("Json", written.get("properties", {}))
    named: Json = {"description": f"{kind.title}. Stegets namn.", "type": "string", "pattern": f"^{ID.pattern}$"}
    required = cast("list[str]", written.get("required", []))
    return {**written, "type": "object", "properties": {kind.name: named, **keys}, "required": [kind.name, *required]}


def _as_written(value: object) -> object:
    if isinstance(value, Mapping):
        found = {str(key): _as_written(each) for key, each in value.items()}
        kind = value.get("type")
        return {**found, **_WRITTEN[kind]} if isinstance(kind, str) and kind in _WRITTEN else found
    return [_as_written(each) for each in value] if isinstance(value, list | tuple) else value


def _add_types(defs: dict[str, Json], names: Iterable[str]) -> None:
    for each in cast("list[Json]", defs["fact_type"].get("anyOf", [])):
        if "enum" in each:
            cast("list[str]", each["enum"]).extend(names)
