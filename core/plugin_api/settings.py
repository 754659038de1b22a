"""A plugin's settings: texts from YAML made into what the plugin's JSON Schema says, defaults filled in, the rest refused.

The loader keeps every scalar as text, so ``grans: 3`` arrives as ``"3"``; only the schema can say that it is a number.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import msgspec

from core.model.values import is_number
from core.plugin_api.at_start import at_start
from core.plugin_api.limits import TooLong
from core.plugin_api.plain_settings import plainly_fits
from core.words import list_words

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Schema = Mapping[str, object]
Way = tuple[str | int, ...]
"""The keys, and the numbers in lists, that lead to a setting."""


class SchemaRefused(ValueError):  # noqa: N818 - the house's word
    """What a plugin gives as the schema of its settings is no JSON Schema."""


_NO_JSON = "det ska vara ren JSON, av text, tal, listor och nycklar som är text."
_NOT_SENT = "det har ett tal som är för stort, eller ett tecken som inte går att skriva."
_SLOW = "Ett pattern som (a+)+ prövar allt på nytt för varje tecken. Skriv det enklare."
_DIGITS = re.compile(r"[+-]?\d+")
_YES_NO = {"yes": True, "true": True, "ja": True, "no": False, "false": False, "nej": False}


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing wrong in the settings: a sentence in Swedish, the words that may stand there, and the word that was given.

    `setting`: the way to what is wrong, or to what lacks something; empty: the settings as a whole.
    """

    message: str
    allowed: tuple[str, ...] = ()
    given: str = ""
    setting: Way = ()


def settle(schema: Schema, settings: Mapping[str, object]) -> tuple[Mapping[str, object], tuple[Trouble, ...]]:
    """The settings typed and complete, and everything that is wrong with them.

    Where nothing is given and nothing is required there is nothing to check: then the schema is only read for its defaults, which
    spares `rutin check` a tenth of a second.

    Raises:
        SchemaRefused: the plugin's schema is itself not a JSON Schema.
    """
    _check_json(schema)
    _check_defaults(schema)
    if not settings and not schema.get("required"):
        return _typed_mapping(schema, {}), ()
    typed = _typed(schema, dict(settings))
    if plainly_fits(schema, typed):
        return cast("dict[str, object]", typed), ()
    errors = sorted(_errors(schema, typed), key=lambda e: [str(part) for part in e.absolute_path])
    troubles = tuple(trouble for error in errors for trouble in _troubles(error))
    for trouble in troubles:
        if trouble.setting and trouble.setting[0] not in settings:
            raise SchemaRefused(f"{trouble.message} Det är förvalet.")
    return cast("dict[str, object]", typed), troubles


def settle_in(
    seconds: float, schema: Schema, settings: Mapping[str, object]
) -> tuple[Mapping[str, object], tuple[Trouble, ...]]:
    """As `settle`, in Rutin's own process: a pattern of the schema that never ends is stopped, and told as SchemaRefused too."""
    try:
        return cast(
            "tuple[Mapping[str, object], tuple[Trouble, ...]]", at_start(seconds, lambda: settle(schema, settings))
        )
    except TooLong as stuck:
        raise SchemaRefused(f"det tog mer än {seconds:g} sekunder att granska med det. {_SLOW}") from stuck


def check_schema(schema: Schema) -> None:
    """Raises SchemaRefused for what is no JSON Schema."""
    _check_json(schema)
    _errors(schema, {})


def _check_json(schema: Schema) -> None:
    """Raises SchemaRefused for what no file of JSON could say: other keys than texts, things that are no data, what holds itself."""
    try:
        json.dumps(schema)
    except (TypeError, ValueError, RecursionError) as error:
        raise SchemaRefused(_NO_JSON) from error
    if not _has_texts_as_keys(schema):
        raise SchemaRefused(_NO_JSON)
    try:
        msgspec.msgpack.encode(schema)  # what is filled in from it is sent to the plugin's processes
    except (OverflowError, UnicodeEncodeError) as error:
        raise SchemaRefused(_NOT_SENT) from error


def _has_texts_as_keys(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(key, str) and _has_texts_as_keys(each) for key, each in value.items())
    return all(map(_has_texts_as_keys, value)) if isinstance(value, list | tuple) else True


def _errors(schema: Schema, typed: object) -> list[ValidationError]:
    from jsonschema import Draft202012Validator  # imported here: costs 0.1 s, which only what is not plainly right pays
    from jsonschema.exceptions import SchemaError
    from referencing import Registry
    from referencing.exceptions import Unresolvable

    try:
        Draft202012Validator.check_schema(schema)
        # the registry is empty: a schema that refers to another computer is not fetched
        formats = Draft202012Validator.FORMAT_CHECKER
        return list(Draft202012Validator(schema, registry=Registry(), format_checker=formats).iter_errors(typed))
    except SchemaError as error:
        raise SchemaRefused(error.message) from error
    except Unresolvable as error:
        raise SchemaRefused(f"$ref {error.ref} leder ingenstans. Skriv det inne i schemat, under $defs.") from error
    except RecursionError as error:
        raise SchemaRefused("$ref leder i ring, så granskningen tar aldrig slut.") from error


def _check_defaults(schema: Schema) -> None:
    """Raises SchemaRefused for a default that is not what its own setting is to be: the municipality can do nothing about it."""
    declared = schema.get("properties")
    for key, inner in declared.items() if isinstance(declared, Mapping) else ():
        if not isinstance(inner, Mapping) or "default" not in inner:
            continue
        kinds, value = _TYPES.get(str(inner.get("type"))), inner["default"]
        if kinds is not None and (not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds)):
            said = _KINDS[str(inner["type"])]
            raise SchemaRefused(f"Inställningen {key} ska vara {said}, men är {_shown(value)}. Det är förvalet.")


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
            return int(text) if is_number(int(text)) else text
        if kind == "number" and math.isfinite(float(text)):
            return float(text)
    except ValueError:
        return text
    return _YES_NO.get(text.lower(), text) if kind == "boolean" else text


def _troubles(error: ValidationError) -> Iterator[Trouble]:
    way: Way = tuple(error.absolute_path)
    handler = _SAYINGS.get(str(error.validator))
    if handler is None:
        yield Trouble(
            f"{_named(way)} är {_shown(error.instance)} och följer inte villkoret {error.validator}: {error.validator_value}.",
            setting=way,
        )
        return
    yield from handler(way, error)


def _unknown_keys(way: Way, error: ValidationError) -> Iterator[Trouble]:
    allowed = tuple(sorted(cast("Mapping[str, object]", error.schema).get("properties") or {}))  # type: ignore[call-overload]
    for key in sorted(set(cast("Mapping[str, object]", error.instance)) - set(allowed)):
        yield Trouble(f"{_named((*way, key))} finns inte.", allowed, key, (*way, key))


def _missing_keys(way: Way, error: ValidationError) -> Iterator[Trouble]:
    # jsonschema gives one error for each key that is missing, and says which only in its sentence
    instance = cast("Mapping[str, object]", error.instance)
    for key in cast("list[str]", error.validator_value):
        if key not in instance and repr(key) in error.message:
            yield Trouble(f"{_named((*way, key))} saknas.", setting=way)


def _wrong_type(way: Way, error: ValidationError) -> Iterator[Trouble]:
    wanted = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    kinds = " eller ".join(_KINDS.get(str(kind), str(kind)) for kind in wanted)
    quotes = wanted == ["string"] and not isinstance(error.instance, Mapping | list)
    instead = " Sätt citattecken omkring." if quotes else ""
    if "integer" in wanted and isinstance(error.instance, str) and _DIGITS.fullmatch(error.instance):
        instead = " Det har för många siffror: högst femton."
    yield Trouble(f"{_named(way)} ska vara {kinds}, men är {_shown(error.instance)}.{instead}", setting=way)


def _not_listed(way: Way, error: ValidationError) -> Iterator[Trouble]:
    allowed = tuple(_word(word) for word in cast("list[object]", error.validator_value))
    yield Trouble(f"{_named(way)} kan inte vara {_shown(error.instance)}.", allowed, _word(error.instance), way)


def _either(way: Way, error: ValidationError) -> Iterator[Trouble]:
    said = tuple(dict.fromkeys(word for each in cast("list[object]", error.validator_value) for word in _ways(each)))
    if not said:
        yield Trouble(f"{_named(way)} är {_shown(error.instance)}, och det kan den inte vara.", setting=way)
        return
    yield Trouble(f"{_named(way)} ska vara {list_words(said, 'eller')}, men är {_shown(error.instance)}.", setting=way)


def _ways(schema: object) -> Iterator[str]:
    """What a part of a schema lets a setting be, in words."""
    if not isinstance(schema, Mapping):
        return
    if "const" in schema:
        yield _word(schema["const"])
    elif isinstance(schema.get("enum"), list):
        yield from map(_word, schema["enum"])
    elif isinstance(schema.get("type"), str):
        yield _KINDS.get(str(schema["type"]), str(schema["type"]))


def _fixed(way: Way, error: ValidationError) -> Iterator[Trouble]:
    yield Trouble(
        f"{_named(way)} ska vara {_word(error.validator_value)}, men är {_shown(error.instance)}.", setting=way
    )


def _out_of_range(word: str) -> Callable[[Way, ValidationError], Iterator[Trouble]]:
    def say(way: Way, error: ValidationError) -> Iterator[Trouble]:
        wanted = f"{word} {error.validator_value}"
        yield Trouble(f"{_named(way)} ska vara {wanted}, men är {_shown(error.instance)}.", setting=way)

    return say


def _amiss(way: Way, error: ValidationError) -> Iterator[Trouble]:
    wanted = _FORMATS.get(str(error.validator_value), f"skriven som {error.validator_value}")
    yield Trouble(f"{_named(way)} ska vara {wanted}, men är {_shown(error.instance)}.", setting=way)


def _twice(way: Way, _error: ValidationError) -> Iterator[Trouble]:
    yield Trouble(f"{_named(way)} har samma värde två gånger.", setting=way)


def _count(word: str, one: str, many: str) -> Callable[[Way, ValidationError], Iterator[Trouble]]:
    def say(way: Way, error: ValidationError) -> Iterator[Trouble]:
        number = error.validator_value
        yield Trouble(f"{_named(way)} ska ha {word} {number} {one if number == 1 else many}.", setting=way)

    return say


_KINDS = {
    "integer": "ett heltal",
    "number": "ett tal",
    "string": "en text",
    "boolean": "yes eller no",
    "array": "en lista",
    "object": "nycklar med värden",
}
_FORMATS = {
    "date": "en dag, till exempel 2026-03-02",
    "time": "ett klockslag med tidszon",
    "email": "en e-postadress",
    "uri": "en webbadress",
    "ipv4": "en IP-adress",
}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (Mapping,),
}
_SAYINGS: Mapping[str, Callable[[Way, ValidationError], Iterator[Trouble]]] = {
    "additionalProperties": _unknown_keys,
    "required": _missing_keys,
    "type": _wrong_type,
    "enum": _not_listed,
    "const": _fixed,
    "anyOf": _either,
    "oneOf": _either,
    "minimum": _out_of_range("minst"),
    "maximum": _out_of_range("högst"),
    "format": _amiss,
    "uniqueItems": _twice,
    "minItems": _count("minst", "värde", "värden"),
    "maxItems": _count("högst", "värde", "värden"),
    "minLength": _count("minst", "tecken", "tecken"),
    "maxLength": _count("högst", "tecken", "tecken"),
}


def _named(way: Way) -> str:
    """What is wrong, as its author counts: ``bussar nummer 2, linje``."""
    said = ""
    for before, part in zip((None, *way), way, strict=False):
        if isinstance(part, int):
            said += f" nummer {part + 1}"
        else:
            said += {str: ".", int: ", "}.get(type(before), "") + part
    return f"Inställningen {said}" if said else "Inställningarna"


def _shown(value: object) -> str:
    """What was given, short enough for a sentence; a whole mapping or list is named, not printed."""
    if isinstance(value, Mapping):
        return "nycklar med värden"
    return "en lista" if isinstance(value, list) else f"”{_word(value)[:60]}”"


def _word(value: object) -> str:
    """A value as it is written in the file."""
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
