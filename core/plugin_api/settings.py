"""A plugin's settings: texts from YAML made into what the plugin's JSON Schema says, defaults filled in, the rest refused.

The loader keeps every scalar as text, so ``grans: 3`` arrives as ``"3"``; only the schema can say that it is a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Schema = Mapping[str, object]


class SchemaRefused(ValueError):  # noqa: N818 - the house's word
    """What a plugin gives as the schema of its settings is no JSON Schema."""


_YES_NO = {"yes": True, "true": True, "ja": True, "no": False, "false": False, "nej": False}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong in the settings: a sentence in Swedish, the words that may stand there, and the nearest of them."""

    message: str
    allowed: tuple[str, ...] = ()
    given: str = ""


def settle(schema: Schema, settings: Mapping[str, object]) -> tuple[Mapping[str, object], tuple[Trouble, ...]]:
    """The settings typed and complete, and everything that is wrong with them.

    Where nothing is given and nothing is required there is nothing to check: then the schema is only read for its defaults, which
    spares `rutin check` a tenth of a second.

    Raises:
        SchemaRefused: the plugin's schema is itself not a JSON Schema.
    """
    if not settings and not schema.get("required"):
        return _typed_mapping(schema, {}), ()
    from jsonschema import Draft202012Validator  # imported here: costs 0.1 s, and only a plugin with settings pays
    from jsonschema.exceptions import SchemaError

    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise SchemaRefused(error.message) from error
    typed = _typed(schema, dict(settings))
    errors = sorted(
        Draft202012Validator(schema).iter_errors(typed), key=lambda e: [str(part) for part in e.absolute_path]
    )
    return cast("dict[str, object]", typed), tuple(trouble for error in errors for trouble in _troubles(error))


def _typed(schema: object, value: object) -> object:
    """`value` as `schema` types it; what does not fit is left as it is, for the validation to refuse."""
    if not isinstance(schema, Mapping):
        return value
    if isinstance(value, Mapping):
        return _typed_mapping(schema, value)
    if isinstance(value, list | tuple):
        return [_typed(schema.get("items"), item) for item in value]
    return _typed_text(schema.get("type"), value) if isinstance(value, str) else value


def _typed_mapping(schema: Schema, value: Mapping[str, object]) -> dict[str, object]:
    declared = schema.get("properties")
    properties: Mapping[str, object] = declared if isinstance(declared, Mapping) else {}
    typed = {key: _typed(properties.get(key), item) for key, item in value.items()}
    for key, inner in properties.items():
        if key not in typed and isinstance(inner, Mapping) and "default" in inner:
            typed[key] = inner["default"]
    return typed


def _typed_text(kind: object, text: str) -> object:
    try:
        if kind == "integer":
            return int(text)
        if kind == "number":
            return float(text)
    except ValueError:
        return text
    return _YES_NO.get(text.lower(), text) if kind == "boolean" else text


def _troubles(error: ValidationError) -> Iterator[Trouble]:
    where = ".".join(str(part) for part in error.absolute_path)
    handler = _SAYINGS.get(str(error.validator))
    if handler is None:
        yield Trouble(f"{where or 'Inställningarna'} följer inte villkoret {error.validator}: {error.validator_value}.")
        return
    yield from handler(where, error)


def _unknown_keys(where: str, error: ValidationError) -> Iterator[Trouble]:
    allowed = tuple(sorted(cast("Mapping[str, object]", error.schema).get("properties") or {}))  # type: ignore[call-overload]
    for key in sorted(set(cast("Mapping[str, object]", error.instance)) - set(allowed)):
        yield Trouble(f"Inställningen {_join(where, key)} finns inte.", allowed, key)


def _missing_keys(where: str, error: ValidationError) -> Iterator[Trouble]:
    # jsonschema gives one error for each key that is missing, and says which only in its sentence
    instance = cast("Mapping[str, object]", error.instance)
    for key in cast("list[str]", error.validator_value):
        if key not in instance and repr(key) in error.message:
            yield Trouble(f"Inställningen {_join(where, key)} saknas.")


def _wrong_type(where: str, error: ValidationError) -> Iterator[Trouble]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    kinds = " eller ".join(_KINDS.get(str(kind), str(kind)) for kind in wanted)
    yield Trouble(f"{_named(where)} ska vara {kinds}, men är {_shown(error.instance)}.")


def _not_listed(where: str, error: ValidationError) -> Iterator[Trouble]:
    allowed = tuple(str(word) for word in cast("list[object]", error.validator_value))
    yield Trouble(f"{_named(where)} kan inte vara {_shown(error.instance)}.", allowed, str(error.instance))


def _out_of_range(word: str) -> Callable[[str, ValidationError], Iterator[Trouble]]:
    def say(where: str, error: ValidationError) -> Iterator[Trouble]:
        yield Trouble(f"{_named(where)} ska vara {word} {error.validator_value}, men är {_shown(error.instance)}.")

    return say


def _twice(where: str, _error: ValidationError) -> Iterator[Trouble]:
    yield Trouble(f"{_named(where)} har samma värde två gånger.")


def _too_few(where: str, error: ValidationError) -> Iterator[Trouble]:
    yield Trouble(f"{_named(where)} ska ha minst {error.validator_value} värden.")


_KINDS = {
    "integer": "ett heltal",
    "number": "ett tal",
    "string": "en text",
    "boolean": "yes eller no",
    "array": "en lista",
    "object": "nycklar med värden",
}
_SAYINGS: Mapping[str, Callable[[str, ValidationError], Iterator[Trouble]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _wrong_type,
    "enum": _not_listed,
    "minimum": _out_of_range("minst"),
    "maximum": _out_of_range("högst"),
    "uniqueItems": _twice,
    "minItems": _too_few,
}


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key


def _named(where: str) -> str:
    return f"Inställningen {where}" if where else "Inställningarna"


def _shown(value: object) -> str:
    """What was given, short enough for a sentence; a whole mapping or list is named, not printed."""
    if isinstance(value, Mapping):
        return "nycklar med värden"
    return "en lista" if isinstance(value, list) else f"”{str(value)[:60]}”"
