"""The suite that plugin authors inherit finds what is wrong with a plugin, and says what to mend."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from types import ModuleType

import pytest

from core.model.plugins import Assessment, AssessorDef, ExpressionFunction, FactTypeDef, PluginInfo, RegisterDef
from core.plugin_api import API_VERSION, hookimpl
from core.testing import Conformance

CLOSED: Mapping[str, object] = {"type": "object", "additionalProperties": False}
COUNTER = itertools.count()


def suite(
    folder: Path, text: str = "", schema: Mapping[str, object] = CLOSED, **hooks: Callable[[], object]
) -> Conformance:
    """The suite for a plugin made for the occasion, whose files lie in `folder`."""
    (folder / "plugin.py").write_text(text, encoding="utf-8")
    made = ModuleType("provet")
    made.__file__ = str(folder / "plugin.py")
    info = PluginInfo("provet", "Provet", "1", API_VERSION, schema, frozenset({"personal_data"}))
    for name, hook in {"rutin_plugin": lambda: info, **hooks}.items():
        made.__dict__[name] = hookimpl(specname=name)(hook)
    found = type("Suite", (Conformance,), {"module": made})()
    assert isinstance(found, Conformance)
    return found


def function(call: Callable[..., object]) -> Callable[[], object]:
    return lambda: (ExpressionFunction("f", ("whole_number",), "whole_number", call),)


def fact_type(read: Callable[[str], object], show: Callable[..., object] = str) -> Callable[[], object]:
    return lambda: (FactTypeDef("t", "T", read, show),)


def assessor(assess: Callable[..., object]) -> Callable[[], object]:
    return lambda: (AssessorDef("a", "A", {"antal": "whole_number"}, assess),)


Faults = dict[str, tuple[str, dict[str, object], str]]
FAULTS: Faults = {
    "a function raises": ("functions_answer", {"rutin_expression_functions": function(lambda n: 1 // n)}, "f(0,) gav inget svar: Zero"),
    "a function gives the wrong type": ("functions_answer", {"rutin_expression_functions": function(str)}, "wrong_type"),
    "an assessor gives no reason": ("assessors_answer", {"rutin_assessors": assessor(lambda _: Assessment(True, ""))}, "wrong_type"),
    "a type raises": ("fact_types_take_any_text", {"rutin_fact_types": fact_type(lambda text: str(int(text)))}, "kan inte läsa"),
    "a type is not stable": ("fact_types_take_any_text", {"rutin_fact_types": fact_type(lambda text: f"{text}!")}, "i sin tur"),
    "a type cannot show": ("fact_types_take_any_text", {"rutin_fact_types": fact_type(str, lambda _: None)}, "kan inte visa"),
    "it sees too much": ("sees_only_what_a_plugin_may_see", {"text": "from core.storage import port"}, "importerar core.storage"),
    "it sees the web": ("sees_only_what_a_plugin_may_see", {"text": "import web.app"}, "importerar web.app"),
    "it sees too much in another way": ("sees_only_what_a_plugin_may_see", {"text": "from core import bootstrap"}, "core.bootstrap"),
    "its schema is open": ("settings_schema_is_closed", {"schema": {"type": "object"}}, "additionalProperties"),
    "its schema is no JSON": ("settings_schema_is_closed", {"schema": {**CLOSED, "required": ("a",)}}, "ren JSON"),
    "it changes its mind": (
        "gives_the_same_answer_twice",
        {"rutin_registers": lambda: (RegisterDef(f"r{next(COUNTER)}", "R", "p", "a.done", ()),)},
        "olika två gånger",
    ),
    "its files are elsewhere": (
        "files_travel_with_it", {"rutin_process_sources": lambda: (Path(__file__),)}, "följer inte med"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_and_said(tmp_path: Path, fault: str) -> None:
    test, made, said = FAULTS[fault]
    made_suite = suite(tmp_path, **made)  # type: ignore[arg-type]
    prefix = (
        "test_"
        if hasattr(made_suite, f"test_{test}")
        else "test_its_"
        if hasattr(made_suite, f"test_its_{test}")
        else "test_it_"
    )
    with pytest.raises(AssertionError) as caught:
        getattr(made_suite, f"{prefix}{test}")()
    assert said in str(caught.value)


def test_what_is_right_passes_every_test(tmp_path: Path) -> None:
    right = suite(
        tmp_path,
        "from core.model.plugins import PluginInfo\nimport json\n",
        rutin_expression_functions=function(lambda n: n + 1),
        rutin_fact_types=fact_type(str.strip),
        rutin_assessors=assessor(lambda n: Assessment(n > 1, f"{n} stycken.") if n else None),
    )
    names = [name for name in dir(right) if name.startswith("test_")]
    assert len(names) == 10
    for name in names:
        getattr(right, name)()
