"""The suite that plugin authors inherit finds what is wrong with a plugin, and says what to mend."""

from __future__ import annotations

import itertools
import sys
import unittest
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path

import pytest

from core.model.values import FactType
from core.plugin_api import (
    API_VERSION,
    Assessment,
    AssessorDef,
    Block,
    CasesRead,
    ConfigCheckDef,
    Download,
    Expansion,
    ExpressionFunction,
    FactTypeDef,
    Form,
    Input,
    Misused,
    PageCall,
    PageDef,
    PanelDef,
    PluginInfo,
    ReactionDef,
    RegisterDef,
    Shown,
    StateFacts,
    StepKindDef,
    StepUse,
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


def function(call: Callable[..., object], returns: FactType = "whole_number") -> Callable[[], object]:
    return lambda: (ExpressionFunction("f", ("whole_number",), returns, call),)


def fact_type(read: Callable[[str], object], show: Callable[..., object] = str) -> Callable[[], object]:
    return lambda: (FactTypeDef("t", "T", read, show),)


def assessor(assess: Callable[..., object]) -> Callable[[], object]:
    return lambda: (AssessorDef("a", "A", {"antal": "whole_number"}, assess),)


def step_kind(expand: Callable[[StepUse], object], *examples: object) -> Callable[[], object]:
    """A kind that takes a title, and needs one when there are examples of it."""
    schema = {"type": "object", "properties": {"title": {"type": "string"}}, "additionalProperties": False}
    more = {"required": ["title"], "examples": list(examples)} if examples else {}
    return lambda: (StepKindDef("k", "K", {**schema, **more}, expand),)


def one_task(use: StepUse) -> Expansion:
    return Expansion([{"task": use.name, "title": use.keys["title"], "role": "r"}])


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
UNSEEN, BOOK = (lambda _: "\x00"), (lambda _: "x" * 20_001)
Faults = dict[str, tuple[str, dict[str, object], str]]
FAULTS: Faults = {
    "a function raises": ("functions_answer", {"rutin_expression_functions": function(lambda n: 1 // n)}, "f(0,) gav inget svar: Zero"),
    "a function gives the wrong type": ("functions_answer", {"rutin_expression_functions": function(str)}, "inte av den typ"),
    "a function shows not": ("functions_answer", {"rutin_expression_functions": function(UNSEEN, "text")}, "tecken som inte syns"),
    "a function gives a book": ("functions_answer", {"rutin_expression_functions": function(BOOK, "text")}, "längre än 20000 tecken"),
    "an assessor gives no reason": ("assessors_answer", {"rutin_assessors": assessor(lambda _: Assessment(True, ""))}, "saknar sina skäl"),
    "a function changes its mind": (
        "functions_answer", {"rutin_expression_functions": function(lambda _: next(COUNTER))}, "f(0,) svarade olika"
    ),
    "an assessor changes its mind": (
        "assessors_answer", {"rutin_assessors": assessor(lambda _: Assessment(True, str(next(COUNTER))))}, "olika två gånger"
    ),
    "a kind of step raises": (
        "step_kinds_answer", {"rutin_step_kinds": step_kind(one_task)}, "Slaget k med {}: Tillägget provet kunde inte bygga"
    ),
    "a kind of step takes somebody else's name": (
        "step_kinds_answer", {"rutin_step_kinds": step_kind(lambda _: Expansion([{"task": "a"}]))}, "ska heta prov"
    ),
    "a kind of step does not take its own example": (
        "step_kinds_answer",
        {"rutin_step_kinds": step_kind(lambda _: Misused((("Titeln är för kort.", (), "title"),)), {"title": "A"})},
        "med {'title': 'A'}: Titeln är för kort.",
    ),
    "an example is none": ("step_kinds_answer", {"rutin_step_kinds": step_kind(one_task, {"titel": "A"})}, "titel"),
    "a kind of step changes its mind": (
        "step_kinds_answer",
        {"rutin_step_kinds": step_kind(lambda use: Expansion([{"task": use.name, "title": str(next(COUNTER))}]))},
        "olika två gånger",
    ),
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
    "a check gives the wrong type": ("checks_answer", {"rutin_config_checks": check(lambda _, __: ["fel"])}, "i listan står str"),
    "its demo is no demo": ("demo_can_be_read", {"rutin_demo": lambda: (Path(__file__).parent / "demo" / "wrong.yaml",)}, "storyn"),
    "its command is none": ("commands_explain_themselves", {"rutin_commands": lambda: (len,)}, "som inte är ett kommando i click"),
    "it sees too much": ("sees_only_what_a_plugin_may_see", {"text": "from core.storage import port"}, "importerar core.storage"),
    "it sees the web": ("sees_only_what_a_plugin_may_see", {"text": "import web.app"}, "importerar web.app"),
    "it sees too much in another way": ("sees_only_what_a_plugin_may_see", {"text": "from core import bootstrap"}, "core.bootstrap"),
    "a setting of it has no default": (
        "starts", {"schema": {**CLOSED, "properties": {"a": {"type": "string"}}, "required": ["a"]}},
        "Inställningen a saknas. Det gäller tillägget provet. Skriv inställningarna i testklassen: settings = {…}.",
    ),
    "its schema is open": ("settings_schema_is_closed", {"schema": {"type": "object"}}, "additionalProperties"),
    "its schema is no JSON": ("settings_schema_is_closed", {"schema": {**CLOSED, "required": ("a",)}}, "ren JSON"),
    "it changes its mind": (
        "gives_the_same_answer_twice",
        {"rutin_registers": lambda: (RegisterDef(f"r{next(COUNTER)}", "R", "p", "a.done", ()),)},
        "olika två gånger",
    ),
    "another part of it changes its mind": (
        "gives_the_same_answer_twice",
        {"rutin_config_checks": lambda: (ConfigCheckDef(f"r{next(COUNTER)}", "R", lambda _, __: ()),)},
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


def test_a_kind_of_step_that_needs_keys_and_gives_no_example_is_named_too(tmp_path: Path) -> None:
    schema = {**CLOSED, "properties": {"title": {"type": "string"}}, "required": ["title"]}
    made = suite(tmp_path, rutin_step_kinds=lambda: (StepKindDef("k", "K", schema, one_task),))
    made.test_its_step_kinds_answer()
    with pytest.raises(unittest.SkipTest, match=r"Slagen av steg k: skriv nycklar att pröva med under examples"):
        made.test_what_could_not_be_tried()


CHANNEL = """
import socket, subprocess, urllib.request
from core.plugin_api import API_VERSION, ChannelDef, NotSent, PluginInfo, Sent, hookimpl


@hookimpl
def rutin_plugin():
    return PluginInfo("kanal", "Kanal", "1", API_VERSION, may=frozenset({"network", "personal_data"}))


@hookimpl
def rutin_channels():
    return (ChannelDef("bud", "Bud", "phone", send),)


def send(delivery):
    BODY
"""
TO = "070-174 06 05"
CHANNELS = {
    "it raises": ("raise KeyError('x')", f"Kanalen bud, ett brev till {TO}: rutin_channels.bud stannade med KeyError. (plugin.py:17)"),
    "it raises on a message": ("return Sent(delivery.sender[1])", f"ett meddelande till {TO}: rutin_channels.bud stannade med IndexError"),
    "it raises on what is no address": ("return Sent(str(int(delivery.to[:3])))", "till ingen adress: rutin_channels.bud stannade med"),
    "it answers with the wrong thing": ("return 'skickat'", "något annat än det ska"),
    "it does not say why": ("return NotSent(' ')", "NotSent ska säga varför"),
    "it starts a program": ("subprocess.run(['true'])", "försökte göra något som det inte får. (subprocess.Popen)"),
    "it sends": ("return Sent('1')", ""),
    "it refuses": ("return NotSent('Numret finns inte.')", ""),
    "it calls out": ("socket.create_connection(('127.0.0.1', 9))", ""),
    "it calls out through a library": ("urllib.request.urlopen('http://127.0.0.1:9/')", ""),
    "it says later in its own way": (
        "try: socket.create_connection(('127.0.0.1', 9))\n    except OSError: raise RuntimeError('senare') from None", ""
    ),
}  # fmt: skip


@pytest.mark.parametrize("way", CHANNELS)
def test_a_channel_is_tried_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    body, said = CHANNELS[way]
    package = f"kanal_{list(CHANNELS).index(way)}"
    (tmp_path / package).mkdir()
    (tmp_path / package / "__init__.py").touch()
    (tmp_path / package / "plugin.py").write_text(CHANNEL.replace("BODY", body), encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    made = type("Suite", (Conformance,), {"module": import_module(f"{package}.plugin")})()
    assert isinstance(made, Conformance)
    if not said:
        made.test_its_channels_answer()
        return
    with pytest.raises(AssertionError) as caught:
        made.test_its_channels_answer()
    assert said in str(caught.value)


def test_what_is_right_passes_every_test(tmp_path: Path) -> None:
    right = suite(
        tmp_path,
        "from core.model.plugins import PluginInfo\nimport json\n",
        rutin_expression_functions=function(lambda n: n + 1),
        rutin_fact_types=fact_type(str.strip),
        rutin_assessors=assessor(lambda n: Assessment(n > 1, f"{n} stycken.") if n else None),
        rutin_step_kinds=step_kind(one_task, {"title": "Ring"}, {"title": "Skriv"}),
    )
    names = [name for name in dir(right) if name.startswith("test_")]
    assert len(names) == 22
    for name in names:
        getattr(right, name)()
