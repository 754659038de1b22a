"""The suite that plugin authors inherit finds what is wrong with a plugin, and says what to mend."""

from __future__ import annotations

import itertools
import unittest
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from core.plugin_api import (
    API_VERSION,
    Assessment,
    AssessorDef,
    Block,
    CasesRead,
    ConfigCheckDef,
    Download,
    ExpressionFunction,
    FactTypeDef,
    Form,
    Input,
    PageCall,
    PageDef,
    PanelDef,
    PluginInfo,
    ReactionDef,
    RegisterDef,
    Shown,
    StateFacts,
    Text,
)
from core.testing import Conformance
from tests.made_plugins import plugin_with

CLOSED: Mapping[str, object] = {"type": "object", "additionalProperties": False}
COUNTER = itertools.count()


def suite(
    folder: Path, text: str = "", schema: Mapping[str, object] = CLOSED, **hooks: Callable[[], object]
) -> Conformance:
    """The suite for a plugin made for the occasion, whose files lie in `folder`."""
    (folder / "plugin.py").write_text(text, encoding="utf-8")
    info = PluginInfo("provet", "Provet", "1", API_VERSION, schema, frozenset({"personal_data", "act", "pages"}))
    made = plugin_with(hooks, info)
    made.__file__ = str(folder / "plugin.py")
    found = type("Suite", (Conformance,), {"module": made})()
    assert isinstance(found, Conformance)
    return found


def function(call: Callable[..., object]) -> Callable[[], object]:
    return lambda: (ExpressionFunction("f", ("whole_number",), "whole_number", call),)


def fact_type(read: Callable[[str], object], show: Callable[..., object] = str) -> Callable[[], object]:
    return lambda: (FactTypeDef("t", "T", read, show),)


def assessor(assess: Callable[..., object]) -> Callable[[], object]:
    return lambda: (AssessorDef("a", "A", {"antal": "whole_number"}, assess),)


def reaction(call: Callable[..., object]) -> Callable[[], object]:
    return lambda: (ReactionDef("r", "R", ("case_started",), ("note",), call),)  # type: ignore[arg-type] # it may be wrong


def panel(call: Callable[..., object]) -> Callable[[], object]:
    return lambda: (PanelDef("p", "P", ("lan",), call),)  # type: ignore[arg-type]


def page(call: Callable[..., object]) -> Callable[[], object]:
    return lambda: (PageDef("s", "S", ("chef",), call, (CasesRead("lan", ("hyra",)),)),)  # type: ignore[arg-type]


def shows(*blocks: Block) -> Callable[..., object]:
    """A page that shows `blocks`, and of a form that is sent only the field ``hyra``, as a number."""

    def call(asked: PageCall) -> object:
        return Shown((Text(str(float(asked.values["hyra"]))),)) if asked.form else Shown(blocks)

    return call


def check(call: Callable[..., object]) -> Callable[[], object]:
    return lambda: (ConfigCheckDef("regel", "Regel", call),)  # type: ignore[arg-type]


FORM = Form("rakna", "Räkna", (Input("hyra", "Hyra"),))
Faults = dict[str, tuple[str, dict[str, object], str]]
FAULTS: Faults = {
    "a function raises": ("functions_answer", {"rutin_expression_functions": function(lambda n: 1 // n)}, "f(0,) gav inget svar: Zero"),
    "a function gives the wrong type": ("functions_answer", {"rutin_expression_functions": function(str)}, "wrong_type"),
    "an assessor gives no reason": ("assessors_answer", {"rutin_assessors": assessor(lambda _: Assessment(True, ""))}, "wrong_type"),
    "a type raises": ("fact_types_take_any_text", {"rutin_fact_types": fact_type(lambda text: str(int(text)))}, "kan inte läsa"),
    "a type is not stable": ("fact_types_take_any_text", {"rutin_fact_types": fact_type(lambda text: f"{text}!")}, "i sin tur"),
    "a type cannot show": ("fact_types_take_any_text", {"rutin_fact_types": fact_type(str, lambda _: None)}, "kan inte visa"),
    "a reaction raises": ("reactions_answer", {"rutin_reactions": reaction(lambda call: call.facts["x"])}, "stannade med KeyError"),
    "a reaction gives the wrong type": ("reactions_answer", {"rutin_reactions": reaction(lambda _: "hej")}, "något annat än det ska"),
    "a reaction wishes more than it says": ("reactions_answer", {"rutin_reactions": reaction(lambda _: (StateFacts({}),))}, "önskar facts"),
    "a panel raises": ("panels_answer", {"rutin_panels": panel(lambda call: call.case.facts["hyra"])}, "Rutan p vid ett nytt ärende i lan"),
    "a panel shows a form": ("panels_answer", {"rutin_panels": panel(lambda _: (FORM,))}, "något annat än det ska"),
    "a page raises": ("pages_answer", {"rutin_pages": page(lambda call: call.cases[0])}, "Sidan s med 0 ärenden: "),
    "a page cannot take its form": ("pages_answer", {"rutin_pages": page(shows(FORM))}, "formuläret rakna så som det visas: "),
    "a page has no file": ("pages_answer", {"rutin_pages": page(shows(Download("a.csv", "Hämta")))}, "svarar inte med en File"),
    "a check raises": ("checks_answer", {"rutin_config_checks": check(lambda _, found: found["lan"])}, "regel: KeyError"),
    "a check gives the wrong type": ("checks_answer", {"rutin_config_checks": check(lambda _, __: ["fel"])}, "fel svar"),
    "its demo is no demo": ("demo_can_be_read", {"rutin_demo": lambda: (Path(__file__).parent / "demo" / "wrong.yaml",)}, "storyn"),
    "its command is none": ("commands_explain_themselves", {"rutin_commands": lambda: (len,)}, "som inte är ett kommando i click"),
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


def test_what_could_not_be_tried_is_named_as_skipped(tmp_path: Path) -> None:
    made = suite(tmp_path, rutin_reactions=reaction(lambda _: ()))
    made.test_its_reactions_answer()
    with pytest.raises(unittest.SkipTest, match=r"Reaktionerna r med kända uppgifter: pröva dem med play"):
        made.test_what_could_not_be_tried()


def test_what_is_right_passes_every_test(tmp_path: Path) -> None:
    right = suite(
        tmp_path,
        "from core.model.plugins import PluginInfo\nimport json\n",
        rutin_expression_functions=function(lambda n: n + 1),
        rutin_fact_types=fact_type(str.strip),
        rutin_assessors=assessor(lambda n: Assessment(n > 1, f"{n} stycken.") if n else None),
    )
    names = [name for name in dir(right) if name.startswith("test_")]
    assert len(names) == 17
    for name in names:
        getattr(right, name)()
