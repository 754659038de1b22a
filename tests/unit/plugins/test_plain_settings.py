"""Settings that are plainly right are what JSON Schema calls right; and the library is not even imported for them."""

from __future__ import annotations

import subprocess
import sys

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

from core.plugin_api.plain_settings import plainly_fits

TEXTS = st.sampled_from(["", "a", "b", "abc", "yes"])
NUMBERS = st.one_of(st.integers(-2, 3), st.sampled_from([0.5, 1.0, float("nan")]))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)),
    max_leaves=5,
)
WORDS = {
    "type": st.sampled_from(["object", "array", "string", "boolean", "integer", "number", "texts", ["string"]]),
    "enum": st.lists(st.one_of(TEXTS, NUMBERS), max_size=3),
    "required": st.lists(TEXTS, max_size=2),
    "minLength": NUMBERS,
    "maxLength": NUMBERS,
    "minItems": NUMBERS,
    "minimum": NUMBERS,
    "maximum": NUMBERS,
    "uniqueItems": st.one_of(st.booleans(), NUMBERS),
    "default": VALUES,
    "pattern": TEXTS,
    "description": st.one_of(TEXTS, NUMBERS),
}


def _schemas(inner: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    deep = {
        "properties": st.dictionaries(TEXTS, inner, max_size=2),
        "items": inner,
        "additionalProperties": st.one_of(st.booleans(), inner),
    }
    return st.fixed_dictionaries({}, optional={**WORDS, **deep})


SCHEMAS = st.recursive(st.fixed_dictionaries({}, optional=WORDS), _schemas, max_leaves=4)


@given(schema=SCHEMAS, value=VALUES)
def test_what_plainly_fits_is_right_by_the_library(schema: object, value: object) -> None:
    if plainly_fits(schema, value):
        try:
            Draft202012Validator.check_schema(schema)  # type: ignore[arg-type]
        except SchemaError as error:
            raise AssertionError(schema) from error
        assert not list(Draft202012Validator(schema).iter_errors(value))  # type: ignore[arg-type]


SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["rutin"],
    "properties": {
        "rutin": {"type": "string", "minLength": 1},
        "rakna": {"enum": ["arbetsdagar", "kalenderdagar"]},
        "dagar": {"type": "integer", "minimum": 1, "maximum": 9},
        "visar": {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
        "namn": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
RIGHT = {"rutin": "uppdrag", "rakna": "arbetsdagar", "dagar": 9, "visar": ["a", "b"], "namn": {"x": "y"}}


def test_ordinary_settings_plainly_fit() -> None:
    assert plainly_fits(SCHEMA, RIGHT)


def test_each_slip_is_left_to_the_library() -> None:
    slips: list[dict[str, object]] = [
        {"rutin": ""}, {"rakna": "dagar"}, {"dagar": 0}, {"dagar": 10}, {"dagar": True}, {"dagar": 1.0}, {"visar": []},
        {"visar": ["a", "a"]}, {"visar": [1]}, {"namn": {"x": 1}}, {"annat": "a"},
    ]  # fmt: skip
    assert not any(plainly_fits(SCHEMA, {**RIGHT, **slip}) for slip in slips)
    assert not plainly_fits(SCHEMA, {"dagar": 1})
    assert not plainly_fits({**SCHEMA, "oneOf": [{}]}, RIGHT)


def test_a_routine_with_a_plugin_that_has_settings_is_checked_without_the_library() -> None:
    said = "import sys; from core.cli import main\ntry: main()\nexcept SystemExit: print('jsonschema' in sys.modules)"
    run = [sys.executable, "-c", said, "check", "municipality_configs/eda"]
    assert subprocess.run(run, capture_output=True, text=True, check=True).stdout.endswith("False\n")
