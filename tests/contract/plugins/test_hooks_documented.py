"""A hook without documentation, without a test or without a real plugin that uses it breaks the build."""

from __future__ import annotations

import inspect
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner

from core.model import plugin_calls, plugin_pages
from core.model.plugins import (
    Assessment,
    Expansion,
    StepUse,
    Unreadable,
)
from core.plugin_api import build_manager
from core.plugin_api.discovery import look
from core.plugin_api.inspection import hooks, signature
from core.plugin_api.reference import SECTIONS, hooks_reference, sections
from tests.contract.plugins.conformance import use

NAMES = tuple(hooks())
CASE = "1" * 32
TESTS = Path(__file__).parent


@pytest.mark.parametrize("name", NAMES)
def test_a_hook_says_when_what_order_and_since(name: str) -> None:
    parts = sections(hooks()[name].__doc__ or "")
    wanted = [s for s in SECTIONS if s != "Parameters" or inspect.signature(hooks()[name]).parameters]
    assert parts[""]
    assert list(parts) == ["", *wanted]
    assert all(parts.values())


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_of_a_hook_is_explained_and_typed(name: str) -> None:
    function = hooks()[name]
    explained = sections(function.__doc__ or "").get("Parameters", "")
    for parameter in inspect.signature(function).parameters:
        assert f"{parameter}: " in explained
        assert parameter in function.__annotations__
    assert "return" in function.__annotations__


@pytest.mark.parametrize("name", NAMES)
def test_a_hook_exists_because_a_real_plugin_uses_it(name: str) -> None:
    plugins = (Path(p.replace(".", "/") + ".py").read_text(encoding="utf-8") for p in look("plugins").folder.values())
    assert any(f"def {name}(" in text for text in plugins)


@pytest.mark.parametrize("name", NAMES)
def test_a_hook_is_tested_for_what_it_gives_and_for_what_it_may_not_give(name: str) -> None:
    assert f"def {name}(" in (TESTS / "demo" / "works" / "plugin.py").read_text(encoding="utf-8")
    # commands are asked for by whoever writes their name, and not at start: `test_commands` has what they may not give
    assert name == "rutin_commands" or f'("{name}", ' in (TESTS / "test_refusals.py").read_text(encoding="utf-8")


def test_the_reference_is_current() -> None:
    written = Path("docs/reference/hooks.md").read_text(encoding="utf-8")
    assert written == hooks_reference(), "run: python -m core.plugin_api.reference > docs/reference/hooks.md"


@pytest.mark.parametrize("name", NAMES)
def test_the_reference_shows_the_signature(name: str) -> None:
    assert signature(name) in hooks_reference()


def test_the_examples_together_are_a_plugin_that_works(tmp_path: Path) -> None:
    (tmp_path / "processes").mkdir()
    (tmp_path / "processes" / "cykellan.yaml").write_text("process: cykellan\n", encoding="utf-8")
    (tmp_path / "demo.yaml").write_text("[]\n", encoding="utf-8")
    made = ModuleType("cykelpool")
    made.__dict__.update(__file__=str(tmp_path / "plugin.py"))
    for name in NAMES:
        example = sections(hooks()[name].__doc__ or "")["Example"]
        exec(example.removeprefix("```python").removesuffix("```"), made.__dict__)
    plugins = build_manager([use("cykelpool")], modules={"cykelpool": made})
    assert [s.path.name for s in plugins.process_sources()] == ["cykellan.yaml"]
    assert [(plugin, path.name) for plugin, path in plugins.demos()] == [("cykelpool", "demo.yaml")]
    assert [(f.name, f.call(4), f.call(5)) for f in plugins.functions()] == [("jamnt", True, False)]
    assert [r.id for r in plugins.registers()] == ["utlanade"]
    frame = plugins.brought().fact_types["ramnummer"]
    assert (frame.read("wbk 1234"), isinstance(frame.read("?"), Unreadable)) == ("WBK1234", True)
    tall = plugins.brought().assessors["racker_hojden"]
    assert (tall.by, tall.assess(137)) == (
        "Cykelpool 1.0.0",
        Assessment(False, "Är 137 cm lång. Cykeln kräver 140 cm.", "Det saknas 3 cm."),
    )
    (loaded,) = plugins.loaded
    sent = loaded.channels[0].call(plugin_calls.Delivery("k", "0701740605", "Hej", "Hej"))
    assert (loaded.channels[0].id, sent) == ("cykelbud", plugin_calls.Sent("k"))
    happened = plugin_calls.Happening("deadline_missed", "cykellan", "c", 4, "2026-03-05T08:00:00+00:00", "lana#1/svar")
    noted = loaded.reactions[0].call(plugin_calls.ReactionCall("k", happened, "Cykellån", "Lämna ut"))
    assert noted == (plugin_calls.WriteNote("Cykeln skulle ha varit tillbaka: Lämna ut"),)
    made_of = plugins.brought().step_kinds["kvittens"].expand(StepUse("nyckel", {"title": "Nyckel", "role": "chef"}))
    assert isinstance(made_of, Expansion)
    assert [step["task"] for step in made_of.steps] == ["nyckel", "nyckel_ater"]
    (check,) = loaded.config_checks
    assert check.rule == "kvitto"
    (command,) = made.__dict__["rutin_commands"]()
    assert CliRunner().invoke(command, ["3"]).output == "3 cyklar\n"
    line = plugin_pages.CaseLine(CASE, "cykellan", "2026-03-05", facts={"antal": 2})
    shown = loaded.panels[0].call(plugin_pages.PanelCall(line, "2026-03-06"))
    assert shown == (plugin_pages.Fields((("Cyklar", "2"),)),)
    listed = loaded.pages[0].call(plugin_pages.PageCall("2026-03-06", "Anna", cases=(line,)))
    table = plugin_pages.Table("Utlånade cyklar", ("Sedan",), (plugin_pages.Row(("2026-03-05",), CASE),))
    assert listed == plugin_pages.Shown((table,))
