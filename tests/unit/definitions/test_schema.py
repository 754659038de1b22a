"""The editors' schema, the checks and the model say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import jsonschema
import pytest

from core.definitions.explaining import reference, schema
from core.definitions.language.keys_decisions import LAWS
from core.definitions.language.keys_municipality import MUNICIPALITY
from core.definitions.language.keys_process import (
    FACT,
    FACT_TYPES,
    PROCESS,
    RESOURCE_TYPE,
    SETTING_TYPES,
)
from core.definitions.language.keys_steps import STEP_KINDS
from core.definitions.language.scalars import Scalar
from core.definitions.language.shapes import ByNode, Kinds, Lazy, ListOf, MapOf, Obj, Shape
from core.definitions.problems import rules
from core.definitions.problems.report import Report
from core.definitions.questions import Questions
from core.definitions.routine.settings import _SCALARS
from core.definitions.text.checking import Checker, Record, SettingText
from core.definitions.text.source import parse
from core.definitions.text.tree import canonical
from core.model.facts import Fact
from core.model.steps import StepKind
from tests.unit.definitions.golden import INVALID

ROOT = Path(__file__).parents[3]
REAL = [
    path
    for pattern in (
        "municipality_configs/**/municipality.yaml",
        "municipality_configs/**/processes/*.yaml",
        "plugins/*/processes/*.yaml",
        "tests/fixtures/layers/*.yaml",
        "tests/fixtures/layers/_grund/processes/*.yaml",
        "tests/fixtures/definitions/storstad/*.yaml",
        "tests/fixtures/definitions/storstad/processes/*.yaml",
    )
    for path in sorted(ROOT.glob(pattern))
]
STRUCTURAL = {"unknown-key", "unknown-kind", "wrong-shape", "bad-id"}


@pytest.mark.parametrize("name", sorted(schema.schemas()))
def test_the_files_in_docs_are_fresh_and_valid_schemas(name: str) -> None:
    made = schema.schemas()[name]
    jsonschema.Draft202012Validator.check_schema(made)
    assert (schema.FOLDER / name).read_text(encoding="utf-8") == schema.text(made), (
        "kör python -m core.definitions.explaining.schema"
    )


def test_the_list_of_problems_in_docs_is_fresh() -> None:
    assert rules.PAGE.read_text(encoding="utf-8") == rules.page(), "kör python -m core.definitions.problems.rules"


def test_the_list_of_keys_in_docs_is_fresh_and_names_every_key() -> None:
    text = reference.PAGE.read_text(encoding="utf-8")
    assert text == reference.page(), "kör python -m core.definitions.explaining.reference"
    for shape in (PROCESS, MUNICIPALITY, LAWS):
        for obj in _objects(shape, set()):
            for key in obj.keys:
                assert f"| `{key}`" in text, (obj.name, key)
    headings = {line.lstrip("# ").replace(" ", "-") for line in text.split("\n") if line.startswith("#")}
    assert set(re.findall(r"\(#([^)]+)\)", text)) <= headings


def test_wherever_a_setting_may_stand_it_is_known_of_which_type() -> None:
    found = {
        s.name: s
        for root in (PROCESS, MUNICIPALITY, LAWS)
        for s in reference._inside(root, set())
        if isinstance(s, Scalar)
    }
    assert {s.name for s in found.values() if s.setting and not s.takes} == set()
    assert {kind for s in found.values() for kind in s.takes} <= set(SETTING_TYPES)


def _validator(path: Path) -> jsonschema.Draft202012Validator:
    name = "municipality.schema.json" if path.name == "municipality.yaml" else "process.schema.json"
    return jsonschema.Draft202012Validator(schema.schemas()[name])


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_files_fit_the_schema(path: Path) -> None:
    node = parse(path.read_bytes(), str(path), Report())
    assert node is not None
    assert [error.message for error in _validator(path).iter_errors(canonical(node))] == []


NO_YAML = "empty-values-and-others"
"""What an editor cannot hold against a schema either."""
LAYERS = sorted(p for p in (ROOT / "tests/fixtures/layers/invalid").glob("*.yaml") if p.stem != NO_YAML)
NO_LAYER = {"unknown-key", "base-as-list", "remove-no", "remove-a-key", "remove-with-more", "lines-inside-a-change"}
"""Layers that are wrong whatever they build on."""


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.stem)
def test_a_layer_that_only_its_base_makes_wrong_fits_the_schema(path: Path) -> None:
    node = parse(path.read_bytes(), str(path), Report())
    assert node is not None
    assert _validator(path).is_valid(canonical(node)) is (path.stem not in NO_LAYER)


@pytest.mark.parametrize("path", sorted(INVALID.glob("*.yaml")), ids=lambda path: path.stem)
def test_schema_and_checks_agree_on_what_is_wrong(path: Path) -> None:
    report = Report()
    node = parse(path.read_bytes(), str(path), report)
    if node is None:
        return  # not YAML that an editor could check either
    wrong = not _validator(path).is_valid(canonical(node))
    structure = Report()
    Checker(
        structure, {name: SettingText("2 weeks") for name in ("svar_inom", "grans", "slutet", "svar_innom", "obestamd")}
    ).read(node, PROCESS)
    said = {problem.rule for problem in structure.problems()}
    if wrong:
        assert said, path
    if said & STRUCTURAL:
        assert wrong, (path, said)


def _objects(shape: Shape, seen: set[str]) -> Iterator[Obj]:
    if isinstance(shape, Lazy):
        if shape.name not in seen:
            seen.add(shape.name)
            yield from _objects(shape.get(), seen)
    elif isinstance(shape, ListOf):
        yield from _objects(shape.item, seen)
    elif isinstance(shape, MapOf):
        yield from _objects(shape.value, seen)
    elif isinstance(shape, ByNode):
        for part in (shape.items, shape.table):
            if part is not None:
                yield from _objects(part, seen)
    elif isinstance(shape, Kinds):
        for kind in shape.kinds.values():
            yield from _objects(kind, seen)
    elif isinstance(shape, Obj):
        yield shape
        for key in shape.keys.values():
            yield from _objects(key.shape, seen)


def test_every_key_is_explained_and_two_shapes_never_share_a_name() -> None:
    named: dict[str, Obj] = {}
    for shape in (PROCESS, MUNICIPALITY):
        for obj in _objects(shape, set()):
            assert named.setdefault(obj.name, obj) == obj, obj.name
            assert set(obj.required) <= set(obj.keys), obj.name
            assert not obj.later & set(obj.keys), obj.name
            for name, key in obj.keys.items():
                assert key.doc.endswith(".") and key.doc[0].isalpha(), (obj.name, name)


def test_every_key_is_read_by_the_builder() -> None:
    source = "".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "core" / "definitions").rglob("*.py"))
        if not path.name.startswith("keys_")
    )
    kept_for_readers_only = {"verify", "valid_from", "document", "part"}
    for shape in (PROCESS, MUNICIPALITY):
        for obj in _objects(shape, set()):
            for key in set(obj.keys) - kept_for_readers_only - set(STEP_KINDS.kinds):
                assert f'"{key}"' in source, f"{obj.name}.{key} is allowed but nobody reads it"


def test_fact_keys_and_kinds_equal_the_model() -> None:
    fields = set(Fact.__struct_fields__) - {"id"}
    named = {"is": "derived", "from": "origin"}
    keys = {named.get(key, key) for key in FACT.keys} - {"source", "covers", "verify"}
    # which table's judgement it is is never written; the type says `custom`, the table `assessed`, min and max make `span` or `days`
    assert keys - {"min", "max"} == fields - {"table", "custom", "assessed", "span", "days"}
    assert set(STEP_KINDS.kinds) == set(StepKind.__args__)  # type: ignore[attr-defined]
    allowed = FACT.keys["type"].shape
    assert isinstance(allowed, Scalar)
    assert (*FACT_TYPES, RESOURCE_TYPE) == allowed.words
    assert set(SETTING_TYPES) == set(_SCALARS)


def test_every_rule_that_is_raised_is_documented_and_the_other_way_round() -> None:
    folders = [ROOT / "core" / room for room in ("definitions", "expressions", "proof", "scenarios")]
    files = [p for folder in folders for p in folder.rglob("*.py") if p.name != "rules.py"] + [
        ROOT / "core" / "cli" / "check.py"
    ]
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    raised = set(re.findall(r'"([a-z]+(?:-[a-z]+)+)"', source)) - {"utf-8-sig", "utf-8"}
    known = set(rules.rules())
    assert raised <= known, raised - known
    assert {rule for rule in known if f'"{rule}"' not in source} == set()


def test_every_golden_text_uses_documented_rules() -> None:
    used = {
        line.split(" ")[1] for path in INVALID.glob("*.txt") for line in path.read_text(encoding="utf-8").splitlines()
    }
    assert used <= set(rules.rules())
    assert len(used) >= 50


def test_questions_are_gathered_with_the_nearest_title() -> None:
    head = b"process: a\ntitle: Rutinen\nabout: none\nsteps:\n  - task: b\n    title: Steget\n"
    text = head + b"    deadline: {soon: yes, question: 'Hur snart?'}\nends: {}\n"
    node = parse(text, "a.yaml", Report())
    assert node is not None
    read = Checker(Report()).read(node, PROCESS)
    assert isinstance(read, Record)
    questions = Questions()
    questions.gather(read, "rutin")
    assert [(q.line, q.where, q.text) for q in questions.found()] == [(7, "Steget", "Hur snart?")]
