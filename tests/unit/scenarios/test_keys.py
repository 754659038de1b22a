"""The page of keys, the editors' schema and what reads scenario files say the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from core.definitions.explaining import reference as words
from core.definitions.explaining import schema
from core.definitions.language.shapes import ByNode, Kinds, ListOf, MapOf, Obj, Shape
from core.definitions.problems.report import Report
from core.definitions.text.checking import Checker
from core.definitions.text.source import parse
from core.definitions.text.tree import canonical
from core.scenarios import acting, expecting, playing, possible, reference
from core.scenarios.keys import ACTS, EXPECT, FILE, LINE
from tests.unit.scenarios.town import FIXTURES

ROOT = Path(__file__).parents[3]
REAL = sorted(
    (*ROOT.glob("municipality_configs/**/scenarios/*.yaml"), FIXTURES / "valid.yaml", *FIXTURES.glob("failing/*.yaml"))
)
INVALID = sorted(FIXTURES.glob("invalid/*.yaml"))
STRUCTURAL = {"unknown-key", "unknown-kind", "wrong-shape", "bad-id", "missing-key"}
NOT_IN_A_SCHEMA = {"missing-now"}
"""`now` is needed unless the scenario goes on after another one."""


def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(reference.schemas()[reference.SCHEMA])


def test_the_schema_in_docs_is_fresh_and_valid() -> None:
    made = reference.schemas()[reference.SCHEMA]
    jsonschema.Draft202012Validator.check_schema(made)
    assert (schema.FOLDER / reference.SCHEMA).read_text(encoding="utf-8") == schema.text(made), (
        "kör python -m core.scenarios.reference"
    )


def test_the_page_in_docs_is_fresh_and_names_every_key() -> None:
    text = reference.PAGE.read_text(encoding="utf-8")
    assert text == reference.page(), "kör python -m core.scenarios.reference"
    for obj in words.parts((FILE,)):
        assert not [key for key in obj.keys if f"`{key}`" not in text], obj.name


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_files_fit_the_schema(path: Path) -> None:
    node = parse(path.read_bytes(), str(path), Report())
    assert node is not None
    assert [error.message for error in _validator().iter_errors(canonical(node))] == []


@pytest.mark.parametrize("path", INVALID, ids=lambda path: path.stem)
def test_schema_and_reader_agree_on_what_is_wrong(path: Path) -> None:
    report = Report()
    node = parse(path.read_bytes(), str(path), report)
    if node is None:
        return  # not YAML that an editor could check either
    wrong = not _validator().is_valid(canonical(node))
    Checker(report).read(node, FILE)
    said = {problem.rule for problem in report.problems()}
    if wrong:
        assert said, path
    if said & STRUCTURAL and path.stem not in NOT_IN_A_SCHEMA:
        assert wrong, (path, said)


def test_every_key_is_explained_in_a_sentence_and_two_shapes_never_share_a_name() -> None:
    named: dict[str, Obj] = {}
    for obj in _objects(FILE):
        assert named.setdefault(obj.name, obj) == obj, obj.name
        assert set(obj.required) <= set(obj.keys), obj.name
        for name, key in obj.keys.items():
            assert key.doc.endswith(".") and key.doc[0].isalpha(), (obj.name, name)


def test_every_kind_of_line_is_carried_out_and_every_expectation_is_held_against_the_case_and_the_routine() -> None:
    assert {*acting._ACTIONS, *playing.BESIDE} == set(ACTS)
    assert set(LINE.kinds) == {*ACTS, "time", "expect", "refused"}
    assert set(expecting._CHECKS) == set(EXPECT.keys) - {"case"} == set(possible._CHECKS)


def _objects(shape: Shape) -> Iterator[Obj]:
    if isinstance(shape, Obj):
        yield shape
        for key in shape.keys.values():
            yield from _objects(key.shape)
    elif isinstance(shape, ListOf):
        yield from _objects(shape.item)
    elif isinstance(shape, MapOf):
        yield from _objects(shape.value)
    elif isinstance(shape, ByNode):
        for part in (shape.items, shape.table):
            yield from _objects(part) if part is not None else ()
    elif isinstance(shape, Kinds):
        for kind in shape.kinds.values():
            yield from _objects(kind)
